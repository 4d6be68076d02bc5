import {expect, test} from "@odoo/hoot";

import {
    click,
    contains,
    defineMailModels,
    start,
    startServer,
} from "@mail/../tests/mail_test_helpers";
import {
    mockService,
    onRpc,
    serverState,
    waitForSteps,
} from "@web/../tests/web_test_helpers";

defineMailModels();

function makeNote(values = {}) {
    return {
        id: 5,
        title: "Ring Olga",
        customer: "Acme",
        deadline: "11/23/26, 10:00 AM",
        model: "res.partner",
        res_id: 11,
        key: "1-5",
        ...values,
    };
}

/**
 * @param {Object[]} notes what the server tells of them
 * @param {number[]} ids what the bus tells
 */
async function remind(notes, ids = notes.map(({id}) => id)) {
    const pyEnv = await startServer();
    onRpc("crm.feed.note", "get_reminders", ({args}) => {
        expect.step(JSON.stringify(args));
        return notes;
    });
    await start();
    pyEnv["bus.bus"]._sendone(serverState.partnerId, "crm_feed/reminder", {
        note_ids: ids,
    });
    await waitForSteps([JSON.stringify([ids])]);
}

function onAction() {
    mockService("action", {
        doAction({res_model: model, res_id: resId, domain}) {
            expect.step(`${model} ${resId || JSON.stringify(domain)}`);
        },
    });
}

test("a reminder shows the note and leads to it", async () => {
    onAction();
    mockService("crm_feed_link", {
        lead: (...place) => expect.step(`lead to ${place}`),
    });
    await remind([makeNote()]);
    await contains(".o_notification_content", {
        text: "Reminder: Ring Olga. 11/23/26, 10:00 AM · Acme",
    });
    await click(".o_notification_buttons button", {text: "Look at it"});
    await contains(".o_notification", {count: 0});
    expect.verifySteps(["lead to res.partner,11,1-5", "res.partner 11"]);
});

test("who has no feed is led to the note", async () => {
    onAction();
    mockService("crm_feed_link", {
        lead: () => expect.step("lead"),
    });
    await remind([makeNote({model: "crm.feed.note", res_id: 5, key: false})]);
    await click(".o_notification_buttons button", {text: "Look at it"});
    await contains(".o_notification", {count: 0});
    expect.verifySteps(["crm.feed.note 5"]);
});

test("texts are shown as they are", async () => {
    await remind([makeNote({title: "<b>Ring</b>", customer: "<i>Acme</i>"})]);
    await contains(".o_notification_content", {
        text: "Reminder: <b>Ring</b>. 11/23/26, 10:00 AM · <i>Acme</i>",
    });
});

test("many reminders are one pop-up, that leads to a list", async () => {
    onAction();
    await remind([1, 2, 3, 4, 5].map((id) => makeNote({id, title: `Note ${id}`})));
    await contains(".o_notification", {count: 1});
    await contains(".o_notification_content", {
        text: "Notes to think of: 5. Note 1, Note 2, Note 3 and 2 more",
    });
    await click(".o_notification_buttons button", {text: "Look at it"});
    await contains(".o_notification", {count: 0});
    expect.verifySteps(['crm.feed.note [["id","in",[1,2,3,4,5]]]']);
});

test("a note that is done meanwhile reminds of nothing", async () => {
    await remind([], [5]);
    expect(".o_notification").toHaveCount(0);
});
