import {beforeEach, describe, expect, mockDate, test} from "@odoo/hoot";
import {press, queryOne} from "@odoo/hoot-dom";
import {advanceTime, animationFrame} from "@odoo/hoot-mock";

import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    contains,
    getMockEnv,
    getService,
    mockService,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import {registry} from "@web/core/registry";

import {getFeedKey} from "@crm_activity_feed/feed_keys/feed_keys";

import {
    makeEntry,
    makePage,
    onDefaults,
    onPage,
    openFeed,
} from "./helpers/feed_test_helpers";

describe.current.tags("desktop");
defineMailModels();

const COMPOSER = ".o_crm_feed_composer_input";
const SEARCH = ".o_crm_feed_search_input";
const HELP = ".o_crm_feed_help";
const ACTIONS = ["comment", "like", "pin", "edit", "reassign"];

/** @type {Object} what the server would answer now */
let page;

const entryOf = (title) => `.o_crm_feed [data-key]:contains(${title})`;

beforeEach(() => {
    mockDate("2026-11-20 10:00:00", +0);
    // The end of the feed is never in sight: nothing is loaded but by a key.
    patchWithCleanup(window, {
        IntersectionObserver: class {
            observe() {}
            disconnect() {}
            unobserve() {}
        },
    });
    onDefaults();
    page = makePage({
        open: [
            makeEntry({
                id: 1,
                title: "Call",
                is_open: true,
                actions: ["done", "reschedule"],
            }),
        ],
        entries: [
            makeEntry({id: 2, title: "Demo"}),
            makeEntry({id: 3, title: "Visit"}),
        ],
    });
    onPage(() => page);
});

/** Give an entry the buttons of other addons, which tell that they were pressed. */
function addActionButtons() {
    const actions = registry.category("crm_activity_feed.actions");
    for (const name of ACTIONS) {
        actions.add(name, {label: name, run: () => expect.step(name)}, {force: true});
    }
    page.entries[0].actions = ACTIONS;
}

async function openFeedOn(title) {
    await openFeed();
    await contains(entryOf(title)).focus();
}

test("j and k go through all entries, and stop at both ends", async () => {
    await openFeedOn("Call");
    await press("j");
    expect(entryOf("Demo")).toBeFocused();
    await press("j");
    expect(entryOf("Visit")).toBeFocused();
    await press("j");
    expect(entryOf("Visit")).toBeFocused();
    await press("k");
    await press("k");
    expect(entryOf("Call")).toBeFocused();
    await press("k");
    expect(entryOf("Call")).toBeFocused();
});

test("arrow keys do, too", async () => {
    await openFeedOn("Call");
    await press("ArrowDown");
    expect(entryOf("Demo")).toBeFocused();
    await press("ArrowUp");
    expect(entryOf("Call")).toBeFocused();
});

test("the entries are one stop of the Tab key: where one was last", async () => {
    await openFeedOn("Call");
    expect(".o_crm_feed [data-key][tabindex='0']").toHaveCount(1);
    expect(entryOf("Call")).toHaveAttribute("tabindex", "0");
    await press("j");
    expect(".o_crm_feed [data-key][tabindex='0']").toHaveCount(1);
    expect(entryOf("Demo")).toHaveAttribute("tabindex", "0");
});

test("an entry says what it is to who cannot see it", async () => {
    await openFeed();
    expect(entryOf("Demo")).toHaveAttribute("aria-label", /^Notes, Demo, .*2026/);
    expect(entryOf("Call")).toHaveAttribute("aria-label", /^Notes, Call, /);
});

test("on a keyboard without Latin letters the place of the key counts", async () => {
    await openFeedOn("Call");
    await press("о", {code: "KeyJ"});
    expect(entryOf("Demo")).toBeFocused();
    await press("л", {code: "KeyK"});
    expect(entryOf("Call")).toBeFocused();
    await press(".", {code: "Slash"});
    expect(SEARCH).toBeFocused();
});

test("on a keyboard with Latin letters the letter counts, not its place", () => {
    const getKey = (key, code, init = {}) =>
        getFeedKey(new KeyboardEvent("keydown", {key, code, ...init}));
    // Dvorak: where QWERTY has "c" there is "j".
    expect(getKey("j", "KeyC")).toBe("j");
    // German: "-" is where QWERTY has the slash, "/" is above the 7.
    expect(getKey("-", "Slash")).toBe("-");
    expect(getKey("/", "Digit7", {shiftKey: true})).toBe("/");
    // Caps lock.
    expect(getKey("J", "KeyJ")).toBe("j");
    expect(getKey("J", "KeyJ", {shiftKey: true})).toBe("");
});

test("a letter presses the button of the entry that has the focus", async () => {
    addActionButtons();
    await openFeedOn("Demo");
    for (const key of ["c", "l", "p", "e", "a"]) {
        await press(key);
        await animationFrame();
    }
    expect.verifySteps(["comment", "like", "pin", "edit", "reassign"]);
});

test("where there is no such button it does nothing", async () => {
    addActionButtons();
    await openFeedOn("Visit");
    for (const key of ["c", "l", "p", "e", "a", "d", "r"]) {
        await press(key);
    }
    expect.verifySteps([]);
    expect(entryOf("Visit")).toBeFocused();
});

test("with a modifier, or held down, it does nothing", async () => {
    addActionButtons();
    await openFeedOn("Demo");
    for (const modifier of ["ctrlKey", "altKey", "metaKey", "shiftKey"]) {
        await press("l", {[modifier]: true});
    }
    await press("l", {repeat: true});
    expect.verifySteps([]);
});

test("who writes is not disturbed", async () => {
    addActionButtons();
    await openFeedOn("Demo");
    await press("n");
    expect(COMPOSER).toBeFocused();
    for (const key of ["l", "j", "/", "?"]) {
        await press(key);
    }
    expect(COMPOSER).toBeFocused();
    expect(HELP).toHaveCount(0);
    expect.verifySteps([]);
});

test("outside the feed the keys are not ours", async () => {
    await openFeedOn("Demo");
    queryOne("[name=name] input").focus();
    await press("?");
    document.activeElement.blur();
    await press("j");
    expect(document.body).toBeFocused();
    expect(HELP).toHaveCount(0);
});

test("from the header of its tab one gets into the feed", async () => {
    await openFeed();
    queryOne(".o_notebook_headers .nav-link[name=crm_feed]").focus();
    await press("j");
    expect(entryOf("Call")).toBeFocused();
});

test("d and r act on what is to do", async () => {
    await openFeedOn("Call");
    await press("d");
    await animationFrame();
    expect(".o_crm_feed_outcome_input").toBeFocused();
    await press("Escape");
    await animationFrame();
    expect(".o_crm_feed_done").toBeFocused();
    await press("Escape");
    expect(entryOf("Call")).toBeFocused();
    await press("r");
    await animationFrame();
    expect(".o-dropdown-item[data-pick=tomorrow]").toHaveCount(1);
});

test("an open menu has the keys for itself", async () => {
    await openFeedOn("Call");
    await press("r");
    await animationFrame();
    await press("j");
    await press("?");
    expect(entryOf("Demo")).not.toBeFocused();
    expect(HELP).toHaveCount(0);
});

test("Enter opens the document, on a button it presses that button", async () => {
    addActionButtons();
    mockService("action", {doAction: ({res_id: id}) => expect.step(`open ${id}`)});
    await openFeedOn("Demo");
    await press("Enter");
    expect.verifySteps(["open 2"]);
    await contains("[data-action=like]").focus();
    await press("Enter");
    expect.verifySteps(["like"]);
});

test("x and the space bar show all of a text, and fold it again", async () => {
    page.entries[0].body = "<p>A long story</p>".repeat(30);
    await openFeedOn("Demo");
    await animationFrame();
    expect(".o_crm_feed_entry_toggle").toHaveAttribute("aria-expanded", "false");
    await press("x");
    await animationFrame();
    expect(".o_crm_feed_entry_toggle").toHaveAttribute("aria-expanded", "true");
    await press(" ");
    await animationFrame();
    expect(".o_crm_feed_entry_toggle").toHaveAttribute("aria-expanded", "false");
    expect(entryOf("Demo")).toBeFocused();
});

test("at the end more is loaded, and one goes on there", async () => {
    page.older = "c1";
    onPage((scope, {cursor}) =>
        cursor ? makePage({entries: [makeEntry({id: 4, title: "Offer"})]}) : page
    );
    await openFeedOn("Visit");
    await press("j");
    await animationFrame();
    expect(entryOf("Offer")).toBeFocused();
    await press("j");
    expect(entryOf("Offer")).toBeFocused();
});

test("upwards, too, before one gets to what is to do", async () => {
    page.newer = "c1";
    onPage((scope, {cursor}) => {
        expect.step(cursor || "first");
        return cursor
            ? makePage({
                  entries: [
                      makeEntry({id: 4, title: "Offer", date: "2026-11-19 09:00:00"}),
                  ],
              })
            : page;
    });
    await openFeedOn("Demo");
    await press("k");
    await animationFrame();
    expect(entryOf("Offer")).toBeFocused();
    await press("k");
    expect(entryOf("Call")).toBeFocused();
    // Nothing is missing above what is to do.
    await press("k");
    await animationFrame();
    expect(entryOf("Call")).toBeFocused();
    expect.verifySteps(["first", "c1"]);
});

test("from what is to do one gets to the history, wherever that begins", async () => {
    page.newer = "c1";
    await openFeedOn("Call");
    await press("k");
    expect(entryOf("Call")).toBeFocused();
    await press("j");
    expect(entryOf("Demo")).toBeFocused();
});

test("a line of technical changes is a stop, too, and unfolds", async () => {
    page.entries.splice(
        1,
        0,
        makeEntry({id: 5, title: "Salesperson", is_noise: true}),
        makeEntry({id: 6, title: "Tags", is_noise: true})
    );
    await openFeedOn("Demo");
    await press("j");
    expect(".o_crm_feed_run").toBeFocused();
    expect(".o_crm_feed_run").toHaveAttribute("aria-label", "2 technical changes");
    await press("j");
    expect(entryOf("Visit")).toBeFocused();
    await press("k");
    await press("x");
    await animationFrame();
    expect(".o_crm_feed_run").toBeFocused();
    await press("j");
    expect(entryOf("Salesperson")).toBeFocused();
    await press("k");
    await press("Enter");
    await animationFrame();
    expect(entryOf("Salesperson")).toHaveCount(0);
    expect(".o_crm_feed_run").toBeFocused();
});

/** Somebody else did something to the customer. */
async function reload() {
    getMockEnv().bus.trigger("MAIL:RELOAD-THREAD", {model: "res.partner", id: 1});
    await advanceTime(100);
    await animationFrame();
}

test("the focus stays on the entry when the feed is loaded anew", async () => {
    await openFeedOn("Demo");
    const news = makeEntry({id: 9, title: "News"});
    page = makePage({open: page.open, entries: [news, ...page.entries]});
    await reload();
    expect(entryOf("News")).toHaveCount(1);
    expect(entryOf("Demo")).toBeFocused();
    await press("k");
    expect(entryOf("News")).toBeFocused();
});

test("it follows an entry that is done meanwhile", async () => {
    await openFeedOn("Call");
    const [call] = page.open;
    page = makePage({entries: [...page.entries, {...call, is_open: false}]});
    await reload();
    expect(".o_crm_feed_open_entry").toHaveCount(0);
    expect(entryOf("Call")).toBeFocused();
});

test("when the entry goes away its neighbour gets the focus", async () => {
    await openFeedOn("Demo");
    page = makePage({open: page.open, entries: page.entries.slice(1)});
    await reload();
    expect(entryOf("Demo")).toHaveCount(0);
    expect(entryOf("Visit")).toBeFocused();
});

test("who went elsewhere is not fetched back", async () => {
    await openFeedOn("Demo");
    await contains(".o_notebook_headers").click();
    page = makePage({open: page.open, entries: page.entries.slice(1)});
    await reload();
    expect(entryOf("Demo")).toHaveCount(0);
    expect(".o_crm_feed [data-key]:focus").toHaveCount(0);
});

test("the question mark tells the keys, Escape closes that", async () => {
    await openFeedOn("Demo");
    await press("?");
    await animationFrame();
    expect(`.o_popover ${HELP}`).toHaveCount(1);
    expect(`${HELP} kbd:contains(/^j$/)`).toHaveCount(1);
    expect(`${HELP} dd:contains(Next entry)`).toHaveCount(1);
    await press("j");
    expect(entryOf("Visit")).not.toBeFocused();
    await press("Escape");
    await animationFrame();
    expect(HELP).toHaveCount(0);
    expect(entryOf("Demo")).toBeFocused();
});

test("where there is little room the keys are told in a dialog", async () => {
    await openFeed();
    patchWithCleanup(getService("ui"), {isSmall: true});
    await contains(".o_crm_feed_help_button").click();
    expect(".o_dialog .o_crm_feed_help_keys").toHaveCount(1);
});
