import {registry} from "@web/core/registry";

import {openFeedTab, patiently} from "./tour_steps";

registry.category("web_tour.tours").add("crm_activity_feed.administrator_source", {
    steps: patiently(() => [
        {
            content: "open a source",
            trigger: ".o_list_view .o_data_row .o_data_cell[name=name]:contains(Zebra)",
            run: "click",
        },
        {
            content: "the form shows what its entries look like",
            trigger:
                ".o_crm_feed_source_preview[aria-busy=false] .o_crm_feed_entry:contains(Stripes)",
        },
        {
            content: "let it be created from the feed",
            trigger: ".o_field_widget[name=can_create] input:not(:checked)",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=can_create] input:checked",
        },
        {
            content: "save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "it is saved",
            trigger: ".o_form_status_indicator_buttons.invisible:not(:visible)",
        },
    ]),
});

registry.category("web_tour.tours").add("crm_activity_feed.administrator_create", {
    steps: patiently(() => [
        ...openFeedTab("Zebra Customer"),
        {
            content: "what else can be created",
            trigger: ".o_crm_feed_composer_more",
            run: "click",
        },
        {
            trigger: ".o_crm_feed_composer_create:contains(Zebra)",
            run: "click",
        },
        {
            content: "its form opens, and knows the customer",
            trigger:
                ".modal .o_field_widget[name=partner_id] input:value(Zebra Customer)",
        },
        {
            content: "nothing is created this time",
            trigger: ".modal .o_form_button_cancel",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_crm_feed_composer",
        },
    ]),
});

registry.category("web_tour.tours").add("crm_activity_feed.administrator_role", {
    steps: patiently(() => [
        {
            content: "one more role",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            trigger: ".o_selected_row .o_field_widget[name=name] input",
            run: "edit Zebra Keeper",
        },
        {
            trigger: ".o_list_button_save",
            run: "click",
        },
        {
            content: "it is in the dictionary",
            trigger:
                ".o_list_view:not(:has(.o_selected_row)) .o_data_row:contains(Zebra Keeper)",
        },
    ]),
});
