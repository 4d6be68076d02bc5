import {registry} from "@web/core/registry";

const NOTE = "Ask for the new account";

registry.category("web_tour.tours").add("crm_activity_feed.widget", {
    steps: () => [
        {
            content: "the feed of the customer is on the form of something else",
            trigger: ".o_form_view .o_crm_feed_entry:contains(They moved)",
        },
        {
            content: "write a note",
            trigger: ".o_crm_feed_composer_input",
            run: `edit ${NOTE}`,
        },
        {
            trigger: ".o_crm_feed_composer_input",
            run: "press Enter",
        },
        {
            content: "it is among what comes next",
            trigger: `.o_crm_feed_open_entry:contains(${NOTE})`,
        },
    ],
});
