import {deserializeDateTime} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";

import {formatDay, formatTime, getEntryDate, readServerDate} from "../feed_dates";
import {FeedEntryBody} from "../feed_entry/feed_entry_body";
import {feedRendererRegistry} from "../feed_entry/feed_renderer";

/** Whether somebody comes: icon, color, words. */
const ANSWERS = {
    accepted: {icon: "fa-check", color: "text-success", label: _t("accepted")},
    declined: {icon: "fa-times", color: "text-danger", label: _t("declined")},
    tentative: {icon: "fa-question", color: "text-warning", label: _t("maybe")},
};

/** A meeting: from when to when, where, who comes. Of a private one only the time is known. */
export class FeedMeeting extends FeedEntryBody {
    static template = "crm_activity_feed.FeedMeeting";

    /** Whether it is one of Odoo's calendar: the status of that is its place. */
    get isEvent() {
        return this.props.entry.res_model === "calendar.event";
    }

    get status() {
        return this.isEvent ? "" : super.status;
    }

    get place() {
        return this.isEvent ? this.props.entry.status || "" : "";
    }

    get video() {
        return this.data.video || "";
    }

    /** The end of it; the beginning, too, where the entry does not show its time. */
    get time() {
        const {stop} = this.data;
        if (!stop) {
            return "";
        }
        const start = getEntryDate(this.props.entry);
        if (this.data.is_all_day) {
            const end = readServerDate(stop, true);
            return end.hasSame(start, "day")
                ? ""
                : _t("%(start)s to %(end)s", {
                      start: formatDay(start),
                      end: formatDay(end),
                  });
        }
        const end = deserializeDateTime(stop);
        const isSameDay = end.hasSame(start, "day");
        return _t("%(start)s to %(end)s", {
            start: formatTime(start),
            end: isSameDay ? formatTime(end) : `${formatDay(end)} ${formatTime(end)}`,
        });
    }

    get attendees() {
        return (this.data.attendees || []).map((attendee) => ({
            ...attendee,
            answer: ANSWERS[attendee.state],
        }));
    }

    get moreAttendees() {
        return this.data.attendees_more || 0;
    }
}

feedRendererRegistry.add("meeting", FeedMeeting);
