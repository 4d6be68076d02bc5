import {debounce} from "@web/core/utils/timing";

import {fromRemembered, getRemembered} from "./filter_state";

/** Several clicks on filters are one thing to remember. */
const SAVE_DELAY = 800;

/**
 * The filters that the user has set last, by kind of page: "customer", "contact", "lead",
 * "record", "mine", "following" or "all". They come with the session and stay for the next one.
 */
export class FilterMemory {
    /**
     * @param {Object} [remembered] filters by kind of page
     * @param {(remembered: Object) => Promise<void>} save
     */
    constructor(remembered, save) {
        this.remembered = remembered || {};
        this.saveLater = debounce(() => save(this.remembered), SAVE_DELAY);
    }

    /**
     * @param {string} page
     * @returns {Object} what is remembered, and none for the other filters that could be
     */
    get(page) {
        return fromRemembered(this.remembered[page]);
    }

    /**
     * @param {string} page
     * @param {import("./filter_state").Filters} filters
     */
    set(page, filters) {
        const value = getRemembered(filters);
        if (JSON.stringify(value) === JSON.stringify(this.remembered[page] || {})) {
            return;
        }
        this.remembered = {...this.remembered, [page]: value};
        if (!Object.keys(value).length) {
            delete this.remembered[page];
        }
        this.saveLater();
    }
}
