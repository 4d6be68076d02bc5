import {onMounted, onPatched, onWillPatch, onWillUnmount} from "@odoo/owl";

import {getOffset, getScroller} from "./scroller";

/** What stands in the feed from top to bottom. */
const LINES = "[data-key], .o_crm_feed_run";
/** How long what is gone to may take to appear, in ms: then the user is elsewhere. */
const PATIENCE = 2000;

/**
 * @param {Element} root of a feed
 * @param {Element} scroller
 * @returns {{ el: Element, offset: number }[]} the lines that are on the screen, even in part
 */
function findVisible(root, scroller) {
    const height = Math.min(scroller.clientHeight, window.innerHeight);
    const lines = [];
    for (const el of root.querySelectorAll(LINES)) {
        const offset = getOffset(el, scroller);
        if (offset >= height) {
            break;
        }
        if (offset + el.offsetHeight > 0) {
            lines.push({el, offset});
        }
    }
    return lines;
}

/**
 * Keep what the user looks at where it is, whatever comes, goes or grows above it.
 *
 * Browsers do so by themselves, but not all of them, and not when a feed is shortened at one
 * end and lengthened at the other in one go. Whoever looks at the top of the feed, where new
 * things come in, sees them come in.
 *
 * @param {{ el: Element|null }} rootRef
 * @returns {{ getVisible: Function, show: Function, isOwn: Function }}
 */
export function useHistoryScroll(rootRef) {
    /** @type {{ el: Element, offset: number }[]} what was on the screen */
    let marks = [];
    let wanted = null;
    let lastTop = -1;

    function remember() {
        const root = rootRef.el;
        const scroller = getScroller(root);
        marks = getOffset(root, scroller) < 0 ? findVisible(root, scroller) : [];
    }

    function restore() {
        const mark = marks.find(({el}) => el.isConnected);
        if (mark) {
            const scroller = getScroller(rootRef.el);
            const shift = getOffset(mark.el, scroller) - mark.offset;
            if (Math.abs(shift) >= 1) {
                scroller.scrollTop += shift;
                lastTop = scroller.scrollTop;
            }
        }
    }

    /** @returns {boolean} whether what was to be shown is there, and shown */
    function showWanted() {
        const go = wanted && Date.now() < wanted.until && wanted.find();
        if (!go) {
            return false;
        }
        wanted = null;
        go();
        lastTop = getScroller(rootRef.el).scrollTop;
        return true;
    }

    function onScroll({target}) {
        if (rootRef.el && target.contains(rootRef.el)) {
            remember();
        }
    }

    onWillPatch(remember);
    onPatched(() => {
        if (!showWanted()) {
            restore();
        }
        remember();
    });
    // Some entries grow after they were rendered: when they see that their text is long, or
    // when an image arrives.
    const observer = new ResizeObserver(restore);
    onMounted(() => {
        observer.observe(rootRef.el);
        window.addEventListener("scroll", onScroll, {capture: true, passive: true});
    });
    onWillUnmount(() => {
        observer.disconnect();
        window.removeEventListener("scroll", onScroll, {capture: true});
    });
    return {
        /**
         * @param {string[]} keys of the history's entries; not all of them are rendered
         * @returns {{ first: string, last: string }} the keys of those on the screen; of
         *     all, if there are none
         */
        getVisible(keys) {
            const known = new Set(keys);
            const visible = findVisible(rootRef.el, getScroller(rootRef.el))
                .flatMap(({el}) => (el.dataset.keys || el.dataset.key).split(" "))
                .filter((key) => known.has(key));
            return {
                first: visible[0] || keys[0],
                last: visible.at(-1) || keys.at(-1),
            };
        },
        /**
         * Go to what the next rendering shows.
         *
         * @param {() => (() => void)|undefined} find gives what goes there, once it is there
         */
        show(find) {
            wanted = {find, until: Date.now() + PATIENCE};
        },
        /** @returns {boolean} whether it was us who scrolled, and not the user */
        isOwn() {
            return getScroller(rootRef.el).scrollTop === lastTop;
        },
    };
}
