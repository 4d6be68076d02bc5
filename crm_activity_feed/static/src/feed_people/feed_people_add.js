import {Component, onMounted, useState} from "@odoo/owl";

import {hasTouch} from "@web/core/browser/feature_detection";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {_t} from "@web/core/l10n/translation";
import {useAutofocus} from "@web/core/utils/hooks";
import {useDebounced} from "@web/core/utils/timing";

import {FeedRoleMenu} from "./feed_role_menu";

/** Asks who it is, then which role; lives in a menu, so it is made anew when that opens. */
export class FeedPeopleAdd extends Component {
    static template = "crm_activity_feed.FeedPeopleAdd";
    static components = {DropdownItem, FeedRoleMenu};
    static props = {
        search: Function,
        getRoles: Function,
        /** Called with a person and a role. */
        onSelect: Function,
        /** Called with a name. */
        onCreate: Function,
    };

    setup() {
        if (!hasTouch()) {
            useAutofocus({refName: "input"});
        }
        this.state = useState({text: "", found: [], isLoading: true, person: null});
        this.searchDebounced = useDebounced(this.load, 250);
        onMounted(() => this.load());
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
        this.state.text = ev.target.value;
        this.searchDebounced();
    }

    get createLabel() {
        const name = this.state.text.trim();
        return name ? _t("Create contact “%s”", name) : _t("Create a contact");
    }
}
