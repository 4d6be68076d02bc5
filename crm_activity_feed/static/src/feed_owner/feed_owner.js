import {Component, onMounted, useState} from "@odoo/owl";

import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {_t} from "@web/core/l10n/translation";
import {useAutofocus} from "@web/core/utils/hooks";
import {useDebounced} from "@web/core/utils/timing";

/** Asks for a name; lives in the menu of {@link FeedOwner}, so it is made anew when that opens. */
class FeedOwnerSearch extends Component {
    static template = "crm_activity_feed.FeedOwnerSearch";
    static components = {DropdownItem};
    static props = {search: Function, onSelect: Function};

    setup() {
        useAutofocus({refName: "input"});
        this.state = useState({text: "", owners: []});
        this.onInputDebounced = useDebounced(this.load, 250);
        onMounted(() => this.load());
    }

    async load() {
        const text = this.state.text;
        const owners = await this.props.search(text);
        if (text === this.state.text) {
            this.state.owners = owners;
        }
    }

    onInput(ev) {
        this.state.text = ev.target.value;
        this.onInputDebounced();
    }
}

/**
 * The owner of a note, and the menu to choose another one.
 */
export class FeedOwner extends Component {
    static template = "crm_activity_feed.FeedOwner";
    static components = {Dropdown, FeedOwnerSearch};
    static props = {
        /** False where nobody is to do it yet. */
        owner: [Object, {value: false}],
        search: Function,
        onSelect: Function,
        disabled: {type: Boolean, optional: true},
        /** Only the picture; the name for screen readers. */
        isCompact: {type: Boolean, optional: true},
        /** Name of what the choice does, for `data-action`. */
        action: {type: String, optional: true},
        /** Where the focus goes then is up to the parent. */
        onClosed: Function,
    };

    onStateChanged(isOpen) {
        if (!isOpen) {
            this.props.onClosed();
        }
    }

    get title() {
        return this.props.owner
            ? _t("Owner: %s", this.props.owner.display_name)
            : _t("Owner: nobody yet");
    }
}
