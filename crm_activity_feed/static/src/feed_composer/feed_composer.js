import {Component, markRaw, useEffect, useRef, useState} from "@odoo/owl";

import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {_t} from "@web/core/l10n/translation";
import {useAutoresize} from "@web/core/utils/autoresize";
import {useOwnedDialogs, useService} from "@web/core/utils/hooks";
import {FormViewDialog} from "@web/views/view_dialogs/form_view_dialog";

import {FeedDeadline} from "../feed_deadline/feed_deadline";
import {
    formatDeadline,
    getQuickDeadlines,
    readServerDate,
    serializeDeadline,
} from "../feed_dates";
import {FeedOwner} from "../feed_owner/feed_owner";

/**
 * One line to write a note: text, deadline, owner. Enter saves, and the next can be written.
 * Beside its button, what else can be created for this customer.
 *
 * The draft belongs to the feed's model, so a half-written note survives a look at a document.
 */
export class FeedComposer extends Component {
    static template = "crm_activity_feed.FeedComposer";
    static components = {Dropdown, DropdownItem, FeedDeadline, FeedOwner};
    static props = {
        draft: Object,
        partnerId: [Number, {value: false}],
        leadId: {type: [Number, {value: false}], optional: true},
        /** Why no note can be written, where no customer is known. */
        hint: {type: String, optional: true},
        /** Gives a promise of `{partnerId, leadId}` as saved; of false when saving failed. */
        getTarget: {type: Function, optional: true},
        /** What else can be created: `{source_id, label, icon}`. */
        creatable: {type: Array, optional: true},
        /** Called with id and model of what was created. */
        onCreated: Function,
    };
    static defaultProps = {leadId: false, creatable: []};

    setup() {
        this.feedService = useService("crm_feed");
        this.addDialog = useOwnedDialogs();
        this.rootRef = useRef("root");
        this.inputRef = useRef("input");
        this.draft = useState(this.props.draft);
        this.state = useState({defaults: this.getGuesses(), isHinting: false});
        /** @type {Object[]} notes on their way to the server */
        this.queue = [];
        useAutoresize(this.inputRef);
        useEffect(
            () => {
                this.loadDefaults();
            },
            () => [this.props.partnerId, this.props.leadId]
        );
    }

    /** @returns {Object} good until the defaults are here */
    getGuesses() {
        return {
            deadline: markRaw(getQuickDeadlines()[0].deadline),
            owner: this.feedService.getCurrentOwner(),
        };
    }

    /** The form works without them: today and oneself are good guesses until they are here. */
    async loadDefaults() {
        const {partnerId, leadId} = this.props;
        if (!partnerId) {
            return;
        }
        let values;
        try {
            values = await this.feedService.getComposerDefaults(partnerId, leadId);
        } catch {
            return;
        }
        if (partnerId !== this.props.partnerId || leadId !== this.props.leadId) {
            return;
        }
        const defaults = this.getGuesses();
        if (values.date_deadline) {
            const isAllDay = Boolean(values.is_all_day);
            const date = readServerDate(values.date_deadline, isAllDay);
            defaults.deadline = markRaw({date, isAllDay});
        }
        defaults.owner = values.user_id || defaults.owner;
        this.state.defaults = defaults;
    }

    get isDisabled() {
        return !this.props.partnerId;
    }

    get hint() {
        return (
            this.props.hint || _t("Set a customer first: a note always belongs to one.")
        );
    }

    /** Whether to tell that the text is missing: until there is one. */
    get isHinting() {
        return this.state.isHinting && !this.draft.text.trim();
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

    /** Take the note at once, so that the next one can be written while this one is saved. */
    save() {
        if (this.isDisabled) {
            return;
        }
        this.inputRef.el.focus();
        const name = this.draft.text.trim();
        // A second Enter after a note is no wish to write an empty one.
        this.state.isHinting = !name && !this.queue.length;
        if (!name) {
            return;
        }
        this.queue.push({
            draft: {...this.draft},
            target: this.getTarget(),
            values: {
                name,
                user_id: this.owner.id,
                date_deadline: serializeDeadline(this.deadline),
                is_all_day: this.deadline.isAllDay,
            },
        });
        this.setText("");
        Object.assign(this.draft, {deadline: null, owner: null});
        if (this.queue.length === 1) {
            return this.saveQueue();
        }
    }

    /** Set the field at once: the next letter may come before the next frame. */
    setText(text) {
        this.draft.text = text;
        if (this.inputRef.el) {
            this.inputRef.el.value = text;
        }
    }

    getTarget() {
        const {partnerId, leadId, getTarget} = this.props;
        return getTarget ? getTarget() : {partnerId, leadId};
    }

    async saveQueue() {
        while (this.queue.length) {
            try {
                const [{target, values}] = this.queue;
                const saved = await target;
                if (!saved?.partnerId) {
                    return this.giveBack();
                }
                const noteId = await this.feedService.createNote({
                    ...values,
                    partner_id: saved.partnerId,
                    lead_id: saved.leadId || false,
                });
                this.queue.shift();
                this.props.onCreated(noteId, "crm.feed.note");
            } catch (error) {
                this.giveBack();
                throw error;
            }
        }
    }

    /** Nothing written is lost: it comes before what was typed meanwhile. */
    giveBack() {
        const drafts = this.queue.splice(0).map(({draft}) => draft);
        const [{deadline, owner}] = drafts;
        const texts = [...drafts, this.draft].map(({text}) => text);
        this.setText(texts.filter((text) => text.trim()).join("\n"));
        this.draft.deadline ||= deadline;
        this.draft.owner ||= owner;
    }

    /** @param {Object} item one of `creatable`; its form opens with the customer filled in */
    async create(item) {
        const saved = await this.getTarget();
        if (!saved?.partnerId) {
            return;
        }
        const {
            res_model: resModel,
            name: title,
            context,
        } = await this.feedService.getCreateAction(
            item.source_id,
            saved.partnerId,
            saved.leadId || false
        );
        this.addDialog(FormViewDialog, {
            resModel,
            title,
            context,
            onRecordSaved: (record) => this.props.onCreated(record.resId, resModel),
        });
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
            focused.closest(".o-overlay-container") ||
            this.rootRef.el?.contains(focused);
        if (isHere) {
            this.inputRef.el?.focus();
        }
    }
}
