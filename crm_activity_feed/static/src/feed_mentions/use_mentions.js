import {useState} from "@odoo/owl";

import {useDebounced} from "@web/core/utils/timing";

/** As the chatter waits. */
const DELAY = 250;
/** An "@" at the beginning of a word, and what follows it: two words, as most names have. */
const MENTION = /(?:^|\s)@([^\s@]*(?: [^\s@]*)?)$/;

let lastId = 0;

/**
 * Suggests colleagues while somebody types "@" and a part of their name in a text field.
 *
 * The field keeps the focus: the arrows go along the suggestions, Enter and Tab choose, Escape
 * closes them.
 *
 * @param {{ el: HTMLTextAreaElement|null }} inputRef
 * @param {Object} params
 * @param {(text: string) => Promise<Object[]>} params.search `{id, display_name, can_read}`
 * @param {(text: string) => void} params.setText writes the text of the field
 * @param {(choice: Object) => void} params.onChosen
 * @returns {Object} `state` for the template, and the handlers of the field
 */
export function useMentions(inputRef, {search, setText, onChosen}) {
    const listId = `o_crm_feed_mentions_${++lastId}`;
    const state = useState({items: [], position: 0, listId, isEmpty: false});
    let searchId = 0;

    /** @returns {{ start: number, end: number, text: string }|null} what is being typed */
    function getTyped() {
        const {selectionStart: end, selectionEnd, value} = inputRef.el || {};
        if (!inputRef.el || end !== selectionEnd) {
            return null;
        }
        const match = MENTION.exec(value.slice(0, end));
        return match && {start: end - match[1].length - 1, end, text: match[1]};
    }

    function close() {
        searchId++;
        state.items = [];
        state.position = 0;
        state.isEmpty = false;
    }

    async function load() {
        const typed = getTyped();
        if (!typed) {
            return;
        }
        const id = ++searchId;
        let items = [];
        try {
            items = await search(typed.text);
        } catch {
            // Without suggestions the text can be sent all the same.
            return;
        }
        // Another letter was typed meanwhile, or the list was closed.
        if (id === searchId && getTyped()) {
            state.items = items;
            state.position = 0;
            // Two words that are nobody's name are the text that goes on.
            state.isEmpty = !items.length && !/\s/.test(typed.text);
        }
    }

    const loadSoon = useDebounced(load, DELAY);

    function choose(item) {
        const typed = getTyped();
        const {el} = inputRef;
        close();
        if (!typed) {
            return;
        }
        const name = `@${item.display_name} `;
        const text = el.value.slice(0, typed.start) + name + el.value.slice(typed.end);
        setText(text);
        el.value = text;
        el.focus();
        const caret = typed.start + name.length;
        el.setSelectionRange(caret, caret);
        onChosen(item);
    }

    return {
        state,
        choose,
        close,
        onInput() {
            if (getTyped()) {
                loadSoon();
            } else {
                loadSoon.cancel();
                close();
            }
        },
        /**
         * @param {KeyboardEvent} ev
         * @returns {boolean} whether the key was for the suggestions
         */
        onKeydown(ev) {
            const {length} = state.items;
            if (ev.key === "Escape" && (length || state.isEmpty)) {
                close();
            } else if (!length || ev.isComposing) {
                return false;
            } else if (ev.key === "ArrowDown" || ev.key === "ArrowUp") {
                const step = ev.key === "ArrowDown" ? 1 : -1;
                state.position = (state.position + step + length) % length;
            } else if (["Enter", "Tab"].includes(ev.key) && !ev.shiftKey) {
                choose(state.items[state.position]);
            } else {
                return false;
            }
            ev.preventDefault();
            ev.stopPropagation();
            return true;
        },
    };
}
