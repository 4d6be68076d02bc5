import {onMounted, useEffect} from "@odoo/owl";

import {useSetupAction} from "@web/search/action_hook";

/**
 * @param {Element} el
 * @returns {Element} what scrolls around it
 */
function getScroller(el) {
    for (let parent = el.parentElement; parent; parent = parent.parentElement) {
        if (
            parent.scrollHeight > parent.clientHeight &&
            ["auto", "scroll"].includes(getComputedStyle(parent).overflowY)
        ) {
            return parent;
        }
    }
    return document.scrollingElement;
}

/**
 * @param {Element} el
 * @param {Element} scroller
 * @returns {number} how far the element is below the upper edge of what scrolls
 */
function getOffset(el, scroller) {
    return el.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
}

/**
 * Come back to where one was in a feed, after a look at a document.
 *
 * The form opens its notebook page again by itself, and the feed service still has the
 * entries. What nobody restores is how far one had scrolled. An entry serves as the mark,
 * not a number of pixels: what is above it may have grown meanwhile.
 *
 * @param {{ el: Element|null }} rootRef
 * @param {import("../feed_model").FeedModel} model
 * @param {() => string} getPlace names the page we are on; a return has the same name
 */
export function useKeptPlace(rootRef, model, getPlace) {
    let returning = null;
    let lastTop = 0;

    function leave() {
        const root = rootRef.el;
        if (root) {
            const scroller = getScroller(root);
            const mark = [...root.querySelectorAll("[data-key]")].find(
                (el) => getOffset(el, scroller) >= 0
            );
            model.left = {
                place: getPlace(),
                key: mark?.dataset.key,
                offset: mark && getOffset(mark, scroller),
                top: scroller.scrollTop,
            };
        }
        return {};
    }

    function restore() {
        const {key, offset, top} = returning;
        const scroller = getScroller(rootRef.el);
        const mark = key && rootRef.el.querySelector(`[data-key="${key}"]`);
        scroller.scrollTop = mark
            ? scroller.scrollTop + getOffset(mark, scroller) - offset
            : top;
        lastTop = scroller.scrollTop;
    }

    useSetupAction({getLocalState: leave});
    onMounted(() => {
        if (model.left?.place === getPlace() && model.isLoaded) {
            returning = model.left;
            restore();
        }
        model.left = null;
    });
    useEffect(
        (isLoading) => {
            if (returning && !isLoading) {
                // The fresh entries are there. If the user scrolled already, so be it.
                if (getScroller(rootRef.el).scrollTop === lastTop) {
                    restore();
                }
                returning = null;
            }
        },
        () => [model.isLoading]
    );
}
