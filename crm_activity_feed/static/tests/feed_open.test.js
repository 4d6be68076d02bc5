import {beforeEach, describe, expect, mockDate, test} from "@odoo/hoot";
import {press, queryAllTexts} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";

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

const NEXT = ".o_crm_feed_next_input";
const OUTCOME = ".o_crm_feed_outcome_input";

/** @type {Object} what the server would answer now */
let page;

beforeEach(() => {
    mockDate("2026-11-20 10:00:00", +0);
    page = makePage();
    onPage(() => page);
    onDefaults();
    onRpc("res.users", "name_search", () => [
        [7, "Ana"],
        [8, "Bruno"],
    ]);
});

function makeOpen(id, state, date, values = {}) {
    return makeEntry({
        id,
        title: `Call ${id}`,
        is_open: true,
        state,
        date,
        partner_id: {id: 1, display_name: "Acme"},
        user_id: {id: 7, display_name: "Ana"},
        actions: ["done", "reschedule", "reassign", "cancel"],
        ...values,
    });
}

/** Let actions succeed; what they are called with are the steps. */
function onActions() {
    onRpc("crm.feed.entry", "run_action", ({args}) => {
        expect.step(args);
        return false;
    });
}

async function openCall(values = {}, pageValues = {}) {
    const call = makeOpen(99, "planned", "2026-11-26 15:30:00", values);
    page = makePage({open: [call], can_plan: true, ...pageValues});
    await openFeed();
    onActions();
}

test("what is to do stands in groups, with their numbers", async () => {
    page = makePage({
        open: [
            makeOpen(1, "overdue", "2026-11-10 00:00:00", {is_all_day: true}),
            makeOpen(2, "overdue", "2026-11-18 00:00:00", {is_all_day: true}),
            makeOpen(3, "today", "2026-11-20 15:00:00"),
            makeOpen(4, "planned", "2026-11-30 00:00:00", {is_all_day: true}),
        ],
    });
    await openFeed();
    expect(queryAllTexts(".o_crm_feed_open_heading")).toEqual([
        "Overdue\n2",
        "Today\n1",
        "Upcoming\n1",
    ]);
    expect(queryAllTexts(".o_crm_feed_due")).toEqual([
        "10 days overdue",
        "2 days overdue",
        "Today 15:00",
        "Mon, Nov 30",
    ]);
    expect(".o_crm_feed_open_heading[data-state=overdue]").toHaveClass("text-danger");
});

test("all that is planned can be shown", async () => {
    const first = makeOpen(1, "planned", "2026-11-26 00:00:00");
    const second = makeOpen(2, "planned", "2026-11-27 00:00:00");
    onPage((scope, {filters, limit}) => {
        expect.step([filters, limit]);
        return filters.open
            ? makePage({open: [first, second]})
            : makePage({open: [first], open_more: true});
    });
    await openFeed();
    expect(".o_crm_feed_open_count").toHaveText("1 or more");
    expect.verifySteps([[{}, 3]]);
    await contains(".o_crm_feed_open_all").click();
    await animationFrame();
    expect.verifySteps([
        [{}, 3],
        [{open: true}, 200],
    ]);
    expect(queryAllTexts(".o_crm_feed_open .o_crm_feed_entry_title")).toEqual([
        "Call 1",
        "Call 2",
    ]);
    expect(".o_crm_feed_open_more").toHaveCount(0);
});

test("what is too much to be shown is told of", async () => {
    const open = [makeOpen(1, "planned", "2026-11-26 00:00:00")];
    onPage(() => makePage({open, open_more: true}));
    await openFeed();
    await contains(".o_crm_feed_open_all").click();
    await animationFrame();
    expect(".o_crm_feed_open_all").toHaveCount(0);
    expect(".o_crm_feed_open_more").toHaveText(/complete these first/);
});

test("an entry is completed, and the next step planned, by keyboard", async () => {
    await openCall();
    await contains(".o_crm_feed_done").click();
    await contains(OUTCOME).edit("They agree", {confirm: false});
    expect(".o_crm_feed_next_deadline").toHaveCount(0);
    await contains(NEXT).edit("Send the contract", {confirm: false});
    await press("Enter");
    await animationFrame();
    expect.verifySteps([
        [
            99,
            "done",
            {
                outcome: "They agree",
                next: {
                    name: "Send the contract",
                    date_deadline: "2026-11-21",
                    user_id: 7,
                },
            },
        ],
    ]);
});

test("the next step has its own deadline and owner", async () => {
    await openCall();
    await contains(".o_crm_feed_done").click();
    await contains(NEXT).edit("Send the contract", {confirm: false});
    await contains(".o_crm_feed_next_deadline").click();
    await contains(".o-dropdown-item[data-pick=next_week]").click();
    expect(NEXT).toBeFocused();
    await contains(".o_crm_feed_outcome .o_crm_feed_owner").click();
    await animationFrame();
    await contains(".o-dropdown-item[data-owner-id='8']").click();
    expect(NEXT).toBeFocused();
    await contains(".o_crm_feed_outcome_confirm").click();
    await animationFrame();
    const step = {
        name: "Send the contract",
        date_deadline: "2026-11-23",
        user_id: 8,
    };
    expect.verifySteps([[99, "done", {outcome: "", next: step}]]);
});

test("a refused next step is still there, to be put right", async () => {
    expect.errors(1);
    await openCall();
    onRpc("crm.feed.entry", "run_action", () => {
        page = makePage({
            open: [makeOpen(99, "overdue", "2026-11-10 15:30:00")],
            can_plan: true,
        });
        throw makeServerError({message: "Choose a colleague"});
    });
    await contains(".o_crm_feed_done").click();
    await contains(OUTCOME).edit("They agree", {confirm: false});
    await contains(NEXT).edit("Send the contract", {confirm: false});
    await press("Enter");
    await animationFrame();
    expect.verifyErrors([/Choose a colleague/]);
    // Also where somebody moved the entry to another group meanwhile.
    expect(".o_crm_feed_open_heading").toHaveAttribute("data-state", "overdue");
    expect(OUTCOME).toHaveValue("They agree");
    expect(NEXT).toHaveValue("Send the contract");
});

test("no next step is asked for where none can be planned", async () => {
    await openCall({}, {can_plan: false});
    await contains(".o_crm_feed_done").click();
    expect(OUTCOME).toHaveCount(1);
    expect(NEXT).toHaveCount(0);
});

test("no next step is asked for without a customer", async () => {
    await openCall({partner_id: false});
    await contains(".o_crm_feed_done").click();
    expect(OUTCOME).toHaveCount(1);
    expect(NEXT).toHaveCount(0);
});

test("what is not needed any more is cancelled", async () => {
    await openCall();
    await contains(".o_crm_feed_done").click();
    await contains(OUTCOME).edit("They closed down", {confirm: false});
    await contains(".o_crm_feed_outcome_drop").click();
    await animationFrame();
    expect.verifySteps([[99, "cancel", {outcome: "They closed down"}]]);
});

test("one click puts off; the hour stays", async () => {
    await openCall();
    await contains(".o_crm_feed_done").focus();
    await contains(".o_crm_feed_quick [data-pick=tomorrow]").click();
    await animationFrame();
    expect.verifySteps([[99, "reschedule", {date_deadline: "2026-11-21 15:30:00"}]]);
});

test("the day it is due on is not offered", async () => {
    await openCall({date: "2026-11-21 15:30:00"});
    expect(queryAllTexts(".o_crm_feed_quick button")).toEqual(["Today", "Next week"]);
});

test("a colleague takes over", async () => {
    await openCall();
    expect(".o_crm_feed_open_entry .o_crm_feed_owner").toHaveAttribute(
        "title",
        "Owner: Ana"
    );
    await contains("[data-action=reassign]").click();
    await animationFrame();
    await contains(".o-dropdown-item[data-owner-id='8']").click();
    await animationFrame();
    expect.verifySteps([[99, "reassign", {user_id: 8}]]);
});

test("the owner who has it already takes nothing over", async () => {
    await openCall();
    await contains("[data-action=reassign]").click();
    await animationFrame();
    await contains(".o-dropdown-item[data-owner-id='7']").click();
    await animationFrame();
    expect.verifySteps([]);
    expect("[data-action=reassign]").toBeFocused();
});

test("what nobody has to do yet can be taken over", async () => {
    await openCall({user_id: false});
    expect(".o_crm_feed_open_entry .o_crm_feed_owner").toHaveAttribute(
        "title",
        "Owner: nobody yet"
    );
    await contains(".o_crm_feed_done").click();
    expect(OUTCOME).toHaveCount(1);
});

test("who may not hand over sees whose it is", async () => {
    await openCall({actions: ["done"]});
    expect(".o_crm_feed_open_entry .o_crm_feed_owner").toHaveCount(0);
    expect(".o_crm_feed_owner_only").toHaveAttribute("title", "Owner: Ana");
});

test("a running meeting is told about, not completed", async () => {
    await openCall({
        res_model: "calendar.event",
        kind: "meeting",
        actions: ["outcome", "reschedule"],
    });
    await contains(".o_crm_feed_done[data-action=outcome]").click();
    await press("Enter");
    await animationFrame();
    expect(".o_crm_feed_outcome [role=status]").toHaveText("Write what came of it.");
    expect.verifySteps([]);
    await contains(OUTCOME).edit("They want two", {confirm: false});
    await press("Enter");
    await animationFrame();
    expect.verifySteps([[99, "outcome", {outcome: "They want two"}]]);
});

test("a meeting that is over is told about in the history", async () => {
    const meeting = makeEntry({
        id: 99,
        title: "Visit",
        kind: "meeting",
        partner_id: {id: 1, display_name: "Acme"},
        actions: ["outcome"],
    });
    page = makePage({entries: [meeting], can_plan: true});
    await openFeed();
    onActions();
    await contains(".o_crm_feed_entry [data-action=outcome]").click();
    expect(OUTCOME).toBeFocused();
    await press("Escape");
    await animationFrame();
    expect(".o_crm_feed_entry [data-action=outcome]").toBeFocused();
    await contains(".o_crm_feed_entry [data-action=outcome]").click();
    await contains(OUTCOME).edit("They want two", {confirm: false});
    await contains(NEXT).edit("Send the offer", {confirm: false});
    await press("Enter");
    await animationFrame();
    const step = {name: "Send the offer", date_deadline: "2026-11-21", user_id: 7};
    expect.verifySteps([[99, "outcome", {outcome: "They want two", next: step}]]);
});
