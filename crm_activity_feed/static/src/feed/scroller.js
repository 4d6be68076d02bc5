/**
 * @param {Element} el
 * @returns {Element} what scrolls around it
 */
export function getScroller(el) {
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
export function getOffset(el, scroller) {
    const isPage = scroller === document.scrollingElement;
    const edge = isPage ? 0 : scroller.getBoundingClientRect().top;
    return el.getBoundingClientRect().top - edge;
}

/**
 * @param {Element} el
 * @param {Element} scroller
 * @returns {number} how far the content goes on below the element
 */
export function getRoomBelow(el, scroller) {
    const bottom = getOffset(el, scroller) + el.offsetHeight + scroller.scrollTop;
    return scroller.scrollHeight - bottom;
}
