import {Component} from "@odoo/owl";

import {user} from "@web/core/user";

import {formatMachineDate, formatNewSince, readServerDate} from "../feed_dates";

/**
 * @param {Object} entry of the history
 * @param {{ since: string, now: string }} visit
 * @returns {boolean} whether others did it since; some of what is done stands at a date to come
 */
function isNew(entry, visit) {
    const {date, recorded_on, author_id: author} = entry;
    const {since, now} = visit;
    const isRecordedSince = recorded_on > since && recorded_on <= now;
    const isToCome = date > now && !isRecordedSince;
    return date > since && !isToCome && author.id !== user.partnerId;
}

/**
 * @param {{ entry?: Object, run?: Object[] }[]} lines of the history, newest first
 * @param {{ since: string|false, now: string }} visit see `FeedVisit`
 * @returns {Object|undefined} the first line that was there then, if others are new
 */
export function findSeenLine(lines, visit) {
    if (!visit.since) {
        return undefined;
    }
    const entries = lines.map(({entry, run}) => entry || run[0]);
    const index = entries.findIndex((entry) => entry.date <= visit.since);
    const hasNew = entries.slice(0, index).some((entry) => isNew(entry, visit));
    return index > 0 && hasNew ? lines[index] : undefined;
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
