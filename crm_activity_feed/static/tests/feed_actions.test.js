import {beforeEach, describe, expect, mockDate, test} from "@odoo/hoot";
import {keyDown, press, queryAllTexts} from "@odoo/hoot-dom";
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

const INPUT = ".o_crm_feed_composer_input";

/** @type {Object} what the server would answer now */
let page;

beforeEach(() => {
    mockDate("2026-11-20 10:00:00", +0);
    page = makePage();
    onPage(() => page);
});

/** Let notes be made; the new one is in the open block of the next page. */
function onCreateNote() {
    onRpc("crm.feed.note", "create", ({args}) => {
        const [values] = args[0];
        expect.step(values);
        page = makePage({open: [makeEntry({title: values.name, is_open: true})]});
        return [1];
    });
}

test("a note is written by keyboard alone", async () => {
    onDefaults();
    onCreateNote();
    await openFeed();
    await contains(INPUT).focus();
    await contains(INPUT).edit("Call Acme", {confirm: false});
    await press("Enter");
    await animationFrame();
    expect.verifySteps([
        {
            name: "Call Acme",
            partner_id: 1,
            lead_id: false,
            user_id: 7,
            date_deadline: "2026-11-20",
            is_all_day: true,
        },
    ]);
    await animationFrame();
    expect(INPUT).toHaveValue("");
    expect(INPUT).toBeFocused();
    expect(queryAllTexts(".o_crm_feed_open_entry .o_crm_feed_entry_title")).toEqual([
        "Call Acme",
    ]);
});

test("Shift+Enter starts a new line, and Enter while composing a character writes on", async () => {
    onDefaults();
    onCreateNote();
    await openFeed();
    await contains(INPUT).edit("Call", {confirm: false});
    await press(["Shift", "Enter"]);
    await keyDown("Enter", {isComposing: true});
    await animationFrame();
    expect.verifySteps([]);
});

test("Escape leaves the field and keeps the text", async () => {
    onDefaults();
    await openFeed();
    await contains(INPUT).edit("Half a tho", {confirm: false});
    await press("Escape");
    expect(INPUT).not.toBeFocused();
    expect(INPUT).toHaveValue("Half a tho");
});

test("an empty note is not saved", async () => {
    onDefaults();
    onCreateNote();
    await openFeed();
    await contains(INPUT).edit("   ", {confirm: false});
    await press("Enter");
    await contains(".o_crm_feed_composer_save").click();
    expect.verifySteps([]);
    expect(INPUT).toBeFocused();
});

test("two quick Enters make one note", async () => {
    onDefaults();
    const deferred = new Deferred();
    onRpc("crm.feed.note", "create", async () => {
        expect.step("create");
        await deferred;
        return [1];
    });
    await openFeed();
    await contains(INPUT).edit("Call", {confirm: false});
    await press("Enter");
    await press("Enter");
    deferred.resolve();
    await animationFrame();
    expect.verifySteps(["create"]);
});

test("an error keeps the text", async () => {
    expect.errors(1);
    onDefaults();
    onRpc("crm.feed.note", "create", () => {
        throw makeServerError({message: "Not today"});
    });
    await openFeed();
    await contains(INPUT).edit("Call Acme", {confirm: false});
    await press("Enter");
    await animationFrame();
    expect.verifyErrors([/Not today/]);
    expect(INPUT).toHaveValue("Call Acme");
    expect(".o_crm_feed_composer_save").toBeEnabled();
});

test("deadline and owner are picked before saving, and asked anew after it", async () => {
    onDefaults();
    onCreateNote();
    onRpc("res.users", "name_search", () => [[12, "Bruno"]]);
    await openFeed();
    expect(".o_crm_feed_composer_deadline").toHaveText(/Today/);
    await contains(INPUT).edit("Call Acme", {confirm: false});
    await contains(".o_crm_feed_composer_deadline").click();
    await contains(".o-dropdown-item[data-pick=next_week]").click();
    await animationFrame();
    expect(".o_crm_feed_composer_deadline").toHaveText(/Mon, Nov 23/);
    expect(INPUT).toBeFocused();
    await contains(".o_crm_feed_owner").click();
    await contains(".o-dropdown-item[data-owner-id='12']").click();
    expect(".o_crm_feed_owner").toHaveAttribute("title", "Owner: Bruno");
    await contains(".o_crm_feed_composer_save").click();
    await animationFrame();
    expect.verifySteps([
        {
            name: "Call Acme",
            partner_id: 1,
            lead_id: false,
            user_id: 12,
            date_deadline: "2026-11-23",
            is_all_day: true,
        },
    ]);
    expect(".o_crm_feed_composer_deadline").toHaveText(/Today/);
    expect(".o_crm_feed_owner").toHaveAttribute("title", "Owner: Mitchell Admin");
});

test("any day can be picked for a deadline", async () => {
    onDefaults();
    onCreateNote();
    await openFeed();
    await contains(".o_crm_feed_composer_deadline").click();
    await contains(".o-dropdown-item[data-pick=date]").click();
    await contains(".o_date_item_cell:contains(/^28$/)").click();
    expect(".o_crm_feed_composer_deadline").toHaveText(/Sat, Nov 28/);
    await contains(INPUT).edit("Call", {confirm: false});
    await press("Enter");
    await animationFrame();
    expect.verifySteps([
        {
            name: "Call",
            partner_id: 1,
            lead_id: false,
            user_id: 7,
            date_deadline: "2026-11-28",
            is_all_day: true,
        },
    ]);
});

/** A feed with one call to make, on Thursday. */
async function openFeedWithCall() {
    onDefaults();
    page = makePage({
        open: [
            makeEntry({
                id: 99,
                title: "Call",
                is_open: true,
                date: "2026-11-26 00:00:00",
                is_all_day: true,
                actions: ["done", "reschedule"],
            }),
        ],
    });
    await openFeed();
}

test("an entry is completed in place, with its outcome", async () => {
    await openFeedWithCall();
    onRpc("crm.feed.entry", "run_action", ({args}) => {
        expect.step(args);
        const done = makeEntry({id: 99, title: "Call", outcome: "They agreed"});
        page = makePage({entries: [done]});
        return done;
    });
    await contains(".o_crm_feed_done").click();
    expect(".o_crm_feed_outcome_input").toBeFocused();
    await contains(".o_crm_feed_outcome_input").edit("They agreed", {confirm: false});
    await press("Enter");
    await animationFrame();
    expect.verifySteps([[99, "done", {outcome: "They agreed"}]]);
    expect(".o_crm_feed_open_entry").toHaveCount(0);
    expect(".o_crm_feed_month .o_crm_feed_entry_title").toHaveText("Call");
    expect(".o_crm_feed_entry_outcome").toHaveText(/They agreed/);
});

test("Escape does not complete it, and gives the focus back", async () => {
    await openFeedWithCall();
    onRpc("crm.feed.entry", "run_action", () => expect.step("run_action"));
    await contains(".o_crm_feed_done").click();
    await press("Escape");
    await animationFrame();
    expect(".o_crm_feed_outcome").toHaveCount(0);
    expect(".o_crm_feed_done").toBeFocused();
    expect.verifySteps([]);
});

test("an error keeps the outcome, and the entry open", async () => {
    expect.errors(1);
    await openFeedWithCall();
    onRpc("crm.feed.entry", "run_action", () => {
        throw makeServerError({message: "Somebody was faster"});
    });
    await contains(".o_crm_feed_done").click();
    await contains(".o_crm_feed_outcome_input").edit("They agreed", {confirm: false});
    await press("Enter");
    await animationFrame();
    expect.verifyErrors([/Somebody was faster/]);
    expect(".o_crm_feed_outcome_input").toHaveValue("They agreed");
    expect(".o_crm_feed_open_entry").toHaveCount(1);
});

test("an entry is rescheduled in place", async () => {
    await openFeedWithCall();
    onRpc("crm.feed.entry", "run_action", ({args}) => {
        expect.step(args);
        const [call] = page.open;
        page = makePage({open: [{...call, date: "2026-11-21 00:00:00"}]});
        return page.open[0];
    });
    expect(".o_crm_feed_due").toHaveText("Thu, Nov 26");
    await contains(".o_crm_feed_reschedule").click();
    await contains(".o-dropdown-item[data-pick=tomorrow]").click();
    await animationFrame();
    expect.verifySteps([[99, "reschedule", {date_deadline: "2026-11-21"}]]);
    expect(".o_crm_feed_due").toHaveText("Tomorrow");
});

test("an entry that left the feed is gone", async () => {
    await openFeedWithCall();
    onRpc("crm.feed.entry", "run_action", () => {
        page = makePage();
        return false;
    });
    await contains(".o_crm_feed_done").click();
    await contains(".o_crm_feed_outcome_confirm").click();
    await animationFrame();
    expect(".o_crm_feed_open_entry").toHaveCount(0);
    expect(".o_crm_feed_empty").toHaveCount(1);
});

test("only the actions an entry offers are shown", async () => {
    onDefaults();
    page = makePage({open: [makeEntry({is_open: true})], entries: [makeEntry()]});
    await openFeed();
    expect(".o_crm_feed_done").toHaveCount(0);
    expect(".o_crm_feed_reschedule").toHaveCount(0);
    expect(".o_crm_feed_entry_reopen").toHaveCount(0);
});

test("a done entry is reopened", async () => {
    onDefaults();
    page = makePage({
        entries: [makeEntry({id: 99, title: "Call", actions: ["reopen"]})],
    });
    await openFeed();
    onRpc("crm.feed.entry", "run_action", ({args}) => {
        expect.step(args);
        page = makePage({open: [makeEntry({id: 99, title: "Call", is_open: true})]});
        return page.open[0];
    });
    await contains(".o_crm_feed_entry_reopen").click();
    await animationFrame();
    expect.verifySteps([[99, "reopen", {}]]);
    expect(".o_crm_feed_open_entry").toHaveCount(1);
    expect(".o_crm_feed_entry").toHaveCount(0);
});
