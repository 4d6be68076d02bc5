/**
 * The history on the screen is a window on the one of the server: entries that are far from
 * what the user looks at are dropped, and read again from those that are left.
 */

/** The server's own bound of one page. */
export const MAX_PAGE = 200;

/**
 * @param {Object} entry
 * @returns {Array} its place, as `get_page` takes it
 */
export function getPlace(entry) {
    return [entry.date, entry.id];
}

/**
 * @param {import("./feed_model").FeedModel} model
 * @returns {{ at: Array|false, limit: number }} what to ask for, to load again what is there:
 *     as many entries, around the same place; see `FeedModel.load`
 */
export function getRefresh({entries, newer, pageSize}) {
    const length = Math.min(entries.length, MAX_PAGE);
    const limit = Math.max(pageSize, length);
    // A third of such a page is newer than its place.
    const middle = entries[Math.floor(length / 3)];
    return {limit, at: newer && length ? getPlace(middle) : false};
}

/**
 * @param {Object[]} entries
 * @param {string|undefined} key of an entry
 * @param {number} fallback
 */
function findIndex(entries, key, fallback) {
    const index = entries.findIndex((entry) => entry.key === key);
    return index < 0 ? fallback : index;
}

/**
 * Drop entries at the newer end.
 *
 * @param {Object[]} entries newest first
 * @param {number} max how many to keep; more, if the user looks at them
 * @param {number} margin how many to keep beside those that the user looks at
 * @param {{ first: string }} visible key of the first entry on the screen
 * @returns {{ entries: Object[], cursor: Array|false }} what is left, and where to read
 *     those that were dropped
 */
function dropNewest(entries, max, margin, visible) {
    const first = findIndex(entries, visible.first, entries.length);
    const count = Math.min(entries.length - max, first - margin);
    if (count <= 0) {
        return {entries, cursor: false};
    }
    const left = entries.slice(count);
    return {entries: left, cursor: ["newer", ...getPlace(left[0])]};
}

/**
 * Drop entries at the older end; see `dropNewest`.
 *
 * @param {Object[]} entries
 * @param {number} max
 * @param {number} margin
 * @param {{ last: string }} visible key of the last entry on the screen
 * @returns {{ entries: Object[], cursor: Array|false }}
 */
function dropOldest(entries, max, margin, visible) {
    const last = findIndex(entries, visible.last, -1);
    const count = Math.min(entries.length - max, entries.length - 1 - last - margin);
    if (count <= 0) {
        return {entries, cursor: false};
    }
    const left = entries.slice(0, -count);
    return {entries: left, cursor: ["older", ...getPlace(left.at(-1))]};
}

/**
 * @param {Object[]} entries
 * @param {Object} fresh
 * @param {(entry: Object) => boolean} isAfter whether an entry comes after the fresh one
 */
export function insertEntry(entries, fresh, isAfter) {
    const index = entries.findIndex(isAfter);
    entries.splice(index < 0 ? entries.length : index, 0, fresh);
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
 * @param {{ date: string }} entry a done one
 * @param {{ entries: Object[], older: any, newer: any }} history
 * @returns {boolean} whether its place is among the entries that are here
 */
export function isInWindow({date}, {entries, older, newer}) {
    const isTooNew = newer && !(date <= entries[0]?.date);
    const isTooOld = older && !(date >= entries.at(-1)?.date);
    return !isTooNew && !isTooOld;
}

/**
 * Lengthen the window at one end, and shorten it at the other when it becomes too long.
 *
 * @param {import("./feed_model").FeedModel} model
 * @param {"older"|"newer"} direction
 * @param {Object} page
 * @param {{ first: string, last: string }} visible
 */
export function addPage(model, direction, page, visible) {
    const known = new Set(model.entries.map((entry) => entry.key));
    const more = page.entries.filter((entry) => !known.has(entry.key));
    model.broken = mergeBroken(model.broken, page.broken);
    model[direction] = page[direction];
    const [all, drop, otherEnd] =
        direction === "older"
            ? [[...model.entries, ...more], dropNewest, "newer"]
            : [[...more, ...model.entries], dropOldest, "older"];
    const {entries, cursor} = drop(all, model.maxEntries, model.pageSize, visible);
    model.entries = entries;
    model[otherEnd] = cursor || model[otherEnd];
}

/**
 * @param {Object} window `open` and `entries` of a model, which are changed
 * @param {string} key
 * @param {Object|false} fresh what the entry is now, where it belongs now
 */
export function replaceEntry(window, key, fresh) {
    const others = (entries) => entries.filter((entry) => entry.key !== key);
    window.open = others(window.open);
    window.entries = others(window.entries);
    if (fresh && fresh.is_open) {
        insertEntry(window.open, fresh, (entry) => entry.date > fresh.date);
    } else if (fresh && isInWindow(fresh, window)) {
        insertEntry(window.entries, fresh, (entry) => entry.date <= fresh.date);
    }
}
