import {expect, test} from "@odoo/hoot";
import {animationFrame} from "@odoo/hoot-mock";

import {
    click,
    contains,
    defineMailModels,
    start,
    startServer,
} from "@mail/../tests/mail_test_helpers";
import {
    getService,
    mockService,
    onRpc,
    serverState,
    waitForSteps,
} from "@web/../tests/web_test_helpers";

defineMailModels();

const NOTICE = {key: "1-9", title: "Sam on “Call”", text: "Did they say yes?"};

/**
 * @param {Object|false} notice what the server tells of the comment
 * @returns {Promise<() => void>} has the bus tell of one
 */
async function listen(notice) {
    const pyEnv = await startServer();
    onRpc("crm.feed.entry", "get_comment_notice", ({args}) => {
        expect.step(`notice ${args}`);
        return notice;
    });
    await start();
    return () =>
        pyEnv["bus.bus"]._sendone(serverState.partnerId, "crm_feed/comment", {
            comment_id: 5,
            key: "1-9",
        });
}

test("a comment shows wherever one is, and leads to its entry", async () => {
    mockService("action", {
        doAction({res_model: model, res_id: resId}) {
            expect.step(`${model} ${resId}`);
        },
    });
    mockService("crm_feed_link", {
        lead: (...place) => expect.step(`lead to ${place}`),
    });
    onRpc("crm.feed.entry", "get_entry_place", ({args}) => {
        expect.step(`place ${args}`);
        return {key: "1-9", model: "crm.lead", id: 6};
    });
    const tell = await listen(NOTICE);
    tell();
    await waitForSteps(["notice 5"]);
    await contains(".o_notification_content", {
        text: "Sam on “Call”. Did they say yes?",
    });
    await click(".o_notification_buttons button", {text: "See it in the feed"});
    await waitForSteps(["place 1-9", "lead to crm.lead,6,1-9", "crm.lead 6"]);
    await contains(".o_notification", {count: 0});
});

test("what the user may not read does not show", async () => {
    const tell = await listen(false);
    tell();
    await waitForSteps(["notice 5"]);
    await animationFrame();
    expect(".o_notification").toHaveCount(0);
});

test("who reads the comments of the entry is not told of them", async () => {
    const tell = await listen(NOTICE);
    getService("crm_feed").talk.shown.add("1-9");
    tell();
    await animationFrame();
    getService("crm_feed").talk.shown.delete("1-9");
    tell();
    // One of two: the other one came while they were on the screen.
    await waitForSteps(["notice 5"]);
});
