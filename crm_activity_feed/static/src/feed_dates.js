import {
    deserializeDateTime,
    serializeDate,
    serializeDateTime,
} from "@web/core/l10n/dates";
import {localization} from "@web/core/l10n/localization";
import {_t} from "@web/core/l10n/translation";

const {DateTime} = luxon;

/**
 * @typedef {{ date: luxon.DateTime, isAllDay: boolean }} Deadline
 */

/**
 * Read a date of the server.
 *
 * A moment is shown in the user's time zone. An all-day date is a calendar day kept in UTC: it
 * must read the same in Honolulu and in Auckland, so only its zone is replaced, never its day.
 *
 * @param {string} value "YYYY-MM-DD" or "YYYY-MM-DD HH:MM:SS" in UTC
 * @param {boolean} isAllDay
 * @returns {luxon.DateTime} in the user's time zone
 */
export function readServerDate(value, isAllDay) {
    return isAllDay
        ? deserializeDateTime(value, {tz: "utc"}).setZone("default", {
              keepLocalTime: true,
          })
        : deserializeDateTime(value);
}

/**
 * @param {luxon.DateTime} date when the user looked at a feed last
 * @returns {string} "New since yesterday 17:40"
 */
export function formatNewSince(date) {
    const time = formatTime(date);
    const today = DateTime.local().startOf("day");
    if (date >= today) {
        return _t("New since %(time)s", {time});
    }
    if (date >= today.minus({days: 1})) {
        return _t("New since yesterday %(time)s", {time});
    }
    return _t("New since %(day)s %(time)s", {day: formatDay(date), time});
}

/**
 * @param {{ date: string, is_all_day?: boolean }} entry
 * @returns {luxon.DateTime}
 */
export function getEntryDate(entry) {
    return readServerDate(entry.date, Boolean(entry.is_all_day));
}

/**
 * @param {luxon.DateTime} date
 * @returns {string} hours and minutes, as the user's language writes them
 */
export function formatTime(date) {
    return date.toFormat(localization.timeFormat.replace(/[:.]?ss/, ""));
}

/**
 * @param {luxon.DateTime} date
 * @returns {string} e.g. "Fri, Nov 27", with the year when it is another one
 */
export function formatDay(date) {
    const format = {weekday: "short", day: "numeric", month: "short"};
    if (date.year !== DateTime.local().year) {
        format.year = "numeric";
    }
    return date.toLocaleString(format);
}

/**
 * @param {luxon.DateTime} date
 * @param {boolean} isAllDay
 * @returns {string} the whole date in words, for tooltips and screen readers
 */
export function formatFullDate(date, isAllDay) {
    return isAllDay
        ? date.toLocaleString(DateTime.DATE_HUGE)
        : `${date.toLocaleString(DateTime.DATE_HUGE)} ${formatTime(date)}`;
}

/**
 * @param {luxon.DateTime} date
 * @param {boolean} isAllDay
 * @returns {string} value for the `datetime` attribute of `<time>`
 */
export function formatMachineDate(date, isAllDay) {
    return isAllDay
        ? date.toISODate()
        : date.toUTC().toISO({suppressMilliseconds: true});
}

/**
 * @param {luxon.DateTime} date
 * @returns {number} days from today to this date, negative in the past
 */
function getDaysFromToday(date) {
    const today = DateTime.local().startOf("day");
    return Math.round(date.startOf("day").diff(today, "days").days);
}

/**
 * @param {Deadline} deadline
 * @returns {string} e.g. "Tomorrow 15:00"
 */
export function formatDeadline({date, isAllDay}) {
    const days = getDaysFromToday(date);
    const names = {[-1]: _t("Yesterday"), 0: _t("Today"), 1: _t("Tomorrow")};
    const day = days in names ? names[days].toString() : formatDay(date);
    return isAllDay ? day : `${day} ${formatTime(date)}`;
}

/**
 * @param {Object} entry an open entry
 * @returns {string} when it is due, in the words that matter now
 */
export function formatDue(entry) {
    const date = getEntryDate(entry);
    const days = getDaysFromToday(date);
    if (entry.state === "overdue" && days < -1) {
        return _t("%s days overdue", -days).toString();
    }
    return formatDeadline({date, isAllDay: Boolean(entry.is_all_day)});
}

/**
 * @param {luxon.DateTime} date in the past
 * @returns {string} e.g. "12 days ago", counted in days of the user's calendar
 */
export function formatSince(date) {
    const isLong = getDaysFromToday(date) <= -60;
    return date.toRelativeCalendar(isLong ? {} : {unit: "days"});
}

/**
 * @param {Object} entry
 * @returns {string} when the entry was written down, if that was long after it happened.
 *     What is planned is written down before: nobody needs to be told.
 */
export function formatRecordedOn(entry) {
    if (!entry.recorded_on || entry.is_open) {
        return "";
    }
    const recorded = deserializeDateTime(entry.recorded_on);
    const delay = recorded.diff(getEntryDate(entry), "hours").hours;
    return delay > 24 ? _t("recorded on %s", formatDay(recorded)).toString() : "";
}

/**
 * @param {Deadline} [current] what is at three in the afternoon stays so on another day
 * @returns {{ id: string, label: string, deadline: Deadline }[]} the deadlines one click away
 */
export function getQuickDeadlines(current) {
    const today = DateTime.local().startOf("day");
    const isAllDay = !current || current.isAllDay;
    const {hour, minute} = isAllDay ? today : current.date;
    const day = (date) => ({date: date.set({hour, minute}), isAllDay});
    return [
        {id: "today", label: _t("Today"), deadline: day(today)},
        {id: "tomorrow", label: _t("Tomorrow"), deadline: day(today.plus({days: 1}))},
        {
            id: "next_week",
            label: _t("Next week"),
            deadline: day(today.plus({weeks: 1}).startOf("week")),
        },
    ];
}

/**
 * @param {Deadline} deadline
 * @returns {string} what the server reads
 */
export function serializeDeadline({date, isAllDay}) {
    return isAllDay ? serializeDate(date) : serializeDateTime(date);
}

/**
 * Gather entries under month headings.
 *
 * The server orders by moment, while headings follow the day that is *shown*: an all-day entry
 * of the 1st and a moment just before midnight local time may come in the "wrong" order. Sorting
 * by the shown day (stable) keeps one heading per month.
 *
 * @param {Object[]} entries newest first
 * @returns {{ key: string, label: string, lines: { entry: Object, isNewDay: boolean }[] }[]}
 */
export function groupByMonth(entries) {
    const lines = entries.map((entry) => ({entry, date: getEntryDate(entry)}));
    for (const line of lines) {
        line.day = line.date.toISODate();
    }
    lines.sort((a, b) => (a.day < b.day ? 1 : a.day > b.day ? -1 : 0));
    const months = [];
    let lastDay = "";
    for (const {entry, date, day} of lines) {
        const key = day.slice(0, 7);
        if (months.at(-1)?.key !== key) {
            months.push({key, label: date.toFormat("LLLL yyyy"), lines: []});
        }
        months.at(-1).lines.push({entry, isNewDay: day !== lastDay});
        lastDay = day;
    }
    return months;
}

/**
 * @param {luxon.DateTime} from
 * @param {luxon.DateTime} to
 * @returns {string} both days, said once if they are the same: "Nov 12 – 14"
 */
export function formatDays(from, to) {
    const format = {day: "numeric", month: "short"};
    return luxon.Interval.fromDateTimes(from, to).toLocaleString(format);
}

/**
 * @param {string} month "YYYY-MM"
 * @returns {string} its last second in the user's time zone, as the server reads it
 */
export function serializeEndOfMonth(month) {
    return serializeDateTime(DateTime.fromISO(month).endOf("month"));
}
