import {Component, markRaw, onMounted, useRef, useState} from "@odoo/owl";

import {useAutoresize} from "@web/core/utils/autoresize";
import {useService} from "@web/core/utils/hooks";

import {FeedDeadline} from "../feed_deadline/feed_deadline";
import {
    formatDeadline,
    getQuickDeadlines,
    readServerDate,
    serializeDeadline,
} from "../feed_dates";
import {FeedOwner} from "../feed_owner/feed_owner";

/**
 * One line to write a note: text, deadline, owner. Enter saves.
 *
 * The draft belongs to the feed's model, so a half-written note survives a look at a document.
 */
export class FeedComposer extends Component {
    static template = "crm_activity_feed.FeedComposer";
    static components = {FeedDeadline, FeedOwner};
    static props = {
        draft: Object,
        partnerId: [Number, {value: false}],
        leadId: {type: [Number, {value: false}], optional: true},
        onCreated: Function,
    };
    static defaultProps = {leadId: false};

    setup() {
        this.feedService = useService("crm_feed");
        this.rootRef = useRef("root");
        this.inputRef = useRef("input");
        this.draft = useState(this.props.draft);
        this.state = useState({
            defaults: {
                deadline: markRaw(getQuickDeadlines()[0].deadline),
                owner: this.feedService.getCurrentOwner(),
            },
            isSaving: false,
        });
        useAutoresize(this.inputRef);
        onMounted(() => this.loadDefaults());
    }

    /** The form works without them: today and oneself are good guesses until they are here. */
    async loadDefaults() {
        const {partnerId, leadId} = this.props;
        if (!partnerId) {
            return;
        }
        try {
            const defaults = await this.feedService.getComposerDefaults(
                partnerId,
                leadId
            );
            const isAllDay = Boolean(defaults.is_all_day);
            if (defaults.date_deadline) {
                const date = readServerDate(defaults.date_deadline, isAllDay);
                this.state.defaults.deadline = markRaw({date, isAllDay});
            }
            this.state.defaults.owner = defaults.user_id || this.state.defaults.owner;
        } catch {
            return;
        }
    }

    get isDisabled() {
        return !this.props.partnerId;
    }

    get deadline() {
        return this.draft.deadline || this.state.defaults.deadline;
    }

    get owner() {
        return this.draft.owner || this.state.defaults.owner;
    }

    get deadlineLabel() {
        return formatDeadline(this.deadline);
    }

    onKeydown(ev) {
        if (ev.key === "Enter" && !ev.shiftKey && !ev.isComposing) {
            ev.preventDefault();
            this.save();
        } else if (ev.key === "Escape") {
            // Neither lose the text nor close the dialog this form may be in.
            ev.stopPropagation();
            this.inputRef.el.blur();
        }
    }

    async save() {
        const name = this.draft.text.trim();
        if (this.isDisabled || this.state.isSaving) {
            return;
        }
        if (!name) {
            this.inputRef.el.focus();
            return;
        }
        this.state.isSaving = true;
        try {
            await this.feedService.createNote({
                name,
                partner_id: this.props.partnerId,
                lead_id: this.props.leadId,
                user_id: this.owner.id,
                date_deadline: serializeDeadline(this.deadline),
                is_all_day: this.deadline.isAllDay,
            });
            Object.assign(this.draft, {text: "", deadline: null, owner: null});
        } finally {
            this.state.isSaving = false;
            this.inputRef.el?.focus();
        }
        this.props.onCreated();
    }

    onSelectDeadline(deadline) {
        this.draft.deadline = markRaw(deadline);
    }

    onSelectOwner(owner) {
        this.draft.owner = owner;
    }

    /** Back to the text, unless the user went elsewhere already. */
    onMenuClosed() {
        const focused = document.activeElement;
        const isHere =
            focused === document.body ||
            focused.closest(".o-dropdown--menu") ||
            this.rootRef.el?.contains(focused);
        if (isHere) {
            this.inputRef.el?.focus();
        }
    }
}
