import {_t} from "@web/core/l10n/translation";

import {formatDay, readServerDate} from "../feed_dates";
import {FeedEntryBody} from "../feed_entry/feed_entry_body";
import {feedRendererRegistry} from "../feed_entry/feed_renderer";

/** What was planned and is done: what came of it, and whether it was late. */
export class FeedDone extends FeedEntryBody {
    static template = "crm_activity_feed.FeedDone";

    get punctuality() {
        const {days_late: days} = this.data;
        if (!days) {
            return "";
        }
        if (days > 0) {
            return days === 1 ? _t("1 day late") : _t("%s days late", days);
        }
        return days === -1 ? _t("1 day early") : _t("%s days early", -days);
    }

    get planned() {
        const {planned} = this.data;
        return planned
            ? _t("Planned for %s", formatDay(readServerDate(planned, true)))
            : "";
    }
}

feedRendererRegistry.add("activity", FeedDone).add("note", FeedDone);
