import {registry} from "@web/core/registry";

import {FEED, openFeedTab, patiently} from "./tour_steps";

/** Names and abbreviations that are the same in Russian, and addresses. */
const LATIN =
    /\b(CRM|Odoo|Email|PDF|SMS|SQL|UTC|XLSX?|CSV|ID|id|Ctrl|Enter|Esc|Shift|Tab|txt)\b|\S+@\S+|https?:\S+/g;
const WORD = /[A-Za-z]{2,}/;
const CYRILLIC = /[а-яё]{2,}/i;
const NOTE = ".o_crm_feed_open_entry:contains(Выслать договор)";
const ATTRIBUTES = ["title", "placeholder", "aria-label", "data-tooltip", "alt"];

/** What is not ours to translate. */
const OTHERS = [
    // Odoo's own Russian: "Список View", "Custom Filter...", "Back to".
    ".o_cp_switch_buttons",
    ".o_breadcrumb",
    ".o_add_custom_filter",
    ".o_add_custom_group_menu option:first-child",
    // The language itself, names of fields, their paths, and icons.
    ".o_field_translate",
    ".o_model_field_selector",
    ".o_tree_editor",
    ".o_crm_feed_source_path",
    ".o_crm_feed_source_paths_item",
    "td[name=icon]",
    // Names of colleagues, teams and records of the demo data.
    ".o_crm_feed_owner_menu [data-owner-id]",
    "select[name=team] option:not(:first-child)",
    "select[name=user] option:not(:first-child)",
    ".o_crm_feed_source_preview .o_crm_feed_entry",
];

/**
 * @param {Element} root
 * @returns {string[]} what one reads there, or is told of by a screen reader
 */
function readTexts(root) {
    const texts = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        texts.push([walker.currentNode.data, walker.currentNode.parentElement]);
    }
    for (const name of ATTRIBUTES) {
        for (const el of [root, ...root.querySelectorAll(`[${name}]`)]) {
            texts.push([el.getAttribute(name) || "", el]);
        }
    }
    for (const el of root.querySelectorAll("input[type=text], textarea")) {
        texts.push([el.value, el]);
    }
    return texts
        .filter(([, el]) => !el.closest(["script", "style", ...OTHERS].join()))
        .map(([text]) => text.replace(LATIN, "").replace(/\s+/g, " ").trim());
}

/**
 * @param {string} selector what is read
 * @param {number} least how many Russian texts there are, or more
 * @throws {Error} that lists what is not Russian
 */
function checkRussian(selector, least) {
    const roots = [...document.querySelectorAll(selector)];
    const texts = roots.flatMap(readTexts);
    const english = new Set(texts.filter((text) => WORD.test(text)));
    const russian = texts.filter((text) => CYRILLIC.test(text));
    if (english.size) {
        throw new Error(`Not Russian: ${selector}\n${[...english].join("\n")}`);
    }
    if (russian.length < least) {
        throw new Error(`${russian.length} texts only, not ${least}: ${selector}`);
    }
}

/**
 * @param {string} trigger what shows that the screen is there
 * @param {number} least how many Russian texts there are
 * @param {string} [selector] what is read, if not the trigger
 */
function look(trigger, least, selector = trigger) {
    return {
        content: `is it Russian: ${selector}`,
        trigger,
        run: () => checkRussian(selector, least),
    };
}

/** @param {string} trigger */
function click(trigger) {
    return {trigger, run: ({anchor}) => anchor.click()};
}

/** @param {string} name of an action of the note, whose button may show on hover only */
function act(name) {
    return {
        content: `${name} of the note`,
        trigger: `${FEED} ${NOTE}:has([data-action=${name}])`,
        run: ({anchor}) => anchor.querySelector(`[data-action=${name}]`).click(),
    };
}

/**
 * @param {string|Object} action
 * @param {Object} [options] see the action service
 */
function doAction(action, options) {
    const {services} = odoo.__WOWL_DEBUG__.root.env;
    return services.action.doAction(action, {clearBreadcrumbs: true, ...options});
}

async function openDeal() {
    const {orm} = odoo.__WOWL_DEBUG__.root.env.services;
    const [id] = await orm.search("crm.lead", [["name", "=", "Сорок столов"]]);
    await doAction({
        type: "ir.actions.act_window",
        res_model: "crm.lead",
        res_id: id,
        views: [[false, "form"]],
    });
}

/**
 * @param {string} name of an action of ours
 * @param {Object} [options] see the action service
 */
function open(name, options) {
    return {
        content: `open ${name}`,
        trigger: "body:not(:has(.modal))",
        run: () => doAction(`crm_activity_feed.${name}`, options),
    };
}

/**
 * @param {string} button that opens a menu
 * @param {number} least
 * @param {string} [menu]
 */
function lookIntoMenu(button, least, menu = ".o-dropdown--menu") {
    return [
        click(button),
        look(menu, least),
        click(button),
        {content: "it is closed", trigger: `body:not(:has(${menu}))`},
    ];
}

/**
 * @param {Object} opener a step
 * @param {string} content what shows that it is there
 * @param {number} least
 */
function lookIntoDialog(opener, content, least) {
    return [
        opener,
        look(`.modal ${content}`, least, ".modal .modal-content"),
        click(".modal .btn-close"),
        {content: "it is closed", trigger: "body:not(:has(.modal))"},
    ];
}

/** @param {number} least how many filters and groups the search offers */
function lookIntoSearch(least) {
    return lookIntoMenu(
        ".o_searchview_dropdown_toggler",
        least,
        ".o_search_bar_menu, .o_filter_menu, .o_group_by_menu"
    );
}

registry.category("web_tour.tours").add("crm_activity_feed.russian_customer", {
    steps: patiently(() => [
        ...openFeedTab("Ромашка"),
        look(`${FEED} .o_crm_feed_month`, 250, ".o_crm_feed"),
        ...lookIntoMenu(".o_crm_feed_composer_deadline", 5),
        ...lookIntoMenu(".o_crm_feed_composer .o_crm_feed_owner", 2),
        ...lookIntoMenu(".o_crm_feed_composer_more", 2),
        ...lookIntoMenu(".o_crm_feed_following", 5),
        ...lookIntoMenu(".o_crm_feed_month_heading button", 12),
        ...lookIntoMenu(`${NOTE} .o_crm_feed_menu`, 6),
        ...lookIntoMenu(`${NOTE} [data-action=reschedule]`, 3),
        {
            trigger: ".o_crm_feed_composer_input",
            run: ({anchor}) => {
                anchor.blur();
                anchor.focus();
            },
        },
        look(".o_crm_feed_composer_open", 5),
        click(`${NOTE} .o_crm_feed_done`),
        look(".o_crm_feed_outcome", 5),
        click(".o_crm_feed_outcome_cancel"),
        ...lookIntoDialog(act("set_kind_reason"), ".o_crm_feed_kind_reason_form", 3),
        act("comment"),
        look(".o_crm_feed_comments[aria-busy=false]", 2),
        click(".o_crm_feed_filters_button"),
        look(".o_crm_feed_panel", 14),
        click(".o_crm_feed_panel [data-filter=kinds] button, .o_crm_feed_noise"),
        look(`${FEED} .o_crm_feed_facets`, 3),
        click(".o_crm_feed_help_button"),
        look(".o_crm_feed_help", 10),
        click(".o_crm_feed_help_button"),
        {content: "it is closed", trigger: "body:not(:has(.o_crm_feed_help))"},
        click(".o_crm_feed_composer_more"),
        ...lookIntoDialog(
            click(".o_crm_feed_log_call"),
            ".o_field_widget[name=result]",
            10
        ),
        ...lookIntoDialog(act("move"), ".o_field_widget[name=partner_id]", 5),
        click(".o_cp_action_menus button:has(.fa-cog)"),
        ...lookIntoDialog(
            click(".o_menu_item:contains(Отчёт о передаче дел)"),
            ".o_field_widget[name=has_texts]",
            5
        ),
        {content: "open the deal", trigger: "body", run: openDeal},
        ...openFeedTab("Сорок столов"),
        look(".o_crm_feed_people_strip", 5),
        ...lookIntoMenu(".o_crm_feed_people_add", 2),
        ...lookIntoMenu(".o_crm_feed_role_change", 6),
    ]),
});

const CONTENT = ".o_action_manager";
const LIST = ".o_control_panel, .o_list_view thead";

registry.category("web_tour.tours").add("crm_activity_feed.russian_screens", {
    steps: patiently(() => [
        look(
            `.o_crm_feed_my_day:has(.o_crm_feed_plan .o_crm_feed_open_entry) ${FEED} .o_crm_feed_entry`,
            100,
            CONTENT
        ),
        ...lookIntoMenu(".o_crm_feed_my_day_menu", 1),
        open("crm_feed_my_action"),
        look(`.o_crm_feed_my ${FEED}`, 40, CONTENT),
        open("crm_feed_followed_action"),
        look(`.o_crm_feed_my ${FEED}`, 40, CONTENT),
        open("crm_feed_note_action"),
        look(".o_data_row", 20, CONTENT),
        ...lookIntoSearch(15),
        open("crm_feed_note_action", {viewType: "kanban"}),
        look(".o_kanban_record", 10, CONTENT),
        // Their rows are customers of the demo data.
        open("res_partner_action_feed_without_next_contact"),
        look(".o_list_view thead", 5, LIST),
        open("res_partner_action_feed_silent"),
        look(".o_list_view thead", 5, LIST),
        open("crm_feed_following_action"),
        look(".o_data_row", 10, CONTENT),
        ...lookIntoSearch(5),
        open("crm_feed_policy_action_user"),
        look(".o_list_view", 2, CONTENT),
    ]),
});

registry.category("web_tour.tours").add("crm_activity_feed.russian_head", {
    steps: patiently(() => [
        look(".o_crm_feed_dashboard_sheet[aria-busy=false]", 20, CONTENT),
        open("crm_feed_contact_report_action", {viewType: "list"}),
        look(".o_view_controller", 9, LIST),
        ...lookIntoSearch(25),
        open("crm_feed_policy_action"),
        look(".o_list_view thead", 3),
        click(".o_list_button_add"),
        look(".o_form_view .o_field_widget[name=name]", 20, CONTENT),
        open("crm_feed_source_action"),
        look(".o_list_view .o_data_row", 20, CONTENT),
        click(".o_data_row .o_data_cell[name=name]:contains(Встреча)"),
        look(
            ".o_form_view .o_crm_feed_source_preview[aria-busy=false]",
            20,
            ".o_form_sheet"
        ),
        open("crm_feed_role_action"),
        look(".o_list_view .o_data_row", 8, CONTENT),
        open("crm_feed_reason_action"),
        look(".o_list_view .o_data_row", 8, CONTENT),
        open("crm_feed_employment_action"),
        look(".o_list_view", 2, CONTENT),
    ]),
});
