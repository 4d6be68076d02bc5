import {beforeEach, describe, expect, mockDate, test} from "@odoo/hoot";
import {press, queryAllTexts} from "@odoo/hoot-dom";
import {advanceTime, animationFrame, Deferred} from "@odoo/hoot-mock";

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

const UNDO = ".o_notification.o_crm_feed_undo .o_notification_buttons button";

/** @type {Object} what the server would answer now */
let page;

beforeEach(() => {
    mockDate("2026-11-20 10:00:00", +0);
    page = makePage();
    onPage(() => page);
    onDefaults();
});

function makeCall(values = {}) {
    return makeEntry({
        id: 99,
        title: "Call",
        is_open: true,
        date: "2026-11-26 00:00:00",
        is_all_day: true,
        partner_id: {id: 1, display_name: "Acme"},
        user_id: {id: 7, display_name: "Ana"},
        actions: ["done", "reschedule", "reassign", "cancel"],
        ...values,
    });
}

/**
 * Let actions succeed, and be undone.
 *
 * @param {Object} changes of the entry by the action
 * @param {Object} [answer] further values of what undoing gives
 */
function onActions(changes, answer = {}) {
    const [before] = page.open;
    onRpc("crm.feed.entry", "run_action", ({args}) => {
        expect.step(args);
        const fresh = {...before, ...changes};
        page = makePage(fresh.is_open ? {open: [fresh]} : {entries: [fresh]});
        return {...fresh, undo: "signed"};
    });
    onRpc("crm.feed.entry", "undo_action", ({args}) => {
        expect.step(["undo", ...args]);
        page = makePage({open: [before]});
        return {...before, notice: false, ...answer};
    });
}

/** The focus is put once what is new is on the screen. */
async function settle() {
    await animationFrame();
    await animationFrame();
    await animationFrame();
}

async function openCall(values = {}) {
    page = makePage({open: [makeCall(values)], can_plan: true});
    await openFeed();
}

test("what is done can be undone", async () => {
    await openCall();
    onActions({is_open: false, state: "done", actions: ["reopen"]});
    await contains(".o_crm_feed_done").click();
    await press("Enter");
    await settle();
    expect(".o_notification_content").toHaveText("Done: Call");
    await contains(UNDO).click();
    await settle();
    expect.verifySteps([
        [99, "done", {outcome: ""}],
        ["undo", "signed"],
    ]);
    expect(".o_crm_feed_open_entry[data-key='1-99']").toHaveCount(1);
    expect("[data-key='1-99'] .o_crm_feed_done").toBeFocused();
    expect(UNDO).toHaveCount(0);
    expect(".o_notification_content").toHaveText("Undone: Call");
});

test("the offer to undo goes away by itself", async () => {
    await openCall();
    onActions({is_open: false, state: "done", actions: ["reopen"]});
    await contains(".o_crm_feed_done").click();
    await press("Enter");
    await settle();
    await advanceTime(8000);
    expect(UNDO).toHaveCount(1);
    await advanceTime(3000);
    await animationFrame();
    expect(UNDO).toHaveCount(0);
    expect.verifySteps([[99, "done", {outcome: ""}]]);
});

test("what stays after undoing is told", async () => {
    await openCall();
    onActions({is_open: false, state: "done"}, {notice: "The next step stays"});
    await contains(".o_crm_feed_done").click();
    await press("Enter");
    await settle();
    await contains(UNDO).click();
    await settle();
    expect(queryAllTexts(".o_notification_content")).toEqual([
        "Undone: Call",
        "The next step stays",
    ]);
    expect.verifySteps([
        [99, "done", {outcome: ""}],
        ["undo", "signed"],
    ]);
});

test("what was changed meanwhile is shown as it is now", async () => {
    expect.errors(1);
    await openCall();
    onActions({date: "2026-11-21 00:00:00"});
    onRpc("crm.feed.entry", "undo_action", () => {
        page = makePage({open: [makeCall({date: "2026-12-24 00:00:00"})]});
        throw makeServerError({message: "It was changed in the meantime"});
    });
    await contains(".o_crm_feed_reschedule").click();
    await contains(".o-dropdown-item[data-pick=tomorrow]").click();
    await settle();
    expect(".o_notification_content").toHaveText("Due Tomorrow: Call");
    await contains(UNDO).click();
    await settle();
    expect.verifyErrors([/changed in the meantime/]);
    expect.verifySteps([[99, "reschedule", {date_deadline: "2026-11-21"}]]);
    expect(".o_crm_feed_due").toHaveText("Thu, Dec 24");
});

test("three offers at most, the newest ones", async () => {
    const calls = [1, 2, 3, 4].map((id) => makeCall({id, title: `Call ${id}`}));
    page = makePage({open: calls});
    await openFeed();
    onRpc("crm.feed.entry", "run_action", ({args: [id]}) => {
        const entry = page.open.find((other) => other.id === id);
        page = makePage({open: page.open.filter((other) => other.id !== id)});
        return {...entry, is_open: false, state: "done", undo: "signed"};
    });
    for (const id of [1, 2, 3, 4]) {
        await contains(`[data-key='1-${id}'] .o_crm_feed_done`).click();
        await press("Enter");
        await settle();
    }
    expect(queryAllTexts(".o_notification_content")).toEqual([
        "Done: Call 2",
        "Done: Call 3",
        "Done: Call 4",
    ]);
});

test("without a way back, none is offered", async () => {
    await openCall();
    onRpc("crm.feed.entry", "run_action", () => {
        page = makePage();
        return false;
    });
    await contains("[data-action=reassign]").click();
    onRpc("res.users", "name_search", () => [[8, "Bruno"]]);
    await animationFrame();
    await contains(".o-dropdown-item[data-owner-id='8']").click();
    await settle();
    expect(".o_notification_content").toHaveText("Handed over: Call");
    expect(UNDO).toHaveCount(0);
});

test("a double click does it once", async () => {
    const answer = new Deferred();
    await openCall();
    onRpc("crm.feed.entry", "run_action", async ({args}) => {
        expect.step(args);
        await answer;
        return {...page.open[0], undo: "signed"};
    });
    await contains(".o_crm_feed_done").focus();
    const tomorrow = contains(".o_crm_feed_quick [data-pick=tomorrow]");
    await tomorrow.click();
    await tomorrow.click();
    await animationFrame();
    expect(".o_crm_feed_open_entry").toHaveAttribute("aria-busy", "true");
    answer.resolve();
    await settle();
    expect(".o_crm_feed_open_entry").toHaveAttribute("aria-busy", "false");
    expect.verifySteps([[99, "reschedule", {date_deadline: "2026-11-21"}]]);
});
