import {Component, onMounted, useState} from "@odoo/owl";

import {deserializeDateTime} from "@web/core/l10n/dates";

const {DateTime, Info} = luxon;

/**
 * Choose a month to jump to: from the first entry until now.
 *
 * The content of a dropdown: arrow keys go from button to button.
 */
export class FeedMonthPicker extends Component {
    static template = "crm_activity_feed.FeedMonthPicker";
    static props = {
        /** "YYYY-MM" */
        month: String,
        /** Promise of the date of the oldest entry ("YYYY-MM-DD HH:MM:SS"), or false. */
        getFirstDate: Function,
        onSelect: Function,
    };

    setup() {
        const now = DateTime.local();
        this.lastMonth = now.toFormat("yyyy-MM");
        // What is planned may be done, and dated, ahead of its time.
        this.lastYear = Math.max(now.year, Number(this.props.month.slice(0, 4)));
        this.state = useState({
            year: Number(this.props.month.slice(0, 4)),
            firstMonth: "",
        });
        // Until it is known, any month can be chosen.
        onMounted(() => this.loadFirstMonth());
    }

    async loadFirstMonth() {
        try {
            const date = await this.props.getFirstDate();
            this.state.firstMonth = date
                ? deserializeDateTime(date).toFormat("yyyy-MM")
                : "";
        } catch {
            // An empty month does no harm: it leads to the nearest entries.
            this.state.firstMonth = "";
        }
    }

    get months() {
        const names = Info.months("short");
        const fullNames = Info.monthsFormat("long");
        return names.map((name, index) => {
            const key = `${this.state.year}-${String(index + 1).padStart(2, "0")}`;
            return {
                key,
                name,
                fullName: `${fullNames[index]} ${this.state.year}`,
                isCurrent: key === this.props.month,
                isDisabled:
                    key < this.state.firstMonth ||
                    (key > this.lastMonth && key > this.props.month),
            };
        });
    }

    get hasPrevious() {
        return String(this.state.year) > this.state.firstMonth.slice(0, 4);
    }

    get hasNext() {
        return this.state.year < this.lastYear;
    }

    /** @param {number} years */
    move(years) {
        this.state.year += years;
    }
}
