import {beforeEach, describe, expect, test} from "@odoo/hoot";
import {queryAllTexts, queryFirst, queryOne, waitFor} from "@odoo/hoot-dom";
import {advanceTime, animationFrame, Deferred, runAllTimers} from "@odoo/hoot-mock";

import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    clickSave,
    contains,
    makeServerError,
    onRpc,
} from "@web/../tests/web_test_helpers";

import {FeedModel} from "@crm_activity_feed/feed_model";

import {
    LONG,
    getScroller,
    getTitles,
    getTop,
    loadMore,
    makeNumbered,
    onHistory,
    scrollTo,
    setUpHistory,
} from "./helpers/feed_history_helpers";
import {makePage, onPage, openFeed} from "./helpers/feed_test_helpers";

describe.current.tags("desktop");
defineMailModels();
beforeEach(setUpHistory);

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
