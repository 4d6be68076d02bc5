import {Component, markup, onMounted, useRef, useState} from "@odoo/owl";

import {hasTouch} from "@web/core/browser/feature_detection";
import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {deserializeDateTime, formatDateTime} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {formatList} from "@web/core/l10n/utils";
import {useAutoresize} from "@web/core/utils/autoresize";
import {useOwnedDialogs, useService} from "@web/core/utils/hooks";

import {getErrorMessage} from "../feed_error";
import {FeedMentions} from "../feed_mentions/feed_mentions";
import {useMentions} from "../feed_mentions/use_mentions";
import {openOutside} from "../feed_outside";
import {useLiveComments} from "../feed_talk/use_live_comments";
import {runOnce} from "../run_once";

/**
 * What was said about one entry, and a line to say more.
 *
 * The draft belongs to `thread`, which the feed service keeps: half a sentence survives a look
 * at a document, and an error.
 */
export class FeedComments extends Component {
    static template = "crm_activity_feed.FeedComments";
    static components = {FeedMentions};
    static props = {
        entryId: Number,
        entryKey: {type: String, optional: true},
        title: String,
        /** `{isOpen, draft, mentions}` of the feed service */
        thread: Object,
        canComment: Boolean,
        /** `(number)`: called when there are more or fewer comments than before */
        onCounted: Function,
        /** How many of them the user has not seen, of those addressed to him or her. */
        unseen: {type: Number, optional: true},
        /** The user has seen them now. */
        onSeen: {type: Function, optional: true},
    };
    static defaultProps = {unseen: 0, onSeen: () => {}};

    setup() {
        this.talk = useService("crm_feed").talk;
        this.addDialog = useOwnedDialogs();
        this.inputRef = useRef("input");
        this.rootRef = useRef("root");
        useAutoresize(this.inputRef);
        this.thread = useState(this.props.thread);
        this.state = useState({
            comments: [],
            hasEarlier: false,
            isLoading: false,
            isSending: false,
            loadError: "",
            sendError: "",
            /** Colleagues whom the last comment named in vain. */
            unreachable: [],
            isMuted: false,
            takesPart: false,
            isRunning: false,
        });
        this.mentions = useMentions(this.inputRef, {
            search: (text) => this.talk.searchMentions(this.props.entryId, text),
            setText: (text) => {
                this.thread.draft = text;
            },
            onChosen: (colleague) => this.thread.mentions.push(colleague),
        });
        useLiveComments(
            () => this.props.entryKey,
            () => this.loadNew()
        );
        /** How many there are, with those that are not loaded. */
        this.total = 0;
        onMounted(() => {
            this.load();
            // On a phone the keyboard would hide what there is to read.
            if (!hasTouch()) {
                this.inputRef.el?.focus();
            }
        });
    }

    get label() {
        return _t("Comments: %s", this.props.title);
    }

    getBody(comment) {
        // Sanitized by the server: it is the body of a message.
        return markup(comment.body);
    }

    getAvatar({author}) {
        return `/web/image/res.partner/${author.id}/avatar_128`;
    }

    getAge({date}) {
        return deserializeDateTime(date).toRelative();
    }

    getFullDate({date}) {
        return formatDateTime(deserializeDateTime(date));
    }

    /** Load the last comments, or those before the first one that is here. */
    async load() {
        const {state} = this;
        const before = state.comments[0]?.id;
        state.isLoading = true;
        state.loadError = "";
        try {
            const answer = await this.talk.getComments(this.props.entryId, before);
            const known = new Set(state.comments.map((comment) => comment.id));
            state.comments.unshift(...answer.comments.filter(({id}) => !known.has(id)));
            state.hasEarlier = answer.earlier;
            state.isMuted = Boolean(answer.muted);
            state.takesPart = Boolean(answer.takes_part);
            this.total = answer.count;
            this.markSeen();
        } catch (error) {
            state.loadError = getErrorMessage(
                error,
                _t("The comments could not be loaded.")
            );
        } finally {
            state.isLoading = false;
        }
    }

    /** A colleague has written: what is below the last one that is here. */
    async loadNew() {
        const {state} = this;
        let answer = null;
        try {
            answer = await this.talk.getComments(this.props.entryId);
        } catch {
            // It comes with the next look at the comments.
            return;
        }
        const known = new Set(state.comments.map((comment) => comment.id));
        state.comments.push(...answer.comments.filter(({id}) => !known.has(id)));
        state.comments.sort((first, second) => first.id - second.id);
        this.total = answer.count;
        this.props.onCounted(this.total);
        await this.markSeen(true);
    }

    /**
     * What is shown is seen: here, and in the inbox.
     *
     * @param {boolean} [isNew] whether one has come since the entry was loaded
     */
    async markSeen(isNew = false) {
        if (!this.props.unseen && !isNew) {
            return;
        }
        try {
            await this.talk.markSeen(this.props.entryId);
        } catch {
            // They stay new, and are seen the next time.
            return;
        }
        this.props.onSeen();
    }

    /** @returns {string} whom the last comment did not reach, and why */
    get unreachableText() {
        const names = this.state.unreachable.map(({display_name: name}) => name);
        return names.length > 1
            ? _t(
                  "%s cannot read this entry: they were not notified. Ask who is responsible to give them access.",
                  formatList(names)
              )
            : _t(
                  "%s cannot read this entry and was not notified. Ask who is responsible to give access.",
                  names[0]
              );
    }

    get hasMentions() {
        const {items, isEmpty} = this.mentions.state;
        return Boolean(items.length) || isEmpty;
    }

    get muteLabel() {
        return this.state.isMuted
            ? _t("Tell me of new comments here")
            : _t("Do not tell me of new comments here");
    }

    toggleMute() {
        const {state} = this;
        return runOnce(state, async () => {
            await this.talk.muteComments(this.props.entryId, !state.isMuted);
            state.isMuted = !state.isMuted;
        });
    }

    onKeydown(ev) {
        if (this.mentions.onKeydown(ev)) {
            return;
        }
        if (ev.key === "Enter" && !ev.shiftKey && !ev.isComposing) {
            ev.preventDefault();
            this.send();
        } else if (ev.key === "Escape") {
            ev.stopPropagation();
            this.close();
        }
    }

    /** @param {MouseEvent} ev */
    onClickBody(ev) {
        openOutside(ev);
    }

    /** Close the thread; what was typed is kept. */
    close() {
        const entry = this.rootRef.el.closest("[data-key]");
        this.thread.isOpen = false;
        entry?.focus({preventScroll: true});
    }

    async send() {
        const {state, thread} = this;
        const text = thread.draft.trim();
        this.inputRef.el.focus();
        if (!text || state.isSending) {
            return;
        }
        this.mentions.close();
        state.isSending = true;
        state.sendError = "";
        state.unreachable = [];
        // Whose name was deleted again is not mentioned.
        const mentions = thread.mentions.filter(({display_name: name}) =>
            text.includes(`@${name}`)
        );
        try {
            const comment = await this.talk.postComment(
                this.props.entryId,
                text,
                mentions.map(({id}) => id)
            );
            state.comments.push(comment);
            state.unreachable = comment.unreachable || [];
            state.takesPart = true;
            if (thread.draft.trim() === text) {
                thread.draft = "";
                thread.mentions = [];
            }
            this.tellCount(1);
        } catch (error) {
            state.sendError = getErrorMessage(
                error,
                _t("The comment could not be sent. It is kept here: try again.")
            );
        } finally {
            state.isSending = false;
        }
    }

    askToDelete(comment) {
        this.addDialog(ConfirmationDialog, {
            title: _t("Delete this comment?"),
            body: _t("It is deleted for good, also from the chatter of the document."),
            confirmLabel: _t("Delete"),
            confirm: () => this.deleteComment(comment),
            cancel: () => {},
        });
    }

    tellCount(change) {
        this.total += change;
        this.props.onCounted(this.total);
    }

    async deleteComment(comment) {
        await this.talk.deleteComment(this.props.entryId, comment.id);
        this.state.comments = this.state.comments.filter(({id}) => id !== comment.id);
        this.tellCount(-1);
        this.inputRef.el?.focus();
    }
}
