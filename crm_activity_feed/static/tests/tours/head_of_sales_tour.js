import {registry} from "@web/core/registry";

import {clickInEntry, FEED, openFeedTab, patiently, writeNote} from "./tour_steps";

const PLANNED = "Zebra Planned";
const FORGOTTEN = "Zebra Forgotten";
const NOTE = "Ask who looks after them";
const OWNER = ".o_crm_feed_open_entry .o_crm_feed_owner";

function handOver(to) {
    return [
        clickInEntry("reassign", NOTE),
        {
            content: "look for the colleague",
            trigger: ".o_crm_feed_owner_menu input",
            run: `edit ${to}`,
        },
        {
            content: "choose the only one of that name",
            trigger: `.o_crm_feed_owner_menu:not(:has(.o-dropdown-item:not(:contains(${to})))) .o-dropdown-item:contains(${to})`,
            run: "click",
        },
        {
            content: "it is the colleague's",
            trigger: `${FEED} ${OWNER}[title*='${to}']`,
        },
    ];
}

registry.category("web_tour.tours").add("crm_activity_feed.head_of_sales", {
    steps: patiently(() => [
        {
            content: "customers as a list",
            trigger: ".o_kanban_view, .o_list_view",
        },
        {
            trigger: ".o_switch_view.o_list",
            run: "click",
        },
        {
            content: "the list is there, with the columns of the feed",
            trigger: ".o_list_view th[data-name=feed_last_date]",
        },
        {
            content: "only ours",
            trigger: ".o_searchview_input",
            run: "edit Zebra",
        },
        {
            trigger: ".o_searchview_input",
            run: "press Enter",
        },
        {
            content: "one has a next contact, which the column names",
            trigger: `.o_list_view:not(:has(.o_data_row:not(:contains(Zebra)))) .o_data_row:contains(${PLANNED}) td[name=feed_next_date]:contains(Show the samples)`,
        },
        {
            content: "the other one has none",
            trigger: `.o_data_row:contains(${FORGOTTEN}) td[name=feed_next_date]:contains(No next contact)`,
        },
        {
            content: "whom has everybody forgotten?",
            trigger: ".o_searchview_dropdown_toggler",
            run: "click",
        },
        {
            trigger: ".o_filter_menu .o_menu_item:contains(No Next Contact)",
            run: "click",
        },
        {
            content: "only the one without a next contact is left; open it",
            trigger: `.o_list_view:not(:has(.o_data_row:contains(${PLANNED}))) .o_data_row:contains(${FORGOTTEN}) .o_data_cell[name=complete_name], .o_list_view:not(:has(.o_data_row:contains(${PLANNED}))) .o_data_row:contains(${FORGOTTEN}) .o_data_cell[name=display_name]`,
            run: "click",
        },
        ...openFeedTab(FORGOTTEN),
        ...writeNote(NOTE),
        {
            content: "it is one's own",
            trigger: `${OWNER}[title*='Tour Mona']`,
        },
        ...handOver("Tour Bert"),
        {
            content: "that was a mistake",
            trigger:
                ".o_notification.o_crm_feed_undo:contains(Tour Bert) button:contains(Undo)",
            run: "click",
        },
        {
            content: "it is one's own again",
            trigger: `${FEED} ${OWNER}[title*='Tour Mona']`,
        },
        ...handOver("Tour Anna"),
    ]),
});

registry.category("web_tour.tours").add("crm_activity_feed.head_of_sales_my_feed", {
    steps: patiently(() => [
        {
            content: "what one does oneself and what one gave away",
            trigger: `${FEED}:has([data-key]:contains(Her own)):has([data-key]:contains(Given to Anna))`,
        },
        {
            content: "what did Anna get?",
            trigger: ".o_crm_feed_filters_button",
            run: "click",
        },
        {
            trigger:
                ".o_crm_feed_panel [data-filter=user_ids] button:contains(Tour Anna)",
            run: "click",
        },
        {
            content: "only hers",
            trigger: `${FEED}:has([data-key]:contains(Given to Anna)):not(:has([data-key]:contains(Her own)))`,
        },
        {
            content: "it says what is left out; everything again",
            trigger: ".o_crm_feed_facet[data-filter=user_ids]:contains(Tour Anna)",
        },
        {
            trigger: ".o_crm_feed_clear_all",
            run: "click",
        },
        {
            trigger: `${FEED}:not(:has(.o_crm_feed_facet)) [data-key]:contains(Her own)`,
        },
    ]),
});
