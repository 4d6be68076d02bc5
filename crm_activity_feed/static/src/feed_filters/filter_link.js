import {router, routerBus} from "@web/core/browser/router";

import {decodeFilters, encodeFilters} from "./filter_url";

/** What the filters are called in the address. */
const PARAMETER = "feed_filters";

/**
 * The filters in the address of the page: those that a link brought along, and those of the
 * feed one looks at.
 *
 * The address is read when Odoo loads it, and kept for the feed it is meant for: that one may
 * be on a tab that opens later, when the address is another one already.
 */
export class FilterLink {
    constructor() {
        this.read();
        routerBus.addEventListener("ROUTE_CHANGE", () => this.read());
    }

    read() {
        const {[PARAMETER]: value, model, resId, action} = router.current;
        this.pending = value ? {value, model, resId, action} : null;
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
