import {Component} from "@odoo/owl";

import {useService} from "@web/core/utils/hooks";

/**
 * The customer of an entry, to click on: for feeds that are not of one customer.
 */
export class FeedCustomer extends Component {
    static template = "crm_activity_feed.FeedCustomer";
    static props = {
        customer: {
            type: Object,
            shape: {id: Number, display_name: String, "*": true},
        },
    };

    setup() {
        this.action = useService("action");
    }

    open() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "res.partner",
            res_id: this.props.customer.id,
            views: [[false, "form"]],
            target: "current",
        });
    }
}
