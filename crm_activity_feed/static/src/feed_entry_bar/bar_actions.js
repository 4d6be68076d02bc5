import {_t} from "@web/core/l10n/translation";
import {formatList} from "@web/core/l10n/utils";

import {hasKind} from "../feed_kind_reason/feed_kind_reason";

/**
 * @typedef BarAction
 * @property {string} name as in `entry.actions`, or `copy_link`
 * @property {string} label
 * @property {string} icon class of Font Awesome
 * @property {string} [title] more than the label
 * @property {boolean} [isPressed] of what is on or off
 */

/**
 * @param {Object} entry
 * @returns {string} who likes it, in words
 */
export function getLikersText(entry) {
    const {likes, likers = []} = entry;
    if (!likers.length) {
        return "";
    }
    const others = likes - likers.length;
    return others > 0
        ? _t("%(names)s and %(count)s more", {names: likers.join(", "), count: others})
        : formatList(likers);
}

/**
 * @param {Object} entry
 * @param {{ model: string, id: number }} [host] the record whose form shows the feed
 * @returns {BarAction[]} what the user may do with it, besides completing it and the like
 */
export function getBarActions(entry, host) {
    const isHost = host?.model === entry.res_model && host?.id === entry.res_id;
    const actions = [
        {
            name: "like",
            label: _t("Like"),
            icon: entry.liked ? "fa-heart" : "fa-heart-o",
            title: getLikersText(entry),
            isPressed: entry.liked,
        },
        {name: "comment", label: _t("Comment"), icon: "fa-comment-o"},
        {
            name: "pin",
            label: _t("Pin on top"),
            icon: "fa-thumb-tack",
            title: entry.pinned ? _t("Unpin") : "",
            isPressed: entry.pinned,
        },
        {
            name: "set_kind_reason",
            label: hasKind(entry) ? _t("Kind and reason…") : _t("Reason…"),
            icon: "fa-tag",
        },
        {name: "copy_link", label: _t("Copy link"), icon: "fa-link"},
        {name: "edit", label: _t("Edit"), icon: "fa-pencil"},
        {
            name: "move",
            label: _t("Move to another customer…"),
            icon: "fa-share-square-o",
        },
        {name: "delete", label: _t("Delete"), icon: "fa-trash-o"},
    ];
    const offered = new Set(entry.actions);
    if (offered.has("like")) {
        offered.add("copy_link");
    }
    if (isHost) {
        // It is being edited already: on the form around the feed.
        offered.delete("edit");
    }
    return actions.filter(({name}) => offered.has(name));
}

/**
 * @param {Object} entry
 * @param {{ model: string, id: number }} [host] the record whose form shows the feed
 * @returns {string} path of the form that shows the entry in its feed
 */
export function getEntryPath(entry, host) {
    const {customer_id: customer, lead_id: lead, key} = entry;
    const {model, id} = host ||
        (customer && {model: "res.partner", id: customer.id}) ||
        (lead && {model: "crm.lead", id: lead.id}) || {
            model: entry.document_model,
            id: entry.document_id,
        };
    // What has no dot could be the path of an action.
    return `/odoo/${model.includes(".") ? model : `m-${model}`}/${id}?feed_entry=${key}`;
}
