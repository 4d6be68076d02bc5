import {beforeEach, describe, expect, mockDate, test} from "@odoo/hoot";
import {press, queryAllTexts, queryFirst} from "@odoo/hoot-dom";
import {advanceTime, animationFrame} from "@odoo/hoot-mock";

import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

import {makeEntry} from "./helpers/feed_test_helpers";

class IrModel extends models.Model {
    _name = "ir.model";

    name = fields.Char();

    _records = [{id: 1, name: "Visit"}];
}

class Visit extends models.Model {
    _name = "visit";

    name = fields.Char({string: "Subject"});
    day = fields.Date({string: "Day"});
    guess = fields.Date({string: "Guess", store: false});
    partner_id = fields.Many2one({string: "Host", relation: "res.partner"});
    trip_id = fields.Many2one({string: "Trip", relation: "trip"});
    tag_ids = fields.Many2many({string: "Trips", relation: "trip"});
}

class Trip extends models.Model {
    _name = "trip";

    name = fields.Char({string: "Place"});
    start = fields.Datetime({string: "Start"});
    partner_id = fields.Many2one({string: "Guide", relation: "res.partner"});
}

class CrmFeedSource extends models.Model {
    _name = "crm.feed.source";

    name = fields.Char();
    model = fields.Char();
    model_id = fields.Many2one({relation: "ir.model"});
    date_path = fields.Char();
    partner_path = fields.Char();
    text_paths = fields.Char();
    icon = fields.Char();

    _records = [
        {
            id: 1,
            name: "Visits",
            model: "visit",
            model_id: 1,
            date_path: "day",
            partner_path: "partner_id",
            text_paths: "name,trip_id.name",
            icon: "fa-car",
        },
        {id: 2, name: "Contracts", model: "contract", partner_path: "customer_id"},
    ];
}

const ARCH = /* xml */ `
    <form>
        <field name="name"/>
        <field name="model" invisible="1"/>
        <field name="model_id" invisible="1"/>
        <field name="icon" widget="crm_feed_source_icon"/>
        <field name="date_path" widget="crm_feed_source_path"
            options="{'types': ['date', 'datetime']}"/>
        <field name="partner_path" widget="crm_feed_source_path" required="1"
            options="{'relation': 'res.partner'}"/>
        <field name="text_paths" widget="crm_feed_source_paths"/>
    </form>`;
const PREVIEW_ARCH = ARCH.replace(
    "</form>",
    `<widget name="crm_feed_source_preview"/></form>`
);
const POPOVER = ".o_model_field_selector_popover";
const DATE = ".o_field_widget[name=date_path] .o_model_field_selector_value";
const PARTNER = ".o_field_widget[name=partner_path] .o_model_field_selector_value";

describe.current.tags("desktop");
defineMailModels();
defineModels([IrModel, Visit, Trip, CrmFeedSource]);

beforeEach(() => {
    mockDate("2026-11-20 10:00:00", +0);
});

function openSource(resId = 1, arch = ARCH) {
    return mountView({type: "form", resModel: "crm.feed.source", resId, arch});
}

function getOffered() {
    return queryAllTexts(`${POPOVER}_item_name`);
}

/** What the form would save, by name of the field. */
function onSave() {
    onRpc("crm.feed.source", "web_save", ({args}) => {
        expect.step(args[1]);
    });
}

async function save() {
    await contains(".o_form_button_save").click();
}

test("a path offers only what leads to what is asked for, and is stored", async () => {
    await openSource();
    await contains(DATE).click();
    expect(getOffered()).toInclude("Day");
    expect(getOffered()).toInclude("Trip");
    expect(getOffered()).not.toInclude("Guess");
    expect(getOffered()).not.toInclude("Subject");
    expect(getOffered()).not.toInclude("Trips");
});

test("a link that is no end itself leads on", async () => {
    onSave();
    await openSource();
    await contains(DATE).click();
    await contains(`${POPOVER}_item_name:contains(Trip)`).click();
    expect(getOffered()).toInclude("Start");
    expect(getOffered()).not.toInclude("Place");
    await contains(`${POPOVER}_item_name:contains(Start)`).click();
    await save();
    expect.verifySteps([{date_path: "trip_id.start"}]);
});

test("looking around in a link changes nothing", async () => {
    await openSource();
    await contains(PARTNER).click();
    await contains(`${POPOVER}_item_name:contains(Trip)`).click();
    expect(getOffered()).toInclude("Guide");
    await contains(`${POPOVER}_close`).click();
    expect(PARTNER).toHaveText("Host");
});

test("a path is chosen with the keyboard alone", async () => {
    onSave();
    await openSource();
    await contains(PARTNER).focus();
    await press("Enter");
    await animationFrame();
    await contains(`${POPOVER}_search input`).edit("trip", {confirm: false});
    await advanceTime(300);
    await press("Enter");
    await animationFrame();
    await contains(`${POPOVER}_search input`).edit("guide", {confirm: false});
    await advanceTime(300);
    await press("Enter");
    await animationFrame();
    await save();
    expect.verifySteps([{partner_path: "trip_id.partner_id"}]);
});

test("a path that is needed cannot be emptied, another one can", async () => {
    onSave();
    await openSource();
    expect(".o_field_widget[name=partner_path] .fa-times").toHaveCount(0);
    await contains(PARTNER).focus();
    await press("Delete");
    await contains(DATE).focus();
    await press("Delete");
    await animationFrame();
    await save();
    expect.verifySteps([{date_path: false}]);
});

test("searched fields are added and taken out", async () => {
    onSave();
    await openSource();
    expect(queryAllTexts(".o_crm_feed_source_paths_item")).toEqual([
        "Subject",
        "Trip › Place",
    ]);
    await contains(".o_crm_feed_source_paths_item:first button").click();
    await contains(".o_crm_feed_source_paths .o_model_field_selector_value").click();
    await contains(`${POPOVER}_item_name:contains(Host)`).click();
    // Its name is loaded.
    await animationFrame();
    await animationFrame();
    expect(queryAllTexts(".o_crm_feed_source_paths_item")).toEqual([
        "Trip › Place",
        "Host",
    ]);
    await save();
    expect.verifySteps([{text_paths: "trip_id.name,partner_id"}]);
});

test("paths of an app that is not installed are plain text", async () => {
    await openSource(2);
    expect(".o_field_widget[name=partner_path] input").toHaveValue("customer_id");
    expect(".o_model_field_selector").toHaveCount(0);
});

test("an icon has a name, and is chosen with the keyboard alone", async () => {
    onSave();
    await openSource();
    const button = ".o_field_widget[name=icon] button";
    expect(button).toHaveText("Car");
    await contains(button).focus();
    await press("Enter");
    await animationFrame();
    expect(".o_crm_feed_source_icons_item").toHaveCount(48);
    expect(queryFirst(".o_crm_feed_source_icons_item").ariaLabel).toBe("Circle");
    expect(".o_crm_feed_source_icons_item.selected").toHaveAttribute(
        "data-icon",
        "fa-car"
    );
    await contains(".o_crm_feed_source_icons_item[data-icon=fa-home]").focus();
    await press("ArrowDown");
    await animationFrame();
    await press("Enter");
    await animationFrame();
    await save();
    expect.verifySteps([{icon: "fa-map-marker"}]);
});

test("the preview follows every change, and saves nothing", async () => {
    const entry = makeEntry({title: "Visit of Olga", actions: []});
    onRpc("crm.feed.source", "get_preview", ({args: [id, values]}) => {
        expect.step([id, values.name, values.partner_path]);
        return {
            entries: [entry],
            problem: false,
            matching: 1000,
            hidden: 1000,
            examples: ["Lost visit"],
            counted: 1000,
        };
    });
    onRpc("crm.feed.source", "web_save", () => expect.step("saved"));
    await openSource(1, PREVIEW_ARCH);
    await advanceTime(500);
    await animationFrame();
    expect.verifySteps([[1, "Visits", "partner_id"]]);
    expect(".o_crm_feed_source_preview .o_crm_feed_entry").toHaveText(/Visit of Olga/);
    expect(".o_crm_feed_source_explanation").toHaveText(/1000\+ of 1000\+.*Lost visit/);
    await contains(".o_field_widget[name=name] input").edit("Trips");
    await advanceTime(500);
    await animationFrame();
    expect.verifySteps([[1, "Trips", "partner_id"]]);
});

test("the preview tells why it is empty", async () => {
    let problem = "“Date” cannot be “name”: it is not a date.";
    onRpc("crm.feed.source", "get_preview", () => ({
        entries: [],
        problem,
        matching: 0,
        hidden: 0,
        examples: [],
        counted: 1000,
    }));
    await openSource(1, PREVIEW_ARCH);
    await advanceTime(500);
    await animationFrame();
    expect(".o_crm_feed_source_problem").toHaveText(problem);
    problem = false;
    await contains(".o_field_widget[name=name] input").edit("Trips");
    await advanceTime(500);
    await animationFrame();
    expect(".o_crm_feed_source_problem").toHaveCount(0);
    expect(".o_crm_feed_source_explanation").toHaveText(
        "No record passes the filter yet."
    );
});
