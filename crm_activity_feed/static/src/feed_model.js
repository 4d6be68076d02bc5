import {markRaw} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {RPCError} from "@web/core/network/rpc";
import {Reactive} from "@web/core/utils/reactive";

import {
    getActive,
    makeFilters,
    takeKnownFilters,
    toServerFilters,
} from "./feed_filters/filter_state";

/** The server's own bound of one page. */
const MAX_PAGE = 200;

/**
 * @param {Error} error of a call
 * @returns {string} what the server told the user, or what we can say ourselves
 */
function getErrorMessage(error) {
    const forUsers = error.exceptionName?.startsWith("odoo.exceptions.");
    return (
        (forUsers && error.data?.message) ||
        _t("The feed could not be loaded.").toString()
    );
}

/**
 * @param {Object[]} known sources that failed on some page
 * @param {Object[]} more those of a later page
 * @returns {Object[]} all, each once
 */
function mergeBroken(known, more) {
    const ids = new Set(known.map((source) => source.id));
    return [...known, ...more.filter((source) => !ids.has(source.id))];
}

/**
 * What is known of the feed of one scope.
 *
 * Each scope has its own: an answer that comes late, after the user moved on to another record,
 * lands here and not on the screen. Within a scope `loadId` drops the answers that a newer
 * question has overtaken.
 */
export class FeedModel extends Reactive {
    /**
     * @param {import("./feed_service").FeedService} server
     * @param {Object|string} scope
     * @param {number} pageSize
     */
    constructor(server, scope, pageSize) {
        super();
        this.server = markRaw(server);
        this.scope = scope;
        this.pageSize = pageSize;
        this.filters = makeFilters();
        /** @type {Object<string, Object<number, string>>} names of records filtered by */
        this.filterNames = {};
        /** Whether a link has set the filters, and the user not yet; see `useFeedFilters`. */
        this.isFilteredByLink = false;
        this.hasDroppedFilters = false;
        this.kinds = [];
        /** Of a deal: the customer whose whole feed can be shown instead. */
        this.customer = false;
        /** What can be created here, besides a note. */
        this.creatable = [];
        this.open = [];
        this.hasMoreOpen = false;
        /** Whether all that is planned is asked for, as far as the server gives it. */
        this.showsAllOpen = false;
        this.isLoadingAllOpen = false;
        /** Whether the user can plan a next step. */
        this.canPlan = false;
        /** What is pinned on the customer; these stand in the other lists as well. */
        this.pinned = [];
        this.entries = [];
        this.older = false;
        /** Sources that are missing, because they failed. */
        this.broken = [];
        this.isLoaded = false;
        this.isLoading = false;
        this.isLoadingMore = false;
        this.error = "";
        this.moreError = "";
        /** @type {Object<string, boolean>} keys of the unfolded entries */
        this.unfolded = {};
        /** Text, deadline and owner of the note being written. */
        this.draft = {text: "", deadline: null, owner: null};
        /** Where the user was when leaving to another page; see `useKeptPlace`. */
        this.left = null;
        this.loadId = 0;
    }

    get hasFilters() {
        return getActive(this.filters).length > 0;
    }

    /** Whether something may be there that the filters do not show. */
    get isNarrowed() {
        return getActive(this.filters).some((name) => name !== "noise");
    }

    /**
     * @param {string} model
     * @param {number} id
     * @returns {boolean} whether an entry of this record is among those that are loaded
     */
    hasEntryOf(model, id) {
        return [...this.open, ...this.entries].some(
            (entry) => entry.res_model === model && entry.res_id === id
        );
    }

    get isEmpty() {
        return this.isLoaded && !this.open.length && !this.entries.length;
    }

    /** @returns {Object} filters as the server takes them */
    getServerFilters() {
        return toServerFilters(this.filters);
    }

    /**
     * Load from the newest entry on; what is on the screen stays until the answer is here.
     *
     * @param {number} [count] how many entries to load
     * @returns {Promise<boolean>} whether they are here, and no newer question is on its way
     */
    async load(count = this.pageSize) {
        const loadId = ++this.loadId;
        this.isLoading = true;
        this.isLoadingMore = false;
        this.error = "";
        this.moreError = "";
        let page;
        try {
            page = await this.fetchEntries(count, loadId);
        } catch (error) {
            if (loadId === this.loadId) {
                this.isLoading = false;
                this.error = getErrorMessage(error);
            }
            return false;
        }
        if (loadId !== this.loadId) {
            return false;
        }
        this.open = page.open;
        this.hasMoreOpen = page.open_more;
        this.canPlan = Boolean(page.can_plan);
        this.pinned = page.pinned || [];
        this.entries = page.entries;
        this.older = page.older;
        this.broken = page.broken;
        takeKnownFilters(this, page.filters);
        this.customer = page.customer || false;
        this.kinds = page.kinds || this.kinds;
        this.creatable = page.creatable || this.creatable;
        this.isLoaded = true;
        this.isLoading = false;
        return true;
    }

    /** Load again as many entries as are on the screen. */
    refresh() {
        return this.load(Math.max(this.pageSize, this.entries.length));
    }

    /**
     * @param {number} count
     * @param {number} loadId stop when this is no longer the last question
     * @returns {Promise<Object>} the first page, lengthened by the following ones up to `count`
     */
    async fetchEntries(count, loadId) {
        const filters = this.getServerFilters();
        const silent = this.isLoaded;
        const limit = Math.min(count, MAX_PAGE);
        const page = await this.server.getPage(this.scope, {
            filters,
            cursor: false,
            limit,
            silent,
        });
        while (page.older && page.entries.length < count && loadId === this.loadId) {
            const next = await this.server.getPage(this.scope, {
                filters,
                cursor: page.older,
                limit: Math.min(count - page.entries.length, MAX_PAGE),
                silent,
            });
            page.entries.push(...next.entries);
            page.older = next.older;
            page.broken = mergeBroken(page.broken, next.broken);
        }
        if (this.showsAllOpen && page.open_more) {
            Object.assign(page, await this.fetchAllOpen(silent));
        }
        return page;
    }

    /** @returns {Promise<Object>} what is planned, beyond what a first page shows of it */
    async fetchAllOpen(silent) {
        const {open, open_more} = await this.server.getPage(this.scope, {
            filters: {...this.getServerFilters(), open: true},
            cursor: false,
            limit: MAX_PAGE,
            silent,
        });
        return {open, open_more};
    }

    async showAllOpen() {
        this.showsAllOpen = true;
        this.isLoadingAllOpen = true;
        try {
            return await this.refresh();
        } finally {
            this.isLoadingAllOpen = false;
        }
    }

    /** Append the next page of older entries. */
    async loadMore() {
        if (!this.older || this.isLoading || this.isLoadingMore) {
            return;
        }
        const loadId = this.loadId;
        this.isLoadingMore = true;
        this.moreError = "";
        try {
            const page = await this.server.getPage(this.scope, {
                filters: this.getServerFilters(),
                cursor: this.older,
                limit: this.pageSize,
                silent: true,
            });
            if (loadId === this.loadId) {
                const known = new Set(this.entries.map((entry) => entry.key));
                this.entries.push(
                    ...page.entries.filter((entry) => !known.has(entry.key))
                );
                this.older = page.older;
                this.broken = mergeBroken(this.broken, page.broken);
            }
        } catch (error) {
            if (loadId === this.loadId) {
                this.moreError = getErrorMessage(error);
            }
        } finally {
            if (loadId === this.loadId) {
                this.isLoadingMore = false;
            }
        }
    }

    /**
     * @param {Object} changes of the filters
     */
    setFilters(changes) {
        Object.assign(this.filters, changes);
        return this.load();
    }

    /** @returns {Promise<Object>} see `crm.feed.entry.get_filter_options` */
    getFilterOptions() {
        return this.server.getFilterOptions(this.scope);
    }

    clearFilters() {
        return this.setFilters(makeFilters());
    }

    /**
     * Do something to an entry, and show at once what became of it. Also when the server
     * refuses: somebody else may have been faster.
     *
     * @param {Object} entry
     * @param {string} action one of `entry.actions`
     * @param {Object} values
     * @returns {Promise<Object|false>} what became of it, with `undo`
     */
    runAction(entry, action, values) {
        return this.refreshAfter(async () => {
            const fresh = await this.server.runAction(entry.id, action, values);
            this.replaceEntry(entry.key, fresh);
            return fresh;
        });
    }

    /**
     * @param {string} undo of what `runAction` gave
     * @returns {Promise<Object|false>} the entry as it was before, with `notice`
     */
    undo(undo) {
        return this.refreshAfter(() => this.server.undoAction(undo));
    }

    /**
     * @param {() => Promise<any>} change that the server may refuse
     * @returns {Promise<any>} what it gave; what is loaded is up to date in any case
     */
    async refreshAfter(change) {
        let result;
        try {
            result = await change();
        } catch (error) {
            if (error instanceof RPCError) {
                await this.refresh();
            }
            throw error;
        }
        await this.refresh();
        return result;
    }

    /**
     * @param {string} key
     * @param {Object|false} fresh
     */
    replaceEntry(key, fresh) {
        const others = (entries) => entries.filter((entry) => entry.key !== key);
        this.open = others(this.open);
        this.entries = others(this.entries);
        if (fresh) {
            const list = fresh.is_open ? this.open : this.entries;
            const isAfter = fresh.is_open
                ? (entry) => entry.date > fresh.date
                : (entry) => entry.date <= fresh.date;
            const index = list.findIndex(isAfter);
            list.splice(index < 0 ? list.length : index, 0, fresh);
        }
    }
}
