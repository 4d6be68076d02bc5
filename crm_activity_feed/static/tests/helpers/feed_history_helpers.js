import {queryAllTexts, queryOne} from "@odoo/hoot-dom";
import {mockDate} from "@odoo/hoot";
import {animationFrame} from "@odoo/hoot-mock";

import {onRpc, patchWithCleanup} from "@web/../tests/web_test_helpers";

import {makeEntry, makePage, onDefaults, onPage} from "./feed_test_helpers";

const DAY = 86400000;
const NEWEST = Date.UTC(2026, 10, 19, 12);

/** A day, and a screen on which nothing loads by itself. */
export function setUpHistory() {
    mockDate("2026-11-20 10:00:00", +0);
    onDefaults();
    onRpc("crm.feed.entry", "get_first_date", () => "2024-03-05 12:00:00");
    onRpc("crm.feed.live", "get_pulse", () => ({last_id: 1, sent: []}));
    // Nothing loads by itself.
    patchWithCleanup(window, {
        IntersectionObserver: class {
            observe() {}
            disconnect() {}
            unobserve() {}
        },
    });
}

/**
 * @param {number} id the higher, the older: one a day
 * @param {Object} [values]
 */
export function makeNumbered(id, values = {}) {
    const date = new Date(NEWEST - id * DAY).toISOString();
    return makeEntry({
        id,
        title: `E${id}`,
        date: date.slice(0, 19).replace("T", " "),
        ...values,
    });
}

/**
 * Answer the page calls from a history of `size` entries, as the server does.
 *
 * @param {number} size
 * @param {(id: number) => Object} [getValues] of an entry
 * @returns {{ all: Object[], asked: string[] }} its entries, and what has been asked for
 */
export function onHistory(size, getValues = () => ({})) {
    const all = Array.from({length: size}, (_, index) =>
        makeNumbered(index + 1, getValues(index + 1))
    );
    const asked = [];
    const find = ([date, id]) =>
        all.findIndex((entry) => entry.date < date || entry.id === id);
    onPage((scope, {cursor, at, limit}) => {
        let begin = 0;
        let end = limit;
        if (at) {
            const index =
                typeof at === "string"
                    ? all.findIndex((entry) => entry.key === at || entry.date <= at)
                    : find(at);
            begin = Math.max(index - Math.floor(limit / 3), 0);
            end = index + limit - Math.floor(limit / 3);
        } else if (cursor) {
            const index = find(cursor.slice(1));
            const isOlder = cursor[0] === "older";
            begin = isOlder ? index + 1 : Math.max(index - limit, 0);
            end = isOlder ? index + 1 + limit : index;
        }
        const entries = all.slice(begin, end);
        const place = (entry) => [entry.date, entry.id];
        asked.push([at || cursor || "newest", limit].flat().join(" "));
        return makePage({
            entries: entries.map((entry) => ({...entry})),
            older: end < size && ["older", ...place(entries.at(-1))],
            newer: begin > 0 && ["newer", ...place(entries[0])],
            at: at && all.some((entry) => entry.key === at) ? {key: at} : false,
        });
    });
    return {all, asked};
}

export function getTitles() {
    return queryAllTexts(".o_crm_feed_month .o_crm_feed_entry_title");
}

/** @returns {Element} what scrolls around the feed */
export function getScroller() {
    let el = queryOne(".o_crm_feed");
    while (
        el.scrollHeight <= el.clientHeight ||
        getComputedStyle(el).overflowY === "visible"
    ) {
        el = el.parentElement;
    }
    return el;
}

/** @param {string} key of an entry, scrolled to below the upper edge */
export function getTop(key) {
    return Math.round(
        queryOne(`.o_crm_feed_entry[data-key="${key}"]`).getBoundingClientRect().top
    );
}

export async function scrollTo(key) {
    queryOne(`[data-key="${key}"]`).scrollIntoView({block: "start"});
    await animationFrame();
}

export async function loadMore(selector = ".o_crm_feed_more") {
    queryOne(selector).click(); // without scrolling to it
    await animationFrame();
    await animationFrame();
}

export const LONG = () => ({body: `<p>${"Long. ".repeat(200)}</p>`});
