import {registry} from "@web/core/registry";

import {clickInEntry, FEED, openFeedTab, patiently} from "./tour_steps";

/** What is hostile, and by which words it is known: see `test_security_browser.py`. */
const CUSTOMER = "Zebra Customer";
const VISIT = `${FEED} .o_crm_feed_open_entry:contains(A visit)`;
const MAIL = `${FEED} .o_crm_feed_month .o_crm_feed_entry[data-kind=email]`;
/** For what loads, runs or fails a little later. */
const A_WHILE = 500;
/** Attacks like those that are stored, which nobody makes inert. They leave the page there. */
const CONTROLS = [
    "<img src='x' onerror=\"window.hacked = 'handler'\">",
    "<a href=\"javascript:void(window.hacked = 'link')\">Open</a>",
];

const wait = () => new Promise((resolve) => setTimeout(resolve, A_WHILE));

/**
 * Click all that an attack could hope to be clicked.
 *
 * @param {ParentNode} root
 */
function clickAll(root) {
    for (const link of root.querySelectorAll("a, details, button:not([class])")) {
        if (["Open", "Go"].includes(link.textContent) || link.matches("details")) {
            link.click();
        }
    }
}

/** Put attacks into the page as they are: they must run, else nothing is proved here. */
async function runControls() {
    const seen = [];
    Object.defineProperty(window, "hacked", {
        set(value) {
            seen.push(value);
        },
    });
    const place = document.createElement("div");
    document.body.append(place);
    for (const [index, attack] of CONTROLS.entries()) {
        place.innerHTML = attack;
        clickAll(place);
        for (let times = 0; seen.length <= index && times < 20; times++) {
            await wait();
        }
    }
    place.remove();
    if (seen.join() !== "handler,link") {
        throw new Error(`Of the attacks on the page as it is, these ran: ${seen}`);
    }
}

registry.category("web_tour.tours").add("crm_activity_feed.inert", {
    steps: patiently(() => [
        ...openFeedTab(CUSTOMER),
        {
            content: "unfold what is folded",
            trigger: `${MAIL} .o_crm_feed_entry_toggle[aria-expanded=false]`,
            run() {
                const toggles = `${FEED} .o_crm_feed_entry_toggle[aria-expanded=false]`;
                document.querySelectorAll(toggles).forEach((toggle) => toggle.click());
            },
        },
        {
            content: "the words of a note show",
            trigger: `${VISIT} .o_crm_feed_entry_body:contains(Words of a description)`,
        },
        {
            content: "so do those of an outcome",
            trigger: `${FEED} .o_crm_feed_entry:contains(A call):contains(Words of an outcome)`,
        },
        {
            content: "so do those of a message",
            trigger: `${FEED} .o_crm_feed_entry_body:contains(Words of a message)`,
        },
        clickInEntry("comment", "Words of a message"),
        {
            content: "so do those of a comment",
            trigger: `${FEED} .o_crm_feed_comment_body:contains(Words of a comment)`,
        },
        {
            content:
                "so do those of a mail, apart from the page; nothing of all that ran",
            trigger: `${MAIL} .o_crm_feed_mail_body`,
            async run({anchor}) {
                if (!anchor.shadowRoot.textContent.includes("Words of a mail")) {
                    throw new Error("The mail does not show what it says");
                }
                clickAll(document.querySelector(FEED));
                clickAll(anchor.shadowRoot);
                await wait();
                if (window.hacked !== undefined) {
                    throw new Error(`A text was run: ${window.hacked}`);
                }
                await runControls();
            },
        },
    ]),
});
