import {registry} from "@web/core/registry";
import {user} from "@web/core/user";

import {FeedModel} from "./feed_model";

/** How many feeds keep their place while the user is elsewhere. */
const MAX_KEPT_FEEDS = 20;
const MAX_OWNERS = 8;

/**
 * @typedef {Object} FeedServer the calls a feed makes
 * @property {(scope: Object|string, params: Object) => Promise<Object>} getPage
 * @property {(entryId: number, action: string, values: Object) => Promise<Object|false>} runAction
 */

/**
 * The feed's only door to the server, and its memory: what was loaded, filtered and unfolded in
 * a scope is still there when the user comes back to it.
 */
export const feedService = {
    dependencies: ["orm"],
    start(env, {orm}) {
        /** @type {Map<string, FeedModel>} least recently used first */
        const models = new Map();
        /** @type {Set<string>} contacts whose whole customer is shown */
        const wholeCustomers = new Set();

        /** @type {FeedServer} */
        const server = {
            getPage(scope, {filters, cursor, limit, silent = false}) {
                return (silent ? orm.silent : orm).call(
                    "crm.feed.entry",
                    "get_page",
                    [scope],
                    {
                        filters,
                        cursor: cursor || null,
                        limit,
                    }
                );
            },
            runAction(entryId, action, values) {
                return orm.call("crm.feed.entry", "run_action", [
                    entryId,
                    action,
                    values,
                ]);
            },
        };

        return {
            /**
             * @param {Object|string} scope as `get_page` takes it
             * @param {number} pageSize
             * @returns {FeedModel} the same one for the same scope, as long as it is kept
             */
            getModel(scope, pageSize) {
                const key = JSON.stringify(scope);
                const model = models.get(key) || new FeedModel(server, scope, pageSize);
                models.delete(key);
                models.set(key, model);
                if (models.size > MAX_KEPT_FEEDS) {
                    models.delete(models.keys().next().value);
                }
                return model;
            },

            /**
             * @param {number|false} partnerId
             * @param {number|false} leadId
             * @returns {Promise<Object>} what a new note starts with
             */
            getComposerDefaults(partnerId, leadId) {
                return orm.silent.call("crm.feed.note", "get_composer_defaults", [
                    partnerId,
                    leadId,
                ]);
            },

            /**
             * @param {Object} values of `crm.feed.note`
             * @returns {Promise<number>} id of the new note
             */
            async createNote(values) {
                const [noteId] = await orm.create("crm.feed.note", [values]);
                return noteId;
            },

            /**
             * @param {string} text
             * @returns {Promise<{ id: number, display_name: string }[]>} colleagues of that name
             */
            async searchOwners(text) {
                const pairs = await orm.silent.call("res.users", "name_search", [], {
                    name: text,
                    domain: [["share", "=", false]],
                    limit: MAX_OWNERS,
                });
                return pairs.map(([id, display_name]) => ({id, display_name}));
            },

            /** @returns {{ id: number, display_name: string }} the user, as an owner */
            getCurrentOwner() {
                return {id: user.userId, display_name: user.name};
            },

            /**
             * @param {number} partnerId a contact
             * @returns {boolean} whether the user asked for all of its customer
             */
            isWholeCustomer(partnerId) {
                return wholeCustomers.has(partnerId);
            },

            /**
             * @param {number} partnerId
             * @param {boolean} isWhole
             */
            setWholeCustomer(partnerId, isWhole) {
                wholeCustomers[isWhole ? "add" : "delete"](partnerId);
            },
        };
    },
};

registry.category("services").add("crm_feed", feedService);
