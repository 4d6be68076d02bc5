import {getEndOfLocalWeek, serializeDateTime} from "@web/core/l10n/dates";

import {FeedModel} from "../feed_model";

const {DateTime} = luxon;

/** Entries that are overdue, and others: what one looks through, and all one can get. */
const PLAN_SIZE = 50;
const MAX_PLAN = 200;

/** @returns {luxon.DateTime} how far ahead the plan looks: this week, tomorrow at least */
export function getEndOfPlan() {
    const now = DateTime.local();
    return DateTime.max(getEndOfLocalWeek(now), now.plus({days: 1}).endOf("day"));
}

/**
 * What is known of the user's plan: a feed of what is to do, without a history.
 */
export class PlanModel extends FeedModel {
    /** @param {import("../feed_service").FeedService} server */
    constructor(server) {
        super(server, "plan", PLAN_SIZE);
        /** Whether more was due before today than shows. */
        this.hasMoreOverdue = false;
        /** Whether it looks beyond this week. */
        this.showsLater = false;
    }

    fetchPage() {
        return this.server.getPlan({
            // At midnight it becomes another day.
            until: this.showsLater ? null : serializeDateTime(getEndOfPlan()),
            limit: this.showsAllOpen ? MAX_PLAN : PLAN_SIZE,
            silent: this.isLoaded,
        });
    }

    /** @param {Object} page see `crm.feed.entry.get_my_plan` */
    takePage(page) {
        this.open = page.open;
        this.hasMoreOpen = page.open_more;
        this.hasMoreOverdue = page.overdue_more;
        this.canPlan = Boolean(page.can_plan);
        this.broken = page.broken;
    }

    /** @returns {Promise<boolean>} see `load` */
    showLater() {
        this.showsLater = true;
        return this.refresh();
    }

    replaceEntry(key, fresh) {
        // What is done belongs to the feed beside the plan.
        super.replaceEntry(key, fresh && fresh.is_open && fresh);
    }
}
