import {onPatched} from "@odoo/owl";

import {hasTouch} from "@web/core/browser/feature_detection";

/**
 * Give the focus a place when the button that had it goes away with its entry.
 *
 * @param {{ el: Element|null }} rootRef
 * @param {string} fallback selector of what gets the focus when no entry is left
 * @returns {{ keep: Function, during: Function }}
 */
export function useKeptFocus(rootRef, fallback) {
    /** @type {(() => Element|undefined)|null} */
    let findPlace = null;

    function restore() {
        const isLost =
            !document.activeElement || document.activeElement === document.body;
        if (findPlace && isLost && rootRef.el) {
            findPlace()?.focus({preventScroll: true});
        }
    }

    onPatched(restore);
    return {
        /**
         * @param {string} button selector of the button within an entry
         * @param {string} [key] of the entry that the action is about; none: of no one
         * @param {boolean} [isStaying] whether that entry itself comes first
         */
        keep(button, key, isStaying = false) {
            const root = rootRef.el;
            const keys = [...root.querySelectorAll(`[data-key]:has(${button})`)].map(
                (el) => el.dataset.key
            );
            const index = keys.indexOf(key);
            const order = [
                ...(isStaying ? [key] : []),
                ...keys.slice(index + 1),
                ...keys.slice(0, Math.max(index, 0)).reverse(),
            ];
            const find = (selector) => root.querySelector(selector);
            findPlace = () => {
                for (const other of order) {
                    const el = find(`[data-key="${other}"] ${button}`);
                    if (el) {
                        return el;
                    }
                }
                const first = key ? null : find(`[data-key] ${button}`);
                // On a phone the composer would open the keyboard.
                return first || (hasTouch() ? null : find(fallback));
            };
        },
        /**
         * @param {Promise} action the focus is kept until it is over, and shown
         */
        async during(action) {
            const current = findPlace;
            try {
                return await action;
            } finally {
                requestAnimationFrame(() =>
                    requestAnimationFrame(() => {
                        restore();
                        if (findPlace === current) {
                            findPlace = null;
                        }
                    })
                );
            }
        },
    };
}
