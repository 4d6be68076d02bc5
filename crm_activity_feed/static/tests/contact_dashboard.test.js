import {beforeEach, describe, expect, mockDate, test} from "@odoo/hoot";
import {queryAllTexts, queryOne} from "@odoo/hoot-dom";
import {Deferred, animationFrame} from "@odoo/hoot-mock";

import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    contains,
    getService,
    makeServerError,
    mountWebClient,
    mountWithCleanup,
    onRpc,
    preloadBundle,
} from "@web/../tests/web_test_helpers";

import {ContactChart} from "@crm_activity_feed/contact_chart/contact_chart";

describe.current.tags("desktop");
defineMailModels();
preloadBundle("web.chartjs_lib");

beforeEach(() => mockDate("2026-11-20 10:00:00", +0));

const CALLS = {
    key: "type-2",
    label: "Call",
    domain: [["activity_type_id", "=", 2]],
    counts: [0, 3],
};
const PROGRESS = [
    {key: "done", label: "Done", domain: [["is_open", "=", false]], counts: [0, 3, 0]},
    {
        key: "overdue",
        label: "Overdue",
        domain: [["state", "=", "overdue"]],
        counts: [0, 1, 0],
    },
    {key: "planned", label: "Planned", domain: [], counts: [0, 0, 2]},
];

function makeDashboard(values = {}) {
    return {
        weeks: 2,
        days: ["2026-11-08", "2026-11-15", "2026-11-22"],
        week_domains: [
            [["date", ">=", "w0"]],
            [["date", ">=", "w1"]],
            [["date", ">=", "w2"]],
        ],
        kinds: [CALLS],
        progress: PROGRESS,
        figures: [
            makeFigure("done", "Contacts done", 1234),
            makeFigure("on_time", "Done on time", 80, {unit: "%"}),
            makeFigure("overdue", "Overdue now", 1),
        ],
        customers: [
            makeFigure("no_next", "Without a next contact", 10000, {has_more: true}),
        ],
        teams: [{id: 4, display_name: "Desks"}],
        users: [{id: 7, display_name: "Ana"}],
        ...values,
    };
}

function makeFigure(key, label, value, more = {}) {
    return {
        key,
        label,
        value,
        unit: "",
        domain: [["figure", "=", key]],
        group_by: [],
        ...more,
    };
}

function onDashboard(answer) {
    onRpc("crm.feed.contact.report", "get_dashboard", ({kwargs}) => answer(kwargs));
}

async function openDashboard() {
    await mountWebClient();
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "crm_activity_feed.contact_dashboard",
        name: "Contacts Dashboard",
    });
    await animationFrame();
    await animationFrame();
}

/** Note down what is opened, instead of opening it. */
function watchActions() {
    const {doAction} = getService("action");
    getService("action").doAction = (action, ...rest) => {
        if (action.type !== "ir.actions.act_window") {
            return doAction(action, ...rest);
        }
        expect.step(
            `${action.name}: ${action.res_model} ${JSON.stringify(action.domain)}`
        );
        return Promise.resolve();
    };
}

test("figures, charts and choices come in one request", async () => {
    onDashboard(({weeks, team_id, user_id}) => {
        expect.step(`${weeks} ${team_id} ${user_id}`);
        return makeDashboard();
    });
    await openDashboard();
    expect.verifySteps(["13 false false"]);
    const [done, onTime, overdue, noNext] = queryAllTexts(".o_crm_feed_figure_value");
    expect([done, overdue, noNext]).toEqual(["1,234", "1", "10,000+"]);
    expect(onTime).toMatch(/^80\s%$/);
    expect(".o_crm_feed_chart canvas").toHaveCount(2);
    expect(queryAllTexts("select[name=team] option")).toEqual(["All teams", "Desks"]);
    expect(queryAllTexts("select[name=user] option")).toEqual(["Everybody", "Ana"]);
});

test("period, team and salesperson are asked for; another team has other people", async () => {
    onDashboard(({weeks, team_id, user_id}) => {
        expect.step(`${weeks} ${team_id} ${user_id}`);
        return makeDashboard();
    });
    await openDashboard();
    await contains("select[name=user]").select("7");
    await contains("select[name=weeks]").select("4");
    await contains("select[name=team]").select("4");
    await animationFrame();
    expect.verifySteps(["13 false false", "13 false 7", "4 false 7", "4 4 false"]);
});

test("the last choice shows, also when its answer comes first", async () => {
    const slow = new Deferred();
    onDashboard(async ({weeks}) => {
        if (weeks === 4) {
            await slow;
        }
        return makeDashboard({figures: [makeFigure("done", "Contacts done", weeks)]});
    });
    await openDashboard();
    await contains("select[name=weeks]").select("4");
    await contains("select[name=weeks]").select("52");
    await animationFrame();
    slow.resolve();
    await animationFrame();
    expect(".o_crm_feed_figure[data-key=done] .o_crm_feed_figure_value").toHaveText(
        "52"
    );
    expect(".o_crm_feed_dashboard_loading").toHaveText("");
});

test("each number opens its list", async () => {
    onDashboard(() => makeDashboard());
    await openDashboard();
    watchActions();
    await contains(".o_crm_feed_figure[data-key=done]").click();
    await contains(".o_crm_feed_figure[data-key=no_next]").click();
    expect.verifySteps([
        'Contacts done: crm.feed.contact.report [["figure","=","done"]]',
        'Without a next contact: res.partner [["figure","=","no_next"]]',
    ]);
});

test("a chart is a table of buttons, too: each opens its week", async () => {
    onDashboard(() => makeDashboard());
    await openDashboard();
    watchActions();
    await contains(".o_crm_feed_chart:eq(1) .o_crm_feed_chart_toggle").click();
    expect(".o_crm_feed_chart:eq(1) canvas").toHaveCount(0);
    expect(queryAllTexts(".o_crm_feed_chart:eq(1) thead th")).toEqual([
        "Week of",
        "Done",
        "Overdue",
        "Planned",
    ]);
    // The newest week first; a week without anything is left out.
    expect(queryAllTexts(".o_crm_feed_chart:eq(1) tbody th")).toEqual([
        "Nov 22",
        "Nov 15",
    ]);
    await contains(".o_crm_feed_chart:eq(1) tbody tr:eq(1) td:eq(1) button").click();
    expect.verifySteps([
        "Overdue, week of Nov 15: crm.feed.contact.report " +
            '[["state","=","overdue"],["date",">=","w1"]]',
    ]);
});

test("a bar opens what it counts", async () => {
    await mountWithCleanup(ContactChart, {
        props: {
            title: "Contacts",
            labels: ["Nov 8", "Nov 15"],
            series: [CALLS],
            onOpened: (key, week) => expect.step(`${key} ${week}`),
        },
    });
    // eslint-disable-next-line no-undef
    const chart = Chart.getChart(queryOne(".o_crm_feed_chart canvas"));
    expect(chart.data.datasets.map(({label, data}) => [label, [...data]])).toEqual([
        ["Call", [0, 3]],
    ]);
    chart.options.onClick({}, [{datasetIndex: 0, index: 1}]);
    chart.options.onClick({}, []);
    expect.verifySteps(["type-2 1"]);
});

test("a chart without anything says so", async () => {
    await mountWithCleanup(ContactChart, {
        props: {title: "Contacts", labels: ["Nov 8"], series: [], onOpened: () => {}},
    });
    expect(".o_crm_feed_chart_empty").toHaveText("Nothing in these weeks.");
    expect("canvas").toHaveCount(0);
});

test("without any contact it tells what will be counted", async () => {
    const progress = PROGRESS.map((one) => ({...one, counts: [0, 0, 0]}));
    onDashboard(() =>
        makeDashboard({
            kinds: [],
            progress,
            figures: [makeFigure("on_time", "Done on time", false, {unit: "%"})],
        })
    );
    await openDashboard();
    expect(".o_crm_feed_dashboard_empty").toHaveText(/No contacts in these weeks/);
    expect(".o_crm_feed_figure[data-key=on_time] .o_crm_feed_figure_value").toHaveText(
        "–"
    );
    expect(".o_crm_feed_chart").toHaveCount(0);
});

test("it shows that it is loading, and why it could not", async () => {
    const first = new Deferred();
    let calls = 0;
    onDashboard(async () => {
        calls++;
        if (calls === 1) {
            await first;
            throw makeServerError({
                type: "UserError",
                message: "The server has no time now.",
            });
        }
        return makeDashboard();
    });
    await openDashboard();
    expect(".o_crm_feed_dashboard_loading").toHaveText("Loading...");
    expect(".o_crm_feed_dashboard_sheet").toHaveAttribute("aria-busy", "true");
    first.resolve();
    await animationFrame();
    await animationFrame();
    expect(".o_crm_feed_dashboard_error").toHaveText(/The server has no time now/);
    await contains(".o_crm_feed_dashboard_error button").click();
    await animationFrame();
    expect(".o_crm_feed_dashboard_error").toHaveCount(0);
    expect(".o_crm_feed_figure").toHaveCount(4);
});
