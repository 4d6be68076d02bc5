import {registry} from "@web/core/registry";

import {patiently} from "./tour_steps";

const DASHBOARD = ".o_crm_feed_dashboard_sheet[aria-busy=false]";
const REACHED = "Zebra Reached";
const FORGOTTEN = "Zebra Forgotten";

/** A number of the dashboard; the page has no more of that salesperson than this. */
function getFigure(key, value) {
    return `${DASHBOARD} .o_crm_feed_figure[data-key=${key}]:has(.o_crm_feed_figure_value:contains(/^${value}$/))`;
}

/** The list that a number opened; nothing else is in it. */
function getList(customer) {
    return `.o_list_view:not(:has(.o_data_row:not(:contains(${customer})))) .o_data_row:contains(${customer})`;
}

function goBack() {
    return [
        {
            content: "back to the dashboard",
            trigger: ".breadcrumb-item:contains(Contacts Dashboard) a, .o_back_button",
            run: "click",
        },
        {
            content: "it shows the same salesperson",
            trigger: getFigure("done", 2),
        },
    ];
}

registry.category("web_tour.tours").add("crm_activity_feed.contact_dashboard", {
    steps: patiently(() => [
        {
            content: "whose contacts?",
            trigger: `${DASHBOARD} select[name=user]`,
            run: "selectByLabel Tour Anna",
        },
        {
            content: "two are done, with one customer; another one is late",
            trigger: getFigure("done", 2),
        },
        {
            trigger: getFigure("customers", 1),
        },
        {
            trigger: getFigure("overdue", 1),
        },
        {
            content: "which ones?",
            trigger: getFigure("done", 2),
            run: "click",
        },
        {
            content: "the list of both",
            trigger: `${getList(REACHED)}:nth-child(2)`,
        },
        ...goBack(),
        {
            content: "the plots, in numbers",
            trigger: `${DASHBOARD} .o_crm_feed_chart:first .o_crm_feed_chart_toggle`,
            run: "click",
        },
        {
            content: "the contacts of one week",
            trigger: `${DASHBOARD} .o_crm_feed_chart:first .o_crm_feed_chart_table td button:first`,
            run: "click",
        },
        {
            trigger: getList(REACHED),
        },
        ...goBack(),
        {
            content: "who waits for a contact?",
            trigger: getFigure("no_next", 1),
            run: "click",
        },
        {
            trigger: getList(FORGOTTEN),
        },
    ]),
});
