import {beforeEach, describe, expect, mockDate, test} from "@odoo/hoot";
import {queryAllTexts} from "@odoo/hoot-dom";

import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {contains, patchWithCleanup} from "@web/../tests/web_test_helpers";
import {browser} from "@web/core/browser/browser";

import {
    makeEntry,
    makePage,
    onDefaults,
    onPage,
    openFeed,
} from "@crm_activity_feed/../tests/helpers/feed_test_helpers";

describe.current.tags("desktop");
defineMailModels();

const CALL = {
    kind: "phone_call",
    title: "Delivery date",
    body: "<p>On the first</p>",
    data: {direction: "in", minutes: 5, phone: "555"},
    actions: ["call_again", "dial"],
};

beforeEach(() => {
    mockDate("2026-11-20 10:00:00", +0);
    onDefaults();
});

test("a call says which way it went and how long it took, then what was said", async () => {
    onPage(() => makePage({entries: [makeEntry(CALL)]}));
    await openFeed();
    expect(queryAllTexts(".o_switchboard_call span")).toEqual([
        "Incoming",
        "5 min",
        "555",
    ]);
    expect(".o_crm_feed_entry_body").toHaveText("On the first");
});

test("a voicemail has no data, and the standard look", async () => {
    onPage(() => makePage({entries: [makeEntry({...CALL, data: false, actions: []})]}));
    await openFeed();
    expect(".o_switchboard_call").toHaveCount(0);
    expect(".o_crm_feed_entry_body").toHaveText("On the first");
});

test("dialling is done by the telephone on the desk", async () => {
    patchWithCleanup(browser, {open: (url) => expect.step(url)});
    onPage(() => makePage({entries: [makeEntry(CALL)]}));
    await openFeed();
    expect(queryAllTexts(".o_crm_feed_action")).toEqual([
        "Call again tomorrow",
        "Dial",
    ]);
    await contains(".o_crm_feed_action[data-action=dial]").click();
    expect.verifySteps(["tel:555"]);
});
