import {beforeEach, describe, expect, mockDate, test} from "@odoo/hoot";

import {allowTranslations, patchWithCleanup} from "@web/../tests/web_test_helpers";
import {localization} from "@web/core/l10n/localization";

import {getFacets} from "@crm_activity_feed/feed_filters/filter_labels";
import {
    fromRemembered,
    getRemembered,
    makeFilters,
    toServerFilters,
} from "@crm_activity_feed/feed_filters/filter_state";
import {decodeFilters, encodeFilters} from "@crm_activity_feed/feed_filters/filter_url";

describe.current.tags("headless");

const ALL = {
    ...makeFilters(),
    kinds: ["note", "meeting"],
    activity_type_ids: [2],
    reason_ids: [5, 6],
    user_ids: [7],
    partner_ids: [12],
    period: "custom",
    date_from: "2026-11-01",
    date_to: "2026-11-30",
    open: false,
    noise: true,
    text: "50% ~ off. text.a=b",
};

beforeEach(() => {
    mockDate("2026-11-20 22:00:00", +3);
    patchWithCleanup(localization, {weekStart: 1});
    allowTranslations();
});

test("a period is of the user's days, and reaches the server in UTC", () => {
    const getDates = (values) => {
        const {date_from, date_to} = toServerFilters({...makeFilters(), ...values});
        return [date_from, date_to];
    };
    // Here it is the 21st already, a Saturday.
    expect(getDates({period: "this_week"})).toEqual([
        "2026-11-15 21:00:00",
        "2026-11-22 20:59:59",
    ]);
    expect(getDates({period: "this_month"})).toEqual([
        "2026-10-31 21:00:00",
        "2026-11-30 20:59:59",
    ]);
    expect(getDates({period: "last_30"})).toEqual([
        "2026-10-22 21:00:00",
        "2026-11-21 20:59:59",
    ]);
    expect(getDates({period: "this_year"})).toEqual([
        "2025-12-31 21:00:00",
        "2026-12-31 20:59:59",
    ]);
    const custom = {period: "custom", date_from: "2026-11-30", date_to: "2026-11-01"};
    expect(getDates(custom)).toEqual(["2026-10-31 21:00:00", "2026-11-30 20:59:59"]);
    expect(getDates({period: "custom", date_from: "2026-11-01"})).toEqual([
        "2026-10-31 21:00:00",
        undefined,
    ]);
    expect(getDates({period: "custom"})).toEqual([undefined, undefined]);
});

test("what is not set is not asked for", () => {
    expect(toServerFilters({...makeFilters(), text: "  "})).toEqual({});
    expect(toServerFilters({...makeFilters(), open: false, user_ids: [7]})).toEqual({
        open: false,
        user_ids: [7],
        skip_unknown: true,
    });
});

test("an address holds all filters, in words", () => {
    const value = encodeFilters(ALL);
    expect(value).toBe(
        "kind.note.meeting~contact-kind.2~reason.5.6~owner.7~contact.12" +
            "~days.2026-11-01.2026-11-30~done~technical~text.50% ~ off. text.a=b"
    );
    expect(decodeFilters(value)).toEqual({filters: ALL, isComplete: true});
    const half = {...makeFilters(), period: "custom", date_to: "2026-11-30"};
    expect(decodeFilters(encodeFilters(half)).filters).toEqual(half);
    const week = {...makeFilters(), period: "this_week", open: true};
    expect(decodeFilters(encodeFilters(week)).filters).toEqual(week);
    expect(encodeFilters(makeFilters())).toBe("");
});

test("of a wrong address the good part is taken", () => {
    const {filters, isComplete} = decodeFilters(
        "kind.note~owner.7.x~colour.red~period.someday~days.2026-13-45~reason.5"
    );
    expect(isComplete).toBe(false);
    expect(filters.kinds).toEqual(["note"]);
    expect(filters.user_ids).toEqual([7]);
    expect(filters.reason_ids).toEqual([5]);
    expect(filters.date_from).toBe("");
    for (const value of [1, "~~", "__proto__.1", "open.1.2~text"]) {
        expect(Object.keys(decodeFilters(value).filters)).toEqual(
            Object.keys(makeFilters())
        );
    }
    const many = "owner." + [...Array(60).keys()].join(".");
    expect(decodeFilters(many).filters.user_ids).toHaveLength(50);
    expect(decodeFilters(many).isComplete).toBe(false);
});

test("text, period and contact are not remembered", () => {
    expect(getRemembered(ALL)).toEqual({
        kinds: ["note", "meeting"],
        activity_type_ids: [2],
        reason_ids: [5, 6],
        user_ids: [7],
        open: false,
        noise: true,
    });
    expect(getRemembered(makeFilters())).toEqual({});
});

test("what was remembered long ago is checked", () => {
    const filters = fromRemembered({
        kinds: "note",
        user_ids: [7, "x", 7],
        text: "desks",
        colour: 1,
    });
    expect(filters.user_ids).toEqual([7]);
    expect(filters.kinds).toEqual([]);
    expect("text" in filters).toBe(false);
    expect("colour" in filters).toBe(false);
    expect(fromRemembered(undefined).open).toBe(null);
});

test("facets tell in words what is filtered", () => {
    const names = {
        activity_type_ids: {2: "Call"},
        reason_ids: {5: "Offer", 6: "Contract"},
        user_ids: {7: "Anna"},
        partner_ids: {12: "Olga"},
    };
    const kinds = [
        {key: "note", label: "Notes"},
        {key: "meeting", label: "Meetings"},
    ];
    expect(
        getFacets(ALL, names, kinds).map(({label, value}) => `${label}: ${value}`)
    ).toEqual([
        "Kind: Notes, Meetings",
        "Kind of contact: Call",
        "Reason: Offer, Contract",
        "Owner: Anna",
        "Contact: Olga",
        "Period: Nov 1 – 30, 2026",
        "Show: Done",
        "Technical changes: shown",
        "Text: 50% ~ off. text.a=b",
    ]);
});
