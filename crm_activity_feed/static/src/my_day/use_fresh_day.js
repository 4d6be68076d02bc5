import {onMounted, onWillUnmount, useExternalListener} from "@odoo/owl";

import {browser} from "@web/core/browser/browser";

const {DateTime} = luxon;

/** Who looks elsewhere for less, in ms, finds the page as it was. */
const SHORT_ABSENCE = 60000;

/**
 * Keep a page of today a page of today: when a new day begins, and when the user comes back
 * to its tab.
 *
 * @param {() => void} refresh
 */
export function useFreshDay(refresh) {
    let timer = 0;
    let leftAt = 0;

    function waitForMidnight() {
        const midnight = DateTime.local().plus({days: 1}).startOf("day");
        // A second later, so that the server agrees.
        timer = browser.setTimeout(() => {
            refresh();
            waitForMidnight();
        }, midnight.diffNow().toMillis() + 1000);
    }

    onMounted(waitForMidnight);
    onWillUnmount(() => browser.clearTimeout(timer));
    useExternalListener(document, "visibilitychange", () => {
        if (document.visibilityState === "hidden") {
            leftAt = Date.now();
        } else if (leftAt && Date.now() - leftAt >= SHORT_ABSENCE) {
            refresh();
        }
    });
}
