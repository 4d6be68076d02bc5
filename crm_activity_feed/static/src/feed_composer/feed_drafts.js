import {browser} from "@web/core/browser/browser";
import {user} from "@web/core/user";
import {session} from "@web/session";

import {readServerDate, serializeDeadline} from "../feed_dates";

const {DateTime} = luxon;

/** The oldest give way: the storage of a browser is small, and shared. */
const MAX_DRAFTS = 20;
const MAX_LENGTH = 10000;

/** @returns {Object} a note of which nothing is written or chosen yet */
export function makeDraft() {
    return {
        text: "",
        deadline: null,
        owner: null,
        lead: null,
        kind: null,
        reason: null,
    };
}

/**
 * @param {Object} draft
 * @returns {boolean} whether there is nothing in it that would be missed
 */
export function isEmptyDraft(draft) {
    const {text, ...choices} = draft;
    return !text.trim() && !Object.values(choices).some(Boolean);
}

/**
 * Half-written notes, kept in the browser: they outlive the page and the session.
 *
 * All are under one key, which belongs to one user of one database. Nobody else who works in this
 * browser gets to see them in Odoo.
 */
export class FeedDrafts {
    get storageKey() {
        return `crm_activity_feed.drafts/${session.db}/${user.userId}`;
    }

    /** @returns {[string, Object][]} scope and draft, oldest first */
    readAll() {
        try {
            const stored = JSON.parse(browser.localStorage.getItem(this.storageKey));
            return Array.isArray(stored) ? stored : [];
        } catch {
            // No storage, or something else is in it: then there are no drafts.
            return [];
        }
    }

    /**
     * @param {string} scope names the feed
     * @returns {Object} its draft; an empty one if there is none
     */
    read(scope) {
        const stored = this.readAll().find(([key]) => key === scope)?.[1];
        const draft = {...makeDraft(), ...stored};
        draft.deadline = stored?.deadline ? this.readDeadline(stored.deadline) : null;
        return draft;
    }

    /**
     * @param {{ value: string, isAllDay: boolean }} stored
     * @returns {Object|null} nothing for a day that is over: "today" was meant once
     */
    readDeadline({value, isAllDay}) {
        const date = readServerDate(value, isAllDay);
        return date >= DateTime.local().startOf("day") ? {date, isAllDay} : null;
    }

    /**
     * @param {string} scope
     * @param {Object} draft an empty one is forgotten
     */
    write(scope, draft) {
        const all = this.readAll();
        const others = all.filter(([key]) => key !== scope);
        if (isEmptyDraft(draft)) {
            if (others.length === all.length) {
                return;
            }
        } else {
            const {deadline} = draft;
            const value = deadline && serializeDeadline(deadline);
            others.push([
                scope,
                {
                    ...draft,
                    text: draft.text.slice(0, MAX_LENGTH),
                    deadline: deadline && {value, isAllDay: deadline.isAllDay},
                },
            ]);
        }
        try {
            browser.localStorage.setItem(
                this.storageKey,
                JSON.stringify(others.slice(-MAX_DRAFTS))
            );
        } catch {
            // A full storage: the draft lives as long as the page.
        }
    }
}
