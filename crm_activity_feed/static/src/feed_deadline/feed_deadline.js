import {Component, useRef} from "@odoo/owl";

import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {usePopover} from "@web/core/popover/popover_hook";

import {getQuickDeadlines} from "../feed_dates";
import {FeedDeadlinePicker} from "./feed_deadline_picker";

const {DateTime} = luxon;

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
        isDayOnly: {type: Boolean, optional: true},
        /** Whether the days one click away keep the hour of `deadline`. */
        keepsTime: {type: Boolean, optional: true},
        /** Where the focus goes then is up to the parent. */
        onClosed: {type: Function, optional: true},
        slots: Object,
    };

    setup() {
        this.targetRef = useRef("target");
        this.picker = usePopover(FeedDeadlinePicker, {
            onClose: () => this.onPickerClosed(),
        });
    }

    /** @param {"date"|"datetime"} type */
    openPicker(type) {
        this.picked = null;
        this.picker.open(this.targetRef.el, {
            type,
            value: this.getStart(type === "date"),
            onChange: (date) => {
                this.picked = date && {date, isAllDay: type === "date"};
            },
        });
    }

    /**
     * @param {boolean} isAllDay
     * @returns {luxon.DateTime} where the picker starts; without an hour yet, at the next full one
     */
    getStart(isAllDay) {
        const {deadline} = this.props;
        const now = DateTime.local();
        const date = deadline ? deadline.date : now;
        if (isAllDay) {
            return date.startOf("day");
        }
        const {hour} = now.plus({hours: now.hour < 23 ? 1 : 0});
        return deadline && !deadline.isAllDay ? date : date.startOf("day").set({hour});
    }

    onPickerClosed() {
        if (this.picked && this.props.onClosed) {
            this.props.onClosed();
        } else {
            this.targetRef.el?.querySelector("button")?.focus();
        }
        if (this.picked) {
            this.props.onSelect(this.picked);
        }
    }

    onStateChanged(isOpen) {
        if (!isOpen && !this.picker.isOpen) {
            this.props.onClosed?.();
        }
    }

    get quickDeadlines() {
        return getQuickDeadlines(
            this.props.keepsTime ? this.props.deadline : undefined
        );
    }
}
