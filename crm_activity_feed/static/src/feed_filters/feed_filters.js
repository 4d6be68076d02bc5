import {Component, useRef, useState} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {usePopover} from "@web/core/popover/popover_hook";
import {useService} from "@web/core/utils/hooks";
import {useDebounced} from "@web/core/utils/timing";

import {FeedFilterDialog, FeedFilterPanel} from "./feed_filter_panel";
import {getFacets} from "./filter_labels";
import {getRemoval} from "./filter_state";

/**
 * Chips by kind, search field, the panel with all other filters, and what is filtered now.
 * All of them combine.
 */
export class FeedFilters extends Component {
    static template = "crm_activity_feed.FeedFilters";
    static props = {
        /** See `Filters`. */
        filters: Object,
        /** Names of the records that are filtered by: `{filter: {id: name}}`. */
        names: Object,
        kinds: {
            type: Array,
            element: {type: Object, shape: {key: String, label: String, "*": true}},
        },
        onChange: Function,
        onClear: Function,
        /** @see FeedFilterPanel */
        loadOptions: Function,
        search: Function,
        slots: {type: Object, optional: true},
    };

    setup() {
        this.filters = useState(this.props.filters);
        this.names = useState(this.props.names);
        this.dialog = useService("dialog");
        this.buttonRef = useRef("button");
        this.state = useState({isOpen: false});
        this.panel = usePopover(FeedFilterPanel, {
            arrow: false,
            position: "bottom-start",
            popoverClass: "o_crm_feed_panel_popover",
            onClose: () => this.onPanelClosed(),
        });
        this.onSearchDebounced = useDebounced(this.search, 300);
    }

    /** What the chips and the search field do not show already. */
    get facets() {
        return getFacets(this.filters, this.names, this.props.kinds).filter(
            (facet) => facet.name !== "text"
        );
    }

    get panelCount() {
        return this.facets.filter((facet) => facet.name !== "kinds").length;
    }

    get hasFilters() {
        return this.facets.length > 0 || Boolean(this.filters.text.trim());
    }

    toggleKind(key) {
        const kinds = this.filters.kinds.includes(key)
            ? this.filters.kinds.filter((kind) => kind !== key)
            : [...this.filters.kinds, key];
        this.props.onChange({kinds});
    }

    getRemoveLabel({label, value}) {
        return _t("Remove the filter %(filter)s: %(value)s", {filter: label, value});
    }

    /** @param {string} name of a facet */
    remove(name) {
        this.props.onChange(getRemoval(name));
        this.buttonRef.el?.focus();
    }

    clear() {
        this.onSearchDebounced.cancel();
        this.props.onClear();
        this.buttonRef.el?.focus();
    }

    togglePanel() {
        if (this.panel.isOpen) {
            this.panel.close();
            return;
        }
        const {filters, names, loadOptions, search, onChange} = this.props;
        const props = {filters, names, loadOptions, search, onChange};
        this.state.isOpen = true;
        if (this.env.isSmall) {
            const onClear = () => this.props.onClear();
            const onClose = () => this.onPanelClosed();
            this.dialog.add(FeedFilterDialog, {...props, onClear}, {onClose});
        } else {
            this.panel.open(this.buttonRef.el, props);
        }
    }

    onPanelClosed() {
        this.state.isOpen = false;
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
