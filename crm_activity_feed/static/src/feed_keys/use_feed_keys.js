import {useEffect, useExternalListener} from "@odoo/owl";

import {useService} from "@web/core/utils/hooks";

import {ACTION_KEYS, getFeedKey} from "./feed_keys";
import {RovingFocus} from "./roving_focus";

const EDITABLE =
    "input, textarea, select, [contenteditable]:not([contenteditable=false])";
/** Arrow keys have a meaning of their own there. */
const ARROW_WIDGETS =
    ".o-dropdown, [role=tab], [role=tablist], [role=radiogroup], [role=menu], [role=listbox]";
const OPEN_MENU = ".o-dropdown[aria-expanded=true]";
const FIELDS = {
    n: ".o_crm_feed_composer_input",
    "/": ".o_crm_feed_search_input",
};
const HELP = ".o_crm_feed_help_button";
const OPEN = "[data-action=open], button.o_crm_feed_entry_title";
const UNFOLD = ".o_crm_feed_entry_toggle, [data-action=unfold]";

/** @returns {boolean} whether a button was there to be pressed */
function press(button) {
    const isEnabled =
        button && !button.disabled && button.getAttribute("aria-disabled") !== "true";
    if (isEnabled) {
        button.click();
    }
    return Boolean(isEnabled);
}

/**
 * Go through a feed and do things to its entries by single keys.
 *
 * They work while the focus is in the feed, or on the header of its tab, and nowhere else: who
 * dictates or types blindly would do things unawares. A key presses the button that is on the
 * screen, so it can do what the user can and no more; without a button it does nothing.
 *
 * @param {{ el: Element|null }} rootRef
 * @param {(direction: "older"|"newer") => boolean} loadMore asks for entries beyond an end of
 *     those on the page; whether there are any
 */
export function useFeedKeys(rootRef, loadMore) {
    const ui = useService("ui");
    /** @type {RovingFocus|null} */
    let roving = null;

    useEffect(
        (root) => {
            roving = new RovingFocus(root);
            return () => roving.destroy();
        },
        () => [rootRef.el]
    );

    function move(step) {
        if (roving.move(step)) {
            return true;
        }
        const isMissing = step > 0 || roving.isBelowGap(roving.current);
        if (isMissing && loadMore(step > 0 ? "older" : "newer")) {
            roving.moveLater(step);
        }
        return true;
    }

    /** Keys that need no entry. */
    function onKeyInFeed(key) {
        const root = rootRef.el;
        if (key === "j" || key === "k") {
            return move(key === "j" ? 1 : -1);
        }
        if (key === "?") {
            return press(root.querySelector(HELP));
        }
        const field = FIELDS[key] && root.querySelector(FIELDS[key]);
        if (!field || field.disabled) {
            return false;
        }
        field.focus();
        return true;
    }

    function onKeyOnEntry(key, entry, target) {
        const action = ACTION_KEYS[key];
        if (action) {
            return press(entry.querySelector(`[data-action="${action}"]`));
        }
        if (key === "x") {
            return press(entry.querySelector(UNFOLD));
        }
        if (key === "Escape" && target !== entry) {
            entry.focus({preventScroll: true});
            return true;
        }
        // On a button of the entry these are the button's own.
        if (target === entry && key === "Enter") {
            return press(entry.querySelector(OPEN) || entry.querySelector(UNFOLD));
        }
        if (target === entry && key === " ") {
            return press(entry.querySelector(UNFOLD));
        }
        return false;
    }

    function onArrow(key, target) {
        if (target.closest(ARROW_WIDGETS)) {
            return false;
        }
        return move(key === "ArrowDown" ? 1 : -1);
    }

    /** @returns {boolean} whether the key was ours */
    function onKey(key, target, isRepeated) {
        const entry = roving.getEntry(target);
        if (key === "ArrowDown" || key === "ArrowUp") {
            return rootRef.el.contains(target) && onArrow(key, target);
        }
        if (isRepeated && key !== "j" && key !== "k") {
            return false;
        }
        return (entry && onKeyOnEntry(key, entry, target)) || onKeyInFeed(key);
    }

    /** In the feed, or on the header of the tab that shows it; not below a dialog or a menu. */
    function isOurs(target) {
        const root = rootRef.el;
        if (!root || !roving || !ui.activeElement.contains(root)) {
            return false;
        }
        const isTab =
            target.matches("[role=tab]") &&
            root.closest(".o_notebook")?.contains(target);
        return (
            (root.contains(target) || isTab) &&
            !target.closest(EDITABLE) &&
            !root.querySelector(OPEN_MENU)
        );
    }

    // On the document, not on the feed: the header of its tab is outside. Before the window,
    // where Odoo's hotkeys listen.
    useExternalListener(document, "keydown", (ev) => {
        const key = getFeedKey(ev);
        if (!key || ev.defaultPrevented || !isOurs(ev.target)) {
            return;
        }
        if (onKey(key, ev.target, ev.repeat)) {
            ev.preventDefault();
            ev.stopPropagation();
        }
    });
}
