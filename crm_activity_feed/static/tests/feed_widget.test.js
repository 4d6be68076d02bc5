import {beforeEach, describe, expect, mockDate, test} from "@odoo/hoot";
import {press} from "@odoo/hoot-dom";
import {animationFrame, runAllTimers} from "@odoo/hoot-mock";

import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    getService,
    models,
    mountView,
    mountWithCleanup,
    onRpc,
    serverState,
} from "@web/../tests/web_test_helpers";
import {FormViewDialog} from "@web/views/view_dialogs/form_view_dialog";
import {WebClient} from "@web/webclient/webclient";

import {makeEntry, makePage, onDefaults, onPage} from "./helpers/feed_test_helpers";

const ARCH = /* xml */ `
    <form>
        <sheet>
            <field name="name"/>
            <field name="visited_id"/>
            <widget name="crm_feed" options="{'customer': 'visited_id'}"/>
        </sheet>
    </form>`;

/** A model that knows its customer by a name of its own. */
class Visit extends models.Model {
    _name = "visit";

    name = fields.Char();
    visited_id = fields.Many2one({relation: "res.partner"});

    _records = [
        {id: 1, name: "Showroom", visited_id: 1},
        {id: 2, name: "Nobody yet", visited_id: false},
    ];

    _views = {form: ARCH};
}

const COMPOSER = ".o_crm_feed_composer_input";

describe.current.tags("desktop");
defineMailModels();
defineModels([Visit]);

beforeEach(() => {
    mockDate("2026-11-20 10:00:00", +0);
    onDefaults();
    onPage((scope) => {
        expect.step(scope);
        return makePage({entries: [makeEntry({title: "Demo"})]});
    });
});

function openVisit(params = {}) {
    return mountView({
        type: "form",
        resModel: "visit",
        arch: ARCH,
        resId: 1,
        ...params,
    });
}

test("a form that names its customer shows all of that customer", async () => {
    await openVisit();
    await animationFrame();
    expect.verifySteps([{partner: 1, roll_up: true}]);
    expect(".o_crm_feed_entry").toHaveCount(1);
});

test("a note written there is the customer's", async () => {
    onRpc("crm.feed.note", "create", ({args}) => {
        const {name, partner_id, lead_id} = args[0][0];
        expect.step({name, partner_id, lead_id});
        return [1];
    });
    await openVisit();
    await contains(COMPOSER).edit("Call back", {confirm: false});
    await press("Enter");
    await animationFrame();
    expect.verifySteps([
        {partner: 1, roll_up: true},
        {name: "Call back", partner_id: 1, lead_id: false},
        {partner: 1, roll_up: true},
    ]);
});

test("without a customer it says so, and asks for no feed", async () => {
    await openVisit({resId: 2});
    await animationFrame();
    expect(".o_crm_feed").toHaveCount(0);
    expect(".o_crm_feed_new").toHaveText("Set a customer to see the feed.");
    expect.verifySteps([]);
});

test("a new record shows the feed once its customer is set", async () => {
    await openVisit({resId: false});
    expect(".o_crm_feed").toHaveCount(0);
    await contains("[name=visited_id] input").edit("Mitchell", {confirm: false});
    await runAllTimers();
    await contains(".o-autocomplete--dropdown-item:contains(Mitchell Admin)").click();
    await animationFrame();
    expect(".o_crm_feed_entry").toHaveCount(1);
    expect.verifySteps([{partner: serverState.partnerId, roll_up: true}]);
});

test("where the record may only be read, notes can still be written", async () => {
    await openVisit({readonly: true});
    await animationFrame();
    expect("[name=name] input").toHaveCount(0);
    expect(".o_crm_feed_entry").toHaveCount(1);
    expect(COMPOSER).toBeEnabled();
    expect.verifySteps([{partner: 1, roll_up: true}]);
});

test("in a dialog it works, keys included", async () => {
    await mountWithCleanup(WebClient);
    getService("dialog").add(FormViewDialog, {resModel: "visit", resId: 1});
    await animationFrame();
    await animationFrame();
    expect(".o_dialog .o_crm_feed_entry").toHaveCount(1);
    expect.verifySteps([{partner: 1, roll_up: true}]);
    await contains(".o_dialog .o_crm_feed").focus();
    await press("j");
    expect(".o_dialog .o_crm_feed_entry").toBeFocused();
    await press("?");
    await animationFrame();
    expect(".o_crm_feed_help").toHaveCount(1);
    await press("Escape");
    await animationFrame();
    expect(".o_crm_feed_help").toHaveCount(0);
    expect(".o_dialog .o_crm_feed_entry").toBeFocused();
});

test("without the option the feed is of the record, and needs a saved one", async () => {
    const arch = ARCH.replace(/ options="[^"]*"/, "");
    await openVisit({arch});
    await animationFrame();
    expect(COMPOSER).toHaveCount(0);
    expect.verifySteps([{record: ["visit", 1]}]);
});
