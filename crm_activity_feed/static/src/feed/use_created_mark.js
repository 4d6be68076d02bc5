import {browser} from "@web/core/browser/browser";

/** How long, in milliseconds; longer than the animation of the stylesheet. */
const DURATION = 2500;

/**
 * Show for a moment what has just been created.
 *
 * It marks the elements from outside, so that the components of the entries need not know.
 *
 * @param {{ el: Element|null }} rootRef
 * @returns {(keys: string[]) => void} marks the entries of these keys once they are drawn
 */
export function useCreatedMark(rootRef) {
    function mark(keys) {
        for (const key of keys) {
            const el = rootRef.el?.querySelector(`[data-key="${key}"]`);
            el?.classList.add("o_crm_feed_created");
            browser.setTimeout(
                () => el?.classList.remove("o_crm_feed_created"),
                DURATION
            );
        }
    }

    return (keys) =>
        requestAnimationFrame(() => requestAnimationFrame(() => mark(keys)));
}
