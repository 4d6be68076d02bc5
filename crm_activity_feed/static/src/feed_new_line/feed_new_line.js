import {Component} from "@odoo/owl";

import {formatMachineDate, formatNewSince, readServerDate} from "../feed_dates";

/**
 * @param {{ entry?: Object, run?: Object[] }[]} lines of the history, newest first
 * @param {string|false} since when the user saw them last
 * @returns {Object|undefined} the first line that was there then, if others are new
 */
export function findSeenLine(lines, since) {
    const index = since
        ? lines.findIndex(({entry, run}) => (entry || run[0]).date <= since)
        : -1;
    return index > 0 ? lines[index] : undefined;
}

/**
 * Between what is new and what the user has seen: "New since yesterday 17:40".
 */
export class FeedNewLine extends Component {
    static template = "crm_activity_feed.FeedNewLine";
    static props = {since: String};

    get date() {
        return readServerDate(this.props.since, false);
    }

    get label() {
        return formatNewSince(this.date);
    }

    get machineDate() {
        return formatMachineDate(this.date, false);
    }
}
