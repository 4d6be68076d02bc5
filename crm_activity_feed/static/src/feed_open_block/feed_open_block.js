import {Component} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";

import {FeedOpenEntry} from "./feed_open_entry";

const GROUPS = ["overdue", "today", "planned"];

/**
 * What is still to do: overdue, today, upcoming.
 */
export class FeedOpenBlock extends Component {
    static template = "crm_activity_feed.FeedOpenBlock";
    static components = {FeedOpenEntry};
    static props = {
        entries: {type: Array, element: Object},
        hasMore: Boolean,
        /** Whether these are as many as can be shown here. */
        isWhole: {type: Boolean, optional: true},
        isLoadingAll: {type: Boolean, optional: true},
        /** By key of the entry. */
        unfolded: Object,
        host: {type: Object, optional: true},
        /** Whether the user can plan a next step. */
        canPlan: {type: Boolean, optional: true},
        /** Leads to where the next contact is planned. */
        onPlan: {type: Function, optional: true},
        onShowAll: {type: Function, optional: true},
        onToggle: Function,
        onOpen: Function,
        onAction: Function,
    };

    get groups() {
        const labels = {
            overdue: _t("Overdue"),
            today: _t("Today"),
            planned: _t("Upcoming"),
        };
        const groups = GROUPS.map((state) => ({
            state,
            label: labels[state],
            entries: this.props.entries.filter(
                (entry) =>
                    (GROUPS.includes(entry.state) ? entry.state : "planned") === state
            ),
        })).filter(({entries}) => entries.length);
        for (const group of groups) {
            // They come by date: only the last group can be longer than it looks.
            const isCut = this.props.hasMore && group === groups.at(-1);
            group.count = isCut
                ? _t("%s or more", group.entries.length)
                : group.entries.length;
        }
        return groups;
    }

    /**
     * One list, so that an entry that moves from group to group stays the same one: with what is
     * being typed into it.
     *
     * @returns {{ key: string, group?: Object, entry?: Object }[]} headings and entries
     */
    get lines() {
        return this.groups.flatMap((group) => [
            {key: group.state, group},
            ...group.entries.map((entry) => ({key: entry.key, entry})),
        ]);
    }
}
