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

const DIALOG = ".o_crm_feed_next_dialog";
const NAME = ".o_crm_feed_next_name";

describe.current.tags("desktop");
defineMailModels();

/** @type {Object} what the server would answer now */
let page;

beforeEach(() => {
    mockDate("2026-11-20 10:00:00", +0);
    page = makePage({open: [makeCall({is_open: true, actions: ["done"]})]});
    onPage(() => page);
    onDefaults();
});

function makeCall(values) {
    return makeEntry({
        id: 98,
        key: "1-98",
        title: "Call",
        partner_id: {id: 12, display_name: "Acme, Olga"},
        customer_id: {id: 1, display_name: "Acme"},
        lead_id: {id: 3, display_name: "40 desks"},
        reason_id: {id: 5, display_name: "Offer"},
        user_id: {id: 7, display_name: "Mitchell Admin"},
        ...values,
    });
}

/** @param {string|false} isLast what the server says of the call that is done */
async function complete(isLast) {
    onRpc("crm.feed.entry", "run_action", () => {
        page = makePage({entries: [makeCall()]});
        return {...makeCall(), undo: false, is_last: isLast};
    });
    await openFeed();
    await contains('[data-key="1-98"] .o_crm_feed_done').click();
    await press("Enter");
    await animationFrame();
    await animationFrame();
}

test("nobody is asked as long as something is planned", async () => {
    await complete(false);
    expect(".o_crm_feed_entry").toHaveCount(1);
    expect(DIALOG).toHaveCount(0);
});

test("after the last thing planned with a customer, the next step is planned", async () => {
    onRpc("crm.feed.note", "create", ({args}) => {
        expect.step("create");
        expect(args[0]).toEqual([
            {
                name: "Send the offer",
                date_deadline: "2026-11-21",
                is_all_day: true,
                user_id: 7,
                partner_id: 12,
                lead_id: 3,
                reason_id: 5,
            },
        ]);
        page = makePage({open: [makeCall({title: "Send the offer", is_open: true})]});
        return [99];
    });
    await complete("customer");
    expect(`${DIALOG} .modal-title`).toHaveText("What next with Acme?");
    expect(DIALOG).toHaveText(/Nothing is planned with this customer any more/);
    expect(NAME).toBeFocused();
    await contains(NAME).edit("Send the offer", {confirm: false});
    await press("Enter");
    await animationFrame();
    await animationFrame();
    expect.verifySteps(["create"]);
    expect(DIALOG).toHaveCount(0);
    expect(".o_crm_feed_open_entry").toHaveText(/Send the offer/);
});

test("the deal is named when the customer has other appointments", async () => {
    await complete("lead");
    expect(DIALOG).toHaveText(/Nothing is planned in the deal “40 desks” any more/);
});

test("without a text nothing is planned, and a hint tells so", async () => {
    onRpc("crm.feed.note", "create", () => expect.step("create"));
    await complete("customer");
    await contains(".o_crm_feed_next_plan").click();
    expect(DIALOG).toHaveText(/Write what comes next/);
    expect(NAME).toBeFocused();
    expect.verifySteps([]);
});

test("a next step that is refused stays in the dialog", async () => {
    expect.errors(1);
    onRpc("crm.feed.note", "create", () => {
        throw makeServerError({message: "Choose a colleague."});
    });
    await complete("customer");
    await contains(NAME).edit("Send the offer", {confirm: false});
    await contains(".o_crm_feed_next_plan").click();
    await animationFrame();
    expect.verifyErrors(["Choose a colleague."]);
    expect(NAME).toHaveValue("Send the offer");
});

test("who does not want to be asked says so once", async () => {
    onRpc("res.users.settings", "set_res_users_settings", ({args}) => {
        expect.step("silence");
        expect(args[1]).toEqual({crm_feed_ask_next: false});
        return {};
    });
    await complete("customer");
    await contains(".o_crm_feed_next_silence").click();
    expect(DIALOG).toHaveText(/My preferences can switch it on again/);
    await contains(".o_crm_feed_next_none").click();
    await animationFrame();
    expect.verifySteps(["silence"]);
    expect(DIALOG).toHaveCount(0);
});

test("“nothing for now” changes nothing", async () => {
    onRpc("crm.feed.note", "create", () => expect.step("create"));
    onRpc("res.users.settings", "set_res_users_settings", () => expect.step("silence"));
    await complete("customer");
    await contains(".o_crm_feed_next_none").click();
    await animationFrame();
    expect(DIALOG).toHaveCount(0);
    expect.verifySteps([]);
});
