import {Component, useEffect, useRef, useState} from "@odoo/owl";

import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";

import {FeedComments} from "../feed_comments/feed_comments";
import {getBarActions, getLikersText} from "./bar_actions";

/**
 * What one does with an entry: like, comment, pin, copy its link, edit, delete.
 *
 * What is there is always shown, with its number; what can be done shows when the entry is
 * pointed at or has the focus, and in a menu where there is no room or no pointer.
 */
export class FeedEntryBar extends Component {
    static template = "crm_activity_feed.FeedEntryBar";
    static components = {Dropdown, DropdownItem, FeedComments};
    static props = {
        entry: Object,
        host: {type: Object, optional: true},
        /** `(entry, action, values)`, see `useEntryMarks` */
        onAction: Function,
    };

    setup() {
        this.toolbarRef = useRef("toolbar");
        this.thread = useState(
            useService("crm_feed").talk.getThread(this.props.entry.key)
        );
        this.state = useState({position: 0});
        useEffect(
            (count) => {
                this.state.position = Math.min(this.state.position, count - 1);
            },
            () => [this.actions.length]
        );
    }

    get actions() {
        return getBarActions(this.props.entry, this.props.host);
    }

    /** @returns {Object<string, Object>} of `actions`, by their name */
    get offered() {
        return Object.fromEntries(this.actions.map((action) => [action.name, action]));
    }

    get toolbarLabel() {
        return _t("What to do with: %s", this.props.entry.title);
    }

    get menuLabel() {
        return _t("More: %s", this.props.entry.title);
    }

    get likesLabel() {
        const {likes} = this.props.entry;
        return this.likersText
            ? _t("Likes: %(count)s, %(names)s", {count: likes, names: this.likersText})
            : _t("Likes: %s", likes);
    }

    get likedByText() {
        return this.likersText && _t("Liked by %s", this.likersText);
    }

    get likersText() {
        return getLikersText(this.props.entry);
    }

    get commentsLabel() {
        const {comments, unseen_comments: unseen} = this.props.entry;
        return unseen
            ? _t("Comments: %(count)s, new: %(unseen)s", {count: comments, unseen})
            : _t("Comments: %s", comments);
    }

    /** @returns {number} comments addressed to the user, who has not seen them */
    get unseen() {
        return this.props.entry.unseen_comments || 0;
    }

    get unseenText() {
        return _t("%s new", this.unseen);
    }

    get canComment() {
        return (this.props.entry.actions || []).includes("comment");
    }

    get hasMarks() {
        const {likes, comments, pinned} = this.props.entry;
        return Boolean(likes || comments || pinned);
    }

    /** @param {string} name of one of the `actions` */
    run(name) {
        const {entry, onAction} = this.props;
        switch (name) {
            case "like":
                return onAction(entry, "like", {on: !entry.liked});
            case "pin":
                return onAction(entry, "pin", {on: !entry.pinned});
            case "comment":
                this.thread.isOpen = !this.thread.isOpen;
                return;
            default:
                return onAction(entry, name, {});
        }
    }

    /** @param {number} comments how many there are now */
    onCommented(comments) {
        this.props.onAction(this.props.entry, "comment", {comments});
    }

    onCommentsSeen() {
        this.props.onAction(this.props.entry, "comments_seen", {});
    }

    /** A toolbar is one stop of the Tab key; the arrows go along it. */
    onToolbarKeydown(ev) {
        const isRtl = getComputedStyle(ev.currentTarget).direction === "rtl";
        const step = {ArrowRight: 1, ArrowLeft: -1}[ev.key] * (isRtl ? -1 : 1);
        if (!step) {
            return;
        }
        ev.preventDefault();
        const buttons = [...this.toolbarRef.el.querySelectorAll("button")];
        const {length} = buttons;
        this.state.position = (this.state.position + step + length) % length;
        buttons[this.state.position].focus();
    }
}
