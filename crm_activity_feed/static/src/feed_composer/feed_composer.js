import {Component, markRaw, useExternalListener, useRef, useState} from "@odoo/owl";

import {hasTouch} from "@web/core/browser/feature_detection";
import {_t} from "@web/core/l10n/translation";
import {useAutoresize} from "@web/core/utils/autoresize";
import {useService} from "@web/core/utils/hooks";

import {FeedChoice} from "../feed_choice/feed_choice";
import {FeedCreateMenu} from "../feed_create_menu/feed_create_menu";
import {FeedDeadline} from "../feed_deadline/feed_deadline";
import {formatDeadline, serializeDeadline} from "../feed_dates";
import {FeedOwner} from "../feed_owner/feed_owner";
import {isEmptyDraft, makeDraft} from "./feed_drafts";
import {useComposerDefaults} from "./use_composer_defaults";
import {useKeptDraft} from "./use_kept_draft";

/** What can be chosen for a note, and the field that keeps it. */
const CHOICE_FIELDS = {
    lead: "lead_id",
    kind: "activity_type_id",
    reason: "reason_id",
};

/**
 * One line to write a note: text, deadline, owner; a second one, as soon as one writes: deal, kind,
 * reason. Enter saves, and the next can be written. Beside its button, what else can be created
 * for this customer.
 *
 * The draft belongs to the feed's model and is kept in the browser: a half-written note survives a
 * look at a document, and a reload.
 */
export class FeedComposer extends Component {
    static template = "crm_activity_feed.FeedComposer";
    static components = {FeedChoice, FeedCreateMenu, FeedDeadline, FeedOwner};
    static props = {
        draft: Object,
        /** Under which name the draft is kept. */
        draftKey: String,
        partnerId: [Number, {value: false}],
        leadId: {type: [Number, {value: false}], optional: true},
        /** Whether the customer is not archived, as the screen has it. */
        isActive: {type: Boolean, optional: true},
        /** Why no note can be written, where no customer is known. */
        hint: {type: String, optional: true},
        /** Gives a promise of `{partnerId, leadId}` as saved; of false when saving failed. */
        getTarget: {type: Function, optional: true},
        /** What else can be created: `{source_id, label, icon}`. */
        creatable: {type: Array, optional: true},
        /** Called with the ids, if they are known, and the model of what was created. */
        onCreated: Function,
    };
    static defaultProps = {leadId: false, isActive: true, creatable: []};

    setup() {
        this.feedService = useService("crm_feed");
        this.rootRef = useRef("root");
        this.inputRef = useRef("input");
        this.draft = useState(this.props.draft);
        this.state = useState({
            isHinting: false,
            isOpen: !isEmptyDraft(this.draft),
        });
        /** @type {Object[]} notes on their way to the server */
        this.queue = [];
        useAutoresize(this.inputRef);
        useKeptDraft(this.draft, () => this.storeDraft());
        useExternalListener(window, "click", (ev) => this.onClickAway(ev), {
            capture: true,
        });
        this.defaults = useComposerDefaults(
            () => [this.props.partnerId, this.props.leadId, this.props.isActive],
            () => this.forgetVanished()
        );
    }

    /** What a kept draft chose may be gone by now, or belong to another customer. */
    forgetVanished() {
        const {leads, hasMoreLeads, kinds, reasons} = this.defaults;
        const lists = {kind: kinds, reason: reasons};
        if (!hasMoreLeads) {
            lists.lead = leads;
        }
        for (const [name, list] of Object.entries(lists)) {
            const chosen = this.draft[name];
            if (chosen && !list.some(({id}) => id === chosen.id)) {
                this.draft[name] = null;
            }
        }
    }

    /** Whether no note can be written. */
    get isDisabled() {
        return !this.props.partnerId || Boolean(this.defaults.refusal);
    }

    get hint() {
        return (
            this.props.hint ||
            this.defaults.refusal ||
            _t("Set a customer first: a note always belongs to one.")
        );
    }

    /** @returns {Object[]} props of what one can choose for the note: where there is a choice */
    get choices() {
        const {leads, hasMoreLeads, kinds, reasons} = this.defaults;
        const {partnerId} = this.props;
        const search = (text) => this.feedService.searchDeals(partnerId, text);
        return [
            {
                name: "lead",
                label: _t("Deal"),
                icon: "fa-star-o",
                choices: leads,
                search: hasMoreLeads ? search : undefined,
            },
            {name: "kind", label: _t("Kind"), icon: "fa-tag", choices: kinds},
            {
                name: "reason",
                label: _t("Reason"),
                icon: "fa-question-circle-o",
                choices: reasons,
            },
        ]
            .filter(({choices}) => choices.length)
            .map((choice) => ({...choice, label: choice.label.toString()}));
    }

    get canPlan() {
        const {planModels} = this.defaults;
        const ofDeal = Boolean(this.props.leadId || this.draft.lead);
        return (
            planModels.includes("res.partner") ||
            (ofDeal && planModels.includes("crm.lead"))
        );
    }

    /** Whether to tell that the text is missing: until there is one. */
    get isHinting() {
        return this.state.isHinting && !this.draft.text.trim();
    }

    get deadline() {
        return this.draft.deadline || this.defaults.deadline;
    }

    get owner() {
        return this.draft.owner || this.defaults.owner;
    }

    get deadlineLabel() {
        return formatDeadline(this.deadline);
    }

    onKeydown(ev) {
        const isInput = ev.target === this.inputRef.el;
        if (isInput && ev.key === "Enter" && !ev.shiftKey && !ev.isComposing) {
            ev.preventDefault();
            this.save();
        } else if (ev.key === "Escape" && !this.hasOpenMenu) {
            // Neither lose the text nor close the dialog this form may be in.
            ev.stopPropagation();
            this.state.isOpen = false;
            document.activeElement.blur();
        }
    }

    /** A menu hears of Escape from the window. */
    get hasOpenMenu() {
        return Boolean(this.rootRef.el.querySelector(".o-dropdown.show"));
    }

    onFocus() {
        this.state.isOpen = true;
    }

    /** At the end of a click: what is below must not move away from under the pointer. */
    onClickAway(ev) {
        const isHere =
            this.rootRef.el?.contains(ev.target) ||
            ev.target.closest?.(".o-overlay-container");
        if (this.state.isOpen && !isHere && isEmptyDraft(this.draft)) {
            this.state.isOpen = false;
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
                ...this.getChosenValues(),
            },
        });
        this.setText("");
        Object.assign(this.draft, makeDraft());
        if (this.queue.length === 1) {
            return this.saveQueue();
        }
    }

    /** @returns {Object} what was chosen, as values of the note */
    getChosenValues() {
        const values = {};
        for (const [name, field] of Object.entries(CHOICE_FIELDS)) {
            if (this.draft[name]) {
                values[field] = this.draft[name].id;
            }
        }
        return values;
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

    /** @returns {Promise<Object|false>} the target of what is made beside a note, with its deal */
    async getCreateTarget() {
        const lead = this.draft.lead;
        const target = await this.getTarget();
        return target && {...target, leadId: target.leadId || lead?.id || false};
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
                    lead_id: saved.leadId || values.lead_id || false,
                });
                this.queue.shift();
                this.storeDraft();
                this.props.onCreated([noteId], "crm.feed.note");
            } catch (error) {
                this.giveBack();
                throw error;
            }
        }
    }

    /** Nothing written is lost: it comes before what was typed meanwhile. */
    giveBack() {
        const unsaved = this.getUnsaved();
        this.queue = [];
        this.setText(unsaved.text);
        Object.assign(this.draft, unsaved);
        this.storeDraft();
    }

    /** @returns {Object} the draft, with the notes that are still on their way */
    getUnsaved() {
        const drafts = [...this.queue.map(({draft}) => draft), this.draft];
        const unsaved = {...this.draft};
        for (const name of Object.keys(unsaved)) {
            unsaved[name] ||= drafts[0][name];
        }
        const texts = drafts.map(({text}) => text).filter((text) => text.trim());
        return {...unsaved, text: texts.join("\n")};
    }

    storeDraft() {
        this.feedService.drafts.write(this.props.draftKey, this.getUnsaved());
    }

    /** What was written is the result of the call that has just been logged. */
    onCallLogged() {
        this.setText("");
        Object.assign(this.draft, makeDraft());
        this.storeDraft();
    }

    async onCreated(ids, model) {
        await this.props.onCreated(ids, model);
        // On a phone the composer would open the keyboard.
        if (!hasTouch()) {
            this.onMenuClosed();
        }
    }

    onSelectDeadline(deadline) {
        this.draft.deadline = markRaw(deadline);
    }

    onSelectOwner(owner) {
        this.draft.owner = owner;
    }

    /**
     * @param {string} name of {@link CHOICE_FIELDS}
     * @param {Object|null} choice
     */
    onSelectChoice(name, choice) {
        this.draft[name] = choice;
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
