import {registry} from "@web/core/registry";

import {clickInEntry, FEED, openFeedTab, patiently, waitUntil} from "./tour_steps";

const LIKED = "Sent the samples";
const OLD = "Founded";

registry.category("web_tour.tours").add("crm_activity_feed.salesperson", {
    steps: patiently(() => [
        ...openFeedTab("Zebra Customer"),
        clickInEntry("like", LIKED),
        {
            content: "it is liked",
            trigger: `.o_crm_feed_entry:contains(${LIKED}) .o_crm_feed_mark_like[aria-pressed=true]:contains(1)`,
        },
        clickInEntry("comment", LIKED),
        {
            content: "comment it",
            trigger: ".o_crm_feed_comments[aria-busy=false] .o_crm_feed_comment_input",
            run: "edit Well done",
        },
        {
            trigger: ".o_crm_feed_comment_send:enabled",
            run: "click",
        },
        {
            content: "the comment is there, and counted",
            trigger: `.o_crm_feed_entry:contains(${LIKED}):has(.o_crm_feed_mark_comment:contains(1)) .o_crm_feed_comment_body:contains(Well done)`,
        },
        clickInEntry("pin", LIKED),
        {
            content: "it stands on top",
            trigger: `.o_crm_feed_pinned_entry:contains(${LIKED})`,
        },
        {
            content: "search",
            trigger: ".o_crm_feed_search_input",
            run: "edit Talk 45",
        },
        {
            content: "only what matches is left",
            trigger: `${FEED}:not(:has(.o_crm_feed_month .o_crm_feed_entry:contains(${LIKED}))) .o_crm_feed_month .o_crm_feed_entry:contains(Talk 45)`,
        },
        {
            trigger: ".o_crm_feed_clear_all",
            run: "click",
        },
        {
            content: "everything again",
            trigger: `${FEED}:not(:has(.o_crm_feed_clear_all)) .o_crm_feed_month .o_crm_feed_entry:contains(${LIKED})`,
        },
    ]),
});

registry.category("web_tour.tours").add("crm_activity_feed.call", {
    steps: patiently(() => [
        ...openFeedTab("Zebra Customer"),
        {
            content: "somebody rang",
            trigger: ".o_crm_feed_composer_more",
            run: "click",
        },
        {
            trigger: ".o_crm_feed_log_call",
            run: "click",
        },
        {
            content: "what they wanted",
            trigger: ".modal .o_field_widget[name=result] textarea",
            run: "edit They ask for prices",
        },
        {
            content: "a colleague knows",
            trigger: ".modal .o_field_widget[name=user_ids] input",
            run: "edit Tour Bert",
        },
        {
            trigger: ".modal .o-autocomplete--dropdown-item:contains(Tour Bert)",
            run: "click",
        },
        {
            content: "what to do",
            trigger: ".modal .o_field_widget[name=hand_over_name] input",
            run: "edit Send the price list",
        },
        {
            trigger: ".modal button[name=action_log_call]",
            run: "click",
        },
        {
            content: "the call is in the history",
            trigger: `body:not(:has(.modal)) ${FEED} .o_crm_feed_month .o_crm_feed_entry:contains(They ask for prices)`,
        },
        {
            content: "and the colleague has something to do",
            trigger: `${FEED} .o_crm_feed_open_entry:contains(Send the price list)`,
        },
    ]),
});

registry.category("web_tour.tours").add("crm_activity_feed.link", {
    steps: patiently(() => [
        {
            content: "the Feed tab is open, and the entry is there and has the focus",
            trigger: `.o_form_view .nav-link.active[name=crm_feed]`,
        },
        {
            trigger: `${FEED} .o_crm_feed_month .o_crm_feed_entry:contains(${OLD})`,
            run: ({anchor}) => waitUntil(() => document.activeElement === anchor),
        },
    ]),
});
