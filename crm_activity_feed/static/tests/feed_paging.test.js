import {beforeEach, describe, expect, mockDate, test} from "@odoo/hoot";
import {queryAllTexts, queryOne, waitFor} from "@odoo/hoot-dom";
import {advanceTime, animationFrame, Deferred} from "@odoo/hoot-mock";

import {
    defineMailModels,
    openFormView,
    start,
    startServer,
} from "@mail/../tests/mail_test_helpers";
import {
    clickSave,
    contains,
    makeMockServer,
    makeServerError,
    pagerNext,
    patchWithCleanup,
    serverState,
} from "@web/../tests/web_test_helpers";

import {
    FORM,
    makeEntry,
    makePage,
    onDefaults,
    onPage,
    openFeed,
    openFeedTab,
    openFilters,
} from "./helpers/feed_test_helpers";

describe.current.tags("desktop");
defineMailModels();

beforeEach(() => {
    mockDate("2026-11-20 10:00:00", +0);
    onDefaults();
});

/**
 * Take scrolling away: the older end of the feed is always in sight, or never.
 *
 * @param {boolean} isInSight
 */
function patchObserver(isInSight) {
    patchWithCleanup(window, {
        IntersectionObserver: class {
            constructor(callback) {
                this.callback = callback;
            }
            observe(el) {
                const isOlder = el.matches(".o_crm_feed_end_older");
                this.callback([{isIntersecting: isInSight && isOlder}]);
            }
            disconnect() {}
            unobserve() {}
        },
    });
}

function getTitles() {
    return queryAllTexts(".o_crm_feed_month .o_crm_feed_entry_title");
}

/**
 * @param {number} from
 * @param {number} to
 */
function makeEntries(from, to, values = {}) {
    const ids = Array.from({length: to - from + 1}, (_, index) => from + index);
    return ids.map((id) =>
        makeEntry({
            id,
            title: `E${id}`,
            date: `2026-11-${String(20 - (id % 19)).padStart(2, "0")} 12:00:00`,
            ...values,
        })
    );
}

test("earlier entries are appended, none of them twice", async () => {
    patchObserver(false);
    onPage((scope, {cursor, limit}) => {
        expect.step(`${cursor} ${limit}`);
        return cursor
            ? makePage({entries: makeEntries(3, 5), older: false})
            : makePage({entries: makeEntries(1, 3), older: "c1"});
    });
    await openFeed();
    await contains(".o_crm_feed_more").click();
    await animationFrame();
    expect(getTitles()).toEqual(["E1", "E2", "E3", "E4", "E5"]);
    expect(".o_crm_feed_more").toHaveCount(0);
    expect.verifySteps(["null 3", "c1 3"]);
});

test("what comes into sight is loaded by itself", async () => {
    onPage((scope, {cursor}) =>
        cursor
            ? makePage({entries: makeEntries(4, 6), older: false})
            : makePage({entries: makeEntries(1, 3), older: "c1"})
    );
    await openFeed();
    await waitFor(".o_crm_feed_entry:count(6)");
    expect(".o_crm_feed_more").toHaveCount(0);
});

test("a page that fails can be retried, and what is there stays", async () => {
    patchObserver(false);
    let isBroken = true;
    onPage((scope, {cursor}) => {
        if (!cursor) {
            return makePage({entries: makeEntries(1, 3), older: "c1"});
        }
        if (isBroken) {
            throw makeServerError({message: "Too slow"});
        }
        return makePage({entries: makeEntries(4, 4)});
    });
    await openFeed();
    await contains(".o_crm_feed_more").click();
    await animationFrame();
    expect(".o_crm_feed_more_error").toHaveText("Too slow");
    expect(getTitles()).toEqual(["E1", "E2", "E3"]);
    isBroken = false;
    await contains(".o_crm_feed_more").click();
    await animationFrame();
    expect(".o_crm_feed_more_error").toHaveCount(0);
    expect(getTitles()).toEqual(["E1", "E2", "E3", "E4"]);
});

test("filters combine, and start from the newest entry", async () => {
    onPage((scope, {filters, cursor}) => {
        expect.step([filters, cursor]);
        return makePage({
            entries: filters.kinds ? makeEntries(2, 2) : makeEntries(1, 2),
        });
    });
    await openFeed();
    expect(".o_crm_feed_chip_all").toHaveAttribute("aria-pressed", "true");
    await contains(".o_crm_feed_chip[data-kind=note]").click();
    await contains(".o_crm_feed_chip[data-kind=meeting]").click();
    expect(".o_crm_feed_chip[data-kind=note]").toHaveAttribute("aria-pressed", "true");
    expect(".o_crm_feed_chip_all").toHaveAttribute("aria-pressed", "false");
    await openFilters();
    await contains(".o_crm_feed_noise").click();
    await contains(".o_crm_feed_search_input").edit("acme", {confirm: false});
    await advanceTime(400);
    await animationFrame();
    expect.verifySteps([
        [{}, null],
        [{kinds: ["note"], skip_unknown: true}, null],
        [{kinds: ["note", "meeting"], skip_unknown: true}, null],
        [{kinds: ["note", "meeting"], skip_unknown: true, noise: true}, null],
        [
            {kinds: ["note", "meeting"], skip_unknown: true, text: "acme", noise: true},
            null,
        ],
    ]);
    expect(getTitles()).toEqual(["E2"]);
    await contains(".o_crm_feed_chip[data-kind=note]").click();
    expect.verifySteps([
        [{kinds: ["meeting"], skip_unknown: true, text: "acme", noise: true}, null],
    ]);
});

test("nothing found can be undone", async () => {
    onPage((scope, {filters}) =>
        makePage({entries: filters.kinds ? [] : makeEntries(1, 1)})
    );
    await openFeed();
    await contains(".o_crm_feed_chip[data-kind=note]").click();
    await animationFrame();
    expect(".o_crm_feed_empty").toHaveText(/Nothing matches/);
    await contains(".o_crm_feed_clear").click();
    await animationFrame();
    expect(getTitles()).toEqual(["E1"]);
});

test("a slow answer to an old filter does not replace a newer one", async () => {
    const slow = new Deferred();
    onPage(async (scope, {filters}) => {
        if (filters.kinds?.join() === "note") {
            await slow;
            return makePage({entries: makeEntries(7, 7)});
        }
        return makePage({entries: makeEntries(1, 1)});
    });
    await openFeed();
    await contains(".o_crm_feed_chip[data-kind=note]").click();
    await contains(".o_crm_feed_chip_all").click();
    slow.resolve();
    await animationFrame();
    await animationFrame();
    expect(getTitles()).toEqual(["E1"]);
});

test("a slow answer about one customer is not shown on the next", async () => {
    const {env} = await makeMockServer();
    const [other] = env["res.partner"].create([{name: "Other"}]);
    const slow = new Deferred();
    onPage(async ({partner}) => {
        if (partner === 1) {
            await slow;
        }
        return makePage({entries: [makeEntry({title: `Of ${partner}`})]});
    });
    await openFeed({resIds: [1, other]});
    await pagerNext();
    await animationFrame();
    expect(getTitles()).toEqual([`Of ${other}`]);
    slow.resolve();
    await animationFrame();
    expect(getTitles()).toEqual([`Of ${other}`]);
});

test("a message in the chatter beside it renews the feed", async () => {
    const pyEnv = await startServer();
    const [partnerId] = pyEnv["res.partner"].create([{name: "Acme"}]);
    pyEnv["mail.message"].create([
        {body: "old", model: "res.partner", res_id: partnerId},
    ]);
    onPage(() => {
        expect.step("get_page");
        return makePage();
    });
    await start();
    await openFormView("res.partner", partnerId, {
        arch: FORM.replace("</form>", "<chatter/></form>"),
    });
    await openFeedTab();
    await waitFor(".o-mail-Message");
    await advanceTime(500);
    expect.verifySteps(["get_page"]);
    await contains("button:contains(Log note)").click();
    await contains(".o-mail-Composer-input").edit("new", {confirm: false});
    await contains(".o-mail-Composer button[aria-label=Log]").click();
    await waitFor(".o-mail-Message:count(2)");
    await advanceTime(500);
    expect.verifySteps(["get_page"]);
});

test("a saved change of the record renews the feed", async () => {
    onPage(() => {
        expect.step("get_page");
        return makePage();
    });
    await openFeed();
    expect.verifySteps(["get_page"]);
    await contains(".o_field_widget[name=name] input").edit("Acme Furniture");
    await clickSave();
    await advanceTime(500);
    expect.verifySteps(["get_page"]);
});

test("scrolling loads some pages by itself, then asks", async () => {
    patchObserver(true);
    onPage((scope, {cursor}) => {
        const page = cursor ? parseInt(cursor.slice(1)) : 1;
        const from = 3 * page - 2;
        return makePage({entries: makeEntries(from, from + 2), older: `c${page + 1}`});
    });
    await openFeed();
    await waitFor(".o_crm_feed_entry:count(18)");
    await advanceTime(1000);
    await animationFrame();
    expect(".o_crm_feed_entry").toHaveCount(18);
    await contains(".o_crm_feed_more").click();
    await waitFor(".o_crm_feed_entry_title:contains(E36)");
});

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

test("coming back from a document: same tab, same entries, same place, fresh data", async () => {
    patchObserver(false);
    const titles = {};
    onPage((scope, {cursor, limit, filters}) => {
        expect.step(`${cursor} ${limit} ${filters.kinds}`);
        const all = makeEntries(1, 6, {
            body: `<p>${"Long. ".repeat(400)}</p>`,
            document_model: "res.users",
            document_id: serverState.userId,
        });
        const entries = cursor ? all.slice(3) : all.slice(0, limit);
        for (const entry of entries) {
            entry.title = titles[entry.id] || entry.title;
        }
        return makePage({entries, older: entries.at(-1).id < 6 && "c1"});
    });
    await start();
    await openFormView("res.partner", serverState.partnerId, {arch: FORM});
    await openFeedTab();
    await contains(".o_crm_feed_chip[data-kind=note]").click();
    await contains(".o_crm_feed_more").click();
    await waitFor(".o_crm_feed_entry:count(6)");
    await contains(".o_crm_feed_composer_input").edit("Half a tho", {confirm: false});
    await contains(".o_crm_feed_entry:last .o_crm_feed_entry_toggle").click();
    getScroller().scrollTop = 150;
    expect(getScroller().scrollTop).toBe(150);
    expect.verifySteps(["null 3 undefined", "null 3 note", "c1 3 note"]);

    titles[5] = "E5 renamed";
    queryOne("button.o_crm_feed_entry_title:last").click(); // without scrolling to it
    await contains(".o_back_button, .breadcrumb-item a").click();
    await waitFor(".o_crm_feed_entry:count(6)");
    await animationFrame();

    expect(".o_notebook_headers .nav-link.active").toHaveText("Feed");
    expect(getTitles()).toEqual(["E1", "E2", "E3", "E4", "E5 renamed", "E6"]);
    expect(".o_crm_feed_chip[data-kind=note]").toHaveAttribute("aria-pressed", "true");
    expect(".o_crm_feed_composer_input").toHaveValue("Half a tho");
    expect(".o_crm_feed_entry:last .o_crm_feed_entry_toggle").toHaveText("Show less");
    expect(getScroller().scrollTop).toBe(150);
    expect.verifySteps(["null 6 note"]);
});
