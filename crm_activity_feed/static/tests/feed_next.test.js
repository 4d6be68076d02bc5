import {beforeEach, describe, expect, mockDate, test} from "@odoo/hoot";
import {press} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";

import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {contains, makeServerError, onRpc} from "@web/../tests/web_test_helpers";

import {
    makeEntry,
    makePage,
    onDefaults,
    onPage,
    openFeed,
} from "./helpers/feed_test_helpers";

const INPUT = ".o_crm_feed_composer_input";

describe.current.tags("desktop");
defineMailModels();

/** @type {Object} what the server would answer now */
let page;

beforeEach(() => {
    mockDate("2026-11-20 10:00:00", +0);
    page = makePage();
    onPage(() => page);
    onDefaults();
});

/** Two calls to make, whose ids are 98 and 99. */
function makeCalls(values = {}) {
    return [98, 99].map((id) =>
        makeEntry({
            id,
            key: `1-${id}`,
            title: "Call",
            is_open: true,
            date: "2026-11-26 00:00:00",
            is_all_day: true,
            actions: ["done", "reschedule"],
            ...values,
        })
    );
}

/**
 * Let an action succeed.
 *
 * @param {Object} nextPage what is there then
 */
function onAction(nextPage) {
    onRpc("crm.feed.entry", "run_action", ({args}) => {
        page = nextPage;
        return [...page.open, ...page.entries].find(({id}) => id === args[0]) || false;
    });
}

/** The focus is put once what is new is on the screen. */
async function settle() {
    await animationFrame();
    await animationFrame();
    await animationFrame();
}

async function complete(id) {
    await contains(`[data-key="1-${id}"] .o_crm_feed_done`).click();
    await press("Enter");
    await settle();
}

test("the second line of an open note can be read", async () => {
    page = makePage({open: makeCalls({body: "<p>Ask for the plan</p>"}).slice(0, 1)});
    await openFeed();
    expect(".o_crm_feed_open_entry .o_crm_feed_entry_body").toHaveText(
        "Ask for the plan"
    );
});

test("a long open note is cut until asked for", async () => {
    const body = "<p>" + "A very long story. ".repeat(200) + "</p>";
    page = makePage({open: makeCalls({body}).slice(0, 1)});
    await openFeed();
    await animationFrame();
    await contains(".o_crm_feed_open_entry .o_crm_feed_entry_toggle").click();
    expect(".o_crm_feed_entry_body_folded").toHaveCount(0);
});

test("an activity is rescheduled to a day, without an hour", async () => {
    page = makePage({open: makeCalls({res_model: "mail.activity"}).slice(0, 1)});
    await openFeed();
    await contains(".o_crm_feed_reschedule").click();
    expect(".o-dropdown-item[data-pick=date]").toHaveCount(1);
    expect(".o-dropdown-item[data-pick=datetime]").toHaveCount(0);
});

test("when a colleague was faster, the feed shows it", async () => {
    expect.errors(1);
    page = makePage({open: makeCalls()});
    await openFeed();
    onRpc("crm.feed.entry", "run_action", () => {
        page = makePage({open: page.open.slice(1)});
        throw makeServerError({message: "It is done already"});
    });
    await complete(98);
    expect.verifyErrors([/It is done already/]);
    expect(".o_crm_feed_open_entry").toHaveCount(1);
    expect(".o_crm_feed_open_entry[data-key='1-99']").toHaveCount(1);
});

test("after Done the focus is on the next thing to do", async () => {
    const calls = makeCalls();
    page = makePage({open: calls});
    await openFeed();
    onAction(makePage({open: calls.slice(1)}));
    await complete(98);
    expect("[data-key='1-99'] .o_crm_feed_done").toBeFocused();
});

test("after the last Done the focus is where the next note is written", async () => {
    const done = makeEntry({id: 98, key: "1-98", actions: ["reopen"]});
    page = makePage({open: makeCalls().slice(0, 1)});
    await openFeed();
    onAction(makePage({entries: [done]}));
    await complete(98);
    expect(INPUT).toBeFocused();
});

test("after Reopen the focus is on the next entry that can be reopened", async () => {
    const [first, second] = makeCalls({is_open: false, actions: ["reopen"]});
    page = makePage({entries: [first, second]});
    await openFeed();
    onAction(makePage({open: makeCalls().slice(0, 1), entries: [second]}));
    await contains("[data-key='1-98'] .o_crm_feed_entry_reopen").click();
    await settle();
    expect("[data-key='1-99'] .o_crm_feed_entry_reopen").toBeFocused();
});

test("after Reschedule the focus stays with the entry", async () => {
    const [first, second] = makeCalls();
    page = makePage({open: [first, second]});
    await openFeed();
    onAction(makePage({open: [second, {...first, date: "2026-11-30 00:00:00"}]}));
    await contains("[data-key='1-98'] .o_crm_feed_reschedule").click();
    await contains(".o-dropdown-item[data-pick=tomorrow]").click();
    await settle();
    expect("[data-key='1-98'] .o_crm_feed_reschedule").toBeFocused();
});

test("after the filters are cleared the focus is on an entry", async () => {
    onPage((scope, {filters}) =>
        makePage({open: filters.kinds ? [] : makeCalls().slice(0, 1)})
    );
    await openFeed();
    await contains(".o_crm_feed_chip[data-kind=document]").click();
    await contains(".o_crm_feed_clear").click();
    await settle();
    expect("[data-key='1-98'] .o_crm_feed_done").toBeFocused();
});

test("a customer with a past but no plan is told of", async () => {
    page = makePage({entries: [makeEntry()]});
    await openFeed();
    expect(".o_crm_feed_open .o_crm_feed_no_plan").toHaveText(/Nothing planned/);
    await contains(".o_crm_feed_plan").click();
    expect(INPUT).toBeFocused();
});

test("with a filter on, nothing is said of plans", async () => {
    page = makePage({entries: [makeEntry()]});
    await openFeed();
    await contains(".o_crm_feed_chip[data-kind=note]").click();
    expect(".o_crm_feed_open").toHaveCount(0);
});
