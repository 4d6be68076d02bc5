import {Component, onWillStart, useState} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {deserializeDate} from "@web/core/l10n/dates";
import {registry} from "@web/core/registry";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

import {ContactChart} from "../contact_chart/contact_chart";
import {getErrorMessage} from "../feed_error";

const {DateTime} = luxon;

/**
 * CRM > Reporting > Contacts Dashboard: what the salespeople have done and planned, and
 * which customers wait. Every number and bar opens its list.
 */
export class ContactDashboard extends Component {
    static template = "crm_activity_feed.ContactDashboard";
    static components = {ContactChart, Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.action = useService("action");
        this.feedService = useService("crm_feed");
        this.keepLast = new KeepLast();
        const {weeks, teamId, userId} = this.props.state || {};
        this.state = useState({
            weeks: weeks || 13,
            teamId: teamId || false,
            userId: userId || false,
            data: null,
            error: "",
            isLoading: true,
        });
        // Who comes back from a list finds the choice as it was.
        useSetupAction({
            getLocalState: () => ({
                weeks: this.state.weeks,
                teamId: this.state.teamId,
                userId: this.state.userId,
            }),
        });
        onWillStart(() => {
            // Not awaited: the page shows at once that it is loading.
            this.load();
        });
    }

    async load() {
        const {weeks, teamId, userId} = this.state;
        Object.assign(this.state, {isLoading: true, error: ""});
        try {
            this.state.data = await this.keepLast.add(
                this.feedService.getContactDashboard(weeks, teamId, userId)
            );
        } catch (error) {
            this.state.error = getErrorMessage(
                error,
                _t(
                    "The dashboard could not be loaded. Check your connection, then try again."
                )
            );
        }
        this.state.isLoading = false;
    }

    get periods() {
        return [
            {weeks: 4, label: _t("Last 4 weeks")},
            {weeks: 13, label: _t("Last 3 months")},
            {weeks: 26, label: _t("Last 6 months")},
            {weeks: 52, label: _t("Last 12 months")},
        ];
    }

    /** @returns {boolean} whether nothing at all was done or is planned */
    get isEmpty() {
        const {kinds, progress} = this.state.data;
        return [...kinds, ...progress].every(({counts}) =>
            counts.every((count) => !count)
        );
    }

    get labels() {
        const year = DateTime.local().year;
        return this.state.data.days.map((day) => {
            const date = deserializeDate(day);
            const format = {day: "numeric", month: "short"};
            return date.toLocaleString(
                date.year === year ? format : {...format, year: "2-digit"}
            );
        });
    }

    /** @returns {string[]} of the weeks that are over, or begun */
    get pastLabels() {
        return this.labels.slice(0, this.state.data.weeks);
    }

    formatValue({value, unit, has_more: hasMore}) {
        if (value === false) {
            return "–";
        }
        const number = value.toLocaleString(DateTime.local().locale);
        return `${number}${hasMore ? "+" : ""}${unit ? `\u00A0${unit}` : ""}`;
    }

    onPeriodChanged(ev) {
        this.state.weeks = Number(ev.target.value);
        this.load();
    }

    onTeamChanged(ev) {
        this.state.teamId = Number(ev.target.value) || false;
        // Who was chosen may be of another team.
        this.state.userId = false;
        this.load();
    }

    onUserChanged(ev) {
        this.state.userId = Number(ev.target.value) || false;
        this.load();
    }

    openContacts(name, domain, groupBy = []) {
        this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: "crm.feed.contact.report",
            views: [
                [false, "list"],
                [false, "pivot"],
                [false, "graph"],
                [false, "form"],
            ],
            domain,
            context: {group_by: groupBy},
        });
    }

    openFigure({label, domain, group_by: groupBy}) {
        this.openContacts(label, domain, groupBy);
    }

    openCustomers({label, domain}) {
        this.action.doAction({
            type: "ir.actions.act_window",
            name: label,
            res_model: "res.partner",
            views: [
                [false, "list"],
                [false, "kanban"],
                [false, "form"],
            ],
            domain,
        });
    }

    /**
     * @param {Object[]} series of the chart
     * @param {string} key of the series
     * @param {number} week
     */
    openWeek(series, key, week) {
        const {label, domain} = series.find((one) => one.key === key);
        const name = _t("%(label)s, week of %(day)s", {label, day: this.labels[week]});
        this.openContacts(name, [...domain, ...this.state.data.week_domains[week]]);
    }
}

registry
    .category("actions")
    .add("crm_activity_feed.contact_dashboard", ContactDashboard);
