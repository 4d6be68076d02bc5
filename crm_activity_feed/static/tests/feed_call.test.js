import {beforeEach, describe, expect, mockDate, test} from "@odoo/hoot";
import {queryAllTexts} from "@odoo/hoot-dom";
import {animationFrame, runAllTimers} from "@odoo/hoot-mock";

import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    makeServerError,
    models,
    onRpc,
} from "@web/../tests/web_test_helpers";

import {
    makeEntry,
    makePage,
    onDefaults,
    onPage,
    openFeed,
} from "./helpers/feed_test_helpers";

class Lead extends models.Model {
    _name = "crm.lead";

    name = fields.Char();

    _records = [{id: 3, name: "40 desks"}];
}

class CallWizard extends models.Model {
    _name = "crm.feed.call.wizard";

    result = fields.Text();
    partner_id = fields.Many2one({relation: "res.partner"});
    lead_id = fields.Many2one({relation: "crm.lead"});

    _views = {
        form: `<form>
            <field name="result"/><field name="partner_id"/><field name="lead_id"/>
            <footer>
                <button name="action_log_call" type="object" string="Log the Call"/>
                <button special="cancel" string="Discard"/>
            </footer>
        </form>`,
    };
}

class Schedule extends models.Model {
    _name = "mail.activity.schedule";

    summary = fields.Char();

    _views = {
        form: `<form>
            <field name="summary"/>
            <footer>
                <button name="action_schedule_plan" type="object" string="Schedule"/>
                <button special="cancel" string="Discard"/>
            </footer>
        </form>`,
    };
}

const INPUT = ".o_crm_feed_composer_input";
const MORE = ".o_crm_feed_composer_more";
const CALL = makeEntry({res_id: 41, title: "Call: Olga", outcome: "They agree"});
const STEP = makeEntry({res_id: 42, title: "Send the offer", is_open: true});
const OTHER = makeEntry({res_id: 43, title: "Something else", is_open: true});

describe.current.tags("desktop");
defineMailModels();
defineModels([Lead, CallWizard, Schedule]);

/** @type {Object} what the server would answer now */
let page;

beforeEach(() => {
    mockDate("2026-11-20 10:00:00", +0);
    page = makePage();
    onPage(() => page);
    onDefaults({leads: [{id: 3, display_name: "40 desks"}]});
});

/** The mark is set once what is new is on the screen. */
async function settle() {
    await animationFrame();
    await animationFrame();
    await animationFrame();
}

function getMarked() {
    return queryAllTexts(".o_crm_feed_created .o_crm_feed_entry_title");
}

async function openCall() {
    await contains(MORE).click();
    await contains(".o_crm_feed_log_call").click();
    await animationFrame();
}

function onLogCall() {
    onRpc("crm.feed.call.wizard", "action_log_call", () => {
        page = makePage({open: [OTHER, STEP], entries: [CALL]});
        return {type: "ir.actions.act_window_close", infos: {res_ids: [41, 42]}};
    });
}

test("a call is logged; then it and what follows are shown for a moment", async () => {
    onLogCall();
    await openFeed();
    await openCall();
    expect(".modal-title").toHaveText("Log a call");
    expect(".modal .o_field_widget[name=partner_id] input").not.toHaveValue("");
    await contains(".modal .o_field_widget[name=result] textarea").edit("They agree");
    await contains(".modal button[name=action_log_call]").click();
    await settle();
    expect(".modal").toHaveCount(0);
    expect(getMarked()).toEqual(["Send the offer", "Call: Olga"]);
    expect(INPUT).toBeFocused();
    await runAllTimers();
    expect(getMarked()).toEqual([]);
});

test("what is written already is the result, and the chosen deal that of the call", async () => {
    onLogCall();
    await openFeed();
    await contains(INPUT).edit("They agree", {confirm: false});
    await contains(".o_crm_feed_choice[data-choice=lead]").click();
    await contains(".o-dropdown-item[data-choice-id='3']").click();
    await openCall();
    expect(".modal .o_field_widget[name=result] textarea").toHaveValue("They agree");
    expect(".modal .o_field_widget[name=lead_id] input").toHaveValue("40 desks");
    await contains(".modal button[name=action_log_call]").click();
    await settle();
    expect(INPUT).toHaveValue("");
    expect(".o_crm_feed_choice[data-choice=lead]").toHaveText("Deal");
});

test("a call that is discarded leaves the draft and the feed as they are", async () => {
    await openFeed();
    await contains(INPUT).edit("They agree", {confirm: false});
    await openCall();
    onPage(() => expect.step("page"));
    await contains(".modal button:contains(Discard)").click();
    await animationFrame();
    await openCall();
    await contains(".modal .btn-close").click();
    await animationFrame();
    expect(".modal").toHaveCount(0);
    expect(INPUT).toHaveValue("They agree");
    expect.verifySteps([]);
});

test("a call that is refused stays on the screen", async () => {
    expect.errors(1);
    onRpc("crm.feed.call.wizard", "action_log_call", () => {
        throw makeServerError({message: "The call is still to come"});
    });
    await openFeed();
    await openCall();
    await contains(".modal .o_field_widget[name=result] textarea").edit("They agree");
    await contains(".modal button[name=action_log_call]").click();
    await animationFrame();
    expect.verifyErrors([/still to come/]);
    expect(".modal .o_field_widget[name=result] textarea").toHaveValue("They agree");
});

test("who may not write notes logs no call", async () => {
    onDefaults({refusal: "You can read this feed, but not write notes."});
    await openFeed();
    expect(MORE).toHaveCount(0);
});

test("a plan is offered where there is one, of the customer or of the deal", async () => {
    onDefaults({
        leads: [{id: 3, display_name: "40 desks"}],
        plan_models: ["crm.lead"],
    });
    await openFeed();
    await contains(MORE).click();
    expect(".o_crm_feed_start_plan").toHaveCount(0);
    await contains(INPUT).click();
    await contains(".o_crm_feed_choice[data-choice=lead]").click();
    await contains(".o-dropdown-item[data-choice-id='3']").click();
    await contains(MORE).click();
    expect(".o_crm_feed_start_plan").toHaveCount(1);
});

test("a plan is started; then the feed shows what it planned", async () => {
    onDefaults({plan_models: ["res.partner"]});
    onRpc("mail.activity.schedule", "web_save", ({kwargs}) => {
        const {active_model, active_ids, plan_mode} = kwargs.context;
        expect.step({active_model, active_ids, plan_mode});
    });
    onRpc("mail.activity.schedule", "action_schedule_plan", () => {
        const values = {res_model: "mail.activity", is_open: true};
        page = makePage({open: [makeEntry({...values, title: "First call"})]});
        return false;
    });
    await openFeed();
    await contains(MORE).click();
    await contains(".o_crm_feed_start_plan").click();
    await animationFrame();
    expect(".modal-title").toHaveText("Start a plan");
    await contains(".modal button[name=action_schedule_plan]").click();
    await settle();
    expect.verifySteps([
        {active_model: "res.partner", active_ids: [1], plan_mode: true},
    ]);
    expect(getMarked()).toEqual(["First call"]);
});

test("an activity is scheduled in the dialog of Odoo", async () => {
    const item = {source_id: 2, label: "Activity", icon: "fa-clock-o"};
    page = makePage({creatable: [{...item, model: "mail.activity"}]});
    onRpc("crm.feed.source", "get_create_action", ({args}) => ({
        res_model: "mail.activity.schedule",
        name: "New: Activity",
        context: {active_model: "res.partner", active_ids: [args[1]]},
        is_wizard: true,
    }));
    onRpc("mail.activity.schedule", "action_schedule_plan", () => false);
    await openFeed();
    await contains(MORE).click();
    await contains(".o_crm_feed_composer_create").click();
    await animationFrame();
    expect(".modal-title").toHaveText("New: Activity");
    const values = {res_model: "mail.activity", is_open: true};
    page = makePage({open: [OTHER, makeEntry({...values, title: "Call back"})]});
    await contains(".modal button[name=action_schedule_plan]").click();
    await settle();
    expect(getMarked()).toEqual(["Call back"]);
});
