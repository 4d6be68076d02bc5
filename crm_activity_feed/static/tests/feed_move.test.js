import {beforeEach, describe, expect, mockDate, test} from "@odoo/hoot";
import {queryAll, queryAllTexts, queryOne} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";

import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    contains,
    getService,
    makeMockEnv,
    mockService,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {MainComponentsContainer} from "@web/core/main_components_container";
import {tellMoved} from "@crm_activity_feed/feed_move/feed_move";

import {
    makeEntry,
    makePage,
    onDefaults,
    onPage,
    openFeed,
} from "./helpers/feed_test_helpers";

describe.current.tags("desktop");
defineMailModels();

const MOVE = ".o_crm_feed_tool[data-action=move]";

beforeEach(() => {
    mockDate("2026-11-20 10:00:00", +0);
    onDefaults();
});

test("a note is moved by a dialog, and the feed shows what is there then", async () => {
    let entries = [makeEntry({id: 9, title: "Wrong", actions: ["move"]})];
    onPage(() => makePage({entries}));
    let close = null;
    mockService("action", {
        doAction(action, {additionalContext, onClose}) {
            expect.step([action, additionalContext]);
            close = onClose;
        },
    });
    await openFeed();
    expect(queryOne(MOVE)).toHaveAttribute("aria-label", /Move to another customer/);
    queryOne(MOVE).click();
    await animationFrame();
    expect.verifySteps([
        ["crm_activity_feed.crm_feed_move_wizard_action", {default_note_ids: [9]}],
    ]);
    entries = [];
    close();
    await animationFrame();
    await animationFrame();
    expect(queryAll(".o_crm_feed_entry")).toHaveLength(0);
});

test("what may not be moved has no button for it", async () => {
    onPage(() => makePage({entries: [makeEntry({id: 9, actions: ["like"]})]}));
    await openFeed();
    expect(queryAll(".o_crm_feed_tool[data-action=like]")).toHaveLength(1);
    expect(queryAll(MOVE)).toHaveLength(0);
});

test("what was moved is told, and can be undone", async () => {
    onRpc("crm.feed.note", "undo_move", ({args}) => {
        expect.step(args);
        return 2;
    });
    mockService("action", {doAction: (action) => expect.step(action)});
    const env = await makeMockEnv();
    await mountWithCleanup(MainComponentsContainer);
    getService("crm_feed");
    const params = {message: "2 notes were moved to Acme", undo: "signed"};
    const next = tellMoved(env, {params});
    expect(next.type).toBe("ir.actions.act_window_close");
    await animationFrame();
    expect(".o_notification_content").toHaveText("2 notes were moved to Acme");
    await contains(".o_notification button:contains(Undo)").click();
    await animationFrame();
    expect.verifySteps([["signed"], "soft_reload"]);
    expect(queryAllTexts(".o_notification_content")).toEqual([
        "The notes are back where they were.",
    ]);
});
