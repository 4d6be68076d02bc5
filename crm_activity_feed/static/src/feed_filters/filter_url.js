import {checkFilters, getActive, makeFilters} from "./filter_state";

/** Short words of the address for the filters: `kind.note.meeting~owner.7~days..2026-11-30`. */
const WORDS = {
    kinds: "kind",
    activity_type_ids: "contact-kind",
    reason_ids: "reason",
    source_ids: "source",
    team_ids: "team",
    user_ids: "owner",
    author_ids: "author",
    partner_ids: "contact",
    customer_ids: "customer",
};
const NAMES = Object.fromEntries(
    Object.entries(WORDS).map(([name, word]) => [word, name])
);
const TEXT = "text.";
// None of them is escaped in an address.
const BETWEEN = "~";
const WITHIN = ".";

/**
 * @param {import("./filter_state").Filters} filters
 * @returns {string} for the address of the page; empty without filters
 */
export function encodeFilters(filters) {
    const parts = [];
    for (const name of getActive(filters)) {
        const {period, date_from, date_to, open} = filters;
        if (name in WORDS) {
            parts.push([WORDS[name], ...filters[name]].join(WITHIN));
        } else if (name === "period" && period === "custom") {
            parts.push(["days", date_from, date_to].join(WITHIN));
        } else if (name === "period") {
            parts.push(["period", period].join(WITHIN));
        } else if (name === "open") {
            parts.push(open ? "open" : "done");
        } else if (name === "noise") {
            parts.push("technical");
        } else {
            // The last one: whatever follows belongs to the text.
            parts.push(TEXT + filters.text.trim());
        }
    }
    return parts.join(BETWEEN);
}

/**
 * @param {string} part of an address
 * @returns {Object} its filters, not checked; of an unknown one an unknown name
 */
function decodePart(part) {
    const [word, ...values] = part.split(WITHIN);
    switch (word) {
        case "kind":
            return {kinds: values};
        case "period":
            return {period: values[0]};
        case "days": {
            const [from, to] = values;
            return {
                period: "custom",
                ...(from ? {date_from: from} : {}),
                ...(to ? {date_to: to} : {}),
            };
        }
        case "open":
        case "done":
            return {open: word === "open"};
        case "technical":
            return {noise: true};
    }
    return {
        [NAMES[word] || word]: values.map((value) =>
            /^\d{1,10}$/.test(value) ? Number(value) : value
        ),
    };
}

/**
 * @param {any} value of the address
 * @returns {{ filters: import("./filter_state").Filters, isComplete: boolean }} the good ones of
 *     its filters, and whether all were good
 */
export function decodeFilters(value) {
    let rest = String(value);
    const values = {};
    const start = `${BETWEEN}${rest}`.indexOf(BETWEEN + TEXT);
    if (start >= 0) {
        values.text = rest.slice(start + TEXT.length);
        rest = rest.slice(0, Math.max(start - 1, 0));
    }
    for (const part of rest.split(BETWEEN).filter(Boolean)) {
        Object.assign(values, decodePart(part));
    }
    const {filters, isComplete} = checkFilters(values);
    return {filters: {...makeFilters(), ...filters}, isComplete};
}
