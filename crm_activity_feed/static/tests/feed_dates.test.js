import {describe, expect, mockDate, mockTimeZone, test} from "@odoo/hoot";

import {
    formatDue,
    formatFullDate,
    formatMachineDate,
    formatRecordedOn,
    getEntryDate,
    getQuickDeadlines,
    groupByMonth,
    readServerDate,
    serializeDeadline,
} from "@crm_activity_feed/feed_dates";
import {makeMockEnv} from "@web/../tests/web_test_helpers";

import {makeEntry} from "./helpers/feed_test_helpers";

describe.current.tags("headless");

function getHeadings(entries) {
    return groupByMonth(entries).map((month) => month.label);
}

test("a month has one heading, with its entries below it", () => {
    const months = groupByMonth([
        makeEntry({id: 1, date: "2026-11-19 12:00:00"}),
        makeEntry({id: 2, date: "2026-11-02 12:00:00"}),
        makeEntry({id: 3, date: "2026-10-31 12:00:00"}),
        makeEntry({id: 4, date: "2025-10-31 12:00:00"}),
    ]);
    expect(months.map((month) => month.label)).toEqual([
        "November 2026",
        "October 2026",
        "October 2025",
    ]);
    expect(months[0].lines.map((line) => line.entry.id)).toEqual([1, 2]);
});

test("a moment belongs to the month of the user's time zone", () => {
    mockTimeZone("America/New_York");
    expect(getHeadings([makeEntry({date: "2026-11-01 02:00:00"})])).toEqual([
        "October 2026",
    ]);
    mockTimeZone("Pacific/Auckland");
    expect(getHeadings([makeEntry({date: "2026-10-31 12:00:00"})])).toEqual([
        "November 2026",
    ]);
});

test("an all-day entry keeps its day in every time zone", () => {
    const entry = makeEntry({date: "2026-11-01 00:00:00", is_all_day: true});
    for (const zone of ["Pacific/Honolulu", "Europe/London", "Pacific/Auckland"]) {
        mockTimeZone(zone);
        expect(getHeadings([entry])).toEqual(["November 2026"]);
        expect(formatMachineDate(getEntryDate(entry), true)).toBe("2026-11-01");
        expect(formatFullDate(getEntryDate(entry), true)).toInclude("November 1, 2026");
    }
});

test("a month is never headed twice when all-day entries stand between moments", () => {
    mockTimeZone("America/New_York");
    const entries = [
        makeEntry({id: 1, date: "2026-11-01 03:00:00"}), // 31 October, 23:00
        makeEntry({id: 2, date: "2026-11-01 00:00:00", is_all_day: true}),
        makeEntry({id: 3, date: "2026-10-31 23:00:00"}),
    ];
    const months = groupByMonth(entries);
    expect(months.map((month) => month.label)).toEqual([
        "November 2026",
        "October 2026",
    ]);
    expect(months[1].lines.map((line) => line.entry.id)).toEqual([1, 3]);
    expect(months[1].lines.map((line) => line.isNewDay)).toEqual([true, false]);
});

test("what is due is named by days, in the user's time zone", async () => {
    await makeMockEnv();
    mockDate("2026-11-20 10:00:00", +1);
    const due = (date, values) =>
        formatDue(makeEntry({date, is_open: true, ...values}));
    expect(due("2026-11-20 14:00:00", {state: "today"})).toBe("Today 15:00");
    expect(due("2026-11-20 23:30:00")).toBe("Tomorrow 00:30");
    expect(due("2026-11-21 00:00:00", {is_all_day: true})).toBe("Tomorrow");
    expect(due("2026-11-19 00:00:00", {is_all_day: true, state: "overdue"})).toBe(
        "Yesterday"
    );
    expect(due("2026-11-15 00:00:00", {is_all_day: true, state: "overdue"})).toBe(
        "5 days overdue"
    );
    expect(due("2026-11-27 00:00:00", {is_all_day: true})).toBe("Fri, Nov 27");
});

test("the time of writing is told when it is a day later", async () => {
    await makeMockEnv();
    const on = (date, recorded_on) => formatRecordedOn(makeEntry({date, recorded_on}));
    expect(on("2026-11-19 12:00:00", "2026-11-19 20:00:00")).toBe("");
    expect(on("2025-11-19 12:00:00", "2026-11-20 12:30:00")).toInclude("recorded on");
    expect(on("2026-11-25 12:00:00", "2026-11-19 20:00:00")).toBe("");
});

test("quick deadlines are whole days of the user's calendar", () => {
    mockDate("2026-11-21 23:30:00", -5); // a Saturday night; Sunday in UTC
    expect(
        getQuickDeadlines().map(({deadline}) => serializeDeadline(deadline))
    ).toEqual(["2026-11-21", "2026-11-22", "2026-11-23"]);
});

test("a deadline with an hour goes to the server in UTC, and comes back", () => {
    mockTimeZone("America/New_York");
    const date = readServerDate("2026-11-20 20:00:00", false);
    expect(date.hour).toBe(15);
    expect(serializeDeadline({date, isAllDay: false})).toBe("2026-11-20 20:00:00");
});
