import {_t} from "@web/core/l10n/translation";

import {formatDay, readServerDate} from "../feed_dates";
import {FeedEntryBody} from "../feed_entry/feed_entry_body";
import {feedRendererRegistry} from "../feed_entry/feed_renderer";

/** A quotation, an order, an invoice, a task...: amount, state, and by when it is due. */
export class FeedDocument extends FeedEntryBody {
    static template = "crm_activity_feed.FeedDocument";

    get due() {
        const {due, due_kind, is_late} = this.data;
        if (!due || !due_kind) {
            return "";
        }
        const date = formatDay(readServerDate(due, true));
        if (due_kind === "answer") {
            return is_late ? _t("expired on %s", date) : _t("valid until %s", date);
        }
        return is_late ? _t("overdue since %s", date) : _t("due %s", date);
    }

    get hasFacts() {
        return Boolean(super.hasFacts || this.due);
    }
}

for (const kind of ["document", "payment", "task", "lead"]) {
    feedRendererRegistry.add(kind, FeedDocument);
}
