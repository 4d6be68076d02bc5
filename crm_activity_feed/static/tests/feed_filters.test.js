import {beforeEach, describe, expect, mockDate, test} from "@odoo/hoot";
import {queryAllTexts, queryAllValues} from "@odoo/hoot-dom";
import {advanceTime, animationFrame} from "@odoo/hoot-mock";

import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    contains,
    getService,
    makeMockServer,
    makeServerError,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import {router} from "@web/core/browser/router";
import {user} from "@web/core/user";

import {
    makeEntry,
    makePage,
    onDefaults,
    onFilterOptions,
    onPage,
    openFeed,
    openFilters,
} from "./helpers/feed_test_helpers";

const REASONS = {reason_ids: [{id: 5, display_name: "Offer"}]};
const SEARCH = ".o_crm_feed_choice[data-filter=user_ids] .o_crm_feed_choice_search";

describe.current.tags("desktop");
defineMailModels();

/** What the address and the server were told; when, depends on how fast the machine is. */
let addresses = [];
let saved = [];

beforeEach(() => {
    mockDate("2026-11-20 10:00:00", +0);
    onDefaults();
    addresses = [];
    saved = [];
    patchWithCleanup(router, {
        replaceState: ({feed_filters}) => addresses.push(feed_filters),
    });
    onRpc("res.users.settings", "set_res_users_settings", ({args}) => {
        saved.push(args[1].crm_feed_filters);
        return {};
    });
});

/** Answer with what was asked for, and remember it as a step. */
function stepPages(values = {}) {
    onPage((scope, {filters}) => {
        expect.step(filters);
        return makePage({entries: [makeEntry()], ...values});
    });
}

/** @returns {string[]} what is filtered, as the screen tells it */
function getShownFacets() {
    const labels = queryAllTexts(".o_crm_feed_facet_label");
    const values = queryAllTexts(".o_crm_feed_facet_value");
    return labels.map((label, index) => `${label}: ${values[index]}`);
}

/** @param {Object} remembered filters by kind of page */
function remember(remembered) {
    user.updateUserSettings("crm_feed_filters", remembered);
}

/**
 * Open Odoo by a link.
 *
 * @param {string} value filters in its address
 * @param {Object} [state] the rest of it: what it leads to
 */
function followLink(value, state = {model: "res.partner", resId: 1}) {
    patchWithCleanup(router, {
        get current() {
            return {...state, feed_filters: value};
        },
    });
}

test("the panel asks for its choices when it opens, and filters combine", async () => {
    stepPages();
    await openFeed();
    onFilterOptions();
    onRpc("crm.feed.entry", "get_filter_options", ({args}) => {
        expect.step(JSON.stringify(args[0]));
    });
    expect.verifySteps([{}]);
    await contains(".o_crm_feed_filters_button").click();
    await animationFrame();
    expect.verifySteps(['{"partner":1,"roll_up":true}']);
    expect(queryAllTexts(".o_crm_feed_panel legend")).toEqual([
        "Period",
        "Show",
        "Kind of contact",
        "Reason",
        "Owner",
        "Contact",
        "Document type",
    ]);
    await contains("[data-filter=reason_ids] [data-id='5']").click();
    await contains("[data-filter=reason_ids] [data-id='6']").click();
    await contains("[data-period=this_month]").click();
    await contains("[data-open=true]").click();
    const reasons = {reason_ids: [5, 6], skip_unknown: true};
    const month = {date_from: "2026-11-01 00:00:00", date_to: "2026-11-30 23:59:59"};
    expect.verifySteps([
        {reason_ids: [5], skip_unknown: true},
        reasons,
        {...reasons, ...month},
        {...reasons, ...month, open: true},
    ]);
    expect(getShownFacets()).toEqual([
        "Reason: Offer, Contract",
        "Period: This month",
        "Show: Still to do",
    ]);
    expect(".o_crm_feed_filters_count").toHaveText("3");
    expect("[data-filter=reason_ids] [data-id='5']").toHaveAttribute(
        "aria-pressed",
        "true"
    );
    await contains("[data-filter=reason_ids] [data-id='5']").click();
    await contains("[data-open=true]").click();
    expect(getShownFacets()).toEqual(["Reason: Contract", "Period: This month"]);
    expect.verifySteps([
        {reason_ids: [6], skip_unknown: true, ...month, open: true},
        {reason_ids: [6], skip_unknown: true, ...month},
    ]);
});

test("a period can be from one day to another", async () => {
    stepPages();
    await openFeed();
    await openFilters();
    await contains("[data-period=custom]").click();
    expect.verifySteps([{}, {}]);
    await contains("input.o_crm_feed_date_from").edit("11/02/2026");
    await contains("input.o_crm_feed_date_to").edit("11/05/2026");
    expect.verifySteps([
        {date_from: "2026-11-02 00:00:00"},
        {date_from: "2026-11-02 00:00:00", date_to: "2026-11-05 23:59:59"},
    ]);
    expect(getShownFacets()).toEqual(["Period: Nov 2 – 5, 2026"]);
    expect(queryAllValues(".o_crm_feed_panel_days input")).toEqual([
        "11/02/2026",
        "11/05/2026",
    ]);
});

test("people who are not offered are found by name", async () => {
    stepPages();
    await openFeed();
    onRpc("res.users", "name_search", ({kwargs}) => {
        expect.step([kwargs.name, kwargs.context.active_test]);
        return kwargs.name === "bru" ? [[9, "Bruno"]] : [];
    });
    await openFilters();
    expect.verifySteps([{}]);
    await contains(SEARCH).edit("bru", {confirm: false});
    await advanceTime(300);
    await animationFrame();
    expect.verifySteps([["bru", false]]);
    await contains("[data-filter=user_ids] [data-id='9']").click();
    expect(getShownFacets()).toEqual(["Owner: Bruno"]);
    expect.verifySteps([{user_ids: [9], skip_unknown: true}]);
    await contains(SEARCH).edit("nobody", {confirm: false});
    await advanceTime(300);
    await animationFrame();
    expect.verifySteps([["nobody", false]]);
    expect("[data-filter=user_ids] [role=status]").toHaveText("Nobody of that name.");
    // Who is chosen can be taken away, whoever is found.
    expect("[data-filter=user_ids] [data-id='9']").toHaveCount(1);
});

test("when the choices cannot be loaded, the panel says so and tries again", async () => {
    stepPages();
    await openFeed();
    let isBroken = true;
    onFilterOptions();
    onRpc("crm.feed.entry", "get_filter_options", () => {
        if (isBroken) {
            throw makeServerError({message: "Broken"});
        }
    });
    await contains(".o_crm_feed_filters_button").click();
    await animationFrame();
    expect(".o_crm_feed_panel_error").toHaveCount(1);
    expect("[data-period=this_week]").toHaveCount(1);
    isBroken = false;
    await contains(".o_crm_feed_panel_error button").click();
    await animationFrame();
    expect(".o_crm_feed_panel_error").toHaveCount(0);
    expect("[data-filter=reason_ids]").toHaveCount(1);
    expect.verifySteps([{}]);
});

test("each filter can be taken away, or all of them", async () => {
    remember({customer: {reason_ids: [5], open: true, kinds: ["note"]}});
    stepPages({filters: REASONS});
    await openFeed();
    const reason = {reason_ids: [5], skip_unknown: true};
    expect.verifySteps([{...reason, kinds: ["note"], open: true}]);
    await contains("[data-filter=open] .o_crm_feed_facet_remove").click();
    await contains(".o_crm_feed_search_input").edit("desks");
    expect.verifySteps([
        {...reason, kinds: ["note"]},
        {...reason, kinds: ["note"], text: "desks"},
    ]);
    await contains(".o_crm_feed_clear_all").click();
    expect.verifySteps([{}]);
    expect(".o_crm_feed_facets").toHaveCount(0);
    expect(".o_crm_feed_search_input").toHaveValue("");
    expect(".o_crm_feed_filters_button").toBeFocused();
});

test("filters are remembered for the next customer, text and period are not", async () => {
    const {env} = await makeMockServer();
    const [otherId] = env["res.partner"].create([{name: "Other"}]);
    onPage(() => makePage({entries: [makeEntry()], filters: REASONS}));
    await openFeed({resIds: [1, otherId]});
    await openFilters();
    await contains("[data-filter=reason_ids] [data-id='5']").click();
    await contains("[data-period=this_week]").click();
    await contains(".o_crm_feed_search_input").edit("desks");
    await advanceTime(900);
    expect(saved.at(-1)).toEqual({customer: {reason_ids: [5]}});
    expect(user.settings.crm_feed_filters).toEqual({customer: {reason_ids: [5]}});
    await contains(".o_pager_next").click();
    await animationFrame();
    expect(getShownFacets()).toEqual(["Reason: Offer"]);
    expect(".o_crm_feed_search_input").toHaveValue("");
    await contains(".o_crm_feed_clear_all").click();
    await advanceTime(900);
    expect(saved.at(-1)).toEqual({});
    await contains(".o_pager_previous").click();
    await animationFrame();
    // What one is looking for at this customer is still there.
    expect(getShownFacets()).toEqual(["Period: This week"]);
});

test("each kind of page has its own memory", async () => {
    remember({lead: {open: true}, contact: {kinds: ["note"]}});
    stepPages();
    await openFeed();
    expect.verifySteps([{}]);
    expect(".o_crm_feed_facets").toHaveCount(0);
});

test("a remembered filter that is gone is left out, silently", async () => {
    remember({customer: {reason_ids: [5, 99], kinds: ["gone"]}});
    onPage(() => makePage({entries: [makeEntry()], filters: {...REASONS, kinds: []}}));
    await openFeed();
    expect(getShownFacets()).toEqual(["Reason: Offer"]);
    expect(".o_crm_feed_chip_all").toHaveAttribute("aria-pressed", "true");
    expect(".o_notification").toHaveCount(0);
});

test("the address tells the filters, once the user stops to type", async () => {
    stepPages();
    await openFeed();
    await contains(".o_crm_feed_chip[data-kind=note]").click();
    await advanceTime(300);
    expect(addresses).toEqual(["kind.note"]);
    await contains(".o_crm_feed_search_input").edit("desks", {confirm: false});
    expect(addresses).toEqual(["kind.note"]);
    await advanceTime(400);
    await animationFrame();
    await advanceTime(300);
    expect(addresses).toEqual(["kind.note", "kind.note~text.desks"]);
    expect.verifySteps([
        {},
        {kinds: ["note"], skip_unknown: true},
        {kinds: ["note"], text: "desks", skip_unknown: true},
    ]);
});

test("a link with filters wins over the memory, and is not remembered", async () => {
    remember({customer: {open: true, reason_ids: [6]}});
    stepPages({filters: REASONS});
    followLink("reason.5~text.desks");
    await openFeed();
    expect(getShownFacets()).toEqual(["Reason: Offer"]);
    expect(".o_crm_feed_search_input").toHaveValue("desks");
    await advanceTime(2000);
    expect(saved).toEqual([]);
    expect.verifySteps([{reason_ids: [5], text: "desks", skip_unknown: true}]);
    expect(user.settings.crm_feed_filters.customer.reason_ids).toEqual([6]);
});

test("in a link to an entry the filters do not hide it", async () => {
    onPage((scope, {at, filters}) => {
        expect.step([at, filters]);
        return makePage({entries: [makeEntry()], at: at && {key: at}});
    });
    followLink("reason.5", {model: "res.partner", resId: 1, feed_entry: "1-1"});
    await openFeed();
    expect.verifySteps([["1-1", {}]]);
    expect(getShownFacets()).toEqual([]);
});

test("a link to another record is not for this one", async () => {
    stepPages();
    followLink("reason.5", {model: "res.partner", resId: 77});
    await openFeed();
    expect.verifySteps([{}]);
});

test("what a link asks for and is unknown is told of", async () => {
    stepPages({filters: REASONS});
    followLink("reason.5.99~colour.red");
    await openFeed();
    await animationFrame();
    expect.verifySteps([{reason_ids: [5, 99], skip_unknown: true}]);
    expect(getShownFacets()).toEqual(["Reason: Offer"]);
    expect(".o_notification").toHaveCount(1);
    expect(".o_notification").toHaveText(/Some filters of this link are left out/);
});

test("when nothing matches, it is said what was asked for", async () => {
    remember({customer: {reason_ids: [5]}});
    onPage((scope, {filters}) =>
        makePage({filters: filters.reason_ids ? REASONS : {}})
    );
    await openFeed();
    expect(".o_crm_feed_empty").toHaveText(/Nothing matches these filters/);
    expect(".o_crm_feed_empty_filters").toHaveText("Reason\nOffer");
    await contains(".o_crm_feed_clear").click();
    expect(".o_crm_feed_empty").toHaveText(/Nothing has happened here yet/);
});

test("on a narrow screen the filters are a page of their own", async () => {
    stepPages();
    await openFeed();
    patchWithCleanup(getService("ui"), {isSmall: true});
    await openFilters();
    expect(".modal .o_crm_feed_panel").toHaveCount(1);
    await contains(".modal [data-open=false]").click();
    await contains(".o_crm_feed_panel_clear").click();
    await contains(".o_crm_feed_panel_show").click();
    expect(".modal").toHaveCount(0);
    expect.verifySteps([{}, {open: false}, {}]);
});
