/** What one goes through: entries, and the lines that stand for several of them. */
const ENTRIES = ".o_crm_feed_open_entry, .o_crm_feed_entry, .o_crm_feed_run";
/** Where entries are missing that are newer than what is on the page. */
const GAP = ".o_crm_feed_end_newer";

const isShown = (el) => el.getClientRects().length > 0;

/** @returns {string} of an entry, or of the first and the last entry of a line */
const getKey = ({dataset}) => dataset.key || dataset.keys;

/** Whether nothing has the focus: what had it is gone. */
function isFocusLost() {
    return !document.activeElement || document.activeElement === document.body;
}

/**
 * The focus among the entries of a feed: one stop of the Tab key for all of them, kept when
 * entries come, go and move.
 *
 * It looks at the DOM, not at the components: who draws an entry, and where, is their affair.
 */
export class RovingFocus {
    /** @param {Element} root of the feed */
    constructor(root) {
        this.root = root;
        /** The entry that Tab leads to. */
        this.stop = null;
        /**
         * The entry that has the focus, or has lost it by going away.
         *
         * @type {{el: Element, key: string, neighbours: string[]}|null}
         */
        this.focused = null;
        /** Steps to make as soon as there is an entry to go to. */
        this.pending = 0;
        this.observer = new MutationObserver(() => this.onMutated());
        this.observer.observe(root, {childList: true, subtree: true});
        this.onFocusIn = this.onFocusIn.bind(this);
        this.onPointerDown = this.onPointerDown.bind(this);
        document.addEventListener("focusin", this.onFocusIn);
        document.addEventListener("pointerdown", this.onPointerDown, true);
        this.onMutated();
    }

    destroy() {
        this.observer.disconnect();
        document.removeEventListener("focusin", this.onFocusIn);
        document.removeEventListener("pointerdown", this.onPointerDown, true);
    }

    /** @returns {Element[]} in the order of the screen: what is to do, then what happened */
    get entries() {
        return [...this.root.querySelectorAll(ENTRIES)].filter(isShown);
    }

    /**
     * @param {Element} el
     * @returns {Element|null} the entry around an element of this feed
     */
    getEntry(el) {
        const entry = el.closest(ENTRIES);
        return entry && this.root.contains(entry) ? entry : null;
    }

    /** @returns {Element|null} the entry that keys are about */
    get current() {
        return this.getEntry(document.activeElement || document.body);
    }

    /**
     * @param {1|-1} step to the next or to the previous entry
     * @returns {boolean} whether there is one on the page
     */
    move(step) {
        const {current, entries} = this;
        const target = current
            ? entries[entries.indexOf(current) + step]
            : this.getStart(entries);
        const isOverGap = step < 0 && this.isBelowGap(current);
        if (!target || (isOverGap && !this.isBelowGap(target))) {
            return false;
        }
        this.focus(target);
        return true;
    }

    /**
     * @param {Element|null} el an entry
     * @returns {boolean} whether newer entries than those on the page would stand above it
     */
    isBelowGap(el) {
        const gap = this.root.querySelector(GAP);
        const {DOCUMENT_POSITION_FOLLOWING: AFTER} = Node;
        return Boolean(el && gap && gap.compareDocumentPosition(el) & AFTER);
    }

    /** Where one was, else the first one that is on the screen. */
    getStart(entries) {
        if (this.focused?.el.isConnected) {
            return this.focused.el;
        }
        return (
            entries.find((el) => el.getBoundingClientRect().bottom > 0) || entries[0]
        );
    }

    /** @param {Element} el an entry */
    focus(el) {
        el.focus({preventScroll: true});
        // The margin for what sticks to the upper edge is in the style sheet.
        el.scrollIntoView({block: "nearest"});
    }

    /** Move on when the entries asked for are here, unless the user went elsewhere. */
    moveLater(step) {
        this.pending = step;
    }

    setStop(el) {
        if (this.stop !== el) {
            this.stop?.setAttribute("tabindex", "-1");
            this.stop = el;
        }
        el?.setAttribute("tabindex", "0");
    }

    onFocusIn({target}) {
        if (!this.root.contains(target)) {
            // A menu or a dialog of an entry comes back to it.
            if (!target.closest(".o-overlay-container")) {
                this.focused = null;
            }
            return;
        }
        const el = this.getEntry(target);
        if (el !== this.focused?.el) {
            this.pending = 0;
        }
        this.focused = el && {el, key: getKey(el), neighbours: this.getKeys(el)};
        if (el) {
            this.setStop(el);
        }
    }

    /** Who clicks elsewhere has left, even if nothing there takes the focus. */
    onPointerDown({target}) {
        if (!this.root.contains(target) && !target.closest(".o-overlay-container")) {
            this.focused = null;
        }
    }

    /** @returns {string[]} keys of the entries around one: those after it, then those before */
    getKeys(el) {
        const {entries} = this;
        const index = entries.indexOf(el);
        return [
            ...entries.slice(index + 1),
            ...entries.slice(0, Math.max(index, 0)).reverse(),
        ].map(getKey);
    }

    find(key) {
        return this.entries.find((el) => getKey(el) === key);
    }

    onMutated() {
        if (!this.stop?.isConnected || !isShown(this.stop)) {
            this.setStop(
                (this.stop && this.find(getKey(this.stop))) || this.entries[0] || null
            );
        }
        if (this.pending && this.current && this.move(this.pending)) {
            this.pending = 0;
        }
        if (this.focused && isFocusLost()) {
            this.restore();
        }
    }

    /** The same entry, where it is now; else the nearest one that is left. */
    restore() {
        const {el, key, neighbours} = this.focused;
        if (el.isConnected) {
            // Only a button of it went away.
            return el.focus({preventScroll: true});
        }
        for (const other of [key, ...neighbours]) {
            const found = this.find(other);
            if (found) {
                return found.focus({preventScroll: true});
            }
        }
        this.focused = null;
    }
}
