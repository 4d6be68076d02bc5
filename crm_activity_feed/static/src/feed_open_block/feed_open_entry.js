import {Component, useRef, useState} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";

import {FeedDeadline} from "../feed_deadline/feed_deadline";
import {
    formatDue,
    formatFullDate,
    formatMachineDate,
    getEntryDate,
    getQuickDeadlines,
    serializeDeadline,
} from "../feed_dates";
import {FeedActions} from "../feed_entry/feed_actions";
import {canOpenEntry} from "../feed_entry/feed_entry";
import {FeedEntryBar} from "../feed_entry_bar/feed_entry_bar";
import {FeedRenderer} from "../feed_entry/feed_renderer";
import {FeedMeta, getEntryLabel} from "../feed_meta/feed_meta";
import {FeedOutcome} from "../feed_outcome/feed_outcome";
import {FeedOwner} from "../feed_owner/feed_owner";
import {runOnce} from "../run_once";

const STATE_CLASSES = {
    overdue: "text-danger",
    today: "text-warning",
    planned: "text-success",
};

/**
 * One thing to do: completed, rescheduled and handed over in place.
 */
export class FeedOpenEntry extends Component {
    static template = "crm_activity_feed.FeedOpenEntry";
    static components = {
        FeedActions,
        FeedDeadline,
        FeedEntryBar,
        FeedMeta,
        FeedOutcome,
        FeedOwner,
        FeedRenderer,
    };
    static props = {
        entry: Object,
        host: {type: Object, optional: true},
        isUnfolded: {type: Boolean, optional: true},
        canPlan: {type: Boolean, optional: true},
        onToggle: Function,
        onOpen: Function,
        onAction: Function,
    };

    setup() {
        this.feedService = useService("crm_feed");
        this.rootRef = useRef("root");
        this.state = useState({isAsking: false, isRunning: false});
    }

    /** Odoo's own activities are due on a day, never at an hour; so are all-day meetings. */
    get isDayOnly() {
        const {res_model: model} = this.props.entry;
        return (
            model === "mail.activity" || (model === "calendar.event" && this.isAllDay)
        );
    }

    /** @returns {string} how this is completed, if the user can; a meeting is over by itself */
    get doneAction() {
        return ["done", "outcome"].find((name) => this.actions.includes(name)) || "";
    }

    get doneTitle() {
        return this.doneAction === "done"
            ? _t("Mark as done")
            : _t("Write the outcome");
    }

    get doneLabel() {
        const {title} = this.props.entry;
        return this.doneAction === "done"
            ? _t("Mark as done: %s", title)
            : _t("Write the outcome: %s", title);
    }

    get rescheduleLabel() {
        return _t("Reschedule: %s", this.props.entry.title);
    }

    get ownerTitle() {
        return _t("Owner: %s", this.props.entry.user_id.display_name);
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

    /** @returns {Object[]} the days one click away, but the one it is due on */
    get quickDeadlines() {
        return getQuickDeadlines(this.deadline).filter(
            ({deadline}) => !deadline.date.hasSame(this.date, "day")
        );
    }

    /** @param {Object} pick one of `quickDeadlines` */
    getQuickLabel(pick) {
        return _t("Reschedule to %(day)s: %(title)s", {
            day: pick.label,
            title: this.props.entry.title,
        });
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
    run(action, values) {
        return runOnce(this.state, async () => {
            await this.props.onAction(this.props.entry, action, values);
            this.state.isAsking = false;
        });
    }

    onCancelDone() {
        this.state.isAsking = false;
        this.focusButton(this.doneAction);
    }

    onReschedule(deadline) {
        return this.run("reschedule", {date_deadline: serializeDeadline(deadline)});
    }

    onReassign(owner) {
        if (owner.id !== this.props.entry.user_id?.id) {
            return this.run("reassign", {user_id: owner.id});
        }
    }

    onOwnerClosed() {
        this.focusButton("reassign");
    }

    focusButton(action) {
        this.rootRef.el?.querySelector(`[data-action="${action}"]`)?.focus();
    }
}
