import {Component} from "@odoo/owl";

import {Dropdown} from "@web/core/dropdown/dropdown";
import {useDropdownState} from "@web/core/dropdown/dropdown_hooks";
import {_t} from "@web/core/l10n/translation";

import {FeedMonthPicker} from "../feed_month_picker/feed_month_picker";

/** The heading of a month, and the way to another one; it stays on top while one scrolls. */
export class FeedMonthHeading extends Component {
    static template = "crm_activity_feed.FeedMonthHeading";
    static components = {Dropdown, FeedMonthPicker};
    static props = {
        /** "YYYY-MM" */
        month: String,
        label: String,
        getFirstDate: Function,
        onJump: Function,
    };

    setup() {
        this.dropdown = useDropdownState();
    }

    get hint() {
        return _t("%s: jump to another month", this.props.label);
    }

    /** @param {string} month */
    jump(month) {
        this.dropdown.close();
        this.props.onJump(month);
    }
}
