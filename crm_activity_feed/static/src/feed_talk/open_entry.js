/**
 * Lead to an entry, wherever in Odoo the user is: the form that shows it opens at it.
 *
 * @param {import("@web/env").OdooEnv} env
 * @param {string} key of the entry
 * @returns {Promise<boolean>} whether there is such a form, for this user
 */
export async function openEntry(env, key) {
    const {action, crm_feed: feed, crm_feed_link: link} = env.services;
    const place = await feed.talk.getEntryPlace(key);
    if (!place) {
        return false;
    }
    link.lead(place.model, place.id, place.key);
    await action.doAction({
        type: "ir.actions.act_window",
        res_model: place.model,
        res_id: place.id,
        views: [[false, "form"]],
    });
    return true;
}
