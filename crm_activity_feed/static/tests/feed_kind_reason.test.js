import {beforeEach, describe, expect, mockDate, test} from "@odoo/hoot";
import {press, queryAllTexts, queryOne} from "@odoo/hoot-dom";
import {animationFrame, Deferred, runAllTimers} from "@odoo/hoot-mock";

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

const CALL = {id: 2, display_name: "Call", icon: "fa-phone"};
const LETTER = {id: 3, display_name: "Letter", icon: "fa-envelope"};
const OFFER = {id: 5, display_name: "Offer", color: 3};
const CONTRACT = {id: 6, display_name: "Contract", color: 4};
const CHOICE = (name) => `.o_crm_feed_kind_reason [data-choice=${name}]`;
const SAVE = ".o_crm_feed_kind_reason_save";

/** @type {Object} what the server would answer now */
let page;

beforeEach(() => {
    mockDate("2026-11-20 10:00:00", +0);
    onDefaults();
    onPage(() => page);
    onRpc("mail.activity.type", "search_read", () => [CALL, LETTER]);
    onRpc("crm.feed.reason", "search_read", ({kwargs}) =>
        [OFFER, CONTRACT].filter(({display_name: name}) =>
            name.toLowerCase().includes(kwargs.domain[0][2].toLowerCase())
        )
    );
});

/** Answer actions as the server does. */
function onActions({failing, deferred, undo = false} = {}) {
    onRpc("crm.feed.entry", "run_action", async ({args}) => {
        expect.step(args);
        await deferred;
        if (failing) {
            throw makeServerError({message: failing});
        }
        const [entry] = [...page.entries, ...page.open];
        const values = args[2];
        entry.reason_id = [OFFER, CONTRACT].find(({id}) => id === values.reason_id);
        return {...entry, undo};
    });
}

async function openMail(values = {}) {
    page = makePage({
        entries: [
            makeEntry({
                id: 9,
                kind: "message",
                res_model: "mail.message",
                title: "Hello",
                actions: ["set_kind_reason"],
                ...values,
            }),
        ],
    });
    await openFeed();
}

async function openDialog() {
    queryOne(".o_crm_feed_tool[data-action=set_kind_reason]").click();
    await animationFrame();
}

async function choose(name, id) {
    await contains(CHOICE(name)).click();
    await contains(`.o_crm_feed_choice_menu [data-choice-id="${id}"]`).click();
}

test("kind and reason of a mail are said afterwards", async () => {
    onActions({undo: "token"});
    await openMail();
    await openDialog();
    expect(".modal-title").toHaveText("Kind and reason");
    expect(".o_crm_feed_kind_reason_form p").toHaveText("Hello");
    expect(SAVE).not.toBeEnabled();
    await choose("kind", 2);
    expect(CHOICE("kind")).toHaveText("Call");
    await choose("reason", 6);
    expect(CHOICE("reason")).toBeFocused();
    await contains(SAVE).click();
    expect.verifySteps([[9, "set_kind_reason", {activity_type_id: 2, reason_id: 6}]]);
    expect(".modal").toHaveCount(0);
    expect(".o_crm_feed_entry_reason").toHaveText("Contract");
    expect(".o_notification").toHaveText(/Saved: Hello/);
    expect(".o_notification button:contains(Undo)").toHaveCount(1);
});

test("only what changes is sent; a reason can be taken away", async () => {
    onActions();
    await openMail({activity_type_id: CALL, reason_id: OFFER});
    await openDialog();
    expect(CHOICE("kind")).toHaveText("Call");
    expect(CHOICE("reason")).toHaveText("Offer");
    await choose("reason", 6);
    await choose("reason", 5);
    expect(SAVE).not.toBeEnabled();
    await choose("reason", "none");
    await contains(SAVE).click();
    expect.verifySteps([[9, "set_kind_reason", {reason_id: false}]]);
});

test("a mail cannot be said to be none", async () => {
    const source = {id: 6, name: "E-mail", activity_type_id: 2};
    await openMail({source, activity_type_id: CALL});
    await openDialog();
    await choose("kind", "none");
    expect(SAVE).not.toBeEnabled();
    await choose("kind", 3);
    expect(SAVE).toBeEnabled();
});

test("a long list of reasons is searched by the server", async () => {
    await openMail();
    await openDialog();
    await contains(CHOICE("reason")).click();
    await animationFrame();
    const menu = ".o_crm_feed_choice_menu .dropdown-item";
    expect(queryAllTexts(menu)).toEqual(["Offer", "Contract"]);
    await contains(".o_crm_feed_choice_menu input").edit("contr", {confirm: false});
    await runAllTimers();
    await animationFrame();
    expect(queryAllTexts(menu)).toEqual(["Contract"]);
});

test("what is still being asked for is not called missing", async () => {
    const deferred = new Deferred();
    onRpc("crm.feed.reason", "search_read", () => deferred);
    await openMail();
    await openDialog();
    await contains(CHOICE("reason")).click();
    expect(".o_crm_feed_choice_menu [role=status]").toHaveText("Loading...");
    deferred.resolve([]);
    await animationFrame();
    expect(".o_crm_feed_choice_menu [role=status]").toHaveText("Nothing found");
});

test("a meeting has a reason only", async () => {
    onActions();
    await openMail({kind: "meeting", res_model: "calendar.event"});
    expect(".o_crm_feed_tool[data-action=set_kind_reason]").toHaveAttribute(
        "aria-label",
        "Reason…"
    );
    await openDialog();
    expect(CHOICE("kind")).toHaveCount(0);
    await choose("reason", 5);
    await contains(SAVE).click();
    expect.verifySteps([[9, "set_kind_reason", {reason_id: 5}]]);
});

test("who may not say it is not asked", async () => {
    await openMail({actions: ["like"]});
    expect(".o_crm_feed_tool[data-action=like]").toHaveCount(1);
    expect(".o_crm_feed_tool[data-action=set_kind_reason]").toHaveCount(0);
});

test("the dialog stays when the server refuses", async () => {
    expect.errors(1);
    onActions({failing: "Not this one"});
    await openMail();
    await openDialog();
    await choose("reason", 5);
    await contains(SAVE).click();
    await animationFrame();
    expect.verifySteps([[9, "set_kind_reason", {reason_id: 5}]]);
    expect.verifyErrors([/Not this one/]);
    expect(SAVE).toHaveCount(1);
    expect(CHOICE("reason")).toHaveText("Offer");
});

test("a second click is no second wish", async () => {
    const deferred = new Deferred();
    onActions({deferred});
    await openMail();
    await openDialog();
    await choose("reason", 5);
    await contains(SAVE).click();
    expect(SAVE).not.toBeEnabled();
    queryOne(SAVE).click();
    deferred.resolve();
    await animationFrame();
    expect.verifySteps([[9, "set_kind_reason", {reason_id: 5}]]);
    expect(".modal").toHaveCount(0);
});

// ---------------------------------------------------------------------------
// Along with what is done
// ---------------------------------------------------------------------------

async function openCall(values = {}) {
    page = makePage({
        open: [
            makeEntry({
                id: 9,
                title: "Call Olga",
                is_open: true,
                date: "2026-11-26 15:30:00",
                partner_id: {id: 1, display_name: "Acme"},
                actions: ["done", "set_kind_reason"],
                activity_type_id: CALL,
                ...values,
            }),
        ],
        can_plan: true,
    });
    await openFeed();
    onActions();
    await contains(".o_crm_feed_done").click();
}

test("whoever completes something says why it was", async () => {
    await openCall();
    expect(CHOICE("kind")).toHaveText("Call");
    await choose("reason", 5);
    expect(".o_crm_feed_outcome_input").toBeFocused();
    await contains(".o_crm_feed_outcome_input").edit("They agree", {confirm: false});
    await press("Enter");
    await animationFrame();
    expect.verifySteps([[9, "done", {outcome: "They agree", reason_id: 5}]]);
});

test("what is known already is not said again", async () => {
    await openCall({reason_id: OFFER});
    expect(CHOICE("reason")).toHaveText("Offer");
    await contains(".o_crm_feed_outcome_confirm").click();
    expect.verifySteps([[9, "done", {outcome: ""}]]);
});

test("where nobody can say it, completing asks for the outcome only", async () => {
    await openCall({actions: ["done"]});
    expect(".o_crm_feed_outcome_input").toHaveCount(1);
    expect(".o_crm_feed_kind_reason").toHaveCount(0);
});
