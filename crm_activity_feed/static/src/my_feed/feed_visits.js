/**
 * What a user has seen of one feed.
 */
export class FeedVisit {
    constructor() {
        /** When the user saw it last, before this visit; false: never. */
        this.since = false;
        /** The moment of the last answer: what is newer is not on the screen. */
        this.now = "";
        /** Up to when the user has seen it in this visit. */
        this.seenUntil = "";
        this.isBeginning = false;
    }

    /** The user comes to look: what is new is what came since the last time. */
    begin() {
        this.isBeginning = true;
    }

    /** @param {{ since: string|false, now: string }|false} [visit] see `get_page` */
    take(visit) {
        if (!visit) {
            return;
        }
        this.now = visit.now;
        if (this.isBeginning) {
            this.isBeginning = false;
            this.since = visit.since;
        }
    }
}

/**
 * The part of the feed service that knows what is new; nobody else asks the server for it.
 */
export class FeedVisits {
    /** @param {Object} orm the host's service */
    constructor(orm) {
        this.orm = orm;
    }

    /**
     * @param {string} scope "mine", "following" or "all"
     * @param {string} moment up to when the user has seen it
     * @returns {Promise<string>} see `crm.feed.entry.mark_seen`
     */
    markSeen(scope, moment) {
        return this.orm.silent.call("crm.feed.entry", "mark_seen", [scope, moment]);
    }

    /** @returns {Promise<Object>} see `crm.feed.entry.get_new_counts` */
    getNewCounts() {
        return this.orm.silent.call("crm.feed.entry", "get_new_counts", []);
    }
}
