import {
    onMounted,
    onWillUnmount,
    useEffect,
    useExternalListener,
    useState,
} from "@odoo/owl";

import {RPCError} from "@web/core/network/rpc";
import {useService} from "@web/core/utils/hooks";
import {throttleForAnimation} from "@web/core/utils/timing";

import {getOffset, getScroller} from "../feed/scroller";
import {getPlace, getRefresh} from "../feed_window";
import {mergePage} from "./live_page";

const WRITING = "[data-key] :is(input, textarea, [contenteditable=true])";

/**
 * Shows what happens while the feed is open: changes at once, what is new as soon as the user
 * looks at the place where it comes in. Until then it is counted.
 *
 * @param {Object} params
 * @param {{ el: Element|null }} params.rootRef
 * @param {import("../feed_model").FeedModel} params.model
 * @param {Object} params.jumps of `useJumps`
 * @param {Object} params.loading of `useHistoryLoading`
 * @param {(keys: string[]) => void} params.markCreated of `useCreatedMark`
 * @returns {{ count: number, hasMore: boolean, announced: number, isLost: boolean,
 *     isServerLost: boolean, show: () => Promise<void> }} what is new and not seen yet; how much
 *     came in before the user's eyes, the last time; whether nothing comes in at the moment, or
 *     the server does not even answer
 */
export function useLiveFeed({rootRef, model, jumps, loading, markCreated}) {
    const live = useState(useService("crm_feed_live"));
    const news = useState({open: [], held: [], isGap: false, announced: 0, version: 0});
    /** Place of the newest entry that the user has had on his page. */
    let newest = null;

    const isAtTop = () =>
        getOffset(rootRef.el, getScroller(rootRef.el)) >= 0 && !model.newer;
    /** Whoever writes does not want it to move away under his hands. */
    const isWriting = () =>
        rootRef.el.contains(document.activeElement) &&
        document.activeElement.matches(WRITING);

    function forget(announced = 0) {
        const version = model.loadId;
        Object.assign(news, {open: [], held: [], isGap: false, announced, version});
    }

    function rememberNewest() {
        if (!model.newer && model.entries.length) {
            newest = getPlace(model.entries[0]);
        }
    }

    /** @returns {Promise<Object>} what is newer than what was the newest, and whether it is all */
    async function fetchNewer() {
        const {entries, newer} = await model.server.getPage(model.scope, {
            filters: model.getServerFilters(),
            cursor: ["newer", ...newest],
            limit: model.pageSize,
            silent: true,
        });
        return {held: entries, isGap: Boolean(newer)};
    }

    /** @param {Object} page around the place where the user is */
    async function takeIn(page) {
        const isHeld = !isAtTop() || isWriting();
        const unseen = news.version === model.loadId ? news.open : [];
        const known = new Set(model.open.map(({key}) => key));
        const merged = mergePage(model, page, isHeld);
        const {created} = merged;
        let {held, isGap} = merged;
        if (!isHeld) {
            forget(created.length);
            markCreated(created);
            return;
        }
        const version = model.loadId;
        if (model.newer && newest) {
            ({held, isGap} = await fetchNewer());
            held = held.filter(({key}) => !known.has(key));
            if (version !== model.loadId) {
                return;
            }
        }
        const open = model.open.map(({key}) => key);
        const fresh = [...unseen, ...created].filter((key) => open.includes(key));
        Object.assign(news, {open: fresh, held, isGap, announced: 0, version});
    }

    async function refetch() {
        if (model.error && !model.isLoading) {
            // Whatever it was may be over, such as a server that did not answer.
            await model.retry();
            return true;
        }
        if (!model.isLoaded || model.isLoading || model.loadingMore) {
            return false;
        }
        const {loadId} = model;
        try {
            const page = await model.fetchPage(getRefresh(model));
            if (loadId === model.loadId && rootRef.el) {
                await takeIn(page);
            }
        } catch (error) {
            if (!(error instanceof RPCError)) {
                // No connection: asked again when it is back.
                return true;
            }
            if (loadId === model.loadId) {
                // Such as the loss of the right to read it. The page says so.
                await model.refresh();
            }
        }
        return true;
    }

    /** Whoever has come to the top by himself sees what waits there. */
    function onScroll({target}) {
        if (!rootRef.el || !target.contains(rootRef.el) || !isNews()) {
            return;
        }
        if (!news.isGap && isAtTop() && !isWriting()) {
            markCreated(takeHeld());
        }
    }

    const isNews = () =>
        news.version === model.loadId && Boolean(news.open.length + news.held.length);

    /** @returns {string[]} keys of what was not seen yet, and shows now */
    function takeHeld() {
        const keys = [...news.open, ...news.held.map(({key}) => key)];
        if (!model.newer && !news.isGap) {
            const loaded = new Set(model.entries.map(({key}) => key));
            const held = news.held.filter(({key}) => !loaded.has(key));
            model.entries = [...held, ...model.entries];
        }
        forget();
        return keys;
    }

    async function show() {
        loading.restart();
        if (news.isGap && !model.newer && !(await model.load())) {
            return;
        }
        const keys = takeHeld();
        await jumps.toNewest();
        markCreated(keys);
    }

    useEffect(rememberNewest, () => [model.entries[0]?.key, model.newer]);
    let stop = null;
    onMounted(() => {
        stop = live.watch(model.scope, {run: refetch, getVersion: () => model.loadId});
    });
    onWillUnmount(() => stop());
    useExternalListener(window, "scroll", throttleForAnimation(onScroll), {
        capture: true,
        passive: true,
    });

    return {
        get count() {
            return isNews() ? news.open.length + news.held.length : 0;
        },
        get hasMore() {
            return isNews() && news.isGap;
        },
        get announced() {
            return news.version === model.loadId ? news.announced : 0;
        },
        get isLost() {
            return live.isLost;
        },
        get isServerLost() {
            return live.isServerLost;
        },
        show,
    };
}
