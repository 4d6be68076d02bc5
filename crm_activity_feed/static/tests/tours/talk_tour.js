import {registry} from "@web/core/registry";

import {clickInEntry, FEED, openFeedTab, patiently} from "./tour_steps";

const CUSTOMER = "Zebra Customer";
const ENTRY = `${FEED} article[data-key]:contains(Sent the samples)`;
const INPUT = `${ENTRY} .o_crm_feed_comment_input`;
const WORDS = ".o_crm_feed_comment_body:contains(Did they like them)";

registry.category("web_tour.tours").add("crm_activity_feed.talk_ask", {
    steps: patiently(() => [
        ...openFeedTab(CUSTOMER),
        clickInEntry("comment", "Sent the samples"),
        {
            content: "ask a colleague, of whose name a part is enough",
            trigger: INPUT,
            run: "edit Did they like them? @Tour Mo",
        },
        {
            content: "the colleague is suggested",
            trigger: ".o_crm_feed_mention:contains(Tour Mona)",
            run: "click",
        },
        {
            content: "the name is in the text; Enter sends it",
            trigger: `${INPUT}:value(@Tour Mona)`,
            run: "press Enter",
        },
        {
            content: "it is under the entry, and names the colleague",
            trigger: `${ENTRY} ${WORDS}:contains(@Tour Mona)`,
        },
    ]),
});

registry.category("web_tour.tours").add("crm_activity_feed.talk_answer", {
    steps: patiently(() => [
        {
            content: "the inbox has it; the first action leads to the entry",
            trigger: ".o-mail-Message:contains(Did they like them)",
            run: "hover && click .o-mail-Message button[title='See it in the feed']",
        },
        {
            content: "the customer is open, at the entry and its comments",
            trigger: `.o_breadcrumb .active:contains(${CUSTOMER})`,
        },
        {
            content: "answer under the question",
            trigger: `${ENTRY}:has(${WORDS}) .o_crm_feed_comment_input`,
            run: "edit They did",
        },
        {
            trigger: `${INPUT}:value(They did)`,
            run: "press Enter",
        },
        {
            content: "it stands there",
            trigger: `${ENTRY} .o_crm_feed_comment_body:contains(They did)`,
        },
    ]),
});
