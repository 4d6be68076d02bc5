import {Component} from "@odoo/owl";

import {
    formatFullDate,
    formatMachineDate,
    formatRecordedOn,
    formatTime,
    getEntryDate,
} from "../feed_dates";
import {FeedEntryBar} from "../feed_entry_bar/feed_entry_bar";
import {FeedMeta, getEntryLabel} from "../feed_meta/feed_meta";
import {FeedOutcomeButton} from "../feed_outcome/feed_outcome_button";
import {FeedActions} from "./feed_actions";
import {FeedRenderer} from "./feed_renderer";

/**
 * @param {Object} entry
 * @param {{ model: string, id: number }} [host] the record whose form shows the feed
 * @returns {boolean} whether a click on the title leads anywhere
 */
export function canOpenEntry(entry, host) {
    const {document_model: model, document_id: id} = entry;
    return Boolean(model && id) && !(host?.model === model && host.id === id);
}

/**
 * One thing that happened. Receives data, owns none: the feed loads and reloads entries.
 */
export class FeedEntry extends Component {
    static template = "crm_activity_feed.FeedEntry";
    static components = {
        FeedActions,
        FeedEntryBar,
        FeedMeta,
        FeedOutcomeButton,
        FeedRenderer,
    };
    static props = {
        entry: {
            type: Object,
            shape: {
                id: Number,
                key: String,
                kind: String,
                date: String,
                title: String,
                "*": true,
            },
        },
        isNewDay: {type: Boolean, optional: true},
        isUnfolded: {type: Boolean, optional: true},
        /** Whether the user can plan a next step. */
        canPlan: {type: Boolean, optional: true},
        host: {type: Object, optional: true},
        onOpen: Function,
        onToggle: Function,
        onAction: Function,
    };

    /** What a screen reader says of the entry that gets the focus. */
    get label() {
        return [getEntryLabel(this.props.entry), this.props.entry.title, this.fullDate]
            .filter(Boolean)
            .join(", ");
    }

    get canOpen() {
        return canOpenEntry(this.props.entry, this.props.host);
    }

    get isAllDay() {
        return Boolean(this.props.entry.is_all_day);
    }

    get date() {
        return getEntryDate(this.props.entry);
    }

    get day() {
        return this.date.toFormat("d");
    }

    get weekday() {
        return this.date.toFormat("ccc");
    }

    get time() {
        return this.isAllDay ? "" : formatTime(this.date);
    }

    get machineDate() {
        return formatMachineDate(this.date, this.isAllDay);
    }

    get fullDate() {
        return formatFullDate(this.date, this.isAllDay);
    }

    get recordedOn() {
        return formatRecordedOn(this.props.entry);
    }
}
