import {registry} from "@web/core/registry";

import {patiently} from "./tour_steps";

const PLAN = ".o_crm_feed_plan[aria-busy=false]";
const HISTORY = ".o_crm_feed_my_day_feed .o_crm_feed[aria-busy=false]";
const CALL = "Call about the price";
const SAMPLES = "Send the samples";

/** An entry below a heading: the heading is the last one before it. */
function isBelow(group, title) {
    const entry = `.o_crm_feed_open_entry:contains(${title})`;
    return `${PLAN} [data-group=${group}] ~ ${entry}`;
}

registry.category("web_tour.tours").add("crm_activity_feed.my_day", {
    steps: patiently(() => [
        {
            content: "what is late, and what is due today, a colleague's meeting too",
            trigger: `${PLAN}:has([data-group=overdue]:contains(1)):has([data-group=today]:contains(2))`,
        },
        {
            trigger: `${PLAN} .o_crm_feed_open_entry:contains(Visit with Mona)`,
        },
        {
            content: "the call is done",
            trigger: `${isBelow("today", CALL)} .o_crm_feed_done`,
            run: "click",
        },
        {
            trigger: `${PLAN} .o_crm_feed_outcome_input`,
            run: "edit They agree",
        },
        {
            trigger: `${PLAN} .o_crm_feed_outcome_confirm`,
            run: "click",
        },
        {
            content: "it has moved to the feed",
            trigger: `body:not(:has(${PLAN} .o_crm_feed_open_entry:contains(${CALL}))) ${HISTORY} .o_crm_feed_entry:contains(${CALL}):contains(They agree)`,
        },
        {
            content: "that was too early",
            trigger: `.o_notification.o_crm_feed_undo:contains(${CALL}) button:contains(Undo)`,
            run: "click",
        },
        {
            content: "it is in the plan again, and not in the feed",
            trigger: `body:not(:has(${HISTORY} .o_crm_feed_entry:contains(${CALL}))) ${isBelow("today", CALL)}`,
        },
        {
            content: "the samples can wait until tomorrow",
            trigger: `${isBelow("overdue", SAMPLES)} .o_crm_feed_reschedule`,
            run: "click",
        },
        {
            trigger: ".o-dropdown-item[data-pick=tomorrow]",
            run: "click",
        },
        {
            content: "nothing is late any more",
            trigger: `${PLAN}:not(:has([data-group=overdue])) [data-group=tomorrow] ~ .o_crm_feed_open_entry:contains(${SAMPLES})`,
        },
        {
            content: "begin with this page from now on",
            trigger: ".o_crm_feed_my_day_menu",
            run: "click",
        },
        {
            trigger: ".o_crm_feed_set_home",
            run: "click",
        },
        {
            trigger: ".o_notification:contains(opens when you log in)",
        },
        {
            content: "the clock counts the call",
            trigger: ".o_menu_systray .fa-clock-o",
            run: "click",
        },
        {
            trigger:
                ".o-mail-ActivityGroup[data-model_name='crm.feed.note'] span:contains(1 Today)",
            run: "click",
        },
        {
            content: "and leads to it",
            trigger: `.o_list_view .o_data_row:contains(${CALL})`,
        },
        {
            trigger: `.o_list_view:not(:has(.o_data_row:contains(${SAMPLES})))`,
        },
    ]),
});
