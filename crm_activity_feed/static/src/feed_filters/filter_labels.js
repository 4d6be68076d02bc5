import {_t} from "@web/core/l10n/translation";
import {formatList} from "@web/core/l10n/utils";

import {getActive, getPeriod} from "./filter_state";

const {DateTime, Interval} = luxon;

const FILTER_LABELS = {
    kinds: _t("Kind"),
    activity_type_ids: _t("Kind of contact"),
    reason_ids: _t("Reason"),
    source_ids: _t("Document type"),
    team_ids: _t("Sales team"),
    user_ids: _t("Owner"),
    author_ids: _t("Author"),
    partner_ids: _t("Contact"),
    customer_ids: _t("Customer"),
    period: _t("Period"),
    open: _t("Show"),
    noise: _t("Technical changes"),
    text: _t("Text"),
};

const PERIOD_LABELS = {
    this_week: _t("This week"),
    this_month: _t("This month"),
    last_30: _t("Last 30 days"),
    last_90: _t("Last 90 days"),
    this_year: _t("This year"),
};

const OPEN_LABELS = {open: _t("Still to do"), done: _t("Done")};

/**
 * @param {string} name of a filter, see `getActive`
 * @returns {string}
 */
export function getFilterLabel(name) {
    return FILTER_LABELS[name].toString();
}

/** @returns {{ id: string, label: string }[]} periods to choose from */
export function getPeriodChoices() {
    const choices = Object.entries({...PERIOD_LABELS, custom: _t("From – to")});
    return choices.map(([id, label]) => ({id, label: label.toString()}));
}

/** @returns {{ value: boolean, label: string }[]} what of the entries to show */
export function getOpenChoices() {
    return [
        {value: true, label: OPEN_LABELS.open.toString()},
        {value: false, label: OPEN_LABELS.done.toString()},
    ];
}

/**
 * @param {import("./filter_state").Filters} filters
 * @returns {string} the period in words
 */
function getPeriodLabel(filters) {
    if (filters.period !== "custom") {
        return PERIOD_LABELS[filters.period].toString();
    }
    const [from, to] = getPeriod(filters);
    const format = DateTime.DATE_MED;
    if (from && to) {
        return Interval.fromDateTimes(from, to).toLocaleString(format);
    }
    return from
        ? _t("from %s", from.toLocaleString(format))
        : _t("until %s", to.toLocaleString(format));
}

/**
 * @param {string} name
 * @param {import("./filter_state").Filters} filters
 * @param {Object<string, Object<number, string>>} names
 * @param {{ key: string, label: string }[]} kinds
 * @returns {string} the values of a filter in words
 */
function getValueLabel(name, filters, names, kinds) {
    const value = filters[name];
    switch (name) {
        case "period":
            return getPeriodLabel(filters);
        case "open":
            return OPEN_LABELS[value ? "open" : "done"].toString();
        case "noise":
            return _t("shown");
        case "text":
            return value.trim();
        case "kinds":
            return formatList(
                value.map(
                    (key) => kinds.find((kind) => kind.key === key)?.label || key
                ),
                {style: "unit"}
            );
        default:
            return formatList(
                value.map((id) => names[name]?.[id] || "…"),
                {style: "unit"}
            );
    }
}

/**
 * @param {import("./filter_state").Filters} filters
 * @param {Object<string, Object<number, string>>} names of the records by filter and id
 * @param {{ key: string, label: string }[]} kinds
 * @returns {{ name: string, label: string, value: string }[]} what is filtered, in words
 */
export function getFacets(filters, names, kinds) {
    return getActive(filters).map((name) => ({
        name,
        label: getFilterLabel(name),
        value: getValueLabel(name, filters, names, kinds).toString(),
    }));
}
