import {Component, useState} from "@odoo/owl";

import {useDebounced} from "@web/core/utils/timing";

/**
 * Chips by kind, search field and the switch for technical changes. All of them combine.
 */
export class FeedFilters extends Component {
    static template = "crm_activity_feed.FeedFilters";
    static props = {
        filters: Object,
        kinds: {
            type: Array,
            element: {type: Object, shape: {key: String, label: String, "*": true}},
        },
        onChange: Function,
        slots: {type: Object, optional: true},
    };

    setup() {
        this.filters = useState(this.props.filters);
        this.onSearchDebounced = useDebounced(this.search, 300);
    }

    toggleKind(key) {
        const kinds = this.filters.kinds.includes(key)
            ? this.filters.kinds.filter((kind) => kind !== key)
            : [...this.filters.kinds, key];
        this.props.onChange({kinds});
    }

    /** @param {string} text */
    search(text) {
        if (text !== this.filters.text) {
            this.props.onChange({text});
        }
    }

    onSearchKeydown(ev) {
        if (ev.key === "Enter") {
            this.onSearchDebounced.cancel();
            this.search(ev.target.value);
        } else if (ev.key === "Escape") {
            ev.stopPropagation();
        }
    }
}
