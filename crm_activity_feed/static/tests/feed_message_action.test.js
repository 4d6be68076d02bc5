import {describe, expect, test} from "@odoo/hoot";

import {
    click,
    contains,
    defineMailModels,
    openDiscuss,
    start,
    startServer,
} from "@mail/../tests/mail_test_helpers";
import {
    getService,
    onRpc,
    patchWithCleanup,
    serverState,
    waitForSteps,
} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");
defineMailModels();

const LABEL = "See it in the feed";
const BUTTON = `.o-mail-Message button[title='${LABEL}']`;

/**
 * Show the inbox with one message.
 *
 * @param {string} [key] of the entry that it is a comment on
 */
async function openInbox(key) {
    const pyEnv = await startServer();
    const id = pyEnv["mail.message"].create({
        body: "Did they say yes?",
        model: "res.partner",
        needaction: true,
        res_id: pyEnv["res.partner"].create({name: "Acme"}),
    });
    pyEnv["mail.notification"].create({
        mail_message_id: id,
        notification_status: "sent",
        notification_type: "inbox",
        res_partner_id: serverState.partnerId,
    });
    await start();
    if (key) {
        getService("mail.store")["mail.message"].insert({id, feed_entry: key});
    }
    await openDiscuss("mail.box_inbox");
    await contains(".o-mail-Message", {text: "Did they say yes?"});
    // Not before: the inbox is opened by an action as well.
    patchWithCleanup(getService("action"), {
        doAction({res_model: model, res_id: resId}) {
            expect.step(`${model} ${resId}`);
        },
    });
    patchWithCleanup(getService("crm_feed_link"), {
        lead: (...place) => expect.step(`lead to ${place}`),
    });
}

test("a comment in the inbox leads to its entry", async () => {
    onRpc("crm.feed.entry", "get_entry_place", ({args}) => {
        expect.step(`place ${args}`);
        return {key: "1-9", model: "crm.lead", id: 6};
    });
    await openInbox("1-9");
    await click(BUTTON);
    await waitForSteps(["place 1-9", "lead to crm.lead,6,1-9", "crm.lead 6"]);
    expect(".o_notification").toHaveCount(0);
});

test("of an entry that is gone the user is told so", async () => {
    onRpc("crm.feed.entry", "get_entry_place", () => false);
    await openInbox("1-9");
    await click(BUTTON);
    await contains(".o_notification", {
        text: "This entry is not there any more, or not open to you.",
    });
    expect.verifySteps([]);
});

test("any other message has no such action", async () => {
    await openInbox();
    await contains(".o-mail-Message [title='Expand']");
    await contains(BUTTON, {count: 0});
});
