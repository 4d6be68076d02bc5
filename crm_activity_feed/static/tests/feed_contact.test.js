import {beforeEach, describe, expect, mockDate, mockTimeZone, test} from "@odoo/hoot";
import {queryAllTexts, queryFirst, queryOne} from "@odoo/hoot-dom";
import {advanceTime, animationFrame} from "@odoo/hoot-mock";

import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

const NEXT = {
    key: "1-7",
    date: "2026-11-18 12:00:00",
    is_all_day: false,
    state: "overdue",
    kind: "note",
    icon: "fa-sticky-note-o",
    label: "Call",
    reason: "Offer",
    owner: "Anna",
    title: "Send the offer",
    document_model: "crm.feed.note",
    document_id: 7,
};

const LAST = {
    key: "6-9",
    date: "2026-11-08 12:00:00",
    is_all_day: false,
    state: "done",
    kind: "email",
    icon: "fa-envelope-o",
    label: "E-mail",
    reason: false,
    owner: "Anna",
};

class Customer extends models.Model {
    _name = "customer";

    name = fields.Char();
    feed_next = fields.Json();
    feed_next_date = fields.Datetime({string: "Next Contact"});
    feed_last = fields.Json();
    feed_last_date = fields.Datetime({string: "Last Contact"});

    _records = [
        {
            id: 1,
            name: "Acme",
            feed_next: NEXT,
            feed_next_date: NEXT.date,
            feed_last: LAST,
            feed_last_date: LAST.date,
        },
        {id: 2, name: "Silent", feed_next: false, feed_last: false},
        {
            id: 3,
            name: "Slow",
            feed_next: {state: "unknown"},
            feed_last: {state: "unknown"},
        },
    ];
}

const LIST = /* xml */ `
    <list>
        <field name="name"/>
        <field name="feed_next_date" widget="crm_feed_next_contact"/>
        <field name="feed_last_date" widget="crm_feed_last_contact"/>
    </list>`;

const FORM = /* xml */ `
    <form>
        <field name="name"/>
        <field name="feed_next_date" widget="crm_feed_next_contact" options="{'detailed': true}"/>
        <field name="feed_last_date" widget="crm_feed_last_contact" options="{'detailed': true}"/>
    </form>`;

describe.current.tags("desktop");
defineMailModels();
defineModels([Customer]);
beforeEach(() => mockDate("2026-11-20 10:00:00", 0));

const mountForm = (resId) =>
    mountView({type: "form", resModel: "customer", resId, arch: FORM});

test("a list tells when the next contact is due, and how long ago the last one was", async () => {
    await mountView({type: "list", resModel: "customer", arch: LIST});
    expect(queryAllTexts("[name=feed_next_date] time")).toEqual(["2 days overdue"]);
    expect(queryAllTexts("[name=feed_last_date] time")).toEqual(["12 days ago"]);
    const line = queryOne("[name=feed_next_date] .o_crm_feed_contact_line");
    expect(line).toHaveClass("text-danger");
    expect(line.dataset.tooltip).toInclude("Send the offer");
    expect(line.dataset.tooltip).toInclude("Call · Offer · Anna");
    expect(line.dataset.tooltip).toInclude("November 18, 2026");
});

test("a record without contacts says so", async () => {
    await mountView({type: "list", resModel: "customer", arch: LIST});
    expect(".o_data_row:eq(1) [name=feed_next_date]").toHaveText("No next contact");
    expect(".o_data_row:eq(1) [name=feed_last_date]").toHaveText("Never");
    expect(".o_data_row:eq(1) .text-muted").toHaveCount(2);
});

test("nobody is told that there is no contact when it is not known", async () => {
    await mountView({type: "list", resModel: "customer", arch: LIST});
    expect(".o_data_row:eq(2) [name=feed_next_date]").toHaveText("Not known");
    expect(".o_data_row:eq(2) [name=feed_last_date]").toHaveText("Not known");
});

test("a state is told in words too, for who does not see colours", async () => {
    await mountView({type: "list", resModel: "customer", arch: LIST});
    expect(queryFirst("[name=feed_next_date] .visually-hidden")).toHaveText("Overdue", {
        raw: false,
    });
});

test("dates are those of the user's time zone", async () => {
    mockTimeZone("Pacific/Auckland");
    Customer._records[0].feed_next = {
        ...NEXT,
        state: "planned",
        date: "2026-11-20 12:00:00",
    };
    await mountView({type: "list", resModel: "customer", arch: LIST});
    expect(queryFirst("[name=feed_next_date] time")).toHaveText(/^Tomorrow/);
});

test("a click in the list opens the customer, a click on the form what is due", async () => {
    mockService("action", {
        doAction: ({res_model, res_id}) => expect.step(`${res_model},${res_id}`),
    });
    await mountView({type: "list", resModel: "customer", arch: LIST});
    expect("[name=feed_next_date] button").toHaveCount(0);
    await mountForm(1);
    await contains("[name=feed_next_date] button:contains(Send the offer)").click();
    expect.verifySteps(["crm.feed.note,7"]);
});

test("a form tells kind, reason and owner", async () => {
    await mountForm(1);
    expect(".o_crm_feed_contact_more").toHaveText("Call · Offer · Anna");
    expect("[name=feed_last_date]").toHaveText(/^Last contact:\s+12 days ago$/);
});

test("what is done in the feed shows at once", async () => {
    let title = "Send the offer";
    onRpc("customer", "web_read", async ({parent}) => {
        const [values] = await parent();
        expect.step("read");
        return [{...values, feed_next: {...NEXT, title}}];
    });
    const view = await mountForm(1);
    expect.verifySteps(["read"]);
    title = "Visit them";
    const {bus} = view.env;
    bus.trigger("MAIL:RELOAD-THREAD", {model: "customer", id: 2});
    await advanceTime(300);
    expect.verifySteps([]);
    bus.trigger("MAIL:RELOAD-THREAD", {model: "customer", id: 1});
    bus.trigger("MAIL:RELOAD-THREAD", {model: "customer", id: 1});
    await advanceTime(300);
    await animationFrame();
    expect.verifySteps(["read"]);
    expect("[name=feed_next_date] button").toHaveText("Visit them");
    // The form announces that it is read anew: no reason to read it again.
    for (let round = 0; round < 3; round++) {
        await advanceTime(300);
        await animationFrame();
    }
    expect.verifySteps([]);
});

test("a form that is being changed is not read anew", async () => {
    onRpc("customer", "web_read", () => expect.step("read"));
    const view = await mountForm(1);
    expect.verifySteps(["read"]);
    await contains("[name=name] input").edit("Acme Tools", {confirm: false});
    view.env.bus.trigger("MAIL:RELOAD-THREAD", {model: "customer", id: 1});
    await advanceTime(300);
    expect.verifySteps([]);
    expect("[name=name] input").toHaveValue("Acme Tools");
});
