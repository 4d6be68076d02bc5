import {useExternalListener} from "@odoo/owl";

import {keepUnfolded} from "../feed_run/feed_run";
import {getOffset, getRoomBelow, getScroller} from "./scroller";

/**
 * Pages that are loaded by themselves where something stands below the feed, such as the
 * chatter on a narrow screen: then a click, so that it stays within reach.
 */
const MAX_AUTOMATIC_PAGES = 5;
/** More than the margin of a form is below the feed. */
const SOMETHING_BELOW = 150;
/**
 * Load the history page by page while the user scrolls, to either side.
 *
 * @param {{ el: Element|null }} rootRef
 * @param {import("../feed_model").FeedModel} model
 * @param {Object} scroll of `useHistoryScroll`
 * @returns {{ loadMore: Function, onInSight: Function, restart: Function }}
 */
export function useHistoryLoading(rootRef, model, scroll) {
    let automaticPages = 0;

    /** @param {"older"|"newer"} direction */
    function load(direction) {
        const {entries} = model;
        const keys = entries.map((entry) => entry.key);
        keepUnfolded(entries, model.unfolded);
        return model.loadMore(direction, scroll.getVisible(keys));
    }

    function canLoadByItself(direction) {
        if (model.moreErrors[direction] || automaticPages >= MAX_AUTOMATIC_PAGES) {
            return false;
        }
        // Whoever looks at the top wants to write, not to have it pushed away.
        return (
            direction === "older" || getOffset(rootRef.el, getScroller(rootRef.el)) < 0
        );
    }

    useExternalListener(
        window,
        "scroll",
        ({target}) => {
            const root = rootRef.el;
            if (!root || !target.contains(root) || scroll.isOwn()) {
                return;
            }
            if (getRoomBelow(root, getScroller(root)) < SOMETHING_BELOW) {
                automaticPages = 0;
            }
        },
        {capture: true, passive: true}
    );
    return {
        /** @param {"older"|"newer"} direction */
        loadMore(direction) {
            automaticPages = 0;
            return load(direction);
        },
        /** @param {"older"|"newer"} direction */
        onInSight(direction) {
            if (canLoadByItself(direction)) {
                automaticPages++;
                load(direction);
            }
        },
        /** What is loaded now is something else: begin to count anew. */
        restart() {
            automaticPages = 0;
        },
    };
}
