import {router, routerBus} from "@web/core/browser/router";
import {registry} from "@web/core/registry";

import {decodeFilters, encodeFilters} from "./feed_filters/filter_url";

/** What the filters are called in the address. */
const FILTERS = "feed_filters";
/** The page of a form that shows the feed: a link leads there. */
const FEED_TAB =
    '.o_action_manager .o_notebook_headers .nav-link[name="crm_feed"]:not(.active)';

/**
 * What the address of a page says of its feed: `?feed_entry=<key>` leads to an entry,
 * `?feed_filters=...` sets the filters. The form opens on its page with the feed, and the feed
 * asks for what is meant for it.
 *
 * The host drops from the address what it does not know once the page is open, and the feed may
 * be on a tab that opens later: so a link is read when Odoo loads it, and followed once.
 */
export class FeedLink {
    /** @param {EventBus} bus of the environment */
    constructor(bus) {
        this.read();
        routerBus.addEventListener("ROUTE_CHANGE", () => this.read());
        bus.addEventListener("ACTION_MANAGER:UI-UPDATED", () => this.onPageOpened());
    }

    read() {
        const {feed_entry: entry, [FILTERS]: filters, model, resId} = router.current;
        /** @type {{ entry: any, filters: any, model: string, resId: number }|null} */
        this.pending = entry || filters ? {entry, filters, model, resId} : null;
        this.isOpened = false;
    }

    /**
     * Lead to an entry from somewhere else than the address: the form that opens next shows
     * its feed there.
     *
     * @param {string} model of the form
     * @param {number} resId
     * @param {string} entry key of the entry
     */
    lead(model, resId, entry) {
        this.pending = {entry, filters: null, model, resId};
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
     * @returns {boolean} whether a link leads to this record
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
     * @param {"entry"|"filters"} part of the link
     * @param {{ model: string, id: number }} [host]
     * @returns {string|null} once
     */
    take(part, host) {
        const value = this.isFor(host) && this.pending[part];
        if (!value) {
            return null;
        }
        this.pending[part] = null;
        return String(value);
    }

    /**
     * @param {{ model: string, id: number }} [host]
     * @returns {string|null} key of the entry to show, once
     */
    takeEntry(host) {
        return this.take("entry", host);
    }

    /**
     * @param {{ model: string, id: number }} [host]
     * @returns {{ filters: Object, isComplete: boolean }|null} those of the link, once
     */
    takeFilters(host) {
        const value = this.take("filters", host);
        return value && decodeFilters(value);
    }

    /**
     * Show the filters in the address; the way back stays as it is.
     *
     * @param {import("./feed_filters/filter_state").Filters} filters
     */
    showFilters(filters) {
        const value = encodeFilters(filters);
        if (value !== (router.current[FILTERS] || "")) {
            router.replaceState({[FILTERS]: value || undefined});
        }
    }
}

export const feedLinkService = {
    start: ({bus}) => new FeedLink(bus),
};

registry.category("services").add("crm_feed_link", feedLinkService);
