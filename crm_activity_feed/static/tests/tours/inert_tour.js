import {registry} from "@web/core/registry";

import {FEED, openFeedTab, patiently} from "./tour_steps";

const CUSTOMER = "Zebra Customer";
/** What attacks would leave behind: see `test_security_browser.py`. */
const WORDS = "Harmless words";
/** For what loads, runs or fails a little later. */
const A_WHILE = 500;

registry.category("web_tour.tours").add("crm_activity_feed.inert", {
    steps: patiently(() => [
        ...openFeedTab(CUSTOMER),
        {
            content: "the words of a note show",
            trigger: `${FEED} .o_crm_feed_open_entry:contains(${WORDS})`,
        },
        {
            content: "so do those of a message",
            trigger: `${FEED} .o_crm_feed_month .o_crm_feed_entry:contains(${WORDS})`,
        },
        {
            content: "whatever there is to click does nothing, and nothing ran",
            trigger: `${FEED} .o_crm_feed_month`,
            async run() {
                const links = document.querySelectorAll(`${FEED} a, ${FEED} details`);
                for (const link of links) {
                    if (link.textContent === "Open" || link.matches("details")) {
                        link.click();
                    }
                }
                await new Promise((resolve) => setTimeout(resolve, A_WHILE));
                if (window.hacked !== undefined) {
                    throw new Error(`A text was run: ${window.hacked}`);
                }
            },
        },
    ]),
});
