import {Component, onMounted, useRef, useState} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";

import {FeedBroken} from "../feed/feed_broken";
import {useEntryActions} from "../feed/use_entry_actions";
import {useKeptFocus} from "../feed/use_kept_focus";
import {FeedHelp} from "../feed_help/feed_help";
import {useFeedKeys} from "../feed_keys/use_feed_keys";
import {FeedOpenEntry} from "../feed_open_block/feed_open_entry";
import {openDocument} from "../open_document";
import {groupPlan} from "./plan_groups";

const {DateTime} = luxon;

const WITHOUT_NEXT_CONTACT =
    "crm_activity_feed.res_partner_action_feed_without_next_contact";

/**
 * What the user is to do, of all customers: overdue, today, tomorrow, this week.
 */
export class MyDayPlan extends Component {
    static template = "crm_activity_feed.MyDayPlan";
    static components = {FeedBroken, FeedHelp, FeedOpenEntry};
    static props = {
        /** Something was done. */
        onChanged: Function,
    };

    setup() {
        this.action = useService("action");
        this.rootRef = useRef("root");
        this.model = useState(useService("crm_feed").getPlanModel());
        useFeedKeys(this.rootRef, () => false);
        this.onAction = useEntryActions(this.model, {
            focus: useKeptFocus(this.rootRef, ".o_crm_feed_plan_heading"),
            onChanged: () => this.props.onChanged(),
        });
        onMounted(() => this.model.refresh());
    }

    get today() {
        return DateTime.local();
    }

    /** @returns {string} e.g. "Monday, November 23" */
    get dayText() {
        return this.today.toLocaleString({
            weekday: "long",
            day: "numeric",
            month: "long",
        });
    }

    /**
     * One list, so that an entry that moves from group to group stays the same one: with
     * what is being typed into it.
     *
     * @returns {{ key: string, group?: Object, entry?: Object }[]} headings and entries
     */
    get lines() {
        return groupPlan(this.model).flatMap((group) => [
            {key: group.id, group},
            ...group.entries.map((entry) => ({key: entry.key, entry})),
        ]);
    }

    /** @returns {string} what to say when there is nothing to hurry for, or at all */
    get freeText() {
        const {open, showsLater} = this.model;
        const isBusy = open.some(({state}) => ["overdue", "today"].includes(state));
        if (isBusy) {
            return "";
        }
        if (open.length) {
            return _t("Nothing is due today.").toString();
        }
        return showsLater
            ? _t("Nothing is planned.").toString()
            : _t("Nothing is due today, nor this week.").toString();
    }

    /** @returns {boolean} whether there is more in the same period than shows */
    get isCut() {
        return this.model.hasMoreOverdue || this.model.hasMoreOpen;
    }

    openWithoutNextContact() {
        return this.action.doAction(WITHOUT_NEXT_CONTACT);
    }

    onToggle(entry) {
        this.model.unfolded[entry.key] = !this.model.unfolded[entry.key];
    }

    onOpen(entry) {
        return openDocument(this.action, entry);
    }
}
