import {Component, markup} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";

import {formatFullDate, formatMachineDate, getEntryDate} from "../feed_dates";
import {canOpenEntry} from "../feed_entry/feed_entry";

/**
 * What colleagues pinned on a customer: what everybody should know before calling.
 *
 * Short: each entry stands in its place of the feed as well, in full.
 */
export class FeedPinned extends Component {
    static template = "crm_activity_feed.FeedPinned";
    static props = {
        entries: {type: Array, element: Object},
        host: {type: Object, optional: true},
        onOpen: Function,
        onAction: Function,
    };

    canOpen(entry) {
        return canOpenEntry(entry, this.props.host);
    }

    canUnpin(entry) {
        return (entry.actions || []).includes("pin");
    }

    getBody(entry) {
        // Sanitized by the server: part of the contract of `body`.
        return markup(entry.body);
    }

    getWho({author_id: author, user_id: owner}) {
        return (author || owner || {}).display_name || "";
    }

    getDay(entry) {
        return getEntryDate(entry).toLocaleString({
            year: "numeric",
            month: "short",
            day: "numeric",
        });
    }

    getFullDate(entry) {
        return formatFullDate(getEntryDate(entry), Boolean(entry.is_all_day));
    }

    getMachineDate(entry) {
        return formatMachineDate(getEntryDate(entry), Boolean(entry.is_all_day));
    }

    getUnpinLabel(entry) {
        return _t("Unpin: %s", entry.title);
    }
}
