import {beforeEach, describe, expect, test} from "@odoo/hoot";
import {queryAllTexts} from "@odoo/hoot-dom";
import {advanceTime, animationFrame} from "@odoo/hoot-mock";

import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    contains,
    getService,
    makeServerError,
    MockServer,
    onRpc,
    patchWithCleanup,
    serverState,
} from "@web/../tests/web_test_helpers";

import {FeedLive, getChannel} from "@crm_activity_feed/feed_live/feed_live_service";

import {
    LONG,
    getScroller,
    getTitles,
    getTop,
    loadMore,
    onHistory,
    scrollTo,
} from "./helpers/feed_history_helpers";
import {PARTNER, makeNew, settle, setUpLive, turn} from "./helpers/feed_live_helpers";
import {makePage, onPage, openFeed} from "./helpers/feed_test_helpers";

const BAR = ".o_crm_feed_news_show";

describe.current.tags("desktop");
defineMailModels();
beforeEach(setUpLive);

/** As if the bus told so. */
function ping(payload = PARTNER) {
    getService("crm_feed_live").onChanged(payload);
}

test("what happens meanwhile comes in at the top", async () => {
    const {all, asked} = onHistory(9);
    await openFeed();
    expect(getTitles()).toEqual(["E1", "E2", "E3"]);
    all.unshift(makeNew());
    ping();
    ping();
    await settle();
    expect(asked).toEqual(["newest 3", "newest 3"]);
    expect(getTitles()).toEqual(["New 1", "E1", "E2", "E3"]);
    expect(BAR).toHaveCount(0);
    expect(".o_crm_feed_news").toHaveText("1 new entry");
    expect("[data-key='1-101']").toHaveClass("o_crm_feed_created");
});

test("the message of the bus is heard, of this record only", async () => {
    const {all, asked} = onHistory(3);
    await openFeed();
    all.unshift(makeNew());
    ping({model: "res.partner", id: 2});
    ping({model: "crm.lead", id: 1});
    ping({});
    await settle();
    expect(asked).toHaveLength(1);
    ping({bulk: true});
    await settle(20000);
    expect(asked).toHaveLength(2);
    // As it comes from the server.
    patchWithCleanup(FeedLive.prototype, {
        onChanged(payload) {
            expect.step("heard");
            super.onChanged(payload);
        },
    });
    MockServer.env["bus.bus"]._sendone(
        serverState.partnerId,
        "crm_feed/changed",
        PARTNER
    );
    await expect.waitForSteps(["heard"]);
    await settle(10000);
    expect(asked).toHaveLength(3);
});

test("who reads further down is told, and nothing moves", async () => {
    const {all} = onHistory(20, LONG);
    await openFeed();
    await loadMore();
    await scrollTo("1-4");
    const top = getTop("1-4");
    all.unshift(makeNew(), makeNew());
    all.find((entry) => entry.id === 4).title = "Changed";
    ping();
    await settle();
    expect(BAR).toHaveText("2 new entries");
    expect(getTitles()).toEqual(["E1", "E2", "E3", "Changed", "E5", "E6"]);
    expect(getTop("1-4")).toBe(top);
    // One more, and it is still only a number.
    all.unshift(makeNew());
    ping();
    await settle(7000);
    expect(BAR).toHaveText("3 new entries");
    await contains(BAR).click();
    await animationFrame();
    await animationFrame();
    expect(getTitles().slice(0, 4)).toEqual(["New 3", "New 1", "New 2", "E1"]);
    expect(BAR).toHaveCount(0);
    expect(getTop("1-103")).toBeGreaterThan(0);
    expect("[data-key='1-103']").toHaveClass("o_crm_feed_created");
});

test("who comes to the top by himself sees what waits there", async () => {
    const {all} = onHistory(20, LONG);
    await openFeed();
    await scrollTo("1-3");
    all.unshift(makeNew());
    ping();
    await settle();
    expect(BAR).toHaveCount(1);
    getScroller().scrollTop = 0;
    await settle(100);
    expect(BAR).toHaveCount(0);
    expect(getTitles()[0]).toBe("New 1");
});

test("more than a page of news", async () => {
    const {all} = onHistory(20, LONG);
    await openFeed();
    await scrollTo("1-3");
    for (let i = 0; i < 5; i++) {
        all.unshift(makeNew());
    }
    ping();
    await settle();
    expect(BAR).toHaveText("More than 3 new entries");
    expect(getTitles()).toEqual(["E1", "E2", "E3"]);
    await contains(BAR).click();
    await animationFrame();
    await animationFrame();
    expect(getTitles()).toEqual(["New 5", "New 4", "New 3"]);
    expect(BAR).toHaveCount(0);
});

test("who is elsewhere in the history is told what is new at its end", async () => {
    const {all} = onHistory(60, LONG);
    await openFeed();
    for (let page = 2; page <= 9; page++) {
        await scrollTo(`1-${3 * page - 4}`);
        await loadMore();
    }
    expect(".o_crm_feed_later").toHaveCount(1);
    const titles = getTitles();
    all.unshift(makeNew());
    ping();
    await settle();
    expect(BAR).toHaveText("1 new entry");
    expect(getTitles()).toEqual(titles);
    await contains(BAR).click();
    await animationFrame();
    await animationFrame();
    expect(getTitles()[0]).toBe("New 1");
    expect(".o_crm_feed_later").toHaveCount(0);
});

test("what a colleague completes is done here, too", async () => {
    const note = makeNew({is_open: true, state: "today", title: "Send the offer"});
    let page = makePage({open: [note], entries: []});
    onPage(() => page);
    await openFeed();
    expect(".o_crm_feed_open_entry").toHaveCount(1);
    page = makePage({open: [], entries: [{...note, is_open: false, state: "done"}]});
    ping();
    await settle();
    expect(".o_crm_feed_open_entry").toHaveCount(0);
    expect(getTitles()).toEqual(["Send the offer"]);
    // Nothing new: it was there.
    expect(".o_crm_feed_news").toHaveText("");
});

test("what is planned meanwhile shows, and is counted for who reads further down", async () => {
    const {all} = onHistory(20, LONG);
    let open = [];
    onRpc("crm.feed.entry", "get_page", async ({parent}) => ({
        ...(await parent()),
        open,
    }));
    await openFeed();
    await scrollTo("1-3");
    const top = getTop("1-3");
    open = [makeNew({is_open: true, state: "planned", title: "Call"})];
    all.unshift(makeNew());
    ping();
    await settle();
    expect(queryAllTexts(".o_crm_feed_open_entry .o_crm_feed_entry_title")).toEqual([
        "Call",
    ]);
    expect(BAR).toHaveText("2 new entries");
    expect(getTop("1-3")).toBe(top);
});

test("a storm costs few requests", async () => {
    const {asked} = onHistory(3);
    await openFeed();
    for (let second = 0; second < 60; second++) {
        for (let i = 0; i < 17; i++) {
            ping();
        }
        await advanceTime(1000);
    }
    await settle(10000);
    // A minute of it, at most one request in five seconds.
    expect(asked.length - 1).toBeLessThan(14);
    expect(asked.length - 1).toBeGreaterThan(8);
});

test("what one does oneself is not asked for twice", async () => {
    const {asked} = onHistory(3);
    await openFeed();
    ping();
    await getService("crm_feed").getModel({partner: 1, roll_up: true}, 3).refresh();
    await settle();
    expect(asked).toHaveLength(2);
});

test("a hidden tab asks for nothing until somebody looks", async () => {
    const {all, asked} = onHistory(3);
    await openFeed();
    await turn("hidden");
    all.unshift(makeNew());
    ping();
    await settle(60000);
    ping();
    await settle(60000);
    expect(asked).toHaveLength(1);
    await turn("visible");
    await settle();
    expect(asked).toHaveLength(2);
    expect(getTitles()[0]).toBe("New 1");
});

test("who may not read it any more is told so", async () => {
    let isLost = false;
    onPage(() => {
        if (isLost) {
            throw makeServerError({message: "You may not read this customer."});
        }
        return makePage({entries: [makeNew()]});
    });
    await openFeed();
    isLost = true;
    ping();
    await settle();
    expect(".o_crm_feed_error").toHaveText(/You may not read this customer/);
});

test("it listens while the feed is open, and no longer", async () => {
    const listen = [];
    onHistory(3);
    await openFeed();
    patchWithCleanup(getService("crm_feed_live").bus, {
        addChannel: (name) => listen.push(`+ ${name}`),
        deleteChannel: (name) => listen.push(`- ${name}`),
    });
    await contains(".o_notebook_headers .nav-link[name=other]").click();
    await contains(".o_notebook_headers .nav-link[name=crm_feed]").click();
    await animationFrame();
    expect(listen).toEqual(["- crm_feed/res.partner/1", "+ crm_feed/res.partner/1"]);
});

test("each scope has its channel", () => {
    expect(getChannel({partner: 7, roll_up: false})).toBe("crm_feed/res.partner/7");
    expect(getChannel({lead: 8})).toBe("crm_feed/crm.lead/8");
    expect(getChannel({record: ["sale.order", 9]})).toBe("crm_feed/sale.order/9");
    expect(getChannel("mine")).toBe("crm_feed/all");
});
