import {Component} from "@odoo/owl";

import {useService} from "@web/core/utils/hooks";

/**
 * The name of a record, to click on. A real link: with Ctrl or the middle button it opens in a
 * new tab, as links do.
 */
export class FeedRecordLink extends Component {
    static template = "crm_activity_feed.FeedRecordLink";
    static props = {
        model: String,
        id: Number,
        name: String,
        icon: {type: String, optional: true},
    };

    setup() {
        this.action = useService("action");
    }

    get href() {
        return `/odoo/${this.props.model}/${this.props.id}`;
    }

    /** @param {MouseEvent} ev */
    onClick(ev) {
        if (ev.ctrlKey || ev.metaKey || ev.shiftKey || ev.button) {
            return;
        }
        ev.preventDefault();
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: this.props.model,
            res_id: this.props.id,
            views: [[false, "form"]],
            target: "current",
        });
    }
}
