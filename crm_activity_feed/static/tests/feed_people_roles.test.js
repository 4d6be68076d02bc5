import {beforeEach, describe, expect, mockDate, test} from "@odoo/hoot";
import {click, edit, queryAllTexts, queryOne} from "@odoo/hoot-dom";
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

import {getBadges} from "@crm_activity_feed/feed_people/feed_person";

const BOSS = {id: 1, display_name: "The boss", color: 5};
const ADVISES = {id: 2, display_name: "Who advises", color: 3};
const LAST = {date: "2026-11-18 12:00:00", is_all_day: false, label: "Call"};

const makePerson = (id, name, values = {}) => ({
    id,
    name,
    function: false,
    left: false,
    influence: "decides",
    roles: [{...BOSS, lead: false}],
    last: LAST,
    ...values,
});

const makePeople = (people, values = {}) => ({
    people,
    more: 0,
    customer: {id: 1, display_name: "Acme"},
    can_edit: true,
    ...values,
});

class Customer extends models.Model {
    _name = "customer";

    name = fields.Char({required: true});
    role_id = fields.Many2one({relation: "crm.feed.role"});
    role_color = fields.Integer();
    feed_people = fields.Json({readonly: true});
    feed_decision_state = fields.Selection({
        selection: [
            ["unknown", "No decision maker known"],
            ["known", "Decision maker known"],
        ],
    });

    _records = [
        {
            id: 1,
            name: "Acme",
            role_id: 1,
            role_color: 5,
            feed_decision_state: "known",
            feed_people: makePeople([
                makePerson(11, "Olga"),
                makePerson(12, "Oleg", {
                    influence: "influences",
                    roles: [{...ADVISES, lead: {id: 9, display_name: "Desks"}}],
                    last: false,
                }),
            ]),
        },
        {
            id: 2,
            name: "Nobody",
            feed_decision_state: "unknown",
            feed_people: makePeople([]),
        },
        {id: 3, name: "No deals", feed_people: makePeople([])},
        {
            id: 4,
            name: "Many",
            feed_decision_state: "known",
            feed_people: makePeople([
                makePerson(11, "Olga"),
                ...["A", "B", "C", "D"].map((name, index) =>
                    makePerson(20 + index, name, {influence: "takes_part"})
                ),
            ]),
        },
        {
            id: 5,
            name: "Read only",
            feed_decision_state: "known",
            feed_people: makePeople([makePerson(11, "Olga", {left: true})], {
                can_edit: false,
            }),
        },
    ];
}

class Role extends models.Model {
    _name = "crm.feed.role";

    name = fields.Char();
    color = fields.Integer();

    _records = [
        {id: 1, name: "The boss", color: 5},
        {id: 2, name: "Who advises", color: 3},
    ];
}

const FORM = /* xml */ `
    <form>
        <field name="name"/>
        <field name="feed_people" widget="crm_feed_people"/>
    </form>`;

describe.current.tags("desktop");
defineMailModels();
defineModels([Customer, Role]);
beforeEach(() => mockDate("2026-11-20 10:00:00", 0));

const mountForm = (resId) =>
    mountView({type: "form", resModel: "customer", resId, arch: FORM});

/** @param {number} id */
const person = (id) => `.o_crm_feed_person[data-person-id="${id}"]`;

test("it tells who decides and when one has talked to them", async () => {
    await mountForm(1);
    expect(queryAllTexts(".o_crm_feed_record_link")).toEqual(["Olga", "Oleg"]);
    expect(`${person(11)} .o_crm_feed_role`).toHaveText("The boss");
    expect(`${person(11)} time`).toHaveText(/2 days ago/);
    expect(queryOne(`${person(11)} time`).title).toInclude("Call");
    expect(`${person(12)} .o_crm_feed_person_last`).toHaveText("never contacted");
    expect(".o_crm_feed_signal").toHaveCount(0);
});

test("a role in a deal names the deal, and is changed there", async () => {
    await mountForm(1);
    expect(`${person(12)} .o_crm_feed_role`).toHaveAttribute("title", "In: Desks");
    expect(`${person(12)} .o_crm_feed_role_change`).toHaveCount(0);
    expect(`${person(11)} .o_crm_feed_role_change`).toHaveCount(1);
});

test("it says that nobody is known, and asks who it is", async () => {
    onRpc("res.partner", "search_read", ({kwargs}) => {
        expect.step(kwargs.domain[3][2] || "all");
        return [{id: 11, name: "Olga", function: "Director"}];
    });
    onRpc("customer", "set_feed_role", ({args}) => {
        expect.step(args);
        return false;
    });
    await mountForm(2);
    expect(".o_crm_feed_signal").toHaveText("No decision maker known");
    await contains(".o_crm_feed_people_add").click();
    await click(".o_crm_feed_people_menu input");
    await edit("Ol");
    await advanceTime(300);
    await animationFrame();
    expect.verifySteps(["all", "Ol"]);
    await contains(".o_crm_feed_people_menu [data-person-id='11']").click();
    expect(".o_crm_feed_people_who").toHaveText("Olga");
    await contains(".o_crm_feed_people_menu [data-role-id='1']").click();
    expect.verifySteps([[[2], 11, 1]]);
    expect(".o_notification_content").toHaveText("Olga: The boss");
});

test("a change can be undone", async () => {
    onRpc("customer", "set_feed_role", ({args}) => {
        expect.step(args);
        return args[2] === 2 ? 1 : 2;
    });
    await mountForm(1);
    await contains(`${person(11)} .o_crm_feed_role_change`).click();
    await contains(".o-dropdown--menu [data-role-id='2']").click();
    expect.verifySteps([[[1], 11, 2]]);
    await contains(".o_notification_buttons button").click();
    expect.verifySteps([[[1], 11, 1]]);
    expect(".o_notification").toHaveCount(0);
});

test("a role can be taken away", async () => {
    onRpc("customer", "set_feed_role", ({args}) => {
        expect.step(args);
        return 1;
    });
    await mountForm(1);
    await contains(`${person(11)} .o_crm_feed_role_change`).click();
    expect(".o-dropdown--menu .active").toHaveText("The boss");
    await contains(".o-dropdown--menu [data-role-id='none']").click();
    expect.verifySteps([[[1], 11, false]]);
    expect(".o_notification_content").toHaveText("Olga has no role any more");
});

test("what is not saved is saved before, or nothing is changed", async () => {
    onRpc("customer", "set_feed_role", () => {
        expect.step("set");
        return false;
    });
    onRpc("customer", "web_save", ({args}) => {
        expect.step(args[1].name);
    });
    await mountForm(1);
    await contains("[name=name] input").edit("");
    await contains(`${person(11)} .o_crm_feed_role_change`).click();
    await contains(".o-dropdown--menu [data-role-id='2']").click();
    expect.verifySteps([]);
    await contains("[name=name] input").edit("Acme Inc");
    await contains(`${person(11)} .o_crm_feed_role_change`).click();
    await contains(".o-dropdown--menu [data-role-id='2']").click();
    expect.verifySteps(["Acme Inc", "set"]);
});

test("where there is nothing to decide, nothing shows", async () => {
    await mountForm(3);
    expect("[name=feed_people]").toHaveCount(1);
    expect(".o_crm_feed_people_strip").toHaveCount(0);
});

test("who only takes part is behind a button", async () => {
    await mountForm(4);
    expect(".o_crm_feed_person").toHaveCount(1);
    expect(".o_crm_feed_people_more").toHaveText("4 more");
    await contains(".o_crm_feed_people_more").click();
    expect(".o_crm_feed_person").toHaveCount(5);
    expect(".o_crm_feed_people_more").toHaveCount(0);
});

test("who may not edit may read, and nobody plans a call with who left", async () => {
    await mountForm(5);
    expect(person(11)).toHaveText(/left/);
    expect(".o_crm_feed_role_change, .o_crm_feed_people_add").toHaveCount(0);
    expect(".o_crm_feed_person_plan").toHaveCount(0);
});

test("a role that one has in general and in deals shows once", () => {
    const lead = {id: 9, display_name: "Desks"};
    const other = {id: 8, display_name: "Chairs"};
    const roles = [
        {...BOSS, lead: false},
        {...BOSS, lead},
        {...ADVISES, lead},
        {...ADVISES, lead: other},
    ];
    expect(
        getBadges(roles, false).map(({id, isChosen, leads}) => [
            id,
            isChosen,
            leads.map((one) => one.id),
        ])
    ).toEqual([
        [1, true, [9]],
        [2, false, [9, 8]],
    ]);
    expect(getBadges([{...BOSS, lead}], true)[0].isChosen).toBe(true);
    expect(getBadges([{...BOSS, lead: false}], true)[0].isChosen).toBe(false);
});

test("a list shows roles as badges, and the field where it is edited", async () => {
    await mountView({
        type: "list",
        resModel: "customer",
        arch: /* xml */ `
            <list editable="bottom">
                <field name="role_id" widget="crm_feed_role"
                    options="{'color_field': 'role_color'}"/>
            </list>`,
    });
    expect(".o_crm_feed_role").toHaveCount(1);
    expect(".o_crm_feed_role").toHaveText("The boss");
    expect(".o_crm_feed_role").toHaveClass("o_crm_feed_color_5");
    await contains(".o_data_row:eq(0) [name=role_id]").click();
    expect(".o_data_row:eq(0) [name=role_id] input").toHaveValue("The boss");
});
