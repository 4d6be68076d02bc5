import {markRaw} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {RPCError} from "@web/core/network/rpc";
import {Reactive} from "@web/core/utils/reactive";

import {getErrorMessage} from "./feed_error";
import {
    getActive,
    makeFilters,
    takeKnownFilters,
    toServerFilters,
} from "./feed_filters/filter_state";
import {addPage, getRefresh, MAX_PAGE, replaceEntry} from "./feed_window";
import {FeedVisit} from "./my_feed/feed_visits";

const NOT_LOADED = _t("The feed could not be loaded.");

/** How many pages are kept; what is farther from the screen is dropped, and read again. */
const MAX_PAGES = 6;

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
        this.pageSize = Math.min(pageSize, MAX_PAGE);
        /** So that a refresh is one page of the server, too. */
        this.maxEntries = Math.min(MAX_PAGES * this.pageSize, MAX_PAGE);
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
        /** A window on the history, newest first: what is around the screen. */
        this.entries = [];
        /** Where the server reads on at either end; false: there is nothing more. */
        this.older = false;
        this.newer = false;
        /** What the link leads to that was followed last; see `get_page`. */
        this.target = false;
        this.visit = new FeedVisit();
        /** Sources that are missing, because they failed. */
        this.broken = [];
        this.isLoaded = false;
        this.isLoading = false;
        /** @type {"older"|"newer"|""} the end at which more is being loaded */
        this.loadingMore = "";
        this.error = "";
        this.moreErrors = {older: "", newer: ""};
        /** @type {Object<string, boolean>} keys of the unfolded entries */
        this.unfolded = {};
        /** The note being written; see `FeedDrafts`. */
        this.draft = server.drafts.read(this.scopeKey);
        /** Where the user was when leaving to another page; see `useKeptPlace`. */
        this.left = null;
        this.loadId = 0;
        /** What was asked for last, and the promise of it; see `load`. */
        this.question = this.answer = null;
        /** Ask the last question for a first page again. */
        this.retry = () => this.load();
    }

    /** @returns {string} names the scope */
    get scopeKey() {
        return JSON.stringify(this.scope);
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
     * @param {number[]} [ids] of its records; all of them without
     * @returns {string[]} keys of the entries of these records that are loaded
     */
    getKeysOf(model, ids) {
        return [...this.open, ...this.entries]
            .filter(
                (entry) =>
                    entry.res_model === model && (!ids || ids.includes(entry.res_id))
            )
            .map((entry) => entry.key);
    }

    /**
     * @param {string} key
     * @returns {boolean} whether this entry is among those that are loaded
     */
    hasEntry(key) {
        return [...this.open, ...this.entries].some((entry) => entry.key === key);
    }

    /** @returns {Object} filters as the server takes them */
    getServerFilters() {
        return toServerFilters(this.filters);
    }

    /**
     * Load a first page; what is on the screen stays until the answer is here.
     *
     * @param {Object} [params]
     * @param {string|Array|false} [params.at] where, if not at the newest entry; as `get_page`
     *     takes it
     * @param {number} [params.limit] how many entries to load
     * @returns {Promise<boolean>} whether they are here, and no newer question is on its way
     */
    load({at = false, limit = this.pageSize} = {}) {
        return this.ask({at, limit});
    }

    /**
     * @param {{ at: string|Array|false, limit: number }} question see `load`
     * @returns {Promise<boolean>}
     */
    ask(question) {
        this.question = markRaw(question);
        this.answer = this.fetchFirst(question);
        return this.answer;
    }

    async fetchFirst(question) {
        const loadId = ++this.loadId;
        this.isLoading = true;
        this.loadingMore = "";
        this.error = "";
        this.moreErrors = {older: "", newer: ""};
        this.retry = () => this.ask(question);
        let page;
        try {
            page = await this.fetchPage(question);
        } catch (error) {
            if (loadId === this.loadId) {
                this.isLoading = false;
                this.error = getErrorMessage(error, NOT_LOADED);
                return false;
            }
        }
        if (loadId !== this.loadId) {
            // Whoever asked the same, before a refresh asked it again, gets its answer.
            return this.question === question && this.answer;
        }
        this.takePage(page);
        this.isLoaded = true;
        this.isLoading = false;
        return true;
    }

    /**
     * @param {{ at: string|Array|false, limit: number }} question see `load`
     * @returns {Promise<Object>} a first page
     */
    async fetchPage({at, limit}) {
        const page = await this.server.getPage(this.scope, {
            filters: this.getServerFilters(),
            at,
            limit: Math.min(limit, MAX_PAGE),
            silent: this.isLoaded,
        });
        if (this.showsAllOpen && page.open_more) {
            Object.assign(page, await this.fetchAllOpen(this.isLoaded));
        }
        return page;
    }

    /** @param {Object} page a first one */
    takePage(page) {
        this.open = page.open;
        this.hasMoreOpen = page.open_more;
        this.canPlan = Boolean(page.can_plan);
        this.pinned = page.pinned || [];
        this.entries = page.entries;
        this.older = page.older;
        this.newer = page.newer;
        this.target = page.at;
        this.broken = page.broken;
        takeKnownFilters(this, page.filters);
        this.customer = page.customer || false;
        this.kinds = page.kinds || this.kinds;
        this.creatable = page.creatable || this.creatable;
        this.visit.take(page.visit);
    }

    /** Load again what is there: as many entries, around the same place. */
    refresh() {
        if (this.isLoading) {
            // Go where the user is going to, and not back.
            return this.ask(this.question);
        }
        return this.load(getRefresh(this));
    }

    /**
     * Go somewhere else in the history; see `load`.
     *
     * @param {string} at
     */
    jumpTo(at) {
        return this.load({at, limit: Math.ceil(this.pageSize * 1.5)});
    }

    /**
     * Follow a link to an entry: it shows, whatever the filters were.
     *
     * @param {string} key
     * @returns {Promise<boolean>} whether the answer is here: see `target`
     */
    async jumpToEntry(key) {
        this.resetFilters();
        let isHere = await this.jumpTo(key);
        if (isHere && this.target?.is_noise) {
            this.filters.noise = true;
            isHere = await this.jumpTo(key);
        }
        return isHere;
    }

    /** @returns {Promise<string|false>} date of the oldest entry that the filters show */
    getFirstDate() {
        return this.server.getFirstDate(this.scope, this.getServerFilters());
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

    /**
     * Lengthen the window at one end, and shorten it at the other when it becomes too long.
     *
     * @param {"older"|"newer"} [direction]
     * @param {{ first: string, last: string }} [visible] keys of the entries on the screen:
     *     they and those close to them stay
     */
    async loadMore(direction = "older", visible = {}) {
        if (!this[direction] || this.isLoading || this.loadingMore) {
            return;
        }
        const loadId = this.loadId;
        this.loadingMore = direction;
        this.moreErrors[direction] = "";
        try {
            const page = await this.server.getPage(this.scope, {
                filters: this.getServerFilters(),
                cursor: this[direction],
                limit: this.pageSize,
                silent: true,
            });
            if (loadId === this.loadId) {
                addPage(this, direction, page, visible);
            }
        } catch (error) {
            if (loadId === this.loadId) {
                this.moreErrors[direction] = getErrorMessage(error, NOT_LOADED);
            }
        } finally {
            if (loadId === this.loadId) {
                this.loadingMore = "";
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
        this.resetFilters();
        return this.load();
    }

    /** Show everything, with the next answer. */
    resetFilters() {
        Object.assign(this.filters, makeFilters());
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
        replaceEntry(this, key, fresh);
    }
}
