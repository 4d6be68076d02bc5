import {registry} from "@web/core/registry";

const CALL = ":contains(Delivery date)";

registry.category("web_tour.tours").add("crm_activity_feed_example.call", {
    steps: () => [
        {
            content: "open the Feed tab of the customer",
            trigger: ".o_notebook_headers .nav-link[name=crm_feed]",
            run: "click",
        },
        {
            content: "show phone calls only: a kind of this addon",
            trigger: ".o_crm_feed_chip[data-kind=phone_call]:contains(Phone Calls)",
            run: "click",
        },
        {
            content: "the call has its own look",
            trigger: `.o_crm_feed_entry${CALL} .o_switchboard_call:contains(5 min)`,
        },
        {
            content: "plan to call again, by a button of this addon",
            trigger: `.o_crm_feed_entry${CALL} .o_crm_feed_action[data-action=call_again]`,
            run: "click",
        },
        {
            content: "the call is among what comes next; open it",
            trigger: `.o_crm_feed_open_entry${CALL} .o_crm_feed_entry_title`,
            run: "click",
        },
        {
            // The customer's own Feed tab is on the screen until then.
            content: "the call is open",
            trigger: ".o_breadcrumb .active:contains(Delivery date)",
        },
        {
            content: "open the Feed tab of the call's own form",
            trigger: ".o_notebook_headers .nav-link[name=crm_feed]",
            run: "click",
        },
        {
            content: "the feed of the call shows the call",
            trigger: `.o_crm_feed_open_entry${CALL} .o_switchboard_call`,
        },
    ],
});
