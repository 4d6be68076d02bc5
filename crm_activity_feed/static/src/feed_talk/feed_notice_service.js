import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

import {openEntry} from "./open_entry";

/** Milliseconds to read a comment and to make up one's mind: more than the host's four. */
const READING_TIME = 12000;

/**
 * Shows a comment that was addressed to the user, wherever in Odoo he or she is, and leads to
 * its entry.
 *
 * The message that tells of it holds ids only; what to show is asked for with the user's own
 * rights. Nobody is told who reads the comments of that entry right now, nor in a page that is
 * in the background: there the host tells it, if the user wants to.
 */
export class FeedNotices {
    /**
     * @param {import("@web/env").OdooEnv} env
     * @param {Object} services
     */
    constructor(env, services) {
        this.env = env;
        this.talk = services.crm_feed.talk;
        this.notification = services.notification;
    }

    /** @param {{ comment_id: number, key: string }} payload */
    async onComment({comment_id: commentId, key}) {
        if (this.talk.isShown(key) || document.visibilityState !== "visible") {
            return;
        }
        let notice = false;
        try {
            notice = await this.talk.getNotice(commentId);
        } catch {
            // No connection: the inbox, or a mail, holds the comment as well.
        }
        if (notice) {
            this.show(notice);
        }
    }

    /** @param {{ key: string, title: string, text: string }} notice */
    show({key, title, text}) {
        const close = this.notification.add(text, {
            title,
            type: "info",
            autocloseDelay: READING_TIME,
            buttons: [
                {
                    name: _t("See it in the feed"),
                    primary: true,
                    onClick: () => {
                        close();
                        return openEntry(this.env, key);
                    },
                },
            ],
        });
    }
}

export const feedNoticeService = {
    dependencies: [
        "action",
        "bus_service",
        "crm_feed",
        "crm_feed_link",
        "notification",
    ],
    start(env, services) {
        const notices = new FeedNotices(env, services);
        const {bus_service: bus} = services;
        bus.subscribe("crm_feed/comment", (payload) => notices.onComment(payload));
        bus.start();
        return notices;
    },
};

registry.category("services").add("crm_feed_notice", feedNoticeService);
