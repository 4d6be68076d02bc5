import {Component} from "@odoo/owl";

import {Dropdown} from "@web/core/dropdown/dropdown";
import {_t} from "@web/core/l10n/translation";

import {
    formatFullDate,
    formatMachineDate,
    formatSince,
    getEntryDate,
} from "../feed_dates";
import {FeedRecordLink} from "../feed_record_link/feed_record_link";
import {FeedRoleMenu} from "./feed_role_menu";

/**
 * @param {Object[]} roles of a person, in general (without `lead`) and in deals
 * @param {boolean} isDeal whether it is the form of a deal
 * @returns {Object[]} each role once: `{id, display_name, color, leads, isChosen}`, the last
 *     telling that it was given right here
 */
export function getBadges(roles, isDeal) {
    const badges = new Map();
    for (const role of roles) {
        const badge = badges.get(role.id) || {...role, leads: [], isChosen: false};
        badge.isChosen ||= isDeal === Boolean(role.lead);
        if (role.lead && !isDeal) {
            badge.leads.push(role.lead);
        }
        badges.set(role.id, badge);
    }
    return [...badges.values()];
}

/** One of the people at a customer: name, roles, when one has talked to him or her. */
export class FeedPerson extends Component {
    static template = "crm_activity_feed.FeedPerson_line";
    static components = {Dropdown, FeedRecordLink, FeedRoleMenu};
    static props = {
        person: Object,
        isDeal: Boolean,
        canEdit: Boolean,
        disabled: Boolean,
        /** Gives a promise of the roles that there are. */
        getRoles: Function,
        /** Called with the person and a role, or null. */
        onSetRole: Function,
        onPlan: Function,
    };

    get badges() {
        return getBadges(this.props.person.roles, this.props.isDeal);
    }

    /** The role that may be changed here; on a deal, that in general may be overridden. */
    get chosen() {
        return this.badges.find(({isChosen}) => isChosen);
    }

    /** @param {Object} badge */
    canChange(badge) {
        return this.props.canEdit && (badge.isChosen || this.props.isDeal);
    }

    /** @param {Object} badge */
    getTitle(badge) {
        const {isDeal, person} = this.props;
        if (!badge.isChosen && isDeal) {
            return _t(
                "%s has this role in general. Choose another one for this deal.",
                person.name
            );
        }
        const deals = badge.leads.map((lead) => lead.display_name).join(", ");
        if (deals && !badge.isChosen) {
            return _t("In: %s", deals);
        }
        return this.props.canEdit ? _t("Change the role of %s", person.name) : "";
    }

    get last() {
        const {last} = this.props.person;
        return last && last.date ? last : false;
    }

    get isUnknown() {
        return this.props.person.last?.state === "unknown";
    }

    get date() {
        return getEntryDate(this.last);
    }

    get since() {
        return formatSince(this.date);
    }

    get machineDate() {
        return formatMachineDate(this.date, this.last.is_all_day);
    }

    get lastTitle() {
        const date = formatFullDate(this.date, this.last.is_all_day);
        return _t("Last contact: %(kind)s, %(date)s", {kind: this.last.label, date});
    }

    get planLabel() {
        return _t("Plan a contact with %s", this.props.person.name);
    }
}
