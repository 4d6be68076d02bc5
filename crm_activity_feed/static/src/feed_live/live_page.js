import {getPlace} from "../feed_window";

/**
 * @param {Object} entry
 * @param {Object} other
 * @returns {boolean} whether the entry stands above the other one in the history
 */
export function isNewer(entry, other) {
    return (
        entry.date > other.date || (entry.date === other.date && entry.id > other.id)
    );
}

/**
 * @param {import("../feed_model").FeedModel} model
 * @returns {(entry: Object) => boolean} whether an entry is not loaded yet
 */
function makeIsUnknown(model) {
    const known = new Set([...model.open, ...model.entries].map(({key}) => key));
    return (entry) => !known.has(entry.key);
}

/**
 * Put a page that was read again in the place of what it covers; what is loaded beyond it stays.
 *
 * @param {import("../feed_model").FeedModel} model
 * @param {Object} page a first one
 * @param {Object[]} entries those of it to be shown
 */
function takeWindow(model, page, entries) {
    const {target} = model;
    const [first, last] = [page.entries[0], page.entries.at(-1)];
    const newer =
        page.newer && first ? model.entries.filter((e) => isNewer(e, first)) : [];
    const older =
        page.older && last ? model.entries.filter((e) => isNewer(last, e)) : [];
    const merged = {
        ...page,
        entries: [...newer, ...entries, ...older],
        newer: newer.length ? model.newer : page.newer,
        older: older.length ? model.older : page.older,
    };
    model.takePage(merged);
    model.target = target;
}

/** @param {import("../feed_model").FeedModel} model whose end is out of sight */
function shorten(model) {
    if (model.entries.length > model.maxEntries) {
        model.entries = model.entries.slice(0, model.maxEntries);
        model.older = ["older", ...getPlace(model.entries.at(-1))];
    }
}

/**
 * Take in a page that was read again, without moving what the user looks at.
 *
 * What has changed or gone shows at once, and so does what is planned. What has come in at the
 * newer end is held back, unless the user looks there.
 *
 * @param {import("../feed_model").FeedModel} model
 * @param {Object} page a first one, around the same place
 * @param {boolean} isHeld whether to hold back
 * @returns {{ created: string[], held: Object[], isGap: boolean }} keys of what has come in and
 *     shows; what is held back; and whether there may be more between that and the rest
 */
export function mergePage(model, page, isHeld) {
    const isUnknown = makeIsUnknown(model);
    const newest = model.entries[0];
    const oldest = page.entries.at(-1);
    const isGap = Boolean(
        !model.newer && newest && page.older && oldest && isNewer(oldest, newest)
    );
    const open = page.open.filter(isUnknown).map(({key}) => key);
    // What is held back has not been seen yet.
    const visit = isHeld ? false : page.visit;
    if (isGap && isHeld) {
        const {entries, older, newer, target} = model;
        model.takePage({...page, entries, older, newer, visit});
        model.target = target;
        return {created: open, held: page.entries.filter(isUnknown), isGap};
    }
    const isComing = (entry) => isUnknown(entry) && newest && isNewer(entry, newest);
    const held = isHeld && !model.newer ? page.entries.filter(isComing) : [];
    const shown = page.entries.filter((entry) => !held.includes(entry));
    const created = [...open, ...shown.filter(isUnknown).map(({key}) => key)];
    if (isGap) {
        model.takePage(page);
    } else {
        takeWindow(model, {...page, visit}, shown);
    }
    if (!isHeld) {
        shorten(model);
    }
    return {created, held, isGap: false};
}
