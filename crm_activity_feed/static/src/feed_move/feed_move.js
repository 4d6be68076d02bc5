import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

import {offerUndo} from "../offer_undo";

/**
 * What the dialog that moves notes ends with: tells it, and offers to undo it.
 *
 * @param {import("@web/env").OdooEnv} env
 * @param {Object} action
 * @param {{ message: string, undo: string }} action.params
 * @returns {Object} closes the dialog
 */
export function tellMoved(env, {params}) {
    const {action, crm_feed: feed, notification} = env.services;
    offerUndo(notification, params.message, async () => {
        await feed.undoMove(params.undo);
        notification.add(_t("The notes are back where they were."), {type: "success"});
        // Wherever the user is by now: a list has no other way to know.
        await action.doAction("soft_reload");
    });
    return {type: "ir.actions.act_window_close"};
}

registry.category("actions").add("crm_activity_feed.moved", tellMoved);

/**
 * Ask where a note belongs.
 *
 * @param {import("@web/env").OdooEnv} env
 * @param {Object} entry of a note
 * @param {() => void} onClose the feed around it reads what there is then
 */
export function askWhereTo(env, entry, onClose) {
    return env.services.action.doAction(
        "crm_activity_feed.crm_feed_move_wizard_action",
        {additionalContext: {default_note_ids: [entry.res_id]}, onClose}
    );
}
