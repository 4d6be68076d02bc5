import {beforeEach, describe, expect, mockDate, test} from "@odoo/hoot";
import {
    manuallyDispatchProgrammaticEvent,
    press,
    queryAllTexts,
    waitFor,
} from "@odoo/hoot-dom";
import {advanceTime, animationFrame} from "@odoo/hoot-mock";

import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    contains,
    makeServerError,
    MockServer,
    mockService,
    onRpc,
    patchWithCleanup,
    serverState,
} from "@web/../tests/web_test_helpers";

import {makeEntry, makePage, onPage} from "./helpers/feed_test_helpers";
import {makeOpen, makePlan, openMyDay} from "./helpers/my_day_test_helpers";

const PLAN = ".o_crm_feed_plan";
const FEED = ".o_crm_feed_my_day_feed";

describe.current.tags("desktop");
defineMailModels();

/** @type {Object} what the server would answer now, for either half */
let plan, page;

beforeEach(() => {
    // A Thursday; the week of the tests begins on Sunday.
    mockDate("2026-11-19 10:00:00", +0);
    plan = makePlan([]);
    page = makePage();
    onRpc("crm.feed.entry", "get_my_plan", ({kwargs}) => {
        expect.step(`plan ${kwargs.until} ${kwargs.limit}`);
        return plan;
    });
    onPage((scope) => {
        expect.step(`feed ${scope}`);
        return page;
    });
});

const UNTIL = "2026-11-21 23:59:59";

/** Both halves were asked for, once and at the same time. */
function verifyOneRequestEach(until = UNTIL) {
    expect.verifySteps([`plan ${until} 50`, "feed mine"], {ignoreOrder: true});
}

test("the plan stands beside my feed; each is one request", async () => {
    plan = makePlan([
        makeOpen(1, "overdue", "2026-11-17 00:00:00"),
        makeOpen(2, "today", "2026-11-19 00:00:00"),
        makeOpen(3, "today", "2026-11-19 15:00:00"),
        makeOpen(4, "planned", "2026-11-20 09:00:00"),
        makeOpen(5, "planned", "2026-11-21 00:00:00"),
    ]);
    // What is to do stands in the plan, and not a second time beside it.
    page = makePage({
        open: [makeOpen(2, "today", "2026-11-19 00:00:00")],
        entries: [makeEntry({title: "Called"})],
    });
    await openMyDay();
    verifyOneRequestEach();
    expect(queryAllTexts(`${PLAN} .o_crm_feed_open_heading`)).toEqual([
        "Overdue\n1",
        "Today\n2",
        "Tomorrow\n1",
        "This week\n1",
    ]);
    expect(queryAllTexts(`${PLAN} .o_crm_feed_entry_title`)).toEqual([
        "Call 1",
        "Call 2",
        "Call 3",
        "Call 4",
        "Call 5",
    ]);
    expect(`${PLAN} .o_crm_feed_plan_heading time`).toHaveText("Thursday, November 19");
    expect(queryAllTexts(`${FEED} .o_crm_feed_entry_title`)).toEqual(["Called"]);
    expect(`${PLAN} .o_crm_feed_plan_free`).toHaveCount(0);
});

test("on the last day of the week, tomorrow is in the plan", async () => {
    mockDate("2026-11-21 10:00:00", +0);
    plan = makePlan([makeOpen(1, "planned", "2026-11-22 00:00:00")]);
    await openMyDay();
    verifyOneRequestEach("2026-11-22 23:59:59");
    expect(`${PLAN} .o_crm_feed_open_heading`).toHaveText("Tomorrow\n1");
});

test("the day is that of the user's time zone", async () => {
    // Half past three in the night of Friday, in Auckland.
    mockDate("2026-11-19 14:30:00", +13);
    plan = makePlan([
        makeOpen(1, "today", "2026-11-20 00:00:00"),
        makeOpen(2, "planned", "2026-11-20 12:00:00"),
        makeOpen(3, "today", "2026-11-20 10:00:00"),
    ]);
    await openMyDay();
    verifyOneRequestEach("2026-11-21 10:59:59");
    expect(queryAllTexts(`${PLAN} .o_crm_feed_open_heading`)).toEqual([
        "Today\n2",
        "Tomorrow\n1",
    ]);
    expect(queryAllTexts(`${PLAN} .o_crm_feed_entry_title`)).toEqual([
        "Call 1",
        "Call 3",
        "Call 2",
    ]);
});

test("nothing to do: where to look for work", async () => {
    await openMyDay();
    expect(`${PLAN} .o_crm_feed_plan_free p`).toHaveText(
        "Nothing is due today, nor this week."
    );
    expect(`${PLAN} .o_crm_feed_plan_forgotten`).toHaveCount(1);
    expect(`${FEED} .o_crm_feed_empty`).toHaveText(/Nothing in your feed yet/);
    verifyOneRequestEach();
});

test("nothing to hurry for, but something to come", async () => {
    plan = makePlan([makeOpen(1, "planned", "2026-11-20 00:00:00")]);
    await openMyDay();
    expect(`${PLAN} .o_crm_feed_plan_free`).toHaveText("Nothing is due today.");
    expect(`${PLAN} .o_crm_feed_plan_forgotten`).toHaveCount(0);
    verifyOneRequestEach();
});

test("what comes later is shown when asked for", async () => {
    await openMyDay();
    verifyOneRequestEach();
    plan = makePlan([makeOpen(1, "planned", "2026-11-30 00:00:00")]);
    await contains(".o_crm_feed_plan_later").click();
    await animationFrame();
    expect.verifySteps(["plan null 50"]);
    expect(`${PLAN} .o_crm_feed_open_heading`).toHaveText("Later\n1");
    expect(".o_crm_feed_plan_later").toHaveCount(0);
});

test("what is too much is shown when asked for, as far as it goes", async () => {
    const open = [
        makeOpen(1, "overdue", "2026-11-10 00:00:00"),
        makeOpen(2, "today", "2026-11-19 00:00:00"),
    ];
    plan = makePlan(open, {overdue_more: true, open_more: true});
    await openMyDay();
    verifyOneRequestEach();
    expect(queryAllTexts(`${PLAN} .o_crm_feed_open_heading`)).toEqual([
        "Overdue\n1 or more",
        "Today\n1 or more",
    ]);
    plan = makePlan(open, {overdue_more: true});
    await contains(".o_crm_feed_plan_all").click();
    await animationFrame();
    expect.verifySteps([`plan ${UNTIL} 200`]);
    expect(queryAllTexts(`${PLAN} .o_crm_feed_open_heading`)).toEqual([
        "Overdue\n1 or more",
        "Today\n1",
    ]);
    expect(".o_crm_feed_plan_all").toHaveCount(0);
    expect(".o_crm_feed_plan_more").toHaveText(/complete these first/);
});

test("what is done in the plan shows in the feed, and can be undone", async () => {
    const call = makeOpen(1, "today", "2026-11-19 00:00:00");
    plan = makePlan([call]);
    await openMyDay();
    verifyOneRequestEach();
    const done = {...call, is_open: false, state: "done", title: "Call 1 is done"};
    onRpc("crm.feed.entry", "run_action", ({args}) => {
        expect.step(args);
        plan = makePlan([]);
        page = makePage({entries: [done]});
        return {...done, undo: "the way back"};
    });
    await contains(`${PLAN} .o_crm_feed_done`).click();
    await contains(".o_crm_feed_outcome_input").edit("They agree", {confirm: false});
    await press("Enter");
    await animationFrame();
    await animationFrame();
    expect.verifySteps([
        [1, "done", {outcome: "They agree"}],
        `plan ${UNTIL} 50`,
        "feed mine",
    ]);
    expect(`${PLAN} .o_crm_feed_open_entry`).toHaveCount(0);
    expect(`${PLAN} .o_crm_feed_plan_free`).toHaveCount(1);
    expect(`${FEED} .o_crm_feed_entry_title`).toHaveText("Call 1 is done");

    onRpc("crm.feed.entry", "undo_action", ({args}) => {
        expect.step(args);
        plan = makePlan([call]);
        page = makePage();
        return call;
    });
    await contains(".o_crm_feed_undo .btn").click();
    await animationFrame();
    await animationFrame();
    expect.verifySteps([["the way back"], `plan ${UNTIL} 50`, "feed mine"]);
    expect(`${PLAN} .o_crm_feed_entry_title`).toHaveText("Call 1");
    expect(`${FEED} .o_crm_feed_entry`).toHaveCount(0);
});

test("what is put off moves to its day", async () => {
    plan = makePlan([makeOpen(1, "overdue", "2026-11-10 00:00:00")]);
    await openMyDay();
    verifyOneRequestEach();
    onRpc("crm.feed.entry", "run_action", ({args}) => {
        expect.step(args);
        const fresh = makeOpen(1, "planned", "2026-11-20 00:00:00");
        plan = makePlan([fresh]);
        return {...fresh, undo: false};
    });
    await contains(`${PLAN} .o_crm_feed_reschedule`).click();
    await contains(".o-dropdown-item[data-pick=tomorrow]").click();
    await animationFrame();
    expect.verifySteps([
        [1, "reschedule", {date_deadline: "2026-11-20"}],
        `plan ${UNTIL} 50`,
        "feed mine",
    ]);
    expect(`${PLAN} .o_crm_feed_open_heading`).toHaveText("Tomorrow\n1");
});

test("what is handed over leaves the plan", async () => {
    plan = makePlan([makeOpen(1, "today", "2026-11-19 00:00:00")]);
    onRpc("res.users", "name_search", () => [[8, "Bruno"]]);
    await openMyDay();
    verifyOneRequestEach();
    onRpc("crm.feed.entry", "run_action", ({args}) => {
        expect.step(args);
        plan = makePlan([]);
        return false;
    });
    await contains(`${PLAN} [data-action=reassign]`).click();
    await animationFrame();
    await contains(".o-dropdown-item[data-owner-id='8']").click();
    await animationFrame();
    expect.verifySteps([
        [1, "reassign", {user_id: 8}],
        `plan ${UNTIL} 50`,
        "feed mine",
    ]);
    expect(`${PLAN} .o_crm_feed_open_entry`).toHaveCount(0);
});

test("keys lead through the plan, and do what its buttons do", async () => {
    plan = makePlan([
        makeOpen(1, "today", "2026-11-19 00:00:00"),
        makeOpen(2, "today", "2026-11-19 00:00:00"),
    ]);
    await openMyDay();
    verifyOneRequestEach();
    await contains(`${PLAN} [data-key='1-1'] .o_crm_feed_done`).focus();
    await press("j");
    expect(`${PLAN} [data-key='1-2']`).toBeFocused();
    await press("d");
    await animationFrame();
    expect(`${PLAN} [data-key='1-2'] .o_crm_feed_outcome_input`).toHaveCount(1);
});

test("a plan that cannot be loaded says so; the feed is there", async () => {
    onRpc("crm.feed.entry", "get_my_plan", () => {
        throw makeServerError({message: "The database is busy"});
    });
    page = makePage({entries: [makeEntry({title: "Called"})]});
    await openMyDay();
    expect(`${PLAN} .o_crm_feed_error`).toHaveText(/The database is busy/);
    expect(`${FEED} .o_crm_feed_entry_title`).toHaveText("Called");
    onRpc("crm.feed.entry", "get_my_plan", () =>
        makePlan([makeOpen(1, "today", "2026-11-19 00:00:00")])
    );
    await contains(`${PLAN} .o_crm_feed_retry`).click();
    await animationFrame();
    expect(`${PLAN} .o_crm_feed_error`).toHaveCount(0);
    expect(`${PLAN} .o_crm_feed_entry_title`).toHaveText("Call 1");
    expect.verifySteps(["feed mine"]);
});

test("at midnight a new day begins", async () => {
    mockDate("2026-11-19 23:59:00", +0);
    plan = makePlan([makeOpen(1, "planned", "2026-11-20 00:00:00")]);
    await openMyDay();
    expect(`${PLAN} .o_crm_feed_open_heading`).toHaveText("Tomorrow\n1");
    verifyOneRequestEach();
    plan = makePlan([makeOpen(1, "today", "2026-11-20 00:00:00")]);
    await advanceTime(62000);
    await animationFrame();
    verifyOneRequestEach();
    expect(`${PLAN} .o_crm_feed_open_heading`).toHaveText("Today\n1");
    expect(`${PLAN} .o_crm_feed_plan_heading time`).toHaveText("Friday, November 20");
});

test("who comes back to the tab sees what is new", async () => {
    let visibility = "visible";
    patchWithCleanup(document, {
        get visibilityState() {
            return visibility;
        },
    });
    const turn = async (state) => {
        visibility = state;
        await manuallyDispatchProgrammaticEvent(document, "visibilitychange");
    };
    await openMyDay();
    verifyOneRequestEach();
    await turn("hidden");
    await advanceTime(5000);
    await turn("visible");
    await animationFrame();
    expect.verifySteps([]);
    await turn("hidden");
    await advanceTime(120000);
    await turn("visible");
    await animationFrame();
    verifyOneRequestEach();
});

test("what a colleague hands over shows at once", async () => {
    await openMyDay();
    verifyOneRequestEach();
    plan = makePlan([makeOpen(1, "today", "2026-11-19 00:00:00")]);
    MockServer.env["bus.bus"]._sendone(serverState.partnerId, "mail.activity/updated", {
        activity_created: true,
        count_diff: 1,
    });
    await advanceTime(2000);
    await expect.waitForSteps([`plan ${UNTIL} 50`]);
    await waitFor(`${PLAN} .o_crm_feed_open_entry`);
});

test("a note is written for any customer", async () => {
    mockService("dialog", {
        add: (component, props) => {
            expect.step([props.resModel, props.context]);
            props.onRecordSaved();
            return () => {};
        },
    });
    await openMyDay();
    verifyOneRequestEach();
    await contains(".o_crm_feed_my_day_create").click();
    await animationFrame();
    expect.verifySteps(
        [
            ["crm.feed.note", {crm_feed_default_deadline: true}],
            `plan ${UNTIL} 50`,
            "feed mine",
        ],
        {ignoreOrder: true}
    );
});

test("who cannot write notes is not offered to", async () => {
    plan = makePlan([], {can_plan: false});
    await openMyDay();
    verifyOneRequestEach();
    expect(".o_crm_feed_my_day_create").toHaveCount(0);
});
