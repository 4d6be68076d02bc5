import {_t} from "@web/core/l10n/translation";

import {FeedEntryBody} from "../feed_entry/feed_entry_body";
import {feedRendererRegistry} from "../feed_entry/feed_renderer";

const HOUR = 3600;
const DAY = 24 * HOUR;

/**
 * @param {number} seconds
 * @param {string} stage
 * @returns {string} e.g. "after 12 days in Qualified"
 */
export function formatStay(seconds, stage) {
    const days = Math.floor(seconds / DAY);
    const hours = Math.floor(seconds / HOUR);
    if (days > 1) {
        return _t("after %(days)s days in %(stage)s", {days, stage});
    }
    if (days === 1) {
        return _t("after 1 day in %(stage)s", {stage});
    }
    if (hours > 1) {
        return _t("after %(hours)s hours in %(stage)s", {hours, stage});
    }
    return hours === 1
        ? _t("after 1 hour in %(stage)s", {stage})
        : _t("after less than an hour in %(stage)s", {stage});
}

/** A deal that moves on, is won, lost or restored; the title says from where to where. */
export class FeedChange extends FeedEntryBody {
    static template = "crm_activity_feed.FeedChange";

    /** That a stage has changed, the title says. */
    get status() {
        const isSaid = this.data.to && !this.tone;
        return isSaid ? "" : super.status;
    }

    get stay() {
        const {from, seconds} = this.data;
        return from && seconds ? formatStay(seconds, from) : "";
    }

    get hasFacts() {
        return Boolean(super.hasFacts || this.stay);
    }
}

feedRendererRegistry.add("change", FeedChange);
