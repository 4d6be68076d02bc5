import {Component, markup, onMounted, useRef, useState} from "@odoo/owl";

import {hasTouch} from "@web/core/browser/feature_detection";
import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {deserializeDateTime, formatDateTime} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {useAutoresize} from "@web/core/utils/autoresize";
import {useOwnedDialogs, useService} from "@web/core/utils/hooks";

import {getErrorMessage} from "../feed_error";

/**
 * What was said about one entry, and a line to say more.
 *
 * The draft belongs to `thread`, which the feed service keeps: half a sentence survives a look
 * at a document, and an error.
 */
export class FeedComments extends Component {
    static template = "crm_activity_feed.FeedComments";
    static props = {
        entryId: Number,
        title: String,
        /** `{isOpen, draft}` of the feed service */
        thread: Object,
        canComment: Boolean,
        /** `(number)`: called when there are more or fewer comments than before */
        onCounted: Function,
    };

    setup() {
        this.feed = useService("crm_feed");
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
        });
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
            const answer = await this.feed.getComments(this.props.entryId, before);
            const known = new Set(state.comments.map((comment) => comment.id));
            state.comments.unshift(...answer.comments.filter(({id}) => !known.has(id)));
            state.hasEarlier = answer.earlier;
            this.total = answer.count;
        } catch (error) {
            state.loadError = getErrorMessage(
                error,
                _t("The comments could not be loaded.")
            );
        } finally {
            state.isLoading = false;
        }
    }

    onKeydown(ev) {
        if (ev.key === "Enter" && !ev.shiftKey && !ev.isComposing) {
            ev.preventDefault();
            this.send();
        } else if (ev.key === "Escape") {
            ev.stopPropagation();
            this.close();
        }
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
        state.isSending = true;
        state.sendError = "";
        try {
            state.comments.push(await this.feed.postComment(this.props.entryId, text));
            if (thread.draft.trim() === text) {
                thread.draft = "";
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
        await this.feed.deleteComment(this.props.entryId, comment.id);
        this.state.comments = this.state.comments.filter(({id}) => id !== comment.id);
        this.tellCount(-1);
        this.inputRef.el?.focus();
    }
}
