import {Component, useState} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {useDebounced} from "@web/core/utils/timing";

const MAX_NARROW = 10;

const option = {
    type: Object,
    shape: {id: Number, display_name: String, "*": true},
};

/**
 * One filter by records: those that are chosen, those that are offered, and others by name.
 */
export class FeedFilterChoice extends Component {
    static template = "crm_activity_feed.FeedFilterChoice";
    static props = {
        name: String,
        label: String,
        options: {type: Array, element: option},
        selected: {type: Array, element: option},
        /** Gets a text, returns a promise of options; without, all are offered. */
        search: {type: Function, optional: true},
        onToggle: Function,
    };

    setup() {
        this.state = useState({text: "", found: null});
        this.loadDebounced = useDebounced(this.load, 250);
    }

    /** What is chosen comes first, also if it is not offered. */
    get options() {
        const {selected, options} = this.props;
        const offered = this.state.found || options;
        if (!this.props.search) {
            const known = new Set(offered.map(({id}) => id));
            return [...selected.filter(({id}) => !known.has(id)), ...offered];
        }
        const chosen = new Set(selected.map(({id}) => id));
        return [...selected, ...offered.filter(({id}) => !chosen.has(id))];
    }

    /** Whether there are too many for one of two columns. */
    get isWide() {
        return !this.props.search && this.props.options.length > MAX_NARROW;
    }

    get searchLabel() {
        return _t("Search by name: %s", this.props.label);
    }

    isSelected({id}) {
        return this.props.selected.some((chosen) => chosen.id === id);
    }

    onInput(ev) {
        this.state.text = ev.target.value;
        this.loadDebounced();
    }

    async load() {
        const text = this.state.text.trim();
        const found = text ? await this.props.search(text) : null;
        if (text === this.state.text.trim()) {
            this.state.found = found;
        }
    }
}
