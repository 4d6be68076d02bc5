import {reactive} from "@odoo/owl";

/**
 * The part of the feed service that is about comments: its calls, and what the user has begun
 * to write.
 */
export class FeedTalk {
    /** @param {Object} orm the host's service */
    constructor(orm) {
        this.orm = orm;
        /** Comments that were opened or begun, by key of the entry. */
        this.threads = new Map();
        /** Keys of the entries whose comments are on the screen. */
        this.shown = new Set();
    }

    /**
     * @param {string} key of an entry
     * @returns {{ isOpen: boolean, draft: string, mentions: Object[] }} its comments, as
     *     the user left them
     */
    getThread(key) {
        if (!this.threads.has(key)) {
            // A link may open it while it is on the screen.
            const thread = reactive({isOpen: false, draft: "", mentions: []});
            this.threads.set(key, thread);
        }
        return this.threads.get(key);
    }

    /**
     * @param {number} entryId
     * @param {number} [before] id of a comment: those earlier than that
     * @returns {Promise<Object>} see `crm.feed.entry.get_comments`
     */
    getComments(entryId, before) {
        return this.orm.silent.call("crm.feed.entry", "get_comments", [
            entryId,
            before || null,
        ]);
    }

    /**
     * @param {number} entryId
     * @param {string} text
     * @param {number[]} mentionIds contacts of the colleagues that it names
     * @returns {Promise<Object>} the comment, see `crm.feed.entry.post_comment`
     */
    postComment(entryId, text, mentionIds) {
        return this.orm.call("crm.feed.entry", "post_comment", [
            entryId,
            text,
            mentionIds,
        ]);
    }

    /**
     * @param {number} entryId
     * @param {number} commentId
     */
    deleteComment(entryId, commentId) {
        return this.orm.call("crm.feed.entry", "delete_comment", [entryId, commentId]);
    }

    /**
     * @param {number} entryId
     * @param {string} text
     * @returns {Promise<Object[]>} colleagues, see `crm.feed.entry.search_mentions`
     */
    searchMentions(entryId, text) {
        return this.orm.silent.call("crm.feed.entry", "search_mentions", [
            entryId,
            text,
        ]);
    }

    /**
     * @param {number} entryId
     * @param {boolean} isMuted whether the user leaves its comments
     */
    muteComments(entryId, isMuted) {
        return this.orm.call("crm.feed.entry", "mute_comments", [entryId, isMuted]);
    }

    /** @param {number} entryId */
    markSeen(entryId) {
        return this.orm.silent.call("crm.feed.entry", "mark_comments_seen", [entryId]);
    }

    /**
     * @param {number} commentId
     * @returns {Promise<Object|false>} see `crm.feed.entry.get_comment_notice`
     */
    getNotice(commentId) {
        return this.orm.silent.call("crm.feed.entry", "get_comment_notice", [
            commentId,
        ]);
    }

    /**
     * @param {string} key of an entry
     * @returns {boolean} whether its comments are on the screen, and bring new ones in
     */
    isShown(key) {
        return this.shown.has(key);
    }

    /**
     * @param {string} key of an entry
     * @returns {Promise<Object|false>} see `crm.feed.entry.get_entry_place`
     */
    getEntryPlace(key) {
        return this.orm.call("crm.feed.entry", "get_entry_place", [key]);
    }
}
