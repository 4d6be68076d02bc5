import {Component, onMounted, useState} from "@odoo/owl";

import {hasTouch} from "@web/core/browser/feature_detection";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {_t} from "@web/core/l10n/translation";
import {useAutofocus} from "@web/core/utils/hooks";
import {fuzzyLookup} from "@web/core/utils/search";
import {useDebounced} from "@web/core/utils/timing";

/** A list that is no longer than this needs no search. */
const MAX_UNSEARCHED = 8;

/** What is in the menu of {@link FeedChoice}, made anew each time that opens. */
class FeedChoiceMenu extends Component {
    static template = "crm_activity_feed.FeedChoiceMenu";
    static components = {DropdownItem};
    static props = {
        label: String,
        value: [Object, {value: null}],
        choices: Array,
        search: {type: Function, optional: true},
        onSelect: Function,
    };

    setup() {
        if (!hasTouch()) {
            useAutofocus({refName: "input"});
        }
        const {choices, search} = this.props;
        this.state = useState({
            text: "",
            found: choices,
            // Nothing is known yet: that is not "nothing found".
            isLoading: Boolean(search) && !choices.length,
        });
        this.searchDebounced = useDebounced(this.load, 250);
        onMounted(() => {
            if (this.props.search) {
                this.load();
            }
        });
    }

    get isSearchable() {
        return Boolean(this.props.search) || this.props.choices.length > MAX_UNSEARCHED;
    }

    get searchLabel() {
        return _t("Search...");
    }

    async load() {
        const {text} = this.state;
        const found = await this.props.search(text);
        if (text === this.state.text) {
            this.state.found = found;
            this.state.isLoading = false;
        }
    }

    onInput(ev) {
        const text = ev.target.value;
        const {choices, search} = this.props;
        this.state.text = text;
        if (search) {
            this.searchDebounced();
        } else {
            this.state.found = text.trim()
                ? fuzzyLookup(text, choices, (choice) => choice.display_name)
                : choices;
        }
    }
}

/**
 * One thing to choose from a list, or nothing: the deal of a note, its kind, its reason.
 */
export class FeedChoice extends Component {
    static template = "crm_activity_feed.FeedChoice";
    static components = {Dropdown, FeedChoiceMenu};
    static props = {
        /** What is chosen, for tests and stylesheets. */
        name: String,
        label: String,
        icon: String,
        value: [Object, {value: null}],
        /** `{id, display_name, icon}` */
        choices: Array,
        /** Gives a promise of choices for a text, where `choices` are not all. */
        search: {type: Function, optional: true},
        disabled: {type: Boolean, optional: true},
        onSelect: Function,
        /** Where the focus goes then is up to the parent. */
        onClosed: Function,
    };

    get title() {
        const {label, value} = this.props;
        return value ? `${label}: ${value.display_name}` : label;
    }

    onStateChanged(isOpen) {
        if (!isOpen) {
            this.props.onClosed();
        }
    }
}
