/** Dictionaries that people keep by hand are shorter than this. */
const MAX_ROLES = 100;
const MAX_PEOPLE = 8;

/** The part of the feed's service that is about people and their roles. */
export class FeedRoles {
    /**
     * @param {Object} orm the host's service
     */
    constructor(orm) {
        this.orm = orm;
    }

    /** @returns {Promise<Object[]>} the roles of contacts: `{id, display_name, color}` */
    searchRoles() {
        return this.orm.silent.searchRead(
            "crm.feed.role",
            [],
            ["display_name", "color"],
            {
                limit: MAX_ROLES,
            }
        );
    }

    /**
     * @param {number} customerId
     * @param {string} text
     * @returns {Promise<Object[]>} people there of that name: `{id, name, function}`
     */
    searchContacts(customerId, text) {
        return this.orm.silent.searchRead(
            "res.partner",
            [
                ["commercial_partner_id", "=", customerId],
                ["is_company", "=", false],
                ["type", "=", "contact"],
                ["name", "ilike", text],
            ],
            ["name", "function"],
            {limit: MAX_PEOPLE}
        );
    }

    /**
     * @param {"res.partner"|"crm.lead"} model of the customer or the deal
     * @param {number} resId
     * @param {number} personId
     * @param {number|false} roleId
     * @returns {Promise<number|false>} the role that the person had there before
     */
    setRole(model, resId, personId, roleId) {
        return this.orm.call(model, "set_feed_role", [[resId], personId, roleId]);
    }
}
