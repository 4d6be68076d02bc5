import {beforeEach, describe, expect, mockDate, test} from "@odoo/hoot";
import {press, queryAllTexts, queryFirst, waitFor} from "@odoo/hoot-dom";
import {advanceTime, animationFrame} from "@odoo/hoot-mock";

import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {contains, MockServer, onRpc, serverState} from "@web/../tests/web_test_helpers";

import {
    makeEntry,
    makePage,
    onDefaults,
    onPage,
    openFeed,
} from "./helpers/feed_test_helpers";

describe.current.tags("desktop");
defineMailModels();

const INPUT = ".o_crm_feed_comment_input";
const OPTION = ".o_crm_feed_mention";
const ANNA = {id: 11, display_name: "Anna Berg", can_read: true};
const BORIS = {id: 12, display_name: "Boris", can_read: false};

/** @type {Object} the answer to `get_comments` */
let thread;
/** @type {Object} what the server would answer now */
let page;

beforeEach(() => {
    mockDate("2026-11-20 10:00:00", +0);
    onDefaults();
    thread = {comments: [], earlier: false, count: 0, muted: false, takes_part: false};
    page = makePage({
        entries: [makeEntry({id: 9, title: "Call", actions: ["like", "comment"]})],
    });
    onPage(() => page);
    onRpc("crm.feed.entry", "get_comments", () => thread);
    onRpc("crm.feed.entry", "search_mentions", ({args}) => {
        expect.step(args[1]);
        return [ANNA, BORIS].filter(({display_name: name}) =>
            name.toLowerCase().includes(args[1].toLowerCase())
        );
    });
    onRpc("crm.feed.entry", "post_comment", ({args}) => {
        expect.step(args.slice(1));
        return {
            id: 5,
            date: "2026-11-20 10:00:00",
            author: {id: 3, display_name: "Ana"},
            body: `<p>${args[1]}</p>`,
            can_delete: true,
            unreachable: args[2].includes(BORIS.id) ? [BORIS] : [],
        };
    });
});

async function openThread() {
    await openFeed();
    queryFirst(".o_crm_feed_month [data-action=comment]").click();
    await animationFrame();
    await animationFrame();
}

/** Type as one does: the suggestions come when the letters stop. */
async function type(text) {
    await contains(INPUT).edit(text, {confirm: false});
    await advanceTime(300);
    await animationFrame();
}

test("@ suggests colleagues; the arrows and Enter choose, and nothing is sent", async () => {
    await openThread();
    await type("Ask @");
    expect.verifySteps([""]);
    expect(queryAllTexts(`${OPTION}_main > span`)).toEqual(["Anna Berg", "Boris"]);
    expect(`${OPTION}:last .o_crm_feed_mention_blind`).toHaveText(/Cannot read this/);
    expect(`${OPTION}:first .o_crm_feed_mention_blind`).toHaveCount(0);
    expect(`${OPTION}:first`).toHaveAttribute("aria-selected", "true");
    await press("ArrowDown");
    await animationFrame();
    expect(`${OPTION}:last`).toHaveAttribute("aria-selected", "true");
    expect(INPUT).toHaveAttribute("aria-activedescendant", /_1$/);
    await press("ArrowDown");
    await press("Enter");
    await animationFrame();
    expect(INPUT).toHaveValue("Ask @Anna Berg ");
    expect(INPUT).toBeFocused();
    expect(OPTION).toHaveCount(0);
    expect.verifySteps([]);
});

test("what is sent names the contacts that the text still mentions", async () => {
    await openThread();
    await type("@ann");
    await press("Enter");
    await animationFrame();
    await type("@Anna Berg @bor");
    await contains(OPTION).click();
    expect(INPUT).toHaveValue("@Anna Berg @Boris ");
    await contains(INPUT).edit("@Anna Berg only", {confirm: false});
    await press("Enter");
    await animationFrame();
    expect.verifySteps(["ann", "bor", ["@Anna Berg only", [11]]]);
    expect(".o_crm_feed_comment_unreachable").toHaveCount(0);
});

test("the author is told whom a mention did not reach", async () => {
    await openThread();
    await type("@boris");
    await press("Enter");
    await press("Enter");
    await animationFrame();
    expect.verifySteps(["boris", ["@Boris", [12]]]);
    expect(".o_crm_feed_comment_unreachable").toHaveText(
        /Boris cannot read this entry and was not notified/
    );
});

test("Escape closes the suggestions, then the comments", async () => {
    await openThread();
    await type("@");
    expect(OPTION).toHaveCount(2);
    await press("Escape");
    await animationFrame();
    expect(OPTION).toHaveCount(0);
    expect(INPUT).toHaveCount(1);
    await press("Escape");
    await animationFrame();
    expect(INPUT).toHaveCount(0);
    expect.verifySteps([""]);
});

test("an address is no mention, and a name of nobody says so", async () => {
    await openThread();
    await type("me@acme.example");
    expect.verifySteps([]);
    await type("@zz");
    expect.verifySteps(["zz"]);
    expect(".o_crm_feed_mentions").toHaveText("No colleague of this name");
    // Enter is no choice here: it sends.
    await press("Enter");
    await animationFrame();
    expect.verifySteps([["@zz", []]]);
});

test("who takes part can leave, and come back", async () => {
    thread.takes_part = true;
    onRpc("crm.feed.entry", "mute_comments", ({args}) => {
        expect.step(["mute", ...args]);
        return args[1];
    });
    await openThread();
    const MUTE = ".o_crm_feed_comments_mute";
    expect(MUTE).toHaveAttribute("aria-pressed", "false");
    await contains(MUTE).click();
    await animationFrame();
    expect(MUTE).toHaveAttribute("aria-pressed", "true");
    expect(MUTE).toHaveText("Muted");
    expect(MUTE).toHaveAttribute("title", "Tell me of new comments here");
    await contains(MUTE).click();
    expect.verifySteps([
        ["mute", 9, true],
        ["mute", 9, false],
    ]);
});

test("who takes no part has nothing to leave", async () => {
    await openThread();
    expect(".o_crm_feed_comments_mute").toHaveCount(0);
});

test("new comments are counted until they are looked at", async () => {
    Object.assign(page.entries[0], {comments: 3, unseen_comments: 2});
    onRpc("crm.feed.entry", "mark_comments_seen", ({args}) => {
        expect.step(["seen", ...args]);
        return true;
    });
    await openFeed();
    expect(".o_crm_feed_unseen").toHaveText("2 new");
    expect(".o_crm_feed_mark_comment").toHaveAttribute(
        "aria-label",
        "Comments: 3, new: 2"
    );
    await contains(".o_crm_feed_mark_comment").click();
    await animationFrame();
    expect.verifySteps([["seen", 9]]);
    expect(".o_crm_feed_unseen").toHaveCount(0);
});

test("what a colleague writes meanwhile comes in below, and is seen", async () => {
    onRpc("crm.feed.entry", "mark_comments_seen", () => {
        expect.step("seen");
        return true;
    });
    await openThread();
    expect(".o_crm_feed_comment").toHaveCount(0);
    Object.assign(thread, {
        comments: [
            {
                id: 7,
                date: "2026-11-20 10:00:00",
                author: {id: 11, display_name: "Anna Berg"},
                body: "<p>They did</p>",
                can_delete: false,
            },
        ],
        count: 1,
    });
    MockServer.env["bus.bus"]._sendone(serverState.partnerId, "crm_feed/comment", {
        comment_id: 7,
        key: "1-9",
    });
    await advanceTime(2000);
    await expect.waitForSteps(["seen"]);
    await waitFor(".o_crm_feed_comment_body");
    expect(".o_crm_feed_comment_body").toHaveText("They did");
    expect(".o_crm_feed_mark_comment").toHaveText("1");
    expect(".o_notification").toHaveCount(0);
});

test("what was seen is not told to the server again", async () => {
    page.entries[0].comments = 3;
    onRpc("crm.feed.entry", "mark_comments_seen", () => expect.step("seen"));
    await openFeed();
    await contains(".o_crm_feed_mark_comment").click();
    await animationFrame();
    expect.verifySteps([]);
});
