import {beforeEach, describe, expect, mockDate, test} from "@odoo/hoot";
import {press, queryAllTexts, queryFirst} from "@odoo/hoot-dom";
import {animationFrame, Deferred} from "@odoo/hoot-mock";

import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {contains, makeServerError, onRpc} from "@web/../tests/web_test_helpers";

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
const OPEN = ".o_crm_feed_month [data-action=comment]";
const BODIES = ".o_crm_feed_comment_body";

/** @type {Object} what the server would answer now */
let page;

beforeEach(() => {
    mockDate("2026-11-20 10:00:00", +0);
    onDefaults();
    page = makePage({
        entries: [
            makeEntry({id: 9, title: "Call", actions: ["like", "pin", "comment"]}),
        ],
    });
    onPage(() => page);
});

/** The button shows under the pointer only, and there is none here. */
async function openThread() {
    queryFirst(OPEN).click();
    await animationFrame();
}

function makeComment(id, values = {}) {
    return {
        id,
        date: "2026-11-20 09:00:00",
        author: {id: 3, display_name: "Ana"},
        body: `<p>Comment ${id}</p>`,
        can_delete: false,
        ...values,
    };
}

function onComments(comments, {earlier = false, count = comments.length} = {}) {
    onRpc("crm.feed.entry", "get_comments", ({args}) => {
        expect.step(["get_comments", ...args]);
        return {comments, earlier, count};
    });
}

test("comments are read when they are asked for", async () => {
    page.entries[0].comments = 1;
    onComments([makeComment(1)]);
    await openFeed();
    expect(".o_crm_feed_mark_comment").toHaveText("1");
    expect.verifySteps([]);
    await contains(".o_crm_feed_mark_comment").click();
    await animationFrame();
    expect.verifySteps([["get_comments", 9, null]]);
    expect(queryAllTexts(BODIES)).toEqual(["Comment 1"]);
    expect(".o_crm_feed_comment_author").toHaveText("Ana");
    expect(".o_crm_feed_comment time").toHaveText("1 hour ago");
    expect(".o_crm_feed_mark_comment").toHaveAttribute("aria-expanded", "true");
    expect(INPUT).toBeFocused();
    await contains(".o_crm_feed_mark_comment").click();
    expect(".o_crm_feed_comments").toHaveCount(0);
});

test("earlier comments come on demand, before the others", async () => {
    onRpc("crm.feed.entry", "get_comments", ({args}) => {
        expect.step(args[1]);
        return args[1]
            ? {comments: [makeComment(1)], earlier: false, count: 2}
            : {comments: [makeComment(2)], earlier: true, count: 2};
    });
    await openFeed();
    await openThread();
    await animationFrame();
    await contains(".o_crm_feed_comments_earlier").click();
    await animationFrame();
    expect.verifySteps([null, 2]);
    expect(queryAllTexts(BODIES)).toEqual(["Comment 1", "Comment 2"]);
    expect(".o_crm_feed_comments_earlier").toHaveCount(0);
});

test("Enter sends, once; the count and the thread show it", async () => {
    const deferred = new Deferred();
    onComments([]);
    onRpc("crm.feed.entry", "post_comment", async ({args}) => {
        expect.step(args);
        await deferred;
        return makeComment(5, {body: "<p>Well done</p>", can_delete: true});
    });
    await openFeed();
    await openThread();
    await animationFrame();
    expect.verifySteps([["get_comments", 9, null]]);
    await contains(INPUT).edit("Well done", {confirm: false});
    await press("Enter");
    await press("Enter");
    deferred.resolve();
    await animationFrame();
    expect.verifySteps([[9, "Well done", []]]);
    expect(queryAllTexts(BODIES)).toEqual(["Well done"]);
    expect(INPUT).toHaveValue("");
    expect(INPUT).toBeFocused();
    expect(".o_crm_feed_mark_comment").toHaveText("1");
});

test("Shift+Enter starts a new line, nothing is not sent", async () => {
    onComments([]);
    onRpc("crm.feed.entry", "post_comment", () => expect.step("post"));
    await openFeed();
    await openThread();
    await animationFrame();
    await contains(INPUT).edit("   ", {confirm: false});
    await press("Enter");
    await contains(INPUT).edit("Half", {confirm: false});
    await press(["Shift", "Enter"]);
    await animationFrame();
    expect.verifySteps([["get_comments", 9, null]]);
});

test("an error keeps what was typed, and says why", async () => {
    onComments([]);
    onRpc("crm.feed.entry", "post_comment", () => {
        throw makeServerError({
            type: "UserError",
            message: "You may not write here",
        });
    });
    await openFeed();
    await openThread();
    await animationFrame();
    await contains(INPUT).edit("Well done", {confirm: false});
    await press("Enter");
    await animationFrame();
    expect(INPUT).toHaveValue("Well done");
    expect(".o_crm_feed_comment_error").toHaveText("You may not write here");
    expect(".o_crm_feed_comment_send").toBeEnabled();
    expect.verifySteps([["get_comments", 9, null]]);
});

test("Escape closes the thread, gives the focus back and keeps the draft", async () => {
    onComments([]);
    await openFeed();
    await openThread();
    await animationFrame();
    await contains(INPUT).edit("Half a tho", {confirm: false});
    await press("Escape");
    await animationFrame();
    expect(".o_crm_feed_comments").toHaveCount(0);
    expect(".o_crm_feed_entry").toBeFocused();
    await openThread();
    await animationFrame();
    expect(INPUT).toHaveValue("Half a tho");
    expect.verifySteps([
        ["get_comments", 9, null],
        ["get_comments", 9, null],
    ]);
});

test("who may not post can read", async () => {
    Object.assign(page.entries[0], {comments: 1, actions: ["like"]});
    onComments([makeComment(1)]);
    await openFeed();
    await contains(".o_crm_feed_mark_comment").click();
    await animationFrame();
    expect(BODIES).toHaveCount(1);
    expect(INPUT).toHaveCount(0);
    expect.verifySteps([["get_comments", 9, null]]);
});

test("comments that cannot be loaded: the reason, and a retry", async () => {
    let isBroken = true;
    onRpc("crm.feed.entry", "get_comments", () => {
        if (isBroken) {
            throw makeServerError({
                errorName: "builtins.ValueError",
                message: "Traceback",
            });
        }
        return {comments: [makeComment(1)], earlier: false, count: 1};
    });
    await openFeed();
    await openThread();
    await animationFrame();
    expect(".o_crm_feed_comments_error").toHaveText(/could not be loaded/);
    isBroken = false;
    await contains(".o_crm_feed_comments_retry").click();
    await animationFrame();
    expect(BODIES).toHaveCount(1);
    expect(".o_crm_feed_comments_error").toHaveCount(0);
});

test("one's own comment is deleted after a question", async () => {
    page.entries[0].comments = 2;
    onComments([makeComment(1), makeComment(2, {can_delete: true})]);
    onRpc("crm.feed.entry", "delete_comment", ({args}) => {
        expect.step(args);
        return true;
    });
    await openFeed();
    await contains(".o_crm_feed_mark_comment").click();
    await animationFrame();
    expect(".o_crm_feed_comment_delete").toHaveCount(1);
    await contains(".o_crm_feed_comment_delete").click();
    await contains(".modal-footer .btn-primary").click();
    await animationFrame();
    expect.verifySteps([
        ["get_comments", 9, null],
        [9, 2],
    ]);
    expect(queryAllTexts(BODIES)).toEqual(["Comment 1"]);
    expect(".o_crm_feed_mark_comment").toHaveText("1");
});
