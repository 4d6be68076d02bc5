import {router, routerBus} from "@web/core/browser/router";

import {decodeFilters, encodeFilters} from "./filter_url";

/** What the filters are called in the address. */
const PARAMETER = "feed_filters";
/** The page of a form that shows the feed: a link with filters leads there. */
const FEED_TAB =
    '.o_action_manager .o_notebook_headers .nav-link[name="crm_feed"]:not(.active)';

/**
 * The filters in the address of the page: those that a link brought along, and those of the
 * feed one looks at.
 *
 * The address is read when Odoo loads it, and kept for the feed it is meant for: that one may
 * be on a tab that opens later, when the address is another one already.
 */
export class FilterLink {
    /** @param {EventBus} bus of the environment */
    constructor(bus) {
        this.read();
        routerBus.addEventListener("ROUTE_CHANGE", () => this.read());
        bus.addEventListener("ACTION_MANAGER:UI-UPDATED", () => this.onPageOpened());
    }

    read() {
        const {[PARAMETER]: value, model, resId} = router.current;
        this.pending = value ? {value, model, resId} : null;
        this.isOpened = false;
    }

    /** The page of the link is there: show its feed. On the next page it is over. */
    onPageOpened() {
        if (this.isOpened) {
            this.pending = null;
        } else if (this.pending) {
            this.isOpened = true;
            document.querySelector(FEED_TAB)?.click();
        }
    }

    /**
     * @param {{ model: string, id: number }} [host] the record whose form shows the feed
     * @returns {boolean} whether a link with filters leads to this record
     */
    isFor(host) {
        const {model, resId} = this.pending || {};
        return (
            Boolean(this.pending) &&
            (resId || false) === (host?.id || false) &&
            (!model || !host || model === host.model)
        );
    }

    /**
     * @param {{ model: string, id: number }} [host]
     * @returns {{ filters: Object, isComplete: boolean }|null} those of the link, once
     */
    take(host) {
        if (!this.isFor(host)) {
            return null;
        }
        const {value} = this.pending;
        this.pending = null;
        return decodeFilters(value);
    }

    /**
     * Show the filters in the address; the way back stays as it is.
     *
     * @param {import("./filter_state").Filters} filters
     */
    show(filters) {
        const value = encodeFilters(filters);
        if (value !== (router.current[PARAMETER] || "")) {
            router.replaceState({[PARAMETER]: value || undefined});
        }
    }
}
