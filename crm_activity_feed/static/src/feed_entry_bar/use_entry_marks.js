import {useEnv} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {browser} from "@web/core/browser/browser";
import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {RPCError} from "@web/core/network/rpc";
import {user} from "@web/core/user";
import {pick} from "@web/core/utils/objects";
import {useOwnedDialogs, useService} from "@web/core/utils/hooks";
import {FormViewDialog} from "@web/views/view_dialogs/form_view_dialog";

import {FeedKindReasonDialog} from "../feed_kind_reason/feed_kind_reason_dialog";
import {askWhereTo} from "../feed_move/feed_move";
import {getEntryPath} from "./bar_actions";
import {FeedLinkDialog} from "./feed_link_dialog";

/** What a mark changes of an entry. */
const FIELDS = {like: ["likes", "liked", "likers"], pin: ["pinned"]};
/** The lists of a feed that an entry may stand in. */
const LISTS = ["open", "entries", "pinned"];

/**
 * @param {import("../feed_model").FeedModel} model
 * @param {string} key of an entry
 * @returns {Object|undefined} the entry as it is now
 */
function findEntry(model, key) {
    return LISTS.flatMap((name) => model[name]).find((entry) => entry.key === key);
}

/**
 * Change what is known of an entry, wherever it stands. By a new object: a component draws
 * itself anew when it is given another one.
 *
 * @param {import("../feed_model").FeedModel} model
 * @param {string} key of the entry
 * @param {Object} changes
 */
export function patchEntry(model, key, changes) {
    const entry = findEntry(model, key);
    for (const name of LISTS) {
        model[name].forEach((known, index) => {
            if (known.key === key) {
                model[name][index] = {...known, ...changes};
            }
        });
    }
    const isListed = model.pinned.some((known) => known.key === key);
    if (changes.pinned && !isListed && entry) {
        model.pinned.unshift({...entry, ...changes});
    } else if (changes.pinned === false && isListed) {
        model.pinned = model.pinned.filter((known) => known.key !== key);
    }
}

/**
 * @param {Object} entry
 * @param {"like"|"pin"} mark
 * @param {boolean} on
 * @returns {Object} what changes of the entry, as the server will tell
 */
function getMarkChanges(entry, mark, on) {
    if (mark === "pin") {
        return {pinned: on};
    }
    if (entry.liked === on) {
        return {};
    }
    const others = (entry.likers || []).filter((name) => name !== user.name);
    return {
        liked: on,
        likes: Math.max(entry.likes + (on ? 1 : -1), 0),
        likers: on ? [...others, user.name] : others,
    };
}

/**
 * Do what the bar of an entry offers.
 *
 * @param {import("../feed_model").FeedModel} model
 * @param {Object} params
 * @param {() => Object|undefined} params.getHost the record whose form shows the feed
 * @param {(entry, action, values) => Promise} params.runAction has the server do something
 * @param {() => void} params.onChanged tells the page around the feed
 * @returns {{ has: (action: string) => boolean, run: (entry, action, values) => any }}
 */
export function useEntryMarks(model, {getHost, runAction, onChanged}) {
    const env = useEnv();
    const server = useService("crm_feed");
    const notification = useService("notification");
    const addDialog = useOwnedDialogs();
    /** Wishes by entry and mark: a click while the server is asked changes the last one. */
    const wishes = new Map();

    async function setMark(entry, mark, {on}) {
        const wishKey = `${mark} ${entry.key}`;
        const before = findEntry(model, entry.key) || entry;
        patchEntry(model, entry.key, getMarkChanges(before, mark, on));
        if (wishes.has(wishKey)) {
            wishes.set(wishKey, on);
            return;
        }
        wishes.set(wishKey, on);
        try {
            let told = undefined;
            while (told !== wishes.get(wishKey)) {
                told = wishes.get(wishKey);
                const fresh = await server.setMark(entry.id, mark, told);
                if (told === wishes.get(wishKey)) {
                    patchEntry(model, entry.key, pick(fresh, ...FIELDS[mark]));
                }
            }
        } catch (error) {
            patchEntry(model, entry.key, pick(before, ...FIELDS[mark]));
            if (error instanceof RPCError) {
                // It may be gone, or pinned by somebody else meanwhile.
                model.refresh();
            }
            throw error;
        } finally {
            wishes.delete(wishKey);
        }
    }

    async function copyLink(entry) {
        const link = browser.location.origin + getEntryPath(entry, getHost());
        try {
            await browser.navigator.clipboard.writeText(link);
        } catch {
            // No clipboard without https, or the user does not allow it.
            addDialog(FeedLinkDialog, {link});
            return;
        }
        notification.add(_t("The link to this entry was copied."), {type: "success"});
    }

    function edit(entry) {
        addDialog(
            FormViewDialog,
            {
                resModel: entry.res_model,
                resId: entry.res_id,
                title: entry.title,
                canExpand: false,
                preventCreate: true,
            },
            {
                // However it was left: its own buttons change it too.
                onClose: () => {
                    model.refresh();
                    onChanged();
                },
            }
        );
    }

    async function deleteEntry(entry) {
        await runAction(entry, "delete", {});
        const canUndo = entry.actions.includes("restore");
        const close = notification.add(_t("Deleted: %s", entry.title), {
            type: "info",
            buttons: canUndo
                ? [
                      {
                          name: _t("Undo"),
                          primary: true,
                          onClick: () => {
                              close();
                              return runAction(entry, "restore", {});
                          },
                      },
                  ]
                : [],
        });
    }

    function askToDelete(entry) {
        addDialog(ConfirmationDialog, {
            title: _t("Delete this entry?"),
            body: entry.actions.includes("restore")
                ? _t("“%s” leaves the feed. You can undo this.", entry.title)
                : _t("“%s” is deleted for good, for everybody.", entry.title),
            confirmLabel: _t("Delete"),
            confirm: () => deleteEntry(entry),
            cancel: () => {},
        });
    }

    const handlers = {
        like: (entry, values) => setMark(entry, "like", values),
        pin: (entry, values) => setMark(entry, "pin", values),
        comment: (entry, {comments}) => {
            patchEntry(model, entry.key, {comments});
            onChanged();
        },
        comments_seen: (entry) => patchEntry(model, entry.key, {unseen_comments: 0}),
        set_kind_reason: (entry) =>
            addDialog(FeedKindReasonDialog, {
                entry,
                onConfirm: (values) => runAction(entry, "set_kind_reason", values),
            }),
        copy_link: copyLink,
        edit,
        move: (entry) =>
            askWhereTo(env, entry, () => {
                model.refresh();
                onChanged();
            }),
        delete: askToDelete,
    };
    return {
        has: (action) => action in handlers,
        run: (entry, action, values) => handlers[action](entry, values),
    };
}
