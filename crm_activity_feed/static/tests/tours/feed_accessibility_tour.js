import {loadJS} from "@web/core/assets";
import {registry} from "@web/core/registry";

const AXE = "/crm_activity_feed/static/tests/lib/axe/axe.min.js";
const FEED = ".o_crm_feed[aria-busy=false]";

/**
 * What Odoo's own views render, and we cannot change: the rule, and the elements that break it.
 * Nothing of the feed itself may be here.
 */
const HOST = [
    // A menu item says that it is not selected, which only options do.
    ["aria-allowed-attr", ".o-dropdown-item[role=menuitem]"],
    // Any element that opens a menu says whether it is open, also a plain `div`.
    ["aria-allowed-attr", "div.o-dropdown[aria-expanded]"],
    // Check boxes of lines, and the button for optional columns.
    ["label", ".o_list_record_selector input, .o_data_cell .o-checkbox input"],
    ["button-name", ".o_optional_columns_dropdown > button"],
    // Avatars of the many2one fields have no text for who cannot see them.
    ["image-alt", ".o_m2o_avatar img"],
    // Badges and muted text of lists have Odoo's colours.
    ["color-contrast", ".o_list_view .badge, .o_list_view .o_data_row.text-muted > *"],
    // The editors of domains, of field paths, of colors and of selections.
    ["aria-prohibited-attr", ".o_model_field_selector_controls i"],
    ["select-name", ".o_tree_editor select"],
    ["color-contrast", ".o_field_domain strong.text-primary"],
    ["aria-required-parent", ".o_colorlist_toggler"],
    ["autocomplete-valid", ".o_select_menu_input"],
];

function isOfHost(violation, {element}) {
    return HOST.some(
        ([rule, selector]) => rule === violation.id && element.matches(selector)
    );
}

/** What fades in has no contrast yet. */
function skipAnimations() {
    for (const animation of document.getAnimations()) {
        if (animation.effect.getComputedTiming().iterations !== Infinity) {
            animation.finish();
        }
    }
}

/**
 * The rules look at what is on the screen, not at what one would have to scroll to.
 *
 * @param {Element} el
 */
function unroll(el) {
    for (let around = el.parentElement; around; around = around.parentElement) {
        for (const [name, value] of [
            ["overflow", "visible"],
            ["height", "auto"],
            ["max-height", "none"],
        ]) {
            around.style.setProperty(name, value, "important");
        }
    }
}

/**
 * @param {string} selector what is checked
 * @throws {Error} that lists rule and element of each serious problem
 */
async function check(selector) {
    await loadJS(AXE);
    skipAnimations();
    unroll(document.querySelector(selector));
    const {passes, violations} = await window.axe.run(
        {include: [selector]},
        {
            elementRef: true,
            resultTypes: ["violations", "passes"],
            runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
        }
    );
    if (!passes.length) {
        throw new Error(`Nothing was checked in ${selector}`);
    }
    const problems = violations
        .filter(({impact}) => ["serious", "critical"].includes(impact))
        .flatMap((violation) =>
            violation.nodes
                .filter((node) => !isOfHost(violation, node))
                .map(
                    ({target, failureSummary}) =>
                        `${violation.id}: ${target.join(" ")}\n    ${failureSummary}`
                )
        );
    if (problems.length) {
        throw new Error(`${problems.length} in ${selector}\n${problems.join("\n")}`);
    }
}

/**
 * @param {string} content
 * @param {string} trigger what shows that the screen is there
 * @param {string} selector what is checked
 */
function checkStep(content, trigger, selector) {
    return {content, trigger, run: () => check(selector)};
}

registry.category("web_tour.tours").add("crm_activity_feed.accessible_customer", {
    steps: () => [
        {
            content: "open the Feed tab",
            trigger: ".o_notebook_headers .nav-link[name=crm_feed]",
            run: "click",
        },
        checkStep("the feed", `${FEED} .o_crm_feed_entry`, ".o_crm_feed"),
        {
            content: "open all filters",
            trigger: ".o_crm_feed_filters_button",
            run: "click",
        },
        checkStep("all filters", ".o_crm_feed_panel", ".o_crm_feed_panel"),
        {
            content: "close them",
            trigger: ".o_crm_feed_filters_button",
            run: "click",
        },
        {
            content: "ask how it went",
            trigger: ".o_crm_feed_open_entry [data-action=done]",
            run: "click",
        },
        {
            content: "open the menu of days",
            trigger: ".o_crm_feed_outcome_input",
        },
        {
            trigger: ".o_crm_feed_open_entry [data-action=reschedule]",
            run: "click",
        },
        checkStep("an open form", ".o-dropdown--menu", ".o_crm_feed"),
        checkStep("an open menu", ".o-dropdown--menu", ".o-dropdown--menu"),
        {
            content: "close the menu",
            trigger: ".o_crm_feed_open_entry [data-action=reschedule]",
            run: "click",
        },
        {
            content: "open the help",
            trigger: "body:not(:has(.o-dropdown--menu)) .o_crm_feed_help_button",
            run: "click",
        },
        checkStep("the help", ".o_crm_feed_help", ".o_crm_feed_help"),
    ],
});

registry.category("web_tour.tours").add("crm_activity_feed.accessible_my_feed", {
    steps: () => [checkStep("My Feed", `${FEED} .o_crm_feed_entry`, ".o_crm_feed")],
});

registry.category("web_tour.tours").add("crm_activity_feed.accessible_my_day", {
    steps: () => [
        {
            trigger: `.o_crm_feed_my_day_feed ${FEED} .o_crm_feed_entry`,
        },
        checkStep(
            "My Day",
            ".o_crm_feed_plan[aria-busy=false] .o_crm_feed_open_entry",
            ".o_crm_feed_my_day"
        ),
    ],
});

registry.category("web_tour.tours").add("crm_activity_feed.accessible_notes", {
    steps: () => [
        checkStep("the list", ".o_list_view .o_data_row", ".o_content"),
        {
            content: "switch to cards",
            trigger: ".o_switch_view.o_kanban",
            run: "click",
        },
        checkStep("the cards", ".o_kanban_view .o_kanban_record", ".o_content"),
        {
            content: "open a note",
            trigger: ".o_kanban_record:contains(Send the contract)",
            run: "click",
        },
        checkStep(
            "the form",
            ".o_form_view .o_field_widget[name=name]",
            ".o_form_sheet"
        ),
    ],
});

registry.category("web_tour.tours").add("crm_activity_feed.accessible_sources", {
    steps: () => [
        checkStep("the list", ".o_list_view .o_data_row", ".o_content"),
        {
            content: "open a source",
            trigger: ".o_data_row .o_data_cell[name=name]:contains(Meeting)",
            run: "click",
        },
        checkStep(
            "the form",
            ".o_form_view .o_crm_feed_source_preview[aria-busy=false] .o_crm_feed_entry",
            ".o_form_sheet"
        ),
    ],
});
