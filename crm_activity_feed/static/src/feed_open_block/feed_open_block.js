import {Component} from "@odoo/owl";

import {FeedOpenEntry} from "./feed_open_entry";

/**
 * What is still to do: overdue, today, upcoming.
 */
export class FeedOpenBlock extends Component {
    static template = "crm_activity_feed.FeedOpenBlock";
    static components = {FeedOpenEntry};
    static props = {
        entries: {type: Array, element: Object},
        hasMore: Boolean,
        /** By key of the entry. */
        unfolded: Object,
        host: {type: Object, optional: true},
        /** Leads to where the next contact is planned. */
        onPlan: {type: Function, optional: true},
        onToggle: Function,
        onOpen: Function,
        onAction: Function,
    };
}
