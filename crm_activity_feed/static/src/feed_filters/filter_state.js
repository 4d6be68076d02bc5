import {
    getEndOfLocalWeek,
    getStartOfLocalWeek,
    serializeDateTime,
} from "@web/core/l10n/dates";

const {DateTime} = luxon;

/** Filters by records: lists of ids. */
export const RECORD_FILTERS = [
    "activity_type_ids",
    "reason_ids",
    "team_ids",
    "user_ids",
    "author_ids",
    "partner_ids",
    "customer_ids",
    "source_ids",
];

/**
 * What stays for the next customer, too. Text and period belong to what one is looking for now,
 * a contact to its customer: to find them set elsewhere would puzzle.
 */
const REMEMBERED = [
    "kinds",
    "noise",
    "open",
    ...RECORD_FILTERS.filter((name) => name !== "partner_ids"),
];

/** More than these nobody chooses by hand. */
export const MAX_VALUES = 50;

/** @type {Object<string, (now: luxon.DateTime) => luxon.DateTime[]>} first and last moment */
const PERIODS = {
    this_week: (now) => [getStartOfLocalWeek(now), getEndOfLocalWeek(now)],
    this_month: (now) => [now.startOf("month"), now.endOf("month")],
    last_30: (now) => [now.minus({days: 29}).startOf("day"), now.endOf("day")],
    last_90: (now) => [now.minus({days: 89}).startOf("day"), now.endOf("day")],
    this_year: (now) => [now.startOf("year"), now.endOf("year")],
};
export const PERIOD_IDS = Object.keys(PERIODS);

/**
 * @typedef {Object} Filters
 * @property {string[]} kinds and a list of ids for each of `RECORD_FILTERS`
 * @property {string} text
 * @property {boolean} noise technical changes too
 * @property {boolean|null} open only what is to do, only what is done, or both
 * @property {string} period one of `PERIOD_IDS`, "custom", or none
 * @property {string} date_from day "YYYY-MM-DD" of a custom period, in the user's time zone
 * @property {string} date_to
 */

/** @returns {Filters} none */
export function makeFilters() {
    return {
        kinds: [],
        ...Object.fromEntries(RECORD_FILTERS.map((name) => [name, []])),
        text: "",
        noise: false,
        open: null,
        period: "",
        date_from: "",
        date_to: "",
    };
}

/**
 * @param {any} value
 * @returns {boolean} whether it is a day as `Filters` has it
 */
export function isDay(value) {
    return /^\d{4}-\d\d-\d\d$/.test(value) && DateTime.fromISO(value).isValid;
}

/**
 * @param {Filters} filters
 * @returns {luxon.DateTime[]} first and last moment, each absent without a limit
 */
export function getPeriod({period, date_from, date_to}) {
    if (period !== "custom") {
        return PERIODS[period]?.(DateTime.local()) || [];
    }
    // Whoever turns the days round means what is between them.
    const days =
        date_from && date_to ? [date_from, date_to].sort() : [date_from, date_to];
    const [from, to] = days.map((day) => day && DateTime.fromISO(day));
    return [from ? from.startOf("day") : undefined, to ? to.endOf("day") : undefined];
}

/**
 * @param {Filters} filters
 * @returns {string[]} names of the filters that are set; a period is one, "period"
 */
export function getActive(filters) {
    const names = ["kinds", ...RECORD_FILTERS].filter((name) => filters[name].length);
    if (getPeriod(filters).some(Boolean)) {
        names.push("period");
    }
    if (filters.open !== null) {
        names.push("open");
    }
    if (filters.noise) {
        names.push("noise");
    }
    if (filters.text.trim()) {
        names.push("text");
    }
    return names;
}

/**
 * @param {string} name as `getActive` has it
 * @returns {Partial<Filters>} what removes the filter
 */
export function getRemoval(name) {
    const {[name]: none, date_from, date_to} = makeFilters();
    return name === "period" ? {period: none, date_from, date_to} : {[name]: none};
}

/**
 * @param {Filters} filters
 * @returns {Object} as the server takes them
 */
export function toServerFilters(filters) {
    const values = {};
    for (const name of ["kinds", ...RECORD_FILTERS]) {
        if (filters[name].length) {
            values[name] = [...filters[name]];
            // A remembered reason may be deleted by now: the page shows all the same.
            values.skip_unknown = true;
        }
    }
    const [from, to] = getPeriod(filters);
    if (from) {
        values.date_from = serializeDateTime(from);
    }
    if (to) {
        values.date_to = serializeDateTime(to);
    }
    if (filters.text.trim()) {
        values.text = filters.text.trim();
    }
    if (filters.open !== null) {
        values.open = filters.open;
    }
    if (filters.noise) {
        values.noise = true;
    }
    return values;
}

/**
 * @param {any} values filters from somewhere: only good ones are taken
 * @returns {{ filters: Partial<Filters>, isComplete: boolean }} and whether all were good
 */
export function checkFilters(values) {
    const none = makeFilters();
    const filters = {};
    let isComplete = true;
    const isGood = {
        text: (value) => typeof value === "string",
        noise: (value) => typeof value === "boolean",
        open: (value) => typeof value === "boolean" || value === null,
        period: (value) => value === "custom" || PERIOD_IDS.includes(value),
        date_from: isDay,
        date_to: isDay,
    };
    for (const [name, value] of Object.entries(values || {})) {
        if (Array.isArray(none[name])) {
            const type = name === "kinds" ? "string" : "number";
            const list = (Array.isArray(value) ? value : [])
                .filter((item) => typeof item === type)
                .slice(0, MAX_VALUES);
            filters[name] = [...new Set(list)];
            isComplete &&= list.length === value?.length;
        } else if (isGood[name]?.(value)) {
            filters[name] = value;
        } else {
            isComplete = false;
        }
    }
    return {filters, isComplete};
}

/**
 * @param {Filters} filters
 * @returns {Object} what is remembered of them, without those that are not set
 */
export function getRemembered(filters) {
    const active = getActive(filters);
    const names = REMEMBERED.filter((name) => active.includes(name));
    return Object.fromEntries(
        names.map((name) => {
            const value = filters[name];
            return [name, Array.isArray(value) ? [...value] : value];
        })
    );
}

/**
 * @param {Object} remembered what was remembered, perhaps long ago
 * @returns {Partial<Filters>} all filters that are remembered, set or not
 */
export function fromRemembered(remembered) {
    const {filters} = checkFilters(remembered);
    const none = makeFilters();
    return Object.fromEntries(
        REMEMBERED.map((name) => [name, filters[name] ?? none[name]])
    );
}

/**
 * Learn from the server the names of what is filtered by, and drop what it does not know.
 *
 * @param {import("../feed_model").FeedModel} model
 * @param {Object} [known] what `get_page` has left of the filters
 */
export function takeKnownFilters(model, known = {}) {
    for (const [name, values] of Object.entries(known)) {
        const keys = name === "kinds" ? values : values.map((record) => record.id);
        if (name !== "kinds") {
            const names = values.map((record) => [record.id, record.display_name]);
            model.filterNames[name] = Object.fromEntries(names);
        }
        if (keys.length < model.filters[name].length) {
            model.filters[name] = keys;
            model.hasDroppedFilters = true;
        }
    }
}
