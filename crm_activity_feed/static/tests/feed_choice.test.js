import {beforeEach, describe, expect, mockDate, test} from "@odoo/hoot";
import {press, queryAllTexts} from "@odoo/hoot-dom";
import {animationFrame, runAllTimers} from "@odoo/hoot-mock";

import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    makeServerError,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

import {makePage, onDefaults, onPage, openFeed} from "./helpers/feed_test_helpers";

class CrmLead extends models.Model {
    _name = "crm.lead";

    name = fields.Char();
    type = fields.Char();
    partner_id = fields.Many2one({relation: "res.partner"});

    _records = [{id: 3, name: "40 desks", type: "opportunity", partner_id: 1}];
}

const INPUT = ".o_crm_feed_composer_input";
const CHOICES = ".o_crm_feed_choice";
const LISTS = {
    leads: [
        {id: 3, display_name: "40 desks"},
        {id: 4, display_name: "10 chairs"},
    ],
    kinds: [{id: 2, display_name: "Call", icon: "fa-phone"}],
    reasons: [{id: 6, display_name: "Offer"}],
};

describe.current.tags("desktop");
defineMailModels();
defineModels([CrmLead]);

beforeEach(() => {
    mockDate("2026-11-20 10:00:00", +0);
    onPage(() => makePage());
    onRpc("crm.feed.note", "create", ({args}) => {
        const [{name, lead_id, activity_type_id, reason_id}] = args[0];
        expect.step({name, lead_id, activity_type_id, reason_id});
        return [1];
    });
});

async function choose(name, id) {
    await contains(`${CHOICES}[data-choice=${name}]`).click();
    await contains(`.o-dropdown-item[data-choice-id='${id}']`).click();
    await animationFrame();
}

async function write(text) {
    await contains(INPUT).edit(text, {confirm: false});
    await press("Enter");
    await animationFrame();
}

test("the choices come as soon as one writes", async () => {
    onDefaults(LISTS);
    await openFeed();
    expect(CHOICES).toHaveCount(0);
    await contains(INPUT).click();
    expect(queryAllTexts(CHOICES)).toEqual(["Deal", "Kind", "Reason"]);
});

test("where there is nothing to choose, nothing is offered", async () => {
    onDefaults({...LISTS, leads: [], reasons: []});
    await openFeed();
    await contains(INPUT).click();
    expect(queryAllTexts(CHOICES)).toEqual(["Kind"]);
});

test("deal, kind and reason go to the note, and are asked anew after it", async () => {
    onDefaults(LISTS);
    await openFeed();
    await contains(INPUT).edit("Call Acme", {confirm: false});
    await choose("lead", 4);
    await choose("kind", 2);
    await choose("reason", 6);
    expect(queryAllTexts(CHOICES)).toEqual(["10 chairs", "Call", "Offer"]);
    expect(INPUT).toBeFocused();
    await press("Enter");
    await animationFrame();
    expect.verifySteps([
        {name: "Call Acme", lead_id: 4, activity_type_id: 2, reason_id: 6},
    ]);
    expect(queryAllTexts(CHOICES)).toEqual(["Deal", "Kind", "Reason"]);
});

test("what was chosen can be taken back", async () => {
    onDefaults(LISTS);
    await openFeed();
    await contains(INPUT).click();
    await choose("lead", 3);
    await choose("lead", "none");
    await write("Call Acme");
    expect.verifySteps([
        {
            name: "Call Acme",
            lead_id: false,
            activity_type_id: undefined,
            reason_id: undefined,
        },
    ]);
});

test("of many deals, one is searched on the server", async () => {
    onDefaults({...LISTS, leads_more: true});
    onRpc("crm.feed.note", "search_deals", ({args}) => {
        expect.step(args);
        return args[1] ? [{id: 9, display_name: "Lamps"}] : LISTS.leads;
    });
    await openFeed();
    await contains(INPUT).click();
    await contains(`${CHOICES}[data-choice=lead]`).click();
    await animationFrame();
    expect.verifySteps([[1, ""]]);
    await contains(".o_crm_feed_choice_menu input").edit("lam", {confirm: false});
    await runAllTimers();
    await animationFrame();
    expect.verifySteps([[1, "lam"]]);
    await contains(".o-dropdown-item[data-choice-id='9']").click();
    expect(`${CHOICES}[data-choice=lead]`).toHaveText("Lamps");
});

test("a long list is searched where it is", async () => {
    const reasons = ["Offer", "Contract", "Training", "Delivery", "Payment"]
        .flatMap((name) => [name, `${name} again`])
        .map((display_name, index) => ({id: index + 1, display_name}));
    onDefaults({...LISTS, reasons});
    await openFeed();
    await contains(INPUT).click();
    await contains(`${CHOICES}[data-choice=reason]`).click();
    expect(".o_crm_feed_choice_menu .o-dropdown-item").toHaveCount(10);
    await contains(".o_crm_feed_choice_menu input").edit("ining", {confirm: false});
    expect(queryAllTexts(".o_crm_feed_choice_menu .o-dropdown-item")).toEqual([
        "Training",
        "Training again",
    ]);
    await contains(".o_crm_feed_choice_menu input").edit("xyz", {confirm: false});
    expect(".o_crm_feed_choice_none").toHaveText("Nothing found");
});

test("on the feed of a deal, the note is of that deal", async () => {
    onDefaults({...LISTS, leads: []});
    const arch = `<form><field name="type"/><field name="partner_id"/>
        <widget name="crm_feed"/></form>`;
    await mountView({type: "form", resModel: "crm.lead", resId: 3, arch});
    await animationFrame();
    await contains(INPUT).click();
    expect(queryAllTexts(CHOICES)).toEqual(["Kind", "Reason"]);
    await write("Call");
    expect.verifySteps([
        {name: "Call", lead_id: 3, activity_type_id: undefined, reason_id: undefined},
    ]);
});

test("what was chosen is still there after an error", async () => {
    expect.errors(1);
    onDefaults(LISTS);
    onRpc("crm.feed.note", "create", () => {
        throw makeServerError({message: "Not today"});
    });
    await openFeed();
    await contains(INPUT).edit("Call Acme", {confirm: false});
    await choose("lead", 3);
    await press("Enter");
    await animationFrame();
    expect.verifyErrors([/Not today/]);
    expect(INPUT).toHaveValue("Call Acme");
    expect(`${CHOICES}[data-choice=lead]`).toHaveText("40 desks");
});

test("Escape closes the composer and keeps what it has", async () => {
    onDefaults(LISTS);
    await openFeed();
    await contains(INPUT).edit("Half a tho", {confirm: false});
    await choose("reason", 6);
    await press("Escape");
    await animationFrame();
    expect(CHOICES).toHaveCount(0);
    expect(INPUT).not.toBeFocused();
    await contains(INPUT).click();
    expect(INPUT).toHaveValue("Half a tho");
    expect(`${CHOICES}[data-choice=reason]`).toHaveText("Offer");
});

test("a click elsewhere closes an empty composer only", async () => {
    onDefaults(LISTS);
    await openFeed();
    await contains(INPUT).click();
    await contains(".o_crm_feed_filters").click();
    expect(CHOICES).toHaveCount(0);
    await contains(INPUT).edit("Call", {confirm: false});
    await contains(".o_crm_feed_filters").click();
    expect(CHOICES).toHaveCount(3);
});

test("who may not write notes is told so", async () => {
    onDefaults({refusal: "You can read this feed, but not write notes."});
    await openFeed();
    expect(INPUT).not.toBeEnabled();
    expect(".o_crm_feed_composer_hint").toHaveText(
        "You can read this feed, but not write notes."
    );
});
