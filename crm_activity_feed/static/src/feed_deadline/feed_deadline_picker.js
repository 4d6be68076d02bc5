import {Component, onMounted, useRef, useState} from "@odoo/owl";

import {DateTimePicker} from "@web/core/datetime/datetime_picker";
import {useHotkey} from "@web/core/hotkeys/hotkey_hook";

import {formatFullDate} from "../feed_dates";

const STEPS = {
    ArrowLeft: {days: -1},
    ArrowRight: {days: 1},
    ArrowUp: {weeks: -1},
    ArrowDown: {weeks: 1},
    PageUp: {months: -1},
    PageDown: {months: 1},
};

/**
 * Odoo's calendar, for the keyboard too: arrows move by days and weeks, Page Up and Page Down by
 * months, Enter picks, Escape leaves all as it was. There is nothing to clear.
 */
export class FeedDeadlinePicker extends Component {
    static template = "crm_activity_feed.FeedDeadlinePicker";
    static components = {DateTimePicker};
    static props = {
        type: String,
        value: Object,
        /** What to take when the picker closes; null for nothing. */
        onChange: Function,
        close: Function,
    };

    setup() {
        this.calendarRef = useRef("calendar");
        this.state = useState({value: this.props.value});
        useHotkey("enter", () => this.apply());
        onMounted(() => {
            const time = this.calendarRef.el.querySelector(".o_time_picker_input");
            if (time) {
                time.tabIndex = 0;
            }
            this.calendarRef.el.focus();
        });
    }

    get isAllDay() {
        return this.props.type === "date";
    }

    get label() {
        return formatFullDate(this.state.value, this.isAllDay);
    }

    apply() {
        this.props.onChange(this.state.value);
        this.props.close();
    }

    onSelect(value) {
        this.state.value = value;
        this.props.onChange(value);
        if (this.isAllDay) {
            this.props.close();
        }
    }

    onKeydown(ev) {
        if (ev.key === "Escape") {
            this.props.onChange(null);
        } else if (ev.key in STEPS && ev.target === this.calendarRef.el) {
            ev.preventDefault();
            ev.stopPropagation();
            const isMirrored =
                ev.key in {ArrowLeft: 1, ArrowRight: 1} &&
                getComputedStyle(ev.target).direction === "rtl";
            const {value} = this.state;
            this.state.value = isMirrored
                ? value.minus(STEPS[ev.key])
                : value.plus(STEPS[ev.key]);
        }
    }
}
