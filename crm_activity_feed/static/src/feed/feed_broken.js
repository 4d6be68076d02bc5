import {Component} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";

/** Says which sources are missing from the feed; to administrators, why. */
export class FeedBroken extends Component {
    static template = "crm_activity_feed.FeedBroken";
    static props = {
        sources: {
            type: Array,
            element: {
                type: Object,
                shape: {id: Number, name: String, reason: [String, {value: false}]},
            },
        },
    };

    setup() {
        this.action = useService("action");
    }

    get summary() {
        const {length} = this.props.sources;
        return length === 1
            ? _t("1 source is not shown:")
            : _t("%s sources are not shown:", length);
    }

    /** @returns {boolean} whether the server tells us the reasons */
    get isForAdministrators() {
        return this.props.sources.some((source) => source.reason);
    }

    get names() {
        return this.props.sources.map((source) => source.name).join(", ");
    }

    /** @param {number} id of the source */
    openSource(id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "crm.feed.source",
            res_id: id,
            views: [[false, "form"]],
        });
    }
}
