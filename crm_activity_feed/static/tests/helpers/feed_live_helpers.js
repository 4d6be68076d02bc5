import {manuallyDispatchProgrammaticEvent} from "@odoo/hoot-dom";
import {advanceTime, animationFrame} from "@odoo/hoot-mock";

import {patchWithCleanup} from "@web/../tests/web_test_helpers";

import {setUpHistory} from "./feed_history_helpers";
import {makeEntry} from "./feed_test_helpers";

export const PARTNER = {model: "res.partner", id: 1};

/** Long enough for one request, and for its answer to show. */
export async function settle(time = 2000) {
    // In steps: what is asked for is answered in between.
    for (let passed = 0; passed < time; passed += 1000) {
        await advanceTime(Math.min(1000, time - passed));
    }
    await animationFrame();
    await animationFrame();
}

let lastNew = 100;

/** The next entry that somebody adds. */
export function makeNew(values = {}) {
    const id = ++lastNew;
    return makeEntry({
        id,
        title: `New ${id - 100}`,
        date: `2026-11-19 13:00:${id - 100 + 10}`,
        ...values,
    });
}

/** @param {"visible"|"hidden"} state */
export async function turn(state) {
    patchWithCleanup(document, {
        get visibilityState() {
            return state;
        },
    });
    await manuallyDispatchProgrammaticEvent(document, "visibilitychange");
}

/** Before each test of a feed to which something is added. */
export function setUpLive() {
    lastNew = 100;
    setUpHistory();
}
