import {_t} from "@web/core/l10n/translation";

/** Keys that press a button of the entry which has the focus: name of its `data-action`. */
export const ACTION_KEYS = {
    c: "comment",
    l: "like",
    p: "pin",
    e: "edit",
    d: "done",
    r: "reschedule",
    a: "reassign",
};

/** What the help tells, in its order. Keys in their English names are those on the keyboard. */
export const HELP = [
    {
        name: "move",
        title: _t("Move"),
        lines: [
            {keys: ["j", "↓"], label: _t("Next entry")},
            {keys: ["k", "↑"], label: _t("Previous entry")},
            {keys: ["/"], label: _t("Search in the feed")},
            {keys: ["n"], label: _t("Write a note")},
            {keys: ["?"], label: _t("These keys")},
        ],
    },
    {
        name: "entry",
        title: _t("On an entry"),
        lines: [
            {keys: ["Enter"], label: _t("Open the document")},
            {keys: ["x"], label: _t("Show more or less")},
            {keys: ["c"], label: _t("Comment")},
            {keys: ["l"], label: _t("Like")},
            {keys: ["p"], label: _t("Pin")},
            {keys: ["e"], label: _t("Edit")},
            {keys: ["d"], label: _t("Mark as done")},
            {keys: ["r"], label: _t("Reschedule")},
            {keys: ["a"], label: _t("Hand over to a colleague")},
            {keys: ["Esc"], label: _t("From a button back to its entry")},
        ],
    },
];

/**
 * @param {KeyboardEvent} ev of a key that writes no Latin letter
 * @returns {string} what is at its place on a Latin keyboard
 */
function getKeyByPlace({code = "", shiftKey}) {
    if (code === "Slash") {
        return shiftKey ? "?" : "/";
    }
    return code.startsWith("Key") && !shiftKey ? code.slice(3).toLowerCase() : "";
}

/**
 * The key as the feed names it, wherever it is on this keyboard.
 *
 * Layouts without Latin letters (Cyrillic, Greek, Arabic...) go by the place of the key, as
 * Odoo's own hotkeys do: "о" on a Russian keyboard is where "j" is.
 *
 * @param {KeyboardEvent} ev
 * @returns {string} lower case letter or the browser's name of the key; "" where it is none of
 *     ours, such as with a modifier
 */
export function getFeedKey(ev) {
    const {code, key} = ev;
    if (!key || ev.isComposing || ev.ctrlKey || ev.altKey || ev.metaKey) {
        return "";
    }
    if (key === "/" || key === "?") {
        // Some layouts have them with, some without the shift key.
        return key;
    }
    if (key.length > 1) {
        return ev.shiftKey ? "" : key;
    }
    // A Russian keyboard has the full stop and the comma where a Latin one has the slash.
    if (key > "\u007f" || (code === "Slash" && ".,".includes(key))) {
        return getKeyByPlace(ev);
    }
    // Caps lock is no reason to do nothing.
    return ev.shiftKey ? "" : key.toLowerCase();
}
