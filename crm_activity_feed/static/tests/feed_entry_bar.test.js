import {beforeEach, describe, expect, mockDate, test} from "@odoo/hoot";
import {keyDown, press, queryAll, queryAllTexts, queryOne} from "@odoo/hoot-dom";
import {animationFrame, Deferred} from "@odoo/hoot-mock";

import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    allowTranslations,
    contains,
    defineStyle,
    makeServerError,
    mockService,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import {browser} from "@web/core/browser/browser";

import {
    getBarActions,
    getEntryPath,
    getLikersText,
} from "@crm_activity_feed/feed_entry_bar/bar_actions";

import {
    makeEntry,
    makePage,
    onDefaults,
    onPage,
    openFeed,
} from "./helpers/feed_test_helpers";

describe.current.tags("desktop");
defineMailModels();

const ALL = ["like", "pin", "comment", "edit", "delete"];
const TOOL = (name) => `.o_crm_feed_month .o_crm_feed_tool[data-action=${name}]`;
const LIKE = ".o_crm_feed_mark_like";

/** @type {Object} what the server would answer now */
let page;

beforeEach(() => {
    mockDate("2026-11-20 10:00:00", +0);
    onDefaults();
    page = makePage({entries: [makeEntry({id: 9, title: "Call", actions: ALL})]});
    onPage(() => page);
});

/** The toolbar shows under the pointer only, and there is none here. */
async function clickTool(name) {
    queryOne(TOOL(name)).click();
    await animationFrame();
}

/** Answer marks as the server does; `failing` names the error of the next one. */
function onMark({failing, deferred} = {}) {
    onRpc("crm.feed.entry", "set_mark", async ({args}) => {
        const [, mark, on] = args;
        expect.step(args);
        await deferred;
        if (failing) {
            throw makeServerError({message: failing});
        }
        const [entry] = page.entries;
        Object.assign(
            entry,
            mark === "pin"
                ? {pinned: on}
                : {liked: on, likes: on ? 1 : 0, likers: on ? ["Mitchell Admin"] : []}
        );
        const {key, likes, liked, likers = [], comments, pinned} = entry;
        return {key, likes, liked, likers, comments, pinned};
    });
}

test("an entry offers what its user may do, and no more", async () => {
    const names = (values, host) =>
        getBarActions(makeEntry(values), host).map((action) => action.name);
    expect(names({actions: ALL})).toEqual([
        "like",
        "comment",
        "pin",
        "copy_link",
        "edit",
        "delete",
    ]);
    expect(names({actions: ["done", "like", "pin"]})).toEqual([
        "like",
        "pin",
        "copy_link",
    ]);
    expect(names({actions: []})).toEqual([]);
    const host = {model: "crm.lead", id: 3};
    const values = {actions: ["like", "edit"], res_model: "crm.lead"};
    expect(names({...values, id: 3}, host)).toEqual(["like", "copy_link"]);
    expect(names({...values, id: 4}, host)).toEqual(["like", "copy_link", "edit"]);
});

test("an entry that is only shown has no bar", async () => {
    page = makePage({entries: [makeEntry()], open: [makeEntry({is_open: true})]});
    await openFeed();
    expect(".o_crm_feed_entry").toHaveCount(1);
    expect(".o_crm_feed_toolbar, .o_crm_feed_menu, .o_crm_feed_marks").toHaveCount(0);
});

test("who likes it, in words", () => {
    allowTranslations();
    expect(getLikersText({likes: 0, likers: []})).toBe("");
    expect(getLikersText({likes: 2, likers: ["Ana", "Bruno"]})).toBe("Ana and Bruno");
    expect(getLikersText({likes: 5, likers: ["Ana", "Bruno"]}).toString()).toBe(
        "Ana, Bruno and 3 more"
    );
});

test("a like shows at once, and goes again", async () => {
    const deferred = new Deferred();
    onMark({deferred});
    await openFeed();
    expect(LIKE).toHaveCount(0);
    await clickTool("like");
    expect(LIKE).toHaveText("1");
    expect(LIKE).toHaveAttribute("aria-pressed", "true");
    expect.verifySteps([[9, "like", true]]);
    deferred.resolve();
    await animationFrame();
    expect(LIKE).toHaveAttribute("title", "Mitchell Admin");
    await contains(LIKE).click();
    await animationFrame();
    expect(LIKE).toHaveCount(0);
    expect(TOOL("like")).toHaveAttribute("aria-pressed", "false");
    expect.verifySteps([[9, "like", false]]);
});

test("a second click while the first is on its way changes the wish", async () => {
    const deferred = new Deferred();
    onMark({deferred});
    await openFeed();
    await clickTool("like");
    await clickTool("like");
    expect(LIKE).toHaveCount(0);
    expect.verifySteps([[9, "like", true]]);
    deferred.resolve();
    await animationFrame();
    await animationFrame();
    expect.verifySteps([[9, "like", false]]);
    expect(LIKE).toHaveCount(0);
});

test("a like that fails is taken back, and the reason is told", async () => {
    expect.errors(1);
    onMark({failing: "Not today"});
    await openFeed();
    await clickTool("like");
    await animationFrame();
    expect.verifySteps([[9, "like", true]]);
    expect.verifyErrors([/Not today/]);
    expect(LIKE).toHaveCount(0);
});

test("a pinned entry is on top as well, and each of its buttons unpins it", async () => {
    onMark();
    await openFeed();
    expect(".o_crm_feed_pinned").toHaveCount(0);
    await clickTool("pin");
    await animationFrame();
    expect(queryAllTexts(".o_crm_feed_pinned .o_crm_feed_entry_title")).toEqual([
        "Call",
    ]);
    expect(".o_crm_feed_month .o_crm_feed_entry").toHaveCount(1);
    expect(".o_crm_feed_mark_pin").toHaveAttribute("aria-pressed", "true");
    // Its place in the feed is found by its key: once.
    expect("[data-key='1-9']").toHaveCount(1);
    await contains(".o_crm_feed_unpin").click();
    await animationFrame();
    expect(".o_crm_feed_pinned, .o_crm_feed_mark_pin").toHaveCount(0);
    expect.verifySteps([
        [9, "pin", true],
        [9, "pin", false],
    ]);
});

test("one pin too many is refused with the reason, and not shown", async () => {
    expect.errors(1);
    onMark({failing: "7 entries are pinned here already"});
    await openFeed();
    await clickTool("pin");
    await animationFrame();
    expect.verifySteps([[9, "pin", true]]);
    expect.verifyErrors([/7 entries are pinned/]);
    expect(".o_crm_feed_pinned").toHaveCount(0);
});

test("pinned entries come with the page, the feed below is complete", async () => {
    const pinned = makeEntry({id: 3, title: "Ring twice", pinned: true, actions: ALL});
    const readOnly = makeEntry({
        id: 4,
        title: "Dog",
        pinned: true,
        body: "<b>bites</b>",
    });
    page = makePage({pinned: [pinned, readOnly], entries: [pinned, ...page.entries]});
    await openFeed();
    expect(queryAllTexts(".o_crm_feed_pinned .o_crm_feed_entry_title")).toEqual([
        "Ring twice",
        "Dog",
    ]);
    expect(".o_crm_feed_pinned b").toHaveText("bites");
    expect(".o_crm_feed_unpin").toHaveCount(1);
    expect(".o_crm_feed_month .o_crm_feed_entry").toHaveCount(2);
});

test("the toolbar is one stop of the Tab key, arrows go along it", async () => {
    // A machine without a mouse shows the menu instead.
    defineStyle(".o_crm_feed_toolbar { display: flex !important; }");
    await openFeed();
    const tools = queryAll(".o_crm_feed_month .o_crm_feed_tool");
    expect(tools.map((el) => el.tabIndex)).toEqual([0, -1, -1, -1, -1, -1]);
    tools[0].focus();
    await keyDown("ArrowRight");
    expect(tools[1]).toBeFocused();
    await keyDown("ArrowLeft");
    await keyDown("ArrowLeft");
    expect(tools[5]).toBeFocused();
    await animationFrame();
    expect(tools.map((el) => el.tabIndex)).toEqual([-1, -1, -1, -1, -1, 0]);
});

test("the menu holds the same, for fingers", async () => {
    onMark();
    await openFeed();
    // On a wide screen it is hidden: the toolbar is there.
    queryAll(".o_crm_feed_menu")[0].click();
    await animationFrame();
    expect(queryAllTexts(".o_crm_feed_menu_item")).toEqual([
        "Like",
        "Comment",
        "Pin on top",
        "Copy link",
        "Edit",
        "Delete",
    ]);
    await contains(".o_crm_feed_menu_item[data-menu-action=like]").click();
    expect.verifySteps([[9, "like", true]]);
});

test("the menu begins with who likes it", async () => {
    Object.assign(page.entries[0], {likes: 3, likers: ["Anna", "Bert"]});
    await openFeed();
    queryAll(".o_crm_feed_menu")[0].click();
    await animationFrame();
    expect(".o_crm_feed_likers").toHaveText("Liked by Anna, Bert and 1 more");
    expect(queryOne(".o_crm_feed_likers").nextElementSibling).toHaveText("Like");
});

test("of what nobody likes the menu says nothing", async () => {
    await openFeed();
    queryAll(".o_crm_feed_menu")[0].click();
    await animationFrame();
    expect(".o_crm_feed_menu_item").toHaveCount(6);
    expect(".o_crm_feed_likers").toHaveCount(0);
});

test("the link leads to the feed where the entry is", () => {
    const entry = makeEntry({
        id: 9,
        customer_id: {id: 5, display_name: "Acme"},
        lead_id: {id: 6, display_name: "Desks"},
    });
    const path = (values, host) => getEntryPath({...entry, ...values}, host);
    expect(path({}, {model: "crm.lead", id: 6})).toBe(
        "/odoo/crm.lead/6?feed_entry=1-9"
    );
    expect(path({})).toBe("/odoo/res.partner/5?feed_entry=1-9");
    expect(path({customer_id: false})).toBe("/odoo/crm.lead/6?feed_entry=1-9");
    expect(path({}, {model: "visit", id: 2})).toBe("/odoo/m-visit/2?feed_entry=1-9");
});

test("the link is copied", async () => {
    patchWithCleanup(browser.navigator, {
        clipboard: {writeText: (text) => expect.step(text)},
    });
    mockService("notification", {add: (message) => expect.step(message.toString())});
    await openFeed();
    await clickTool("copy_link");
    await animationFrame();
    expect.verifySteps([
        `${browser.location.origin}/odoo/res.partner/1?feed_entry=1-9`,
        "The link to this entry was copied.",
    ]);
});

test("without a clipboard the link is shown to be copied by hand", async () => {
    patchWithCleanup(browser.navigator, {clipboard: undefined});
    await openFeed();
    await clickTool("copy_link");
    await animationFrame();
    expect(".modal .o_crm_feed_link").toHaveValue(
        `${browser.location.origin}/odoo/res.partner/1?feed_entry=1-9`
    );
});

test("a deleted note comes back by undo", async () => {
    page.entries[0].actions = [...ALL, "restore"];
    const [note] = page.entries;
    onRpc("crm.feed.entry", "run_action", ({args}) => {
        expect.step(args.slice(0, 2));
        page = makePage({entries: args[1] === "restore" ? [note] : []});
        return args[1] === "restore" && note;
    });
    await openFeed();
    await clickTool("delete");
    expect(".modal-body").toHaveText(/You can undo this/);
    expect.verifySteps([]);
    await contains(".modal-footer .btn-primary").click();
    await animationFrame();
    expect(".o_crm_feed_entry").toHaveCount(0);
    expect.verifySteps([[9, "delete"]]);
    await contains(".o_notification_buttons button").click();
    await animationFrame();
    expect(".o_crm_feed_entry").toHaveCount(1);
    expect.verifySteps([[9, "restore"]]);
});

test("what is deleted for good is asked for, and has no undo", async () => {
    onRpc("crm.feed.entry", "run_action", ({args}) => {
        expect.step(args.slice(0, 2));
        page = makePage();
        return false;
    });
    await openFeed();
    await clickTool("delete");
    expect(".modal-body").toHaveText(/deleted for good/);
    await press("Escape");
    await animationFrame();
    expect.verifySteps([]);
    await clickTool("delete");
    await contains(".modal-footer .btn-primary").click();
    await animationFrame();
    expect.verifySteps([[9, "delete"]]);
    expect(".o_notification").toHaveText(/Deleted: Call/);
    expect(".o_notification_buttons button").toHaveCount(0);
});

test("edit opens the record of the entry, then the feed is fresh", async () => {
    onRpc("crm.feed.entry", "get_page", () => expect.step("get_page"));
    mockService("dialog", {
        add: (Dialog, {resModel, resId}, {onClose} = {}) => {
            expect.step([resModel, resId]);
            onClose();
            return () => {};
        },
    });
    await openFeed();
    expect.verifySteps(["get_page"]);
    await clickTool("edit");
    await animationFrame();
    expect.verifySteps([["crm.feed.note", 9], "get_page"]);
});
