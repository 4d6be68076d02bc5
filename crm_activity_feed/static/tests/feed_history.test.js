import {beforeEach, describe, expect, mockDate, test} from "@odoo/hoot";
import {queryAllTexts, queryFirst, queryOne, waitFor} from "@odoo/hoot-dom";
import {advanceTime, animationFrame, Deferred, runAllTimers} from "@odoo/hoot-mock";

import {router} from "@web/core/browser/router";

import {defineMailModels, openFormView, start} from "@mail/../tests/mail_test_helpers";
import {
    clickSave,
    contains,
    getService,
    makeMockEnv,
    makeServerError,
    mockService,
    onRpc,
    patchWithCleanup,
    serverState,
} from "@web/../tests/web_test_helpers";

import {FeedModel} from "@crm_activity_feed/feed_model";

import {
    FORM,
    makeEntry,
    makePage,
    onDefaults,
    onPage,
    openFeed,
} from "./helpers/feed_test_helpers";

describe.current.tags("desktop");
defineMailModels();

const DAY = 86400000;
const NEWEST = Date.UTC(2026, 10, 19, 12);

beforeEach(() => {
    mockDate("2026-11-20 10:00:00", +0);
    onDefaults();
    onRpc("crm.feed.entry", "get_first_date", () => "2024-03-05 12:00:00");
    // Nothing loads by itself.
    patchWithCleanup(window, {
        IntersectionObserver: class {
            observe() {}
            disconnect() {}
            unobserve() {}
        },
    });
});

/**
 * @param {number} id the higher, the older: one a day
 * @param {Object} [values]
 */
function makeNumbered(id, values = {}) {
    const date = new Date(NEWEST - id * DAY).toISOString();
    return makeEntry({
        id,
        title: `E${id}`,
        date: date.slice(0, 19).replace("T", " "),
        ...values,
    });
}

/**
 * Answer the page calls from a history of `size` entries, as the server does.
 *
 * @param {number} size
 * @param {(id: number) => Object} [getValues] of an entry
 * @returns {{ all: Object[], asked: string[] }} its entries, and what has been asked for
 */
function onHistory(size, getValues = () => ({})) {
    const all = Array.from({length: size}, (_, index) =>
        makeNumbered(index + 1, getValues(index + 1))
    );
    const asked = [];
    const find = ([date, id]) =>
        all.findIndex((entry) => entry.date < date || entry.id === id);
    onPage((scope, {cursor, at, limit}) => {
        let begin = 0;
        let end = limit;
        if (at) {
            const index =
                typeof at === "string"
                    ? all.findIndex((entry) => entry.key === at || entry.date <= at)
                    : find(at);
            begin = Math.max(index - Math.floor(limit / 3), 0);
            end = index + limit - Math.floor(limit / 3);
        } else if (cursor) {
            const index = find(cursor.slice(1));
            const isOlder = cursor[0] === "older";
            begin = isOlder ? index + 1 : Math.max(index - limit, 0);
            end = isOlder ? index + 1 + limit : index;
        }
        const entries = all.slice(begin, end);
        const place = (entry) => [entry.date, entry.id];
        asked.push([at || cursor || "newest", limit].flat().join(" "));
        return makePage({
            entries: entries.map((entry) => ({...entry})),
            older: end < size && ["older", ...place(entries.at(-1))],
            newer: begin > 0 && ["newer", ...place(entries[0])],
            at: at && all.some((entry) => entry.key === at) ? {key: at} : false,
        });
    });
    return {all, asked};
}

function getTitles() {
    return queryAllTexts(".o_crm_feed_month .o_crm_feed_entry_title");
}

/** @returns {Element} what scrolls around the feed */
function getScroller() {
    let el = queryOne(".o_crm_feed");
    while (
        el.scrollHeight <= el.clientHeight ||
        getComputedStyle(el).overflowY === "visible"
    ) {
        el = el.parentElement;
    }
    return el;
}

/** @param {string} key of an entry, scrolled to below the upper edge */
function getTop(key) {
    return Math.round(
        queryOne(`.o_crm_feed_entry[data-key="${key}"]`).getBoundingClientRect().top
    );
}

async function scrollTo(key) {
    queryOne(`[data-key="${key}"]`).scrollIntoView({block: "start"});
    await animationFrame();
}

async function loadMore(selector = ".o_crm_feed_more") {
    queryOne(selector).click(); // without scrolling to it
    await animationFrame();
    await animationFrame();
}

const LONG = () => ({body: `<p>${"Long. ".repeat(200)}</p>`});

test("what is far from the screen is dropped, and read again on the way back", async () => {
    const {asked} = onHistory(60, LONG);
    await openFeed();
    for (let page = 2; page <= 9; page++) {
        await scrollTo(`1-${3 * page - 4}`);
        await loadMore();
    }
    // 27 entries were loaded; six pages of three stay.
    expect(".o_crm_feed_month .o_crm_feed_entry").toHaveCount(18);
    expect(getTitles().at(0)).toBe("E10");
    expect(getTitles().at(-1)).toBe("E27");
    expect(".o_crm_feed_later").toHaveCount(1);
    for (let id = 11; id > 2; id -= 3) {
        await scrollTo(`1-${id}`);
        await loadMore(".o_crm_feed_later");
    }
    expect(".o_crm_feed_month .o_crm_feed_entry").toHaveCount(18);
    expect(getTitles()).toEqual(Array.from({length: 18}, (_, i) => `E${i + 1}`));
    expect(".o_crm_feed_later").toHaveCount(0);
    expect(".o_crm_feed_more").toHaveCount(1);
    expect(asked).toEqual([
        "newest 3",
        ...Array.from({length: 8}, (_, i) => {
            const {date, id} = makeNumbered(3 * i + 3);
            return `older ${date} ${id} 3`;
        }),
        ...Array.from({length: 3}, (_, i) => {
            const {date, id} = makeNumbered(10 - 3 * i);
            return `newer ${date} ${id} 3`;
        }),
    ]);
});

test("what the user looks at is not dropped, and does not move", async () => {
    onHistory(60, LONG);
    await openFeed();
    for (let page = 2; page <= 6; page++) {
        await loadMore();
    }
    await scrollTo("1-2");
    const top = getTop("1-2");
    await loadMore();
    expect(getTitles().at(0)).toBe("E1");
    expect(getTitles().length).toBe(21);
    expect(getTop("1-2")).toBe(top);
    await scrollTo("1-20");
    const lowTop = getTop("1-20");
    await loadMore();
    expect(getTitles().at(0)).toBe("E7");
    expect(getTop("1-20")).toBe(lowTop);
    await scrollTo("1-8");
    const highTop = getTop("1-8");
    await loadMore(".o_crm_feed_later");
    expect(getTitles().at(0)).toBe("E4");
    expect(getTop("1-8")).toBe(highTop);
});

test("a refresh in the middle asks for the same window, in one request", async () => {
    const {all, asked} = onHistory(60, LONG);
    await openFeed();
    for (let page = 2; page <= 8; page++) {
        await scrollTo(`1-${3 * page - 4}`);
        await loadMore();
    }
    const titles = getTitles();
    all[12].title = "E13 renamed";
    await contains(".o_field_widget[name=name] input").edit("Acme Furniture");
    await clickSave();
    await scrollTo("1-15");
    const top = getTop("1-15");
    await advanceTime(500);
    await animationFrame();
    expect(asked.slice(8)).toEqual([`${all[12].date} 13 18`]);
    expect(getTitles()).toEqual(
        titles.map((title) => (title === "E13" ? "E13 renamed" : title))
    );
    expect(getTop("1-15")).toBe(top);
});

test("an error stands at the end where it happened, and can be retried", async () => {
    let isBroken = true;
    const middle = [makeNumbered(10), makeNumbered(11)];
    onPage((scope, {cursor}) => {
        if (!cursor) {
            return makePage({
                entries: middle,
                newer: ["newer", "x", 1],
                older: ["older", "x", 1],
            });
        }
        if (isBroken) {
            throw makeServerError({message: `No ${cursor[0]}`});
        }
        return makePage({entries: [makeNumbered(cursor[0] === "newer" ? 9 : 12)]});
    });
    await openFeed();
    await contains(".o_crm_feed_later").click();
    await animationFrame();
    expect(".o_crm_feed_end_newer .o_crm_feed_more_error").toHaveText("No newer");
    expect(".o_crm_feed_end_older .o_crm_feed_more_error").toHaveCount(0);
    await contains(".o_crm_feed_more").click();
    await animationFrame();
    expect(".o_crm_feed_end_older .o_crm_feed_more_error").toHaveText("No older");
    isBroken = false;
    expect(".o_crm_feed_later").toHaveText("Retry");
    await contains(".o_crm_feed_later").click();
    await animationFrame();
    expect(".o_crm_feed_end_newer").toHaveCount(0);
    await contains(".o_crm_feed_more").click();
    await animationFrame();
    expect(".o_crm_feed_end_older").toHaveCount(0);
    expect(getTitles()).toEqual(["E9", "E10", "E11", "E12"]);
});

/** @param {string} month of the heading whose menu opens */
async function openMonths(month) {
    await contains(`.o_crm_feed_month[data-month="${month}"] .o_crm_feed_jump`).click();
    await animationFrame();
}

test("jump to a month: its entries, what is around, and back", async () => {
    const {asked} = onHistory(900, LONG);
    await openFeed();
    await openMonths("2026-11");
    expect(".o_crm_feed_year").toHaveText("2026");
    expect(".o_crm_feed_months [data-month='2026-12']").not.toBeEnabled();
    expect(".o_crm_feed_next_year").not.toBeEnabled();
    await contains(".o_crm_feed_previous_year").click();
    await contains(".o_crm_feed_previous_year").click();
    // The oldest entry is of March 2024.
    expect(".o_crm_feed_previous_year").not.toBeEnabled();
    expect(".o_crm_feed_months [data-month='2024-02']").not.toBeEnabled();
    expect(".o_crm_feed_months [data-month='2024-03']").toBeEnabled();
    await contains(".o_crm_feed_next_year").click();
    await contains(".o_crm_feed_months [data-month='2025-04']").click();
    await animationFrame();
    await animationFrame();
    expect(".o_crm_feed_months").toHaveCount(0);
    expect(asked).toEqual(["newest 3", "2025-04-30 23:59:59 5"]);
    expect(queryAllTexts(".o_crm_feed_heading:not(.o_crm_feed_open *)")).toEqual(
        ["May 2025", "April 2025"],
        {message: "one newer entry, four of the month"}
    );
    const heading = queryOne(".o_crm_feed_month[data-month='2025-04']");
    const edge = getScroller().getBoundingClientRect().top;
    const offset = heading.getBoundingClientRect().top - edge;
    // Not quite at the edge: there is too little below it.
    expect(offset).toBeWithin(0, 200);
    expect(getScroller().scrollTop).toBeGreaterThan(100);
    expect(".o_crm_feed_month[data-month='2025-04'] .o_crm_feed_jump").toBeFocused();
    await loadMore(".o_crm_feed_later");
    expect(getTitles().length).toBe(8);
    await contains(".o_crm_feed_newest").click();
    await animationFrame();
    await animationFrame();
    expect(getTitles()).toEqual(["E1", "E2", "E3"]);
    expect(".o_crm_feed_newest").toHaveCount(0);
});

test("a month that is here already is gone to without asking", async () => {
    const {asked} = onHistory(60, LONG);
    await openFeed();
    for (let page = 2; page <= 8; page++) {
        await loadMore();
    }
    await openMonths("2026-11");
    await contains(".o_crm_feed_months [data-month='2026-10']").click();
    await animationFrame();
    const heading = queryOne(".o_crm_feed_month[data-month='2026-10']");
    const edge = getScroller().getBoundingClientRect().top;
    expect(Math.abs(heading.getBoundingClientRect().top - edge)).toBeLessThan(3);
    expect(asked.length).toBe(8);
});

test("a jump that fails says so, and nothing is lost", async () => {
    onPage((scope, {at}) => {
        if (at) {
            throw makeServerError({message: "Too busy"});
        }
        return makePage({entries: [makeNumbered(1)]});
    });
    await openFeed();
    await openMonths("2026-11");
    await contains(".o_crm_feed_months [data-month='2026-02']").click();
    await animationFrame();
    await animationFrame();
    expect(".o_notification").toHaveText("Too busy");
    expect(".o_crm_feed_error").toHaveText(/Too busy/);
    expect(getTitles()).toEqual(["E1"]);
});

test("a refresh on the way goes where the user is going to", async () => {
    const answers = [];
    const asked = [];
    const server = {
        drafts: {read: () => ({})},
        getPage: (scope, {at}) => {
            asked.push(at);
            const answer = new Deferred();
            answers.push(answer);
            return answer;
        },
    };
    const model = new FeedModel(server, "mine", 3);
    const jump = model.jumpTo("2025-04-30 23:59:59");
    const refresh = model.refresh();
    answers[1].resolve(makePage({entries: [makeNumbered(2)], newer: "n"}));
    expect(await refresh).toBe(true);
    answers[0].resolve(makePage({entries: [makeNumbered(1)]}));
    expect(await jump).toBe(true, {message: "it is told of the later answer"});
    expect(asked).toEqual(["2025-04-30 23:59:59", "2025-04-30 23:59:59"]);
    expect(model.entries.map((entry) => entry.title)).toEqual(["E2"]);
    expect(model.isLoading).toBe(false);
});

test("when the first entry is unknown, any month can be chosen", async () => {
    onRpc("crm.feed.entry", "get_first_date", () => {
        throw makeServerError({message: "Too busy"});
    });
    onHistory(3);
    await openFeed();
    await openMonths("2026-11");
    await contains(".o_crm_feed_previous_year").click();
    await runAllTimers();
    expect(".o_crm_feed_previous_year").toBeEnabled();
    expect(".o_crm_feed_months button:enabled").toHaveCount(12);
});

test("technical changes in a row are one line, to unfold", async () => {
    const noise = [2, 3, 4, 6, 8];
    onHistory(8, (id) => ({is_noise: noise.includes(id)}));
    await openFeed();
    await loadMore();
    await loadMore();
    expect(getTitles()).toEqual(["E1", "E5", "E6", "E7", "E8"]);
    expect(".o_crm_feed_run").toHaveCount(1);
    expect(".o_crm_feed_run_toggle").toHaveText(/^3 technical changes\s*Nov 15 – 17$/);
    expect(".o_crm_feed_run_toggle").toHaveAttribute("aria-expanded", "false");
    await contains(".o_crm_feed_run_toggle").click();
    expect(".o_crm_feed_run_toggle").toHaveAttribute("aria-expanded", "true");
    expect(getTitles()).toEqual(["E1", "E2", "E3", "E4", "E5", "E6", "E7", "E8"]);
    await contains(".o_crm_feed_run_toggle").click();
    expect(getTitles()).toEqual(["E1", "E5", "E6", "E7", "E8"]);
    expect(queryFirst(".o_crm_feed_run .o_crm_feed_entry_day")).toHaveText("17");
});

test("a run that grows stays unfolded", async () => {
    onHistory(9, (id) => ({is_noise: id > 1}));
    await openFeed();
    await contains(".o_crm_feed_run_toggle").click();
    await loadMore();
    expect(".o_crm_feed_run_toggle").toHaveText(/^5 technical changes/);
    expect(getTitles().length).toBe(6);
    await waitFor(".o_crm_feed_run_toggle[aria-expanded=true]");
});

test("a run stays unfolded when its beginning is dropped", async () => {
    onHistory(60, (id) => ({...LONG(), is_noise: id <= 18}));
    await openFeed();
    await contains(".o_crm_feed_run_toggle").click();
    for (let page = 2; page <= 8; page++) {
        await scrollTo(`1-${3 * page - 4}`);
        await loadMore();
    }
    expect(getTitles().at(0)).toBe("E7");
    expect(getTitles().length).toBe(18);
});

/**
 * Come by a link, as the host reads it from the address.
 *
 * @param {string} key
 * @param {Object} [params] of the view
 */
async function openByLink(key, params = {}) {
    await makeMockEnv();
    router.pushState({resId: 1, feed_entry: key}, {sync: true});
    getService("crm_feed_link").read();
    await openFeed(params);
    await animationFrame();
    await animationFrame();
}

test("a link shows its entry, whatever the filters are, and points at it", async () => {
    const {asked} = onHistory(60, LONG);
    await openByLink("1-30");
    expect(asked).toEqual(["1-30 5"]);
    expect(getTitles()).toEqual(["E29", "E30", "E31", "E32", "E33"]);
    expect("[data-key='1-30']").toHaveClass("o_crm_feed_target");
    expect("[data-key='1-30']").toBeFocused();
    await advanceTime(5000);
    expect("[data-key='1-30']").not.toHaveClass("o_crm_feed_target");
});

test("a link is followed once, and on its own record only", async () => {
    const {asked} = onHistory(5);
    await makeMockEnv();
    router.pushState({resId: 2, feed_entry: "1-4"}, {sync: true});
    const link = getService("crm_feed_link");
    link.read();
    await openFeed();
    expect(asked).toEqual(["newest 3"]);
    expect(link.takeEntry({id: 2})).toBe("1-4");
    expect(link.takeEntry({id: 2})).toBe(null);
});

test("a link to what is to do leads to the block above the history", async () => {
    onPage((scope, {at}) =>
        makePage({
            open: [makeEntry({id: 7, is_open: true, title: "Call"})],
            entries: [makeNumbered(1)],
            at: {key: at, is_open: true, is_noise: false},
        })
    );
    await openByLink("1-7");
    expect("[data-key='1-7']").toHaveClass("o_crm_feed_target");
    expect("[data-key='1-7']").toHaveText(/Call/);
});

test("a link to a technical change switches them on and unfolds its run", async () => {
    const noise = [2, 3, 4].map((id) => makeNumbered(id, {is_noise: true}));
    onPage((scope, {at, filters}) => {
        expect.step([at, filters]);
        return makePage({
            entries: [makeNumbered(1), ...(filters.noise ? noise : [])],
            at: {key: at, is_open: false, is_noise: true},
        });
    });
    await openByLink("1-3");
    expect.verifySteps([
        ["1-3", {}],
        ["1-3", {noise: true}],
    ]);
    expect("[data-key='1-3']").toHaveClass("o_crm_feed_target");
});

test("a link to what is gone says so, and the feed shows", async () => {
    onPage(() => makePage({entries: [makeNumbered(1)]}));
    await openByLink("1-999");
    expect(getTitles()).toEqual(["E1"]);
    expect(".o_notification").toHaveText(/not there any more, or not open to you/);
});

test("a link that is no link says so, too, and asks for nothing", async () => {
    onPage((scope, {at}) => {
        expect(at).toBe(undefined);
        return makePage({entries: [makeNumbered(1)]});
    });
    await openByLink("999-1");
    expect(getTitles()).toEqual(["E1"]);
    expect(".o_notification").toHaveText(/not there any more, or not open to you/);
});

test("a link to an entry of another customer leads to its document", async () => {
    mockService("action", {
        doAction: (action) => expect.step(`${action.res_model},${action.res_id}`),
    });
    onPage((scope, {at}) =>
        makePage({
            entries: [makeNumbered(1)],
            at: {
                key: at,
                is_open: false,
                is_noise: false,
                document_model: "crm.lead",
                document_id: 5,
            },
        })
    );
    await openByLink("9-5");
    expect(".o_notification").toHaveText(/not part of this feed/);
    await contains(".o_notification button:contains(Open it)").click();
    expect.verifySteps(["crm.lead,5"]);
});

test("the page of a form with the feed opens by itself for a link", async () => {
    onPage((scope, {at}) =>
        makePage({entries: [makeNumbered(3)], at: at ? {key: at} : false})
    );
    await start();
    router.pushState({resId: serverState.partnerId, feed_entry: "1-3"}, {sync: true});
    getService("crm_feed_link").read();
    await openFormView("res.partner", serverState.partnerId, {arch: FORM});
    await waitFor("[data-key='1-3'].o_crm_feed_target");
    expect(".o_notebook_headers .nav-link.active").toHaveText("Feed");
});
