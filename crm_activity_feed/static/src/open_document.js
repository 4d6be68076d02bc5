/**
 * Open what an entry is about.
 *
 * @param {Object} action Odoo's action service
 * @param {Object} entry as the server sends it
 * @param {"current"|"new"} [target] in place of the page, or above it
 * @returns {Promise<void>}
 */
export function openDocument(action, entry, target = "current") {
    return action.doAction({
        type: "ir.actions.act_window",
        res_model: entry.document_model,
        res_id: entry.document_id,
        views: [[false, "form"]],
        target,
    });
}
