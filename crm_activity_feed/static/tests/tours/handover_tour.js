import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("crm_activity_feed.handover", {
    steps: () => [
        {
            content: "open the actions of the customer",
            trigger: ".o_cp_action_menus button:has(.fa-cog)",
            run: "click",
        },
        {
            content: "hand the customer over",
            trigger: ".o_menu_item:contains(Hand-over Report)",
            run: "click",
        },
        {
            content: "the customer is filled in; print",
            trigger:
                ".modal:has(.o_field_widget[name=partner_id] input:value(Acme)) button[name=action_print]",
            run: "click",
        },
        {
            content: "it says why there is no PDF",
            trigger: ".o_notification:contains(Wkhtmltopdf)",
        },
        {
            content: "the report is on the screen",
            trigger: ".o_iframe_report, iframe[src*='/report/html/']",
            async run({anchor}) {
                const read = () => anchor.contentDocument?.body?.textContent || "";
                for (let tries = 0; tries < 50 && !read().includes("Acme"); tries++) {
                    await new Promise((resolve) => setTimeout(resolve, 100));
                }
                if (!read().includes("Still to do")) {
                    throw new Error(`The report is: ${read()}`);
                }
            },
        },
    ],
});
