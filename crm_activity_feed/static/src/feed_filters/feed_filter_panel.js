import {Component, onMounted, useState} from "@odoo/owl";

import {DateTimeInput} from "@web/core/datetime/datetime_input";
import {Dialog} from "@web/core/dialog/dialog";
import {_t} from "@web/core/l10n/translation";

import {FeedFilterChoice} from "./feed_filter_choice";
import {getFilterLabel, getOpenChoices, getPeriodChoices} from "./filter_labels";
import {RECORD_FILTERS, getRemoval} from "./filter_state";

const {DateTime} = luxon;

/** Those that are found by name; all of the others are offered. */
const SEARCHED = ["user_ids", "author_ids", "partner_ids", "customer_ids"];

const panelProps = {
    /** See `Filters`. */
    filters: Object,
    names: Object,
    onChange: Function,
    /** Returns a promise of what `get_filter_options` tells. */
    loadOptions: Function,
    /** Gets the name of a filter, a text and a customer; see `FeedService.searchFilterOptions`. */
    search: Function,
};

/**
 * All filters but kind and text. What there is to choose from is asked for when it opens.
 */
export class FeedFilterPanel extends Component {
    static template = "crm_activity_feed.FeedFilterPanel";
    static components = {DateTimeInput, FeedFilterChoice};
    static props = {...panelProps, close: {type: Function, optional: true}};

    setup() {
        this.filters = useState(this.props.filters);
        this.names = useState(this.props.names);
        this.state = useState({options: null, hasFailed: false});
        this.getLabel = getFilterLabel;
        this.periods = getPeriodChoices();
        this.openChoices = getOpenChoices();
        this.fromLabel = _t("From").toString();
        this.toLabel = _t("To").toString();
        onMounted(() => this.load());
    }

    async load() {
        this.state.hasFailed = false;
        try {
            this.state.options = await this.props.loadOptions();
        } catch {
            // The panel says so; what is filtered already stays.
            this.state.hasFailed = true;
        }
    }

    /** Filters by records that this feed offers, with their choices. */
    get choices() {
        const {options} = this.state;
        return RECORD_FILTERS.filter((name) => options?.[name]?.length).map((name) => ({
            name,
            label: getFilterLabel(name),
            options: options[name],
            search: SEARCHED.includes(name)
                ? (text) => this.props.search(name, text, options.customer_id)
                : undefined,
        }));
    }

    /** @param {string} name */
    getSelected(name) {
        return this.filters[name].map((id) => ({
            id,
            display_name: this.names[name]?.[id] || "…",
        }));
    }

    /**
     * @param {string} name
     * @param {{ id: number, display_name: string }} option
     */
    toggle(name, option) {
        const ids = this.filters[name];
        this.names[name] = {...this.names[name], [option.id]: option.display_name};
        this.props.onChange({
            [name]: ids.includes(option.id)
                ? ids.filter((id) => id !== option.id)
                : [...ids, option.id],
        });
    }

    /** @param {string} period */
    togglePeriod(period) {
        const isSet = this.filters.period === period;
        this.props.onChange({...getRemoval("period"), period: isSet ? "" : period});
    }

    /**
     * @param {"date_from"|"date_to"} name
     * @returns {luxon.DateTime|false}
     */
    getDay(name) {
        return this.filters[name] ? DateTime.fromISO(this.filters[name]) : false;
    }

    /**
     * @param {"date_from"|"date_to"} name
     * @param {luxon.DateTime|false} date
     */
    setDay(name, date) {
        this.props.onChange({[name]: date ? date.toISODate() : "", period: "custom"});
    }

    /** @param {boolean} isOpen */
    toggleOpen(isOpen) {
        this.props.onChange({open: this.filters.open === isOpen ? null : isOpen});
    }
}

/** The panel on a narrow screen: there it has all the room. */
export class FeedFilterDialog extends Component {
    static template = "crm_activity_feed.FeedFilterDialog";
    static components = {Dialog, FeedFilterPanel};
    static props = {...panelProps, onClear: Function, close: Function};

    get panelProps() {
        const {filters, names, onChange, loadOptions, search} = this.props;
        return {filters, names, onChange, loadOptions, search};
    }
}
