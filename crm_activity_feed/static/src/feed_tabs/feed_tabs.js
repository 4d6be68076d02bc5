import {Component} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";

/** The server does not count further. */
const MAX_NEW = 99;

const TABS = [
    {scope: "mine", label: _t("My Feed"), action: "crm_feed_my_action"},
    {scope: "following", label: _t("Following"), action: "crm_feed_followed_action"},
    {scope: "all", label: _t("All CRM"), action: "crm_feed_all_action"},
];

/**
 * The feeds of all customers, one beside the other, with how much is new.
 */
export class FeedTabs extends Component {
    static template = "crm_activity_feed.FeedTabs";
    static props = {
        scope: String,
        /** New entries by scope; see `get_new_counts`. */
        counts: Object,
        /** Gets the XML id of an action. */
        onOpen: Function,
    };

    get tabs() {
        return TABS.map(({scope, label, action}) => {
            const isActive = scope === this.props.scope;
            // What one looks at is not new any more.
            const number = isActive ? 0 : this.props.counts[scope] || 0;
            const count =
                number > MAX_NEW ? _t("%s+", MAX_NEW) : number && String(number);
            return {
                scope,
                label: label.toString(),
                action: `crm_activity_feed.${action}`,
                isActive,
                count,
                newText: _t("%s new", count),
            };
        });
    }

    open(tab) {
        if (!tab.isActive) {
            this.props.onOpen(tab.action);
        }
    }
}
