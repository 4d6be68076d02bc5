import {getEndOfLocalWeek} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";

import {getEntryDate} from "../feed_dates";

const {DateTime} = luxon;

const GROUPS = ["overdue", "today", "tomorrow", "week", "later"];

/**
 * @param {Object} entry an open one
 * @returns {string} one of `GROUPS`, in the user's time zone
 */
function getGroup(entry) {
    if (entry.state !== "planned") {
        return entry.state;
    }
    const today = DateTime.local();
    const date = getEntryDate(entry);
    if (date <= today.endOf("day")) {
        return "today";
    }
    if (date <= today.plus({days: 1}).endOf("day")) {
        return "tomorrow";
    }
    return date <= getEndOfLocalWeek(today) ? "week" : "later";
}

/**
 * Gather what is to do under headings. Within each it comes by the day that is shown: the
 * server orders by moment, and an all-day entry is a day, not a moment.
 *
 * @param {import("./plan_model").PlanModel} plan
 * @returns {{ id: string, label: string, count: number|string, entries: Object[] }[]}
 */
export function groupPlan({open, hasMoreOverdue, hasMoreOpen}) {
    const labels = {
        overdue: _t("Overdue"),
        today: _t("Today"),
        tomorrow: _t("Tomorrow"),
        week: _t("This week"),
        later: _t("Later"),
    };
    const lines = open.map((entry) => ({
        entry,
        group: getGroup(entry),
        time: getEntryDate(entry).toMillis(),
    }));
    lines.sort((a, b) => a.time - b.time);
    const groups = GROUPS.map((id) => ({
        id,
        label: labels[id].toString(),
        entries: lines.filter(({group}) => group === id).map(({entry}) => entry),
    })).filter(({entries}) => entries.length);
    for (const group of groups) {
        const isLast = group === groups.at(-1) && group.id !== "overdue";
        const isCut = group.id === "overdue" ? hasMoreOverdue : hasMoreOpen && isLast;
        const {length} = group.entries;
        group.count = isCut ? _t("%s or more", length).toString() : length;
    }
    return groups;
}
