import {beforeEach, describe, expect, mockDate, test} from "@odoo/hoot";
import {manuallyDispatchProgrammaticEvent, queryAllTexts} from "@odoo/hoot-dom";
import {advanceTime, animationFrame} from "@odoo/hoot-mock";

import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    contains,
    getService,
    mountWebClient,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
    serverState,
} from "@web/../tests/web_test_helpers";

import {FeedTabs} from "@crm_activity_feed/feed_tabs/feed_tabs";
import {FeedWhy} from "@crm_activity_feed/feed_why/feed_why";

import {makeEntry, makePage, onPage} from "./helpers/feed_test_helpers";

const ANNA = {id: 3, display_name: "Anna"};
const ACME = {model: "res.partner", id: 11, display_name: "Acme"};
const NOW = "2026-11-20 10:00:00";

describe.current.tags("desktop");
defineMailModels();

let counts;
beforeEach(() => {
    mockDate(NOW, +0);
    counts = {mine: 0, following: 0};
    onRpc("crm.feed.entry", "get_new_counts", () => counts);
    onRpc("crm.feed.entry", "mark_seen", ({args}) => {
        expect.step(`seen ${args.join(" ")}`);
        return args[1];
    });
});

async function open(scope) {
    await mountWebClient();
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "crm_activity_feed.my_feed",
        name: "Feed",
        params: {scope},
    });
    await animationFrame();
}

function onVisit(since, values = {}) {
    onPage(() =>
        makePage({
            visit: {since, now: NOW},
            entries: [
                makeEntry({title: "Newest", date: "2026-11-20 09:00:00"}),
                makeEntry({title: "New", date: "2026-11-19 20:00:00"}),
                makeEntry({title: "Known", date: "2026-11-19 12:00:00"}),
            ],
            ...values,
        })
    );
}

function getWhy(why, values = {}) {
    const reasons = why.map((reason) => ({user: false, record: false, ...reason}));
    return mountWithCleanup(FeedWhy, {
        props: {entry: makeEntry({why: reasons, ...values})},
    });
}

test("why an entry is there is said in words, the most telling first", async () => {
    await getWhy([
        {code: "mentioned", user: ANNA},
        {code: "responsible"},
        {code: "follow", record: ACME},
    ]);
    expect(".o_crm_feed_why").toHaveText(/Anna mentioned you · Yours$/);
    expect(".o_crm_feed_why").toHaveAttribute(
        "title",
        "Anna mentioned you\nYours\nYou follow Acme"
    );
});

test("what is written is not said to be done", async () => {
    await getWhy([{code: "author"}], {kind: "message"});
    await getWhy([{code: "author"}], {kind: "lead"});
    expect(queryAllTexts(".o_crm_feed_why")).toEqual([
        "In your feed because:\nYou wrote",
        "In your feed because:\nBy you",
    ]);
});

test("a reason that is not known here is left out", async () => {
    await getWhy([{code: "from another version"}]);
    expect(".o_crm_feed_why").toHaveCount(0);
});

test("entries of other feeds have no reasons", async () => {
    onVisit(false);
    await open("all");
    expect(".o_crm_feed_entry").toHaveCount(3);
    expect(".o_crm_feed_why").toHaveCount(0);
});

test("each tab asks for its own feed", async () => {
    onPage((scope) => {
        expect.step(scope);
        return makePage();
    });
    await open("following");
    expect.verifySteps(["following"]);
    expect(".o_crm_feed_tab.active").toHaveText("Following");
    expect(".o_crm_feed_tab.active").toHaveAttribute("aria-current", "page");
    expect(".o_crm_feed_empty").toHaveText(/Follow a customer/);
    expect(".o_crm_feed_my_list").toHaveText("What I follow");
});

test("everybody's doings are there as a list, too", async () => {
    onPage(() => makePage());
    await open("all");
    expect(".o_crm_feed_tab.active").toHaveText("All CRM");
    expect(".o_crm_feed_my_list").toHaveText("List and reports");
});

test("the other tabs tell how much is new", async () => {
    await mountWithCleanup(FeedTabs, {
        props: {
            scope: "mine",
            counts: {mine: 5, following: 100},
            onOpen: (action) => expect.step(action),
        },
    });
    expect(".o_crm_feed_tab_count").toHaveCount(1);
    expect("[data-scope=following] .o_crm_feed_tab_count").toHaveText(/^99\+/);
    await contains("[data-scope=mine]").click();
    expect.verifySteps([]);
    await contains("[data-scope=following]").click();
    expect.verifySteps(["crm_activity_feed.crm_feed_followed_action"]);
});

test("a line parts what is new from what was seen", async () => {
    onVisit("2026-11-19 17:40:00");
    await open("mine");
    expect(".o_crm_feed_new_line").toHaveText("New since yesterday 17:40");
    const texts = queryAllTexts(".o_crm_feed_new_line, .o_crm_feed_entry_title");
    expect(texts).toEqual(["Newest", "New", "New since yesterday 17:40", "Known"]);
});

test("there is no line when nothing is new", async () => {
    onVisit("2026-11-20 09:30:00");
    await open("mine");
    expect(".o_crm_feed_entry").toHaveCount(3);
    expect(".o_crm_feed_new_line").toHaveCount(0);
});

test("neither one's own doings nor what stands at a date to come is new", async () => {
    const {partnerId} = serverState;
    const values = {recorded_on: "2026-11-01 09:00:00"};
    const known = makeEntry({title: "Known", date: "2026-11-18 12:00:00"});
    const own = makeEntry({
        date: "2026-11-20 08:00:00",
        author_id: {id: partnerId, display_name: "Me"},
    });
    const toCome = makeEntry({date: "2026-12-24 08:00:00", ...values});
    // Such as data that was made for a day to come.
    const later = makeEntry({date: "2026-12-25 08:00:00"});
    onVisit("2026-11-19 17:40:00", {entries: [later, toCome, own, known]});
    await open("all");
    expect(".o_crm_feed_entry").toHaveCount(4);
    expect(".o_crm_feed_new_line").toHaveCount(0);
});

test("there is no line on the first visit", async () => {
    onVisit(false);
    await open("following");
    expect(".o_crm_feed_entry").toHaveCount(3);
    expect(".o_crm_feed_new_line").toHaveCount(0);
});

test("what was on the screen for a moment is seen; the line stays", async () => {
    onVisit("2026-11-19 17:40:00");
    await open("mine");
    await advanceTime(1000);
    expect.verifySteps([]);
    await advanceTime(1500);
    expect.verifySteps([`seen mine ${NOW}`]);
    expect(".o_crm_feed_new_line").toHaveCount(1);
    await getService("crm_feed").getModel("mine", 30).refresh();
    await animationFrame();
    expect(".o_crm_feed_new_line").toHaveCount(1);
    await advanceTime(5000);
    expect.verifySteps([]);
});

test("in the background nothing is seen until one looks", async () => {
    let visibility = "hidden";
    patchWithCleanup(document, {
        get visibilityState() {
            return visibility;
        },
    });
    counts = {mine: 3, following: 2};
    onVisit("2026-11-19 17:40:00");
    await open("mine");
    await advanceTime(5000);
    expect.verifySteps([]);
    expect(document.title).toMatch(/^\(5\)/);
    counts = {mine: 0, following: 2};
    visibility = "visible";
    await manuallyDispatchProgrammaticEvent(document, "visibilitychange");
    await advanceTime(2500);
    await animationFrame();
    expect.verifySteps([`seen mine ${NOW}`]);
    expect(document.title).toMatch(/^\(2\)/);
    expect("[data-scope=following] .o_crm_feed_tab_count").toHaveText(/^2/);
});

test("what filters hide, or what lies beyond, is not seen", async () => {
    onVisit("2026-11-19 17:40:00");
    await open("mine");
    getService("crm_feed")
        .getModel("mine", 30)
        .setFilters({kinds: ["note"]});
    await advanceTime(5000);
    expect.verifySteps([]);
    onVisit("2026-11-19 17:40:00", {newer: "cursor"});
    getService("crm_feed").getModel("mine", 30).clearFilters();
    await advanceTime(5000);
    expect.verifySteps([]);
});

test("whoever leaves at once has not looked", async () => {
    onVisit(false);
    await open("mine");
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "crm_activity_feed.my_feed",
        name: "Other",
        params: {scope: "following"},
    });
    await animationFrame();
    await advanceTime(2500);
    expect.verifySteps([`seen following ${NOW}`]);
});
