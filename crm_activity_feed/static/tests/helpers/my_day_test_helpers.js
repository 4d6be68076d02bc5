import {animationFrame} from "@odoo/hoot-mock";

import {getService, mountWebClient} from "@web/../tests/web_test_helpers";

import {makeEntry} from "./feed_test_helpers";

/** What the server says of the plan. */
export function makePlan(open, values = {}) {
    return {
        open,
        open_more: false,
        overdue_more: false,
        can_plan: true,
        broken: [],
        ...values,
    };
}

export function makeOpen(id, state, date, values = {}) {
    return makeEntry({
        id,
        title: `Call ${id}`,
        is_open: true,
        state,
        date,
        is_all_day: date.endsWith("00:00:00"),
        user_id: {id: 7, display_name: "Ana"},
        actions: ["done", "reschedule", "reassign", "cancel"],
        ...values,
    });
}

export async function openMyDay(values = {}) {
    await mountWebClient();
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "crm_activity_feed.my_day",
        name: "My Day",
        ...values,
    });
    await animationFrame();
}
