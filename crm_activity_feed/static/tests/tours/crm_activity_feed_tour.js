import {registry} from "@web/core/registry";

import {patiently, waitUntil} from "./tour_steps";

const FEED = ".o_crm_feed";
const NOTE = "Call about the desks";
const DOCUMENT = "FEED-0001";

/** Where on the screen the document was when it was opened. */
let top = 0;

function getTop(title) {
    return Math.round(title.getBoundingClientRect().top);
}

function check(condition, message) {
    if (!condition) {
        throw new Error(message);
    }
}

/** Whether the document is not where it was when it was opened. */
function isAway(anchor) {
    return Math.abs(getTop(anchor) - top) >= 5;
}

registry.category("web_tour.tours").add("crm_activity_feed.customer", {
    steps: patiently(() => [
        {
            content: "open the Feed tab of the customer",
            trigger: ".o_notebook_headers .nav-link[name=crm_feed]",
            run: "click",
        },
        {
            content: "write a note",
            trigger: ".o_crm_feed_composer_input",
            run: `edit ${NOTE}`,
        },
        {
            content: "Enter saves it",
            trigger: ".o_crm_feed_composer_input",
            run: "press Enter",
        },
        {
            content:
                "it is among what comes next; the field is empty and has the focus",
            trigger: `.o_crm_feed_open_entry:contains(${NOTE})`,
            run() {
                const input = document.querySelector(".o_crm_feed_composer_input");
                check(input.value === "", "the composer still has the text");
                check(document.activeElement === input, "the composer lost the focus");
            },
        },
        {
            content: "complete it",
            trigger: `.o_crm_feed_open_entry:contains(${NOTE}) .o_crm_feed_done`,
            run: "click",
        },
        {
            content: "say how it went",
            trigger: ".o_crm_feed_outcome_input",
            run: "edit They agreed",
        },
        {
            trigger: ".o_crm_feed_outcome_input",
            run: "press Enter",
        },
        {
            content: "it is in the history, with its outcome",
            trigger: `.o_crm_feed_month .o_crm_feed_entry:contains(${NOTE}):contains(They agreed)`,
        },
        {
            content: "it is not among what comes next any more",
            trigger: `${FEED}:not(:has(.o_crm_feed_open_entry:contains(${NOTE})))`,
        },
        {
            content: "nothing is planned any more: that may stay so",
            trigger: ".o_crm_feed_next_none",
            run: "click",
        },
        {
            content: "the dialog is closed",
            trigger: "body:not(:has(.modal))",
        },
        {
            content: "earlier entries come when one scrolls",
            trigger: `${FEED} .o_crm_feed_end_older`,
            async run({anchor}) {
                const feed = anchor.closest(FEED);
                const end = () => feed.querySelector(".o_crm_feed_end_older");
                // A page a time, until there is nothing earlier.
                await waitUntil(
                    () => !end() && feed.textContent.includes(DOCUMENT),
                    () => end()?.scrollIntoView()
                );
            },
        },
        {
            content: "open the oldest document",
            trigger: `.o_crm_feed_entry_title:contains(${DOCUMENT})`,
            async run({anchor}) {
                anchor.scrollIntoView({block: "center"});
                await new Promise((resolve) => requestAnimationFrame(resolve));
                top = getTop(anchor);
                anchor.click();
            },
        },
        {
            content: "the document is open",
            trigger: `.o_breadcrumb .active:contains(${DOCUMENT})`,
        },
        {
            content: "go back",
            trigger: ".o_back_button, .breadcrumb-item:last a",
            run: "click",
        },
        {
            content: "the same tab is open, and the same entries are loaded",
            trigger: `.o_notebook_headers .nav-link.active[name=crm_feed]`,
        },
        {
            content: "the entries are up to date",
            trigger: `${FEED}[aria-busy=false] .o_crm_feed_entry_title:contains(${DOCUMENT})`,
            async run({anchor}) {
                // Fonts and pictures above may still move the page a little.
                for (let tries = 0; tries < 20 && isAway(anchor); tries++) {
                    await new Promise((resolve) => setTimeout(resolve, 100));
                }
                check(!isAway(anchor), `it is at ${getTop(anchor)}, not at ${top}`);
            },
        },
    ]),
});
