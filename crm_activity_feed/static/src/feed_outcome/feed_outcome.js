import {Component, useRef, useState} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {useAutoresize} from "@web/core/utils/autoresize";
import {useAutofocus, useService} from "@web/core/utils/hooks";

import {FeedDeadline} from "../feed_deadline/feed_deadline";
import {formatDeadline, getQuickDeadlines, serializeDeadline} from "../feed_dates";
import {
    canSayKindReason,
    FeedKindReason,
    getKindReason,
    getKindReasonValues,
} from "../feed_kind_reason/feed_kind_reason";
import {FeedOwner} from "../feed_owner/feed_owner";

/**
 * Asks how it went and, in the same step, what comes next. Enter in either line completes.
 */
export class FeedOutcome extends Component {
    static template = "crm_activity_feed.FeedOutcome";
    static components = {FeedDeadline, FeedKindReason, FeedOwner};
    static props = {
        entry: Object,
        /** "done", or "outcome" of what is over by itself: then there has to be one. */
        action: String,
        isRunning: Boolean,
        /** Whether the user can plan the next step. */
        canPlan: {type: Boolean, optional: true},
        /** Called with the action and its parameters, see `run_action`. */
        onConfirm: Function,
        onCancel: Function,
    };

    setup() {
        this.feedService = useService("crm_feed");
        this.inputRef = useRef("input");
        this.nextRef = useRef("next");
        const tomorrow = getQuickDeadlines().find(({id}) => id === "tomorrow");
        this.state = useState({
            outcome: "",
            next: "",
            deadline: tomorrow.deadline,
            owner: this.props.entry.user_id || this.feedService.getCurrentOwner(),
            isHinting: false,
            chosen: getKindReason(this.props.entry),
        });
        useAutofocus({refName: "input"});
        useAutoresize(this.inputRef);
    }

    /** A note belongs to a customer: where none is known, no next step can be planned. */
    get canPlan() {
        return Boolean(this.props.canPlan && this.props.entry.partner_id);
    }

    get canSayReason() {
        return canSayKindReason(this.props.entry);
    }

    get isRequired() {
        return this.props.action === "outcome";
    }

    get placeholder() {
        return this.isRequired ? _t("What came of it?") : _t("Outcome (optional)");
    }

    get confirmLabel() {
        return this.isRequired ? _t("Save") : _t("Done");
    }

    get canCancelEntry() {
        return (this.props.entry.actions || []).includes("cancel");
    }

    get hasNext() {
        return Boolean(this.state.next.trim());
    }

    get isHinting() {
        return this.state.isHinting && !this.state.outcome.trim();
    }

    get deadlineLabel() {
        return formatDeadline(this.state.deadline);
    }

    /** @returns {Object} parameters of the action, without a next step that is empty */
    get values() {
        const {outcome, next, deadline, owner} = this.state;
        const values = {
            outcome: outcome.trim(),
            ...getKindReasonValues(this.props.entry, this.state.chosen),
        };
        if (this.canPlan && this.hasNext) {
            values.next = {
                name: next.trim(),
                date_deadline: serializeDeadline(deadline),
                user_id: owner.id,
            };
        }
        return values;
    }

    confirm() {
        this.state.isHinting = this.isRequired;
        if (this.isHinting) {
            this.inputRef.el.focus();
        } else {
            this.props.onConfirm(this.props.action, this.values);
        }
    }

    /** What is not to be done any more may still have something after it. */
    confirmCancelled() {
        this.props.onConfirm("cancel", this.values);
    }

    onKeydown(ev) {
        const isInput = ev.target === this.inputRef.el || ev.target === this.nextRef.el;
        if (isInput && ev.key === "Enter" && !ev.shiftKey && !ev.isComposing) {
            ev.preventDefault();
            this.confirm();
        } else if (ev.key === "Escape") {
            // Not the dialog either that this form may be in.
            ev.stopPropagation();
            this.props.onCancel();
        }
    }

    onSelectDeadline(deadline) {
        this.state.deadline = deadline;
    }

    onSelectOwner(owner) {
        this.state.owner = owner;
    }

    onSelectKindReason(name, choice) {
        this.state.chosen[name] = choice;
    }

    focusOutcome() {
        this.inputRef.el?.focus();
    }

    focusNext() {
        this.nextRef.el?.focus();
    }
}
