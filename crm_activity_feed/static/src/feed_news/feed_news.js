import {Component} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";

/** Says how much is new above what the user looks at, and leads there. */
export class FeedNews extends Component {
    static template = "crm_activity_feed.FeedNews";
    static props = {
        /** How many entries are new and not seen yet. */
        count: Number,
        /** Whether there may be more of them than were counted. */
        hasMore: Boolean,
        /** How many have just come in before the user's eyes. */
        announced: Number,
        /** Whether nothing comes in by itself at the moment. */
        isLost: Boolean,
        /** Whether the server does not answer; it is asked until it does. */
        isServerLost: {type: Boolean, optional: true},
        onShow: Function,
        onRefresh: Function,
    };

    /**
     * @param {number} count
     * @param {boolean} hasMore
     * @returns {string}
     */
    getLabel(count, hasMore) {
        if (hasMore) {
            return _t("More than %s new entries", count);
        }
        return count === 1 ? _t("1 new entry") : _t("%s new entries", count);
    }
}
