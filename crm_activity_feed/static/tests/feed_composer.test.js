import {beforeEach, describe, expect, mockDate, test} from "@odoo/hoot";
import {press, queryAllTexts, queryOne} from "@odoo/hoot-dom";
import {animationFrame, Deferred, runAllTimers} from "@odoo/hoot-mock";

import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    makeMockServer,
    makeServerError,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

import {
    makeEntry,
    makePage,
    onDefaults,
    onPage,
    openFeed,
} from "./helpers/feed_test_helpers";

class CrmLead extends models.Model {
    _name = "crm.lead";

    name = fields.Char();
    type = fields.Char();
    partner_id = fields.Many2one({relation: "res.partner"});

    _records = [
        {id: 1, name: "40 desks", type: "opportunity", partner_id: 1},
        {id: 2, name: "No customer yet", type: "opportunity", partner_id: false},
        {id: 3, name: "Came by mail", type: "lead", partner_id: false},
    ];
}

const INPUT = ".o_crm_feed_composer_input";
const LEAD_FORM = /* xml */ `
    <form>
        <field name="name" required="1"/>
        <field name="type" invisible="1"/>
        <field name="partner_id"/>
        <widget name="crm_feed"/>
    </form>`;

describe.current.tags("desktop");
defineMailModels();
defineModels([CrmLead]);

/** @type {Object} what the server would answer now */
let page;

beforeEach(() => {
    mockDate("2026-11-20 10:00:00", +0);
    page = makePage();
    onPage(() => page);
});

async function openLead(resId) {
    await mountView({type: "form", resModel: "crm.lead", arch: LEAD_FORM, resId});
    await animationFrame();
}

async function write(text) {
    await contains(INPUT).edit(text, {confirm: false});
    await press("Enter");
    await animationFrame();
}

/** Choose the second customer on the form, without saving it. */
async function chooseOtherCustomer() {
    await contains(".o_field_widget[name=partner_id] input").edit("Other", {
        confirm: false,
    });
    await runAllTimers();
    await contains(".o-autocomplete--dropdown-item:contains(Other customer)").click();
    await animationFrame();
}

/** @returns {Promise<number>} id of a second customer */
async function createOtherCustomer() {
    const {env} = await makeMockServer();
    const [id] = env["res.partner"].create([{name: "Other customer"}]);
    return id;
}

test("another customer on the screen is saved before a note goes to it", async () => {
    onDefaults();
    const otherId = await createOtherCustomer();
    onRpc("crm.lead", "web_save", ({args}) => {
        expect.step(`save ${JSON.stringify(args[1])}`);
    });
    onRpc("crm.feed.note", "create", ({args}) => {
        const [{partner_id, lead_id}] = args[0];
        expect.step(`note ${partner_id},${lead_id}`);
        return [1];
    });
    await openLead(1);
    await write("Before");
    expect.verifySteps(["note 1,1"]);
    await chooseOtherCustomer();
    await write("After");
    await animationFrame();
    expect.verifySteps([`save {"partner_id":${otherId}}`, `note ${otherId},1`]);
});

test("no note is made when the customer cannot be saved, and the text stays", async () => {
    onDefaults();
    await createOtherCustomer();
    onRpc("crm.lead", "web_save", () => expect.step("save"));
    onRpc("crm.feed.note", "create", () => expect.step("note"));
    await openLead(1);
    await contains(".o_field_widget[name=name] input").edit("");
    await chooseOtherCustomer();
    await write("Call");
    await animationFrame();
    expect.verifySteps([]);
    expect(INPUT).toHaveValue("Call");
    expect(".o_field_invalid").toHaveCount(1);
});

test("the proposed deadline follows the customer", async () => {
    await createOtherCustomer();
    onRpc("crm.feed.note", "get_composer_defaults", ({args}) => {
        expect.step(`defaults ${args[0] > 1 ? "other" : args[0]}`);
        return {
            date_deadline: "2026-11-21 00:00:00",
            is_all_day: true,
            user_id: {id: 7, display_name: "Mitchell Admin"},
        };
    });
    await openLead(2);
    expect(".o_crm_feed_composer_deadline").toHaveText(/Today/);
    expect.verifySteps([]);
    await chooseOtherCustomer();
    expect.verifySteps(["defaults other"]);
    expect(".o_crm_feed_composer_deadline").toHaveText(/Tomorrow/);
});

test("a lead without customer is told to become an opportunity", async () => {
    await openLead(3);
    expect(".o_crm_feed_composer_hint").toHaveText(
        "Convert this lead to an opportunity with a customer first."
    );
});

test("typing goes on while a note is saved, and the notes come in their order", async () => {
    onDefaults();
    const deferred = new Deferred();
    onRpc("crm.feed.note", "create", async ({args}) => {
        expect.step(args[0][0].name);
        await deferred;
        return [1];
    });
    await openFeed();
    await write("First");
    expect(INPUT).toHaveValue("");
    expect(INPUT).toBeEnabled();
    await write("Second");
    await contains(INPUT).edit("Thi", {confirm: false});
    expect.verifySteps(["First"]);
    deferred.resolve();
    await animationFrame();
    await animationFrame();
    expect.verifySteps(["Second"]);
    expect(INPUT).toHaveValue("Thi");
});

test("letters typed before the screen is renewed belong to the next note", async () => {
    onDefaults();
    const names = [];
    onRpc("crm.feed.note", "create", ({args}) => {
        names.push(args[0][0].name);
        return [1];
    });
    await openFeed();
    await write("First");
    const input = queryOne(INPUT);
    const type = (text) => {
        input.value += text;
        input.dispatchEvent(new InputEvent("input", {bubbles: true}));
    };
    const enter = () =>
        input.dispatchEvent(
            new KeyboardEvent("keydown", {
                key: "Enter",
                bubbles: true,
                cancelable: true,
            })
        );
    type("Second");
    await animationFrame();
    enter();
    type("Thi");
    await animationFrame();
    expect(INPUT).toHaveValue("Thi");
    expect(names).toEqual(["First", "Second"]);
});

test("what could not be saved comes before what was typed meanwhile", async () => {
    expect.errors(1);
    onDefaults();
    const deferred = new Deferred();
    onRpc("crm.feed.note", "create", async () => {
        expect.step("create");
        await deferred;
        throw makeServerError({message: "Not today"});
    });
    await openFeed();
    await write("First");
    await write("Second");
    await contains(INPUT).edit("Thi", {confirm: false});
    deferred.resolve();
    await animationFrame();
    expect.verifyErrors([/Not today/]);
    expect.verifySteps(["create"]);
    expect(INPUT).toHaveValue("First\nSecond\nThi");
});

test("Enter without a text says what is missing", async () => {
    onDefaults();
    await openFeed();
    expect(".o_crm_feed_composer_empty").toHaveText("");
    await contains(INPUT).focus();
    await press("Enter");
    await animationFrame();
    expect(".o_crm_feed_composer_empty").toHaveText("Write what is to be done.");
    expect(INPUT).toBeFocused();
    await contains(INPUT).edit("C", {confirm: false});
    expect(".o_crm_feed_composer_empty").toHaveText("");
});

test("a note that the filters hide is told of, and can be shown", async () => {
    onDefaults();
    onPage((scope, {filters}) => {
        const isShown = !filters.kinds;
        const open = [makeEntry({res_id: 5, title: "Call", is_open: true})];
        return makePage({open: isShown && page.isWritten ? open : []});
    });
    onRpc("crm.feed.note", "create", () => {
        page.isWritten = true;
        return [5];
    });
    await openFeed();
    await contains(".o_crm_feed_chip[data-kind=document]").click();
    await write("Call");
    await animationFrame();
    expect(".o_notification").toHaveText(/Created. The filters hide it./);
    await contains(".o_notification_buttons button").click();
    await animationFrame();
    expect(queryAllTexts(".o_crm_feed_open_entry .o_crm_feed_entry_title")).toEqual([
        "Call",
    ]);
    expect(".o_notification").toHaveCount(0);
});

test("a note that is on the page needs no word", async () => {
    onDefaults();
    onPage(() => makePage({open: [makeEntry({res_id: 5, is_open: true})]}));
    onRpc("crm.feed.note", "create", () => [5]);
    await openFeed();
    await contains(".o_crm_feed_chip[data-kind=note]").click();
    await write("Call");
    await animationFrame();
    expect(".o_notification").toHaveCount(0);
});

test("a day is picked by keyboard, and Enter then saves the note", async () => {
    onDefaults();
    onRpc("crm.feed.note", "create", ({args}) => {
        expect.step(args[0][0].date_deadline);
        return [1];
    });
    await openFeed();
    await contains(INPUT).edit("Call", {confirm: false});
    await contains(".o_crm_feed_composer_deadline").click();
    await contains(".o-dropdown-item[data-pick=date]").click();
    await animationFrame();
    expect(".o_crm_feed_picker").toBeFocused();
    expect(".o_crm_feed_picker .fa-eraser").toHaveCount(0);
    await press("ArrowDown");
    await press("ArrowRight");
    await press("Enter");
    await animationFrame();
    expect(".o_crm_feed_picker").toHaveCount(0);
    expect(".o_crm_feed_composer_deadline").toHaveText(/Sat, Nov 28/);
    expect(INPUT).toBeFocused();
    await press("Enter");
    await animationFrame();
    expect.verifySteps(["2026-11-28"]);
});

test("Escape leaves the deadline, and the focus where the picker was opened", async () => {
    onDefaults();
    await openFeed();
    await contains(".o_crm_feed_composer_deadline").click();
    await contains(".o-dropdown-item[data-pick=datetime]").click();
    await animationFrame();
    await press("ArrowDown");
    await press("Escape");
    await animationFrame();
    expect(".o_crm_feed_picker").toHaveCount(0);
    expect(".o_crm_feed_composer_deadline").toHaveText(/Today/);
    expect(".o_crm_feed_composer_deadline").toBeFocused();
});

test("a day and time are picked", async () => {
    onDefaults();
    await openFeed();
    await contains(".o_crm_feed_composer_deadline").click();
    await contains(".o-dropdown-item[data-pick=datetime]").click();
    await contains(".o_date_item_cell:contains(/^28$/)").click();
    await contains(".o_crm_feed_picker_apply").click();
    expect(".o_crm_feed_composer_deadline").toHaveText(/Sat, Nov 28 11:00/);
    expect(INPUT).toBeFocused();
});
