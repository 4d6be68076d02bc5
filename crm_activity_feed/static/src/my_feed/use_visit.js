import {onWillUnmount, useEffect, useExternalListener, useState} from "@odoo/owl";

import {browser} from "@web/core/browser/browser";
import {useService} from "@web/core/utils/hooks";

/** Whoever is gone before has not looked. */
const SEEN_AFTER = 2000;
const COUNTER = "crm_feed";

/**
 * Tell the server what the user has seen of a feed, and learn what is new in the others.
 *
 * Seen is what was on the screen for a moment: not in a tab in the background, not with filters
 * that hide the rest, not in the middle of the history.
 *
 * @param {import("../feed_model").FeedModel} model of a scope that has a name
 * @returns {Object<string, number>} how much is new by scope, as far as it is known
 */
export function useVisit(model) {
    const {visits} = useService("crm_feed");
    const title = useService("title");
    const counts = useState({});
    let timer = null;
    let isGone = false;
    model.visit.begin();

    function isSeen() {
        const {isLoaded, isLoading, isNarrowed, newer, visit} = model;
        const isNewest = isLoaded && !isLoading && !isNarrowed && !newer;
        return isNewest && visit.now && document.visibilityState === "visible";
    }

    async function count() {
        try {
            Object.assign(counts, await visits.getNewCounts());
        } catch {
            // The numbers are a help; the feed tells its own errors.
            return;
        }
        if (!isGone) {
            const isHidden = document.visibilityState !== "visible";
            const shown = Object.entries(counts).filter(
                ([scope]) => isHidden || scope !== model.scope
            );
            const number = shown.reduce((sum, [, value]) => sum + value, 0);
            title.setCounters({[COUNTER]: number});
        }
    }

    async function mark() {
        const {now} = model.visit;
        if (!isSeen()) {
            return;
        }
        try {
            await visits.markSeen(model.scope, now);
        } catch {
            // The next visit shows the same as new once more.
            return;
        }
        model.visit.seenUntil = now;
        if (!isGone) {
            await count();
        }
    }

    function check() {
        browser.clearTimeout(timer);
        if (isSeen() && model.visit.now !== model.visit.seenUntil) {
            timer = browser.setTimeout(mark, SEEN_AFTER);
        }
    }

    useEffect(
        () => {
            check();
        },
        () => [model.visit.now, model.isLoading, model.isNarrowed, Boolean(model.newer)]
    );
    useEffect(
        (now) => {
            if (now) {
                count();
            }
        },
        () => [model.visit.now]
    );
    useExternalListener(document, "visibilitychange", check);
    onWillUnmount(() => {
        isGone = true;
        browser.clearTimeout(timer);
        title.setCounters({[COUNTER]: 0});
    });
    return counts;
}
