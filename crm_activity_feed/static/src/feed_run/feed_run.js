import {Component} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";

import {
    formatDays,
    formatFullDate,
    formatMachineDate,
    getEntryDate,
    groupByMonth,
} from "../feed_dates";

/** So many in a row are folded into one line. */
const MIN_RUN = 2;

/**
 * @param {Object[]} entries newest first
 * @returns {string} a name that stays while the run grows at its older end
 */
function getRunKey(entries) {
    return `run-${entries[0].key}`;
}

/**
 * Fold technical changes that follow each other into one line.
 *
 * @param {{ entry: Object, isNewDay: boolean }[]} lines of a month
 * @param {Object<string, boolean>} unfolded keys of what the user has unfolded
 * @returns {Object[]} lines of entries, with a `key`; before those of a run, or instead of
 *     them, a line with `run`: the entries it stands for
 */
export function foldRuns(lines, unfolded) {
    const folded = [];
    for (let index = 0; index < lines.length; ) {
        let end = index;
        while (lines[end]?.entry.is_noise) {
            end++;
        }
        if (end - index < MIN_RUN) {
            end = index + 1;
        }
        const run = lines.slice(index, end);
        const entries = run.map((line) => line.entry);
        let isUnfolded = true;
        if (entries.length >= MIN_RUN) {
            // Others may join a run that is unfolded already.
            isUnfolded = entries.some((entry) => unfolded[getRunKey([entry])]);
            const {isNewDay} = run[0];
            folded.push({key: getRunKey(entries), run: entries, isNewDay, isUnfolded});
        }
        if (isUnfolded) {
            folded.push(...run.map((line) => ({key: line.entry.key, ...line})));
        }
        index = end;
    }
    return folded;
}

/**
 * @param {Object[]} entries of a run
 * @param {Object<string, boolean>} unfolded is changed
 */
export function toggleRun(entries, unfolded) {
    const keys = entries.map((entry) => getRunKey([entry]));
    const isUnfolded = keys.some((key) => unfolded[key]);
    for (const key of keys) {
        delete unfolded[key];
    }
    if (!isUnfolded) {
        for (const key of keys) {
            unfolded[key] = true;
        }
    }
}

/**
 * What is unfolded stays so when a part of it is dropped from the window; see `FeedModel`.
 *
 * @param {Object[]} entries of the window
 * @param {Object<string, boolean>} unfolded is changed
 */
export function keepUnfolded(entries, unfolded) {
    for (const {lines} of groupByMonth(entries)) {
        for (const {run, isUnfolded} of foldRuns(lines, unfolded)) {
            for (const entry of (isUnfolded && run) || []) {
                unfolded[getRunKey([entry])] = true;
            }
        }
    }
}

/**
 * @param {string} key of an entry that is to show, in a run or not
 * @param {Object<string, boolean>} unfolded is changed
 */
export function unfoldRunOf(key, unfolded) {
    unfolded[getRunKey([{key}])] = true;
}

/** Technical changes in a row: how many, to unfold. */
export class FeedRun extends Component {
    static template = "crm_activity_feed.FeedRun";
    static props = {
        entries: {type: Array, element: Object},
        isNewDay: {type: Boolean, optional: true},
        isUnfolded: Boolean,
        onToggle: Function,
    };

    get label() {
        return _t("%s technical changes", this.props.entries.length);
    }

    /** @returns {string} the first and the last, by which the feed knows where it is */
    get keys() {
        const {entries} = this.props;
        return `${entries[0].key} ${entries.at(-1).key}`;
    }

    get newest() {
        return getEntryDate(this.props.entries[0]);
    }

    get oldest() {
        return getEntryDate(this.props.entries.at(-1));
    }

    get machineDate() {
        return formatMachineDate(this.newest, true);
    }

    get fullDate() {
        return formatFullDate(this.newest, true);
    }

    /** @returns {string} the days of the run, if they are several */
    get days() {
        return this.newest.hasSame(this.oldest, "day")
            ? ""
            : formatDays(this.oldest, this.newest);
    }
}
