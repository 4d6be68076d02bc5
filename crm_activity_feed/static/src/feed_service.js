import {registry} from "@web/core/registry";
import {user} from "@web/core/user";

import {FeedDrafts} from "./feed_composer/feed_drafts";
import {FilterMemory} from "./feed_filters/filter_memory";
import {FeedPulse} from "./feed_live/feed_pulse";
import {FeedModel} from "./feed_model";
import {FeedRoles} from "./feed_people/feed_roles";
import {FeedTalk} from "./feed_talk/feed_talk";
import {PlanModel} from "./my_day_plan/plan_model";
import {FeedVisits} from "./my_feed/feed_visits";

/** How many feeds keep their place while the user is elsewhere. */
const MAX_KEPT_FEEDS = 20;
const MAX_OWNERS = 8;
/** Dictionaries that people keep by hand are shorter than this. */
const MAX_CHOICES = 100;

/**
 * The feed's only door to the server, and its memory: what was loaded, filtered and
 * unfolded in a scope is still there when the user comes back to it.
 */
export class FeedService {
    /**
     * @param {Object} orm the host's service
     */
    constructor(orm) {
        this.orm = orm;
        /** @type {Map<string, FeedModel>} least recently used first */
        this.models = new Map();
        /** @type {Map<string, Object|false>} see `setScopeChoice` */
        this.scopeChoices = new Map();
        this.filterMemory = new FilterMemory(
            user.settings.crm_feed_filters,
            (remembered) => this.saveFilters(remembered)
        );
        /** What is about comments. */
        this.talk = new FeedTalk(orm);
        /** What is about roles of contacts. */
        this.people = new FeedRoles(orm);
        /** What is about changes that may have been missed. */
        this.pulse = new FeedPulse(orm);
        this.drafts = new FeedDrafts();
        this.visits = new FeedVisits(orm);
        /** @type {PlanModel|null} */
        this.plan = null;
    }

    /**
     * @param {Object|string} scope as `get_page` takes it
     * @param {number} pageSize
     * @returns {FeedModel} the same one for the same scope, as long as it is kept
     */
    getModel(scope, pageSize) {
        const key = JSON.stringify(scope);
        const model = this.models.get(key) || new FeedModel(this, scope, pageSize);
        this.models.delete(key);
        this.models.set(key, model);
        if (this.models.size > MAX_KEPT_FEEDS) {
            this.models.delete(this.models.keys().next().value);
        }
        return model;
    }

    /** @returns {PlanModel} what the user is to do */
    getPlanModel() {
        this.plan ||= new PlanModel(this);
        return this.plan;
    }

    /**
     * @param {Object} params
     * @param {string|null} params.until how far ahead, none for no end
     * @param {number} params.limit
     * @param {boolean} [params.silent] without Odoo's own sign of loading
     * @returns {Promise<Object>} see `crm.feed.entry.get_my_plan`
     */
    getPlan({until, limit, silent = false}) {
        const orm = silent ? this.orm.silent : this.orm;
        return orm.call("crm.feed.entry", "get_my_plan", [], {until, limit});
    }

    /** @param {number|false} actionId what opens when the user logs in, besides the menu */
    async setHome(actionId) {
        await this.orm.write("res.users", [user.userId], {action_id: actionId});
        user.homeActionId = actionId;
    }

    /**
     * @param {Object|string} scope
     * @param {Object} params
     * @param {Object} params.filters
     * @param {string|Array|false} [params.cursor] none for a first page
     * @param {string|Array|false} [params.at] where a first page starts
     * @param {number} params.limit
     * @param {boolean} [params.silent] without Odoo's own sign of loading
     * @returns {Promise<Object>} see `crm.feed.entry.get_page`
     */
    getPage(scope, {filters, cursor, at, limit, silent = false}) {
        const orm = silent ? this.orm.silent : this.orm;
        return orm.call("crm.feed.entry", "get_page", [scope], {
            filters,
            cursor: cursor || null,
            limit,
            ...(at ? {at} : {}),
        });
    }

    /**
     * @param {Object|string} scope
     * @param {Object} filters
     * @returns {Promise<string|false>} see `crm.feed.entry.get_first_date`
     */
    getFirstDate(scope, filters) {
        return this.orm.silent.call("crm.feed.entry", "get_first_date", [scope], {
            filters,
        });
    }

    /**
     * @param {number} entryId
     * @param {string} action one of the entry's `actions`
     * @param {Object} values
     * @returns {Promise<Object|false>} the entry as it is then
     */
    runAction(entryId, action, values) {
        return this.orm.call("crm.feed.entry", "run_action", [entryId, action, values]);
    }

    /**
     * @param {string} key of an entry with `body_more`
     * @returns {Promise<string|false>} all of its text, as sanitized HTML
     */
    getBody(key) {
        return this.orm.silent.call("crm.feed.entry", "get_body", [key]);
    }

    /**
     * @param {string} undo of the entry that `runAction` gave
     * @returns {Promise<Object|false>} the entry as it is then, with `notice`
     */
    undoAction(undo) {
        return this.orm.call("crm.feed.entry", "undo_action", [undo]);
    }

    /**
     * @param {string} undo of `crm.feed.note.action_move`
     * @returns {Promise<number>} how many notes are back where they were
     */
    undoMove(undo) {
        return this.orm.call("crm.feed.note", "undo_move", [undo]);
    }

    /**
     * @param {number} entryId
     * @param {"like"|"pin"} mark
     * @param {boolean} on
     * @returns {Promise<Object>} see `crm.feed.entry.set_mark`
     */
    setMark(entryId, mark, on) {
        return this.orm.silent.call("crm.feed.entry", "set_mark", [entryId, mark, on]);
    }

    /**
     * @param {number|false} partnerId
     * @param {number|false} leadId
     * @returns {Promise<Object>} what a new note starts with
     */
    getComposerDefaults(partnerId, leadId) {
        return this.orm.silent.call("crm.feed.note", "get_composer_defaults", [
            partnerId,
            leadId,
        ]);
    }

    /**
     * @param {number} partnerId
     * @param {string} text
     * @returns {Promise<{ id: number, display_name: string }[]>} open deals of the customer
     */
    searchDeals(partnerId, text) {
        return this.orm.silent.call("crm.feed.note", "search_deals", [partnerId, text]);
    }

    /**
     * @param {Object} values of `crm.feed.note`
     * @returns {Promise<number>} id of the new note
     */
    async createNote(values) {
        const [noteId] = await this.orm.create("crm.feed.note", [values]);
        return noteId;
    }

    /**
     * @param {number} sourceId of what is to be created
     * @param {number} partnerId
     * @param {number|false} leadId
     * @returns {Promise<Object>} for its form: `res_model`, `name`, `context`, `is_wizard`
     */
    getCreateAction(sourceId, partnerId, leadId) {
        return this.orm.call("crm.feed.source", "get_create_action", [
            sourceId,
            partnerId,
            leadId,
        ]);
    }

    /**
     * @param {number|false} sourceId
     * @param {Object} values of the source, as they are on the screen
     * @returns {Promise<Object>} see `crm.feed.source.get_preview`
     */
    getSourcePreview(sourceId, values) {
        return this.orm.silent.call("crm.feed.source", "get_preview", [
            sourceId,
            values,
        ]);
    }

    /**
     * @param {string} text
     * @returns {Promise<{ id: number, display_name: string }[]>} colleagues of that name
     */
    async searchOwners(text) {
        const pairs = await this.orm.silent.call("res.users", "name_search", [], {
            name: text,
            domain: [["share", "=", false]],
            limit: MAX_OWNERS,
        });
        return pairs.map(([id, display_name]) => ({id, display_name}));
    }

    /**
     * @param {string} text
     * @returns {Promise<Object[]>} kinds of contact of that name: `{id, display_name, icon}`
     */
    searchKinds(text) {
        return this.orm.silent.searchRead(
            "mail.activity.type",
            [
                ["name", "ilike", text],
                // As of notes: the others are about staff, machines and the like.
                ["res_model", "in", [false, "res.partner", "crm.lead"]],
            ],
            ["display_name", "icon"],
            {limit: MAX_CHOICES}
        );
    }

    /**
     * @param {string} text
     * @returns {Promise<Object[]>} reasons of that name: `{id, display_name, color}`
     */
    searchReasons(text) {
        return this.orm.silent.searchRead(
            "crm.feed.reason",
            [["name", "ilike", text]],
            ["display_name", "color"],
            {limit: MAX_CHOICES}
        );
    }

    /** @returns {{ id: number, display_name: string }} the user, as an owner */
    getCurrentOwner() {
        return {id: user.userId, display_name: user.name};
    }

    /**
     * @param {string} host "model,id" of a record whose form shows a feed
     * @returns {Object|false|undefined} what the user chose to see there, in this session
     */
    getScopeChoice(host) {
        return this.scopeChoices.get(host);
    }

    /**
     * @param {string} host
     * @param {{ scope: Object, contactId: number|undefined }|false} choice
     */
    setScopeChoice(host, choice) {
        this.scopeChoices.set(host, choice);
    }

    /**
     * @param {Object|string} scope
     * @returns {Promise<Object>} see `crm.feed.entry.get_filter_options`
     */
    getFilterOptions(scope) {
        return this.orm.silent.call("crm.feed.entry", "get_filter_options", [scope]);
    }

    /**
     * @param {string} name of a filter by people: "user_ids", "author_ids", ...
     * @param {string} text
     * @param {number|false} customerId whose contacts "partner_ids" are
     * @returns {Promise<{ id: number, display_name: string }[]>} also archived ones: their
     *     entries are still there
     */
    async searchFilterOptions(name, text, customerId) {
        const domains = {
            user_ids: [["share", "=", false]],
            partner_ids: [["commercial_partner_id", "=", customerId]],
            customer_ids: [["parent_id", "=", false]],
        };
        const model = name === "user_ids" ? "res.users" : "res.partner";
        const pairs = await this.orm.silent.call(model, "name_search", [], {
            name: text,
            domain: domains[name] || [],
            limit: MAX_OWNERS,
            context: {...user.context, active_test: false},
        });
        return pairs.map(([id, display_name]) => ({id, display_name}));
    }

    /** @returns {Promise<Object>} see `crm.feed.subscription.get_follow` */
    getFollow(model, resId) {
        return this.orm.call("crm.feed.subscription", "get_follow", [model, resId]);
    }

    /** @returns {Promise<Object>} see `crm.feed.subscription.set_follow` */
    setFollow(model, resId, isFollowing, kwargs = {}) {
        const args = [model, resId, isFollowing];
        return this.orm.call("crm.feed.subscription", "set_follow", args, kwargs);
    }

    /** @param {boolean} isWanted whether the user is asked what next, see `run_action` */
    async saveAskNext(isWanted) {
        await this.orm.call("res.users.settings", "set_res_users_settings", [
            [user.settings.id],
            {crm_feed_ask_next: isWanted},
        ]);
    }

    /**
     * @param {number[]} noteIds notes that the user is reminded of
     * @returns {Promise<Object[]>} see `crm.feed.note.get_reminders`
     */
    getReminders(noteIds) {
        return this.orm.silent.call("crm.feed.note", "get_reminders", [noteIds]);
    }

    /**
     * @param {number} weeks
     * @param {number|false} teamId
     * @param {number|false} userId
     * @returns {Promise<Object>} see `crm.feed.contact.report.get_dashboard`
     */
    getContactDashboard(weeks, teamId, userId) {
        return this.orm.call("crm.feed.contact.report", "get_dashboard", [], {
            weeks,
            team_id: teamId,
            user_id: userId,
        });
    }

    /** @param {Object} remembered filters by kind of page; see `FilterMemory` */
    async saveFilters(remembered) {
        user.updateUserSettings("crm_feed_filters", remembered);
        try {
            await this.orm.silent.call("res.users.settings", "set_res_users_settings", [
                [user.settings.id],
                {crm_feed_filters: remembered},
            ]);
        } catch {
            // A convenience: they are set anew by the next change, at the latest.
        }
    }
}

export const feedService = {
    dependencies: ["orm"],
    start: (env, {orm}) => new FeedService(orm),
};

registry.category("services").add("crm_feed", feedService);
