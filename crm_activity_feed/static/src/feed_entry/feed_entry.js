import {Component} from "@odoo/owl";

import {
    formatFullDate,
    formatMachineDate,
    formatRecordedOn,
    formatTime,
    getEntryDate,
} from "../feed_dates";
import {FeedCustomer} from "../feed_customer/feed_customer";
import {FeedActions} from "./feed_actions";
import {FeedRenderer} from "./feed_renderer";

/**
 * @param {Object} entry
 * @returns {string} the contact's name, without that of its customer before it
 */
function getContactName(entry) {
    const {partner_id: contact, customer_id: customer} = entry;
    const prefix = customer ? `${customer.display_name}, ` : "";
    return prefix && contact.display_name.startsWith(prefix)
        ? contact.display_name.slice(prefix.length)
        : contact.display_name;
}

/**
 * @param {Object} entry
 * @param {{ model: string, id: number }} [host] the record whose form shows the feed
 * @returns {{ name: string, icon: string }[]} whom and what an entry is about, where
 *     neither its title nor the form says it already
 */
export function getEntryNames(entry, host) {
    const names = [];
    const add = (model, record, icon, name = record.display_name) => {
        const isHost = host?.model === model && host.id === record.id;
        const isKnown = names.some((known) => known.name === name);
        if (record && !isHost && !isKnown && record.display_name !== entry.title) {
            names.push({name, icon});
        }
    };
    const {partner_id: contact, customer_id: customer, document, lead_id: lead} = entry;
    // Where there is no form, each entry begins with its customer: see `FeedCustomer`.
    if (contact && (host || contact.id !== customer.id)) {
        add("res.partner", contact, "fa-user-o", getContactName(entry));
    }
    if (document && !(document.model === "res.partner" && document.id === contact.id)) {
        add(document.model, document, "fa-file-o");
    }
    add("crm.lead", lead, "fa-star-o");
    return names;
}

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
    static components = {FeedActions, FeedCustomer, FeedRenderer};
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
        host: {type: Object, optional: true},
        onOpen: Function,
        onToggle: Function,
        onAction: Function,
    };

    /** What a screen reader says of the entry that gets the focus. */
    get label() {
        return [this.sourceName, this.props.entry.title, this.fullDate]
            .filter(Boolean)
            .join(", ");
    }

    get canOpen() {
        return canOpenEntry(this.props.entry, this.props.host);
    }

    get names() {
        return getEntryNames(this.props.entry, this.props.host);
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

    /** In words what the icon stands for. */
    get sourceName() {
        return this.props.entry.source ? this.props.entry.source.name : "";
    }

    get recordedOn() {
        return formatRecordedOn(this.props.entry);
    }

    get author() {
        const {author_id, user_id} = this.props.entry;
        return (author_id || user_id || {}).display_name || "";
    }
}
