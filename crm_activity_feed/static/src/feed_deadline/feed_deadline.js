import {Component} from "@odoo/owl";

import {useDateTimePicker} from "@web/core/datetime/datetime_picker_hook";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";

import {getQuickDeadlines} from "../feed_dates";

/**
 * Menu to pick a deadline: today, tomorrow, next week, any day, any day and hour. Used to write a
 * note and to reschedule an entry. The default slot is the button that opens it.
 */
export class FeedDeadline extends Component {
    static template = "crm_activity_feed.FeedDeadline";
    static components = {Dropdown, DropdownItem};
    static props = {
        onSelect: Function,
        deadline: {
            type: Object,
            shape: {date: Object, isAllDay: Boolean},
            optional: true,
        },
        disabled: {type: Boolean, optional: true},
        /** Where the focus goes then is up to the parent. */
        onClosed: {type: Function, optional: true},
        slots: Object,
    };

    setup() {
        this.datePicker = this.usePicker("date");
        this.dateTimePicker = this.usePicker("datetime");
    }

    /**
     * @param {"date"|"datetime"} type
     * @returns {Object} a picker that hangs on this component
     */
    usePicker(type) {
        // Without an hour to start from, the picker proposes the present one.
        const getValue = () => {
            const {deadline} = this.props;
            const isFit = deadline && (type === "date" || !deadline.isAllDay);
            return isFit ? deadline.date : false;
        };
        return useDateTimePicker({
            target: "target",
            get pickerProps() {
                return {type, value: getValue(), rounding: 15};
            },
            onApply: (date) => {
                if (date) {
                    this.props.onSelect({date, isAllDay: type === "date"});
                }
            },
        });
    }

    onStateChanged(isOpen) {
        if (!isOpen) {
            this.props.onClosed?.();
        }
    }

    get quickDeadlines() {
        return getQuickDeadlines();
    }
}
