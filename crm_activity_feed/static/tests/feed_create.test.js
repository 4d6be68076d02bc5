import {beforeEach, describe, expect, mockDate, test} from "@odoo/hoot";
import {press, queryAllTexts} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";

import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
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

class Visit extends models.Model {
    _name = "visit";

    name = fields.Char();
    partner_id = fields.Many2one({relation: "res.partner"});

    _views = {form: `<form><field name="name"/><field name="partner_id"/></form>`};
}

const CREATABLE = [
    {source_id: 4, label: "Visit", icon: "fa-car", model: "visit"},
    {source_id: 5, label: "Deal", icon: "fa-star-o", model: "crm.lead"},
];
const MORE = ".o_crm_feed_composer_more";
const ITEM = ".o_crm_feed_composer_create";

describe.current.tags("desktop");
defineMailModels();
defineModels([Visit]);

/** @type {Object} what the server would answer now */
let page;

beforeEach(() => {
    mockDate("2026-11-20 10:00:00", +0);
    page = makePage({creatable: CREATABLE});
    onPage(() => page);
    onDefaults();
    onRpc("crm.feed.source", "get_create_action", ({args}) => {
        expect.step(args);
        return {
            res_model: "visit",
            name: "New: Visit",
            context: {default_partner_id: args[1]},
        };
    });
});

test("what the user may create is offered beside the note", async () => {
    await openFeed();
    await contains(MORE).click();
    expect(queryAllTexts(ITEM)).toEqual(["Visit", "Deal"]);
});

test("where nothing else can be created, a call can be logged", async () => {
    page = makePage({creatable: []});
    await openFeed();
    await contains(MORE).click();
    expect(ITEM).toHaveCount(0);
    expect(queryAllTexts(".o-dropdown--menu .o-dropdown-item")).toEqual(["Log a call"]);
});

test("a record is created in a dialog, with its customer; then the feed shows it", async () => {
    await openFeed();
    await contains(MORE).click();
    await contains(`${ITEM}:first`).click();
    await animationFrame();
    expect.verifySteps([[4, 1, false]]);
    expect(".modal .o_field_widget[name=partner_id] input").not.toHaveValue("");
    expect(".modal .modal-title").toHaveText("New: Visit");
    await contains(".modal .o_field_widget[name=name] input").edit("At their place");
    page = makePage({
        creatable: CREATABLE,
        entries: [makeEntry({title: "At their place"})],
    });
    await contains(".modal .o_form_button_save").click();
    await animationFrame();
    expect(".modal").toHaveCount(0);
    expect(".o_crm_feed_entry_title").toHaveText("At their place");
});

test("the menu works with the keyboard alone", async () => {
    await openFeed();
    await contains(MORE).focus();
    await press("Enter");
    await animationFrame();
    await press("ArrowDown");
    await press("ArrowDown");
    await press("ArrowDown");
    await press("ArrowUp");
    await press("Enter");
    await animationFrame();
    expect.verifySteps([[4, 1, false]]);
});
