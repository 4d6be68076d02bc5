import {beforeEach, describe, expect, mockDate, test} from "@odoo/hoot";
import {queryAllTexts, queryOne} from "@odoo/hoot-dom";
import {animationFrame, Deferred} from "@odoo/hoot-mock";

import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    makeMockServer,
    makeServerError,
    mockService,
    models,
    mountView,
    pagerNext,
    pagerPrevious,
} from "@web/../tests/web_test_helpers";

import {
    FORM,
    makeEntry,
    makePage,
    onDefaults,
    onPage,
    openFeed,
} from "./helpers/feed_test_helpers";

class CrmLead extends models.Model {
    _name = "crm.lead";

    name = fields.Char();
    partner_id = fields.Many2one({relation: "res.partner"});

    _records = [
        {id: 1, name: "40 desks", partner_id: 1},
        {id: 2, name: "No customer yet", partner_id: false},
    ];
}

const LEAD_FORM = /* xml */ `
    <form><field name="name"/><field name="partner_id"/><widget name="crm_feed"/></form>`;

describe.current.tags("desktop");
defineMailModels();
defineModels([CrmLead]);

beforeEach(() => {
    mockDate("2026-11-20 10:00:00", +0);
    onDefaults();
});

test("a feed shows what is next, what happened, and all an entry tells", async () => {
    onPage(() =>
        makePage({
            open: [
                makeEntry({
                    title: "Send the contract",
                    date: "2026-11-15 00:00:00",
                    is_all_day: true,
                    is_open: true,
                    state: "overdue",
                    user_id: {id: 7, display_name: "Anna"},
                }),
                makeEntry({
                    title: "Call",
                    date: "2026-11-20 15:00:00",
                    is_open: true,
                    state: "today",
                }),
            ],
            open_more: true,
            entries: [
                makeEntry({
                    title: "S00042",
                    kind: "document",
                    amount: {value: 1500, currency_id: 1},
                    status: "Sales Order",
                    partner_id: {id: 9, display_name: "Olga Petrova"},
                    document: {model: "sale.order", id: 5, display_name: "S00042"},
                    author_id: {id: 3, display_name: "Anna"},
                    recorded_on: "2026-11-25 12:00:00",
                }),
                makeEntry({
                    title: "Demo",
                    body: "<p>They <b>liked</b> it</p>",
                    outcome: "Wants an offer",
                    date: "2026-10-05 08:30:00",
                }),
            ],
        })
    );
    await openFeed();

    expect(queryAllTexts(".o_crm_feed_open_entry .o_crm_feed_entry_title")).toEqual([
        "Send the contract",
        "Call",
    ]);
    expect(queryAllTexts(".o_crm_feed_due")).toEqual(["5 days overdue", "Today 15:00"]);
    expect(".o_crm_feed_due.text-danger").toHaveCount(1);
    expect(".o_crm_feed_open_more").toHaveCount(1);
    expect(queryAllTexts(".o_crm_feed_month .o_crm_feed_heading")).toEqual([
        "November 2026",
        "October 2026",
    ]);
    const order = ".o_crm_feed_entry[data-kind=document]";
    expect(`${order} .o_crm_feed_entry_amount`).toHaveText("$ 1,500.00");
    expect(`${order} .o_crm_feed_entry_status`).toHaveText("Sales Order");
    expect(queryAllTexts(`${order} .o_crm_feed_entry_name`)).toEqual(["Olga Petrova"]);
    expect(`${order} .o_crm_feed_entry_author`).toHaveText("Anna");
    expect(`${order} .o_crm_feed_entry_recorded`).toHaveText("recorded on Wed, Nov 25");
    expect(`${order} time`).toHaveAttribute("datetime", "2026-11-19T12:00:00Z");
    const demo = ".o_crm_feed_entry[data-kind=note]";
    expect(`${demo} .o_crm_feed_entry_body b`).toHaveText("liked");
    expect(`${demo} .o_crm_feed_entry_outcome`).toHaveText("Outcome:\nWants an offer");
    expect(`${demo} .o_crm_feed_entry_date`).toHaveText("5Mon\n08:30");
});

test("an all-day entry shows no time", async () => {
    onPage(() =>
        makePage({
            entries: [makeEntry({date: "2026-11-19 00:00:00", is_all_day: true})],
        })
    );
    await openFeed();
    expect(".o_crm_feed_entry_time").toHaveCount(0);
    expect(".o_crm_feed_entry time").toHaveAttribute("datetime", "2026-11-19");
});

test("a long text is cut until asked for", async () => {
    const body = "<p>" + "A very long story. ".repeat(200) + "</p>";
    onPage(() =>
        makePage({entries: [makeEntry({body}), makeEntry({body: "<p>short</p>"})]})
    );
    await openFeed();
    await animationFrame();
    expect(".o_crm_feed_entry_toggle").toHaveCount(1);
    const folded = queryOne(".o_crm_feed_entry_body:first").clientHeight;
    await contains(".o_crm_feed_entry_toggle").click();
    expect(queryOne(".o_crm_feed_entry_body:first").clientHeight).toBeGreaterThan(
        folded
    );
    expect(".o_crm_feed_entry_toggle").toHaveText("Show less");
});

test("an empty feed invites to write", async () => {
    onPage(() => makePage());
    await openFeed();
    expect(".o_crm_feed_empty").toHaveText(/Nothing has happened here yet/);
    expect(".o_crm_feed_composer_input").toBeEnabled();
});

test("while the feed loads, it says so", async () => {
    const deferred = new Deferred();
    onPage(() => deferred);
    await openFeed();
    expect(".o_crm_feed_skeleton").toHaveCount(1);
    expect(".o_crm_feed").toHaveAttribute("aria-busy", "true");
    deferred.resolve(makePage({entries: [makeEntry()]}));
    await animationFrame();
    expect(".o_crm_feed_skeleton").toHaveCount(0);
    expect(".o_crm_feed").toHaveAttribute("aria-busy", "false");
    expect(".o_crm_feed_entry").toHaveCount(1);
});

test("a failure is shown in the feed only, and can be retried", async () => {
    let isBroken = true;
    onPage(() => {
        if (isBroken) {
            throw makeServerError({message: "The feed is broken"});
        }
        return makePage({entries: [makeEntry()]});
    });
    await openFeed();
    expect(".o_crm_feed_error").toHaveText(/The feed is broken/);
    expect(".o_field_widget[name=name] input").toBeEnabled();
    isBroken = false;
    await contains(".o_crm_feed_retry").click();
    expect(".o_crm_feed_error").toHaveCount(0);
    expect(".o_crm_feed_entry").toHaveCount(1);
});

test("a new record has no feed yet, and asks for none", async () => {
    onPage(() => expect.step("get_page"));
    await openFeed({resId: false});
    expect(".o_crm_feed_new").toHaveText("Save this contact first to see its feed.");
    expect.verifySteps([]);
});

test("a company shows all of it; a contact itself, or its whole customer", async () => {
    onPage((scope) => {
        expect.step(JSON.stringify(scope));
        return makePage();
    });
    await openFeed();
    expect(".o_crm_feed_scope").toHaveCount(0);
    expect.verifySteps(['{"partner":1,"roll_up":true}']);
});

test("a contact of a company can show its whole customer", async () => {
    const {env} = await makeMockServer();
    const [contactId] = env["res.partner"].create([{name: "Olga", parent_id: 1}]);
    onPage((scope) => {
        expect.step(JSON.stringify(scope));
        return makePage();
    });
    await openFeed({resId: contactId});
    expect(".o_crm_feed_scope_part").toHaveAttribute("aria-pressed", "true");
    await contains(".o_crm_feed_scope_customer").click();
    await animationFrame();
    expect(".o_crm_feed_scope_customer").toHaveAttribute("aria-pressed", "true");
    expect.verifySteps([
        `{"partner":${contactId},"roll_up":false}`,
        `{"partner":${contactId},"roll_up":true}`,
    ]);
});

test("on a lead the feed is of that deal", async () => {
    onPage((scope) => {
        expect.step(JSON.stringify(scope));
        return makePage();
    });
    await mountView({type: "form", resModel: "crm.lead", arch: LEAD_FORM, resId: 1});
    await animationFrame();
    expect.verifySteps(['{"lead":1}']);
    expect(".o_crm_feed_composer_input").toBeEnabled();
});

test("a deal can show its whole customer, if it may be read", async () => {
    onPage((scope) => {
        expect.step(JSON.stringify(scope));
        return makePage({
            customer: scope.lead === 1 && {id: 1, display_name: "Acme"},
            entries: [makeEntry()],
        });
    });
    const view = {type: "form", resModel: "crm.lead", arch: LEAD_FORM};
    await mountView({...view, resId: 1, resIds: [1, 2]});
    await animationFrame();
    expect(".o_crm_feed_scope_part").toHaveText("This deal");
    expect(".o_crm_feed_scope_part").toHaveAttribute("aria-pressed", "true");
    await contains(".o_crm_feed_scope_customer").click();
    await animationFrame();
    expect(".o_crm_feed_scope_customer").toHaveAttribute("aria-pressed", "true");
    // A note still goes to the deal.
    expect(".o_crm_feed_composer_input").toBeEnabled();
    await pagerNext();
    await animationFrame();
    expect(".o_crm_feed_scope").toHaveCount(0);
    await pagerPrevious();
    await animationFrame();
    expect(".o_crm_feed_scope_customer").toHaveAttribute("aria-pressed", "true");
    await contains(".o_crm_feed_scope_part").click();
    await animationFrame();
    expect.verifySteps([
        '{"lead":1}',
        '{"partner":1,"roll_up":true}',
        '{"lead":2}',
        '{"partner":1,"roll_up":true}',
        '{"lead":1}',
    ]);
});

test("on a lead without customer no note can be written, and it says why", async () => {
    onPage(() => makePage());
    await mountView({type: "form", resModel: "crm.lead", arch: LEAD_FORM, resId: 2});
    expect(".o_crm_feed_composer_input").not.toBeEnabled();
    expect(".o_crm_feed_composer_save").not.toBeEnabled();
    expect(".o_crm_feed_composer_hint").toHaveText(/Set a customer first/);
});

test("on any other model the feed is of the record", async () => {
    onPage((scope) => {
        expect.step(JSON.stringify(scope));
        return makePage();
    });
    await mountView({
        type: "form",
        resModel: "res.users",
        arch: `<form><field name="name"/><widget name="crm_feed"/></form>`,
        resId: 7,
    });
    await animationFrame();
    expect.verifySteps(['{"record":["res.users",7]}']);
    expect(".o_crm_feed_composer").toHaveCount(0);
});

test("the title opens the document, except the record one is on", async () => {
    mockService("action", {
        doAction: (action) => expect.step(`open ${action.res_model},${action.res_id}`),
    });
    onPage(() =>
        makePage({
            entries: [
                makeEntry({
                    title: "S00042",
                    document_model: "sale.order",
                    document_id: 42,
                }),
                makeEntry({
                    title: "Logged note",
                    document_model: "res.partner",
                    document_id: 1,
                }),
            ],
        })
    );
    await openFeed({arch: FORM});
    expect("button.o_crm_feed_entry_title").toHaveCount(1);
    await contains("button.o_crm_feed_entry_title").click();
    expect.verifySteps(["open sale.order,42"]);
});
