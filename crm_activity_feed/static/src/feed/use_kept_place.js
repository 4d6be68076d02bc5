import {onMounted, useEffect} from "@odoo/owl";

import {useSetupAction} from "@web/search/action_hook";

import {getOffset, getScroller} from "./scroller";

/**
 * @param {Element} root of a feed
 * @returns {Object} where one is: the first entry in sight, and how far below the edge
 */
function findPosition(root) {
    const scroller = getScroller(root);
    const mark = [...root.querySelectorAll("[data-key]")].find(
        (el) => getOffset(el, scroller) >= 0
    );
    return {
        key: mark?.dataset.key,
        offset: mark && getOffset(mark, scroller),
        top: scroller.scrollTop,
    };
}

/**
 * @param {Element} root
 * @param {Object} position of {@link findPosition}
 * @returns {number} how far it is scrolled then
 */
function goToPosition(root, position) {
    const {key, offset, top} = position;
    const scroller = getScroller(root);
    const mark = key && root.querySelector(`[data-key="${key}"]`);
    scroller.scrollTop = mark
        ? scroller.scrollTop + getOffset(mark, scroller) - offset
        : top;
    return scroller.scrollTop;
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
    useSetupAction({
        getLocalState: () => {
            if (rootRef.el) {
                model.left = {place: getPlace(), ...findPosition(rootRef.el)};
            }
            return {};
        },
    });
    onMounted(() => {
        if (model.left?.place === getPlace() && model.isLoaded) {
            returning = model.left;
            lastTop = goToPosition(rootRef.el, returning);
        }
        model.left = null;
    });
    useEffect(
        (isLoading) => {
            if (returning && !isLoading) {
                // The fresh entries are there. If the user scrolled already, so be it.
                if (getScroller(rootRef.el).scrollTop === lastTop) {
                    goToPosition(rootRef.el, returning);
                }
                returning = null;
            }
        },
        () => [model.isLoading]
    );
}
