import {Component, useRef, useState} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {useAutofocus} from "@web/core/utils/hooks";

import {FeedDeadline} from "../feed_deadline/feed_deadline";
import {
    formatDue,
    formatFullDate,
    formatMachineDate,
    getEntryDate,
    serializeDeadline,
} from "../feed_dates";
import {FeedActions} from "../feed_entry/feed_actions";
import {canOpenEntry} from "../feed_entry/feed_entry";
import {FeedRenderer} from "../feed_entry/feed_renderer";
import {FeedMeta, getEntryLabel} from "../feed_meta/feed_meta";

const STATE_CLASSES = {
    overdue: "text-danger",
    today: "text-warning-emphasis",
    planned: "text-success",
};

/** Asks how it went, before an entry is done. */
class FeedOutcome extends Component {
    static template = "crm_activity_feed.FeedOutcome";
    static props = {isRunning: Boolean, onConfirm: Function, onCancel: Function};

    setup() {
        this.state = useState({outcome: ""});
        useAutofocus({refName: "input"});
    }

    onKeydown(ev) {
        if (ev.key === "Enter" && !ev.isComposing) {
            ev.preventDefault();
            this.props.onConfirm(this.state.outcome.trim());
        } else if (ev.key === "Escape") {
            ev.stopPropagation();
            this.props.onCancel();
        }
    }
}

/**
 * One thing to do, completed and rescheduled in place.
 */
export class FeedOpenEntry extends Component {
    static template = "crm_activity_feed.FeedOpenEntry";
    static components = {
        FeedActions,
        FeedDeadline,
        FeedMeta,
        FeedOutcome,
        FeedRenderer,
    };
    static props = {
        entry: Object,
        host: {type: Object, optional: true},
        isUnfolded: {type: Boolean, optional: true},
        onToggle: Function,
        onOpen: Function,
        onAction: Function,
    };

    setup() {
        this.doneRef = useRef("done");
        this.state = useState({isAsking: false, isRunning: false});
    }

    /** Odoo's own activities are due on a day, never at an hour. */
    get isDayOnly() {
        return this.props.entry.res_model === "mail.activity";
    }

    get doneLabel() {
        return _t("Mark as done: %s", this.props.entry.title);
    }

    get rescheduleLabel() {
        return _t("Reschedule: %s", this.props.entry.title);
    }

    get actions() {
        return this.props.entry.actions || [];
    }

    get date() {
        return getEntryDate(this.props.entry);
    }

    get isAllDay() {
        return Boolean(this.props.entry.is_all_day);
    }

    get deadline() {
        return {date: this.date, isAllDay: this.isAllDay};
    }

    get due() {
        return formatDue(this.props.entry);
    }

    get stateClass() {
        return STATE_CLASSES[this.props.entry.state] || "";
    }

    get machineDate() {
        return formatMachineDate(this.date, this.isAllDay);
    }

    get fullDate() {
        return formatFullDate(this.date, this.isAllDay);
    }

    /** What a screen reader says of the entry that gets the focus. */
    get label() {
        return [getEntryLabel(this.props.entry), this.props.entry.title, this.due]
            .filter(Boolean)
            .join(", ");
    }

    get canOpen() {
        return canOpenEntry(this.props.entry, this.props.host);
    }

    /**
     * @param {string} action
     * @param {Object} values
     */
    async run(action, values) {
        if (this.state.isRunning) {
            return;
        }
        this.state.isRunning = true;
        try {
            await this.props.onAction(this.props.entry, action, values);
            this.state.isAsking = false;
        } finally {
            this.state.isRunning = false;
        }
    }

    onConfirmDone(outcome) {
        return this.run("done", {outcome});
    }

    onCancelDone() {
        this.state.isAsking = false;
        this.doneRef.el?.focus();
    }

    onReschedule(deadline) {
        return this.run("reschedule", {date_deadline: serializeDeadline(deadline)});
    }
}
