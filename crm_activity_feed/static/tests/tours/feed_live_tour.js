import {registry} from "@web/core/registry";

import {clickInEntry, openFeedTab, patiently} from "./tour_steps";

const OPEN = ".o_crm_feed_open_entry";
const DONE = ".o_crm_feed_month .o_crm_feed_entry";

// What happens after the sign is done by a colleague, on another connection: see the test.
registry.category("web_tour.tours").add("crm_activity_feed.live", {
    steps: patiently(() => [
        ...openFeedTab("Acme"),
        {
            content: "a colleague has something to do",
            trigger: `${OPEN}:contains(Send the offer)`,
        },
        clickInEntry("like", "They moved"),
        {
            content: "what the colleague completed is done here, without a reload",
            trigger: `${DONE}:contains(Send the offer)`,
        },
        {
            content:
                "it is not to be done any more, and what comes next is here as well",
            trigger: `.o_crm_feed:not(:has(${OPEN}:contains(Send the offer))) ${OPEN}:contains(Ring Olga)`,
        },
    ]),
});
