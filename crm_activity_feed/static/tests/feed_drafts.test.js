import {beforeEach, describe, expect, mockDate, test} from "@odoo/hoot";
import {press, queryAllTexts} from "@odoo/hoot-dom";
import {animationFrame, Deferred, runAllTimers} from "@odoo/hoot-mock";

import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {contains, onRpc, patchWithCleanup} from "@web/../tests/web_test_helpers";
import {browser} from "@web/core/browser/browser";
import {user} from "@web/core/user";

import {FeedDrafts, makeDraft} from "@crm_activity_feed/feed_composer/feed_drafts";

import {makePage, onDefaults, onPage, openFeed} from "./helpers/feed_test_helpers";

const {DateTime} = luxon;
const INPUT = ".o_crm_feed_composer_input";
const CHOICES = ".o_crm_feed_choice";
const SCOPE = '{"partner":1,"roll_up":true}';
const LISTS = {
    kinds: [{id: 2, display_name: "Call", icon: "fa-phone"}],
    reasons: [{id: 6, display_name: "Offer"}],
};

describe.current.tags("desktop");
defineMailModels();

beforeEach(() => {
    mockDate("2026-11-20 10:00:00", +0);
    onPage(() => makePage());
    onDefaults(LISTS);
});

/** @returns {Object} what another session of the same user would find */
function readStored() {
    return new FeedDrafts().read(SCOPE);
}

test("a half-written note outlives its page", async () => {
    await openFeed();
    await contains(INPUT).edit("Half a tho", {confirm: false});
    await contains(`${CHOICES}[data-choice=reason]`).click();
    await contains(".o-dropdown-item[data-choice-id='6']").click();
    await contains(".o_crm_feed_composer_deadline").click();
    await contains(".o-dropdown-item[data-pick=next_week]").click();
    await runAllTimers();
    const {text, reason, deadline} = readStored();
    expect([text, reason.id, deadline.date.toISODate()]).toEqual([
        "Half a tho",
        6,
        "2026-11-23",
    ]);
});

test("it is there again, and open, in the next session", async () => {
    new FeedDrafts().write(SCOPE, {
        ...makeDraft(),
        text: "Half a tho",
        owner: {id: 12, display_name: "Bruno"},
        reason: {id: 6, display_name: "Offer"},
        deadline: {date: DateTime.fromISO("2026-11-23"), isAllDay: true},
    });
    await openFeed();
    expect(INPUT).toHaveValue("Half a tho");
    expect(queryAllTexts(CHOICES)).toEqual(["Kind", "Offer"]);
    expect(".o_crm_feed_owner").toHaveAttribute("title", "Owner: Bruno");
    expect(".o_crm_feed_composer_deadline").toHaveText(/Mon, Nov 23/);
});

test("a saved note is no draft any more, but one on its way is", async () => {
    const deferred = new Deferred();
    onRpc("crm.feed.note", "create", async () => {
        await deferred;
        return [1];
    });
    await openFeed();
    await contains(INPUT).edit("Call", {confirm: false});
    await press("Enter");
    await runAllTimers();
    expect(readStored().text).toBe("Call");
    deferred.resolve();
    await animationFrame();
    expect(readStored().text).toBe("");
    expect(browser.localStorage.getItem(new FeedDrafts().storageKey)).toBe("[]");
});

test("what was typed last is kept even if the page is closed at once", async () => {
    await openFeed();
    await contains(INPUT).edit("Call", {confirm: false});
    window.dispatchEvent(new Event("pagehide"));
    expect(readStored().text).toBe("Call");
});

test("a choice that is gone by now is forgotten", async () => {
    new FeedDrafts().write(SCOPE, {
        ...makeDraft(),
        text: "Call",
        reason: {id: 99, display_name: "Archived"},
        lead: {id: 5, display_name: "Won by now"},
    });
    await openFeed();
    expect(queryAllTexts(CHOICES)).toEqual(["Kind", "Reason"]);
});

test("a deadline that has passed is forgotten: today is another day", () => {
    const drafts = new FeedDrafts();
    const date = DateTime.local().minus({days: 1}).startOf("day");
    drafts.write("a", {...makeDraft(), text: "x", deadline: {date, isAllDay: true}});
    expect(drafts.read("a").deadline).toBe(null);
    expect(drafts.read("a").text).toBe("x");
});

test("another user of the browser does not see it", () => {
    const drafts = new FeedDrafts();
    drafts.write("a", {...makeDraft(), text: "Secret price"});
    patchWithCleanup(user, {userId: 99});
    expect(drafts.read("a").text).toBe("");
    drafts.write("a", {...makeDraft(), text: "Mine"});
    patchWithCleanup(user, {userId: 7});
    expect(drafts.read("a").text).not.toBe("Mine");
});

test("only so many are kept: the oldest give way", () => {
    const drafts = new FeedDrafts();
    for (let number = 1; number <= 25; number++) {
        drafts.write(`${number}`, {...makeDraft(), text: "x".repeat(20000)});
    }
    expect(drafts.readAll()).toHaveLength(20);
    expect(drafts.read("5").text).toBe("");
    expect(drafts.read("25").text).toHaveLength(10000);
});

test("a storage that is broken or full does no harm", () => {
    const drafts = new FeedDrafts();
    browser.localStorage.setItem(drafts.storageKey, "{no json");
    expect(drafts.read("a").text).toBe("");
    patchWithCleanup(browser, {
        localStorage: {
            getItem: () => null,
            setItem: () => {
                throw new Error("QuotaExceededError");
            },
        },
    });
    drafts.write("a", {...makeDraft(), text: "x"});
    expect(drafts.read("a").text).toBe("");
});
