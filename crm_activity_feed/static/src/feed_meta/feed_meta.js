import {Component} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";

import {FeedCustomer} from "../feed_customer/feed_customer";
import {FeedRecordLink} from "../feed_record_link/feed_record_link";
import {FeedWhy} from "../feed_why/feed_why";

/**
 * @param {Object|false} record `{id, display_name}` of a contact
 * @param {Object} entry
 * @returns {string} the contact's name, without that of its customer before it
 */
function getContactName(record, entry) {
    const {customer_id: customer} = entry;
    const prefix = customer ? `${customer.display_name}, ` : "";
    return prefix && record.display_name.startsWith(prefix)
        ? record.display_name.slice(prefix.length)
        : record.display_name;
}

/**
 * @param {Object} entry
 * @param {{ model: string, id: number }} [host] the record whose form shows the feed
 * @returns {{ model: string, id: number, name: string, icon: string }[]} whom and what an entry
 *     is about, where neither its title nor the form says it already
 */
export function getEntryNames(entry, host) {
    const names = [];
    const add = (model, record, icon, name = record.display_name) => {
        const isHost = host?.model === model && host.id === record.id;
        const isKnown = names.some((known) => known.name === name);
        if (record && !isHost && !isKnown && record.display_name !== entry.title) {
            names.push({model, id: record.id, name, icon});
        }
    };
    const {partner_id: contact, customer_id: customer, document, lead_id: lead} = entry;
    // Where there is no form, each entry begins with its customer: see `FeedCustomer`.
    if (contact && (host || contact.id !== customer.id)) {
        add("res.partner", contact, "fa-user-o", getContactName(contact, entry));
    }
    if (document && !(document.model === "res.partner" && document.id === contact.id)) {
        const isLead = document.model === "crm.lead";
        add(document.model, document, isLead ? "fa-star-o" : "fa-file-o");
    }
    add("crm.lead", lead, "fa-star-o");
    return names;
}

/**
 * @param {Object} entry
 * @returns {string} of an activity what it is, a call or a letter; of the rest where it comes
 *     from; nothing if the title says it already
 */
export function getEntryLabel(entry) {
    const {kind, activity_type_id: type, source, title} = entry;
    const name = (kind === "activity" && type.display_name) || source?.name || "";
    return name === title ? "" : name;
}

const DIRECTIONS = {
    in: {icon: "fa-inbox", label: _t("received")},
    out: {icon: "fa-paper-plane-o", label: _t("sent")},
};

/** What is between two people; the rest is about the contact, but not to him. */
const KINDS_TO_SOMEBODY = ["activity", "document", "meeting", "note", "payment"];

/**
 * The line below the title of an entry: what it is, who to whom, about which deal, why.
 */
export class FeedMeta extends Component {
    static template = "crm_activity_feed.FeedMeta";
    static components = {FeedCustomer, FeedRecordLink, FeedWhy};
    static props = {
        entry: Object,
        host: {type: Object, optional: true},
    };

    get entry() {
        return this.props.entry;
    }

    get label() {
        return getEntryLabel(this.entry);
    }

    /** The kind of contact, unless that is said already. */
    get type() {
        const {activity_type_id: type, source, title} = this.entry;
        const isSaid =
            !type ||
            // All of this source are of this kind, unless somebody says otherwise.
            type.id === source?.activity_type_id ||
            [this.label, title].includes(type.display_name);
        return isSaid ? false : type;
    }

    get reason() {
        return this.entry.reason_id;
    }

    get names() {
        return getEntryNames(this.entry, this.props.host);
    }

    get contact() {
        return this.names.find(({model}) => model === "res.partner");
    }

    /** @returns {Object[]} the deal, the document; the contact, if nothing is to him */
    get records() {
        const {contact, role} = this;
        const others = this.names.filter(({model}) => model !== "res.partner");
        const isSaid = !contact || this.isMail || this.isTo || this.isFrom(contact);
        return isSaid ? others : [{...contact, role}, ...others];
    }

    get role() {
        return this.entry.role;
    }

    /** Whether what is done is done to or with the contact. */
    get isTo() {
        return KINDS_TO_SOMEBODY.includes(this.entry.kind);
    }

    /** @param {Object} person */
    isFrom(person) {
        return this.from?.model === "res.partner" && this.from.id === person.id;
    }

    /** @returns {{ icon: string, label: string }|undefined} of a mail, which way it went */
    get direction() {
        return this.isMail ? DIRECTIONS[this.entry.data.direction] : undefined;
    }

    /** Whether the entry itself says who wrote to whom. What others put in `data` is theirs. */
    get isMail() {
        const {kind, res_model, data} = this.entry;
        const isOurs = kind === "email" && res_model === "mail.message";
        return Boolean(isOurs && data?.from?.display_name);
    }

    /** @returns {Object|undefined} who did it, or is to do it */
    get from() {
        const {author_id: author, user_id: user, is_open, data} = this.entry;
        if (this.isMail) {
            return this.makePerson("res.partner", data.from);
        }
        if (user && (is_open || !author)) {
            return this.makePerson("res.users", user);
        }
        return author ? this.makePerson("res.partner", author) : undefined;
    }

    /** @returns {Object[]} to whom */
    get to() {
        if (this.isMail) {
            return this.entry.data.to.map((person) =>
                this.makePerson("res.partner", person)
            );
        }
        const {contact} = this;
        return contact && this.isTo && !this.isFrom(contact)
            ? [this.makePerson("res.partner", contact)]
            : [];
    }

    get moreRecipients() {
        return (this.isMail && this.entry.data.to_more) || 0;
    }

    /**
     * @param {string} model
     * @param {Object} record
     * @returns {Object} a person to show: with a link if it is the contact, and with his role
     */
    makePerson(model, record) {
        const {partner_id: contact, role} = this.entry;
        const isContact = model === "res.partner" && record.id === contact?.id;
        const isHost =
            this.props.host?.model === model && this.props.host.id === record.id;
        return {
            model,
            id: record.id,
            name: record.name || getContactName(record, this.entry),
            hasLink: isContact && !isHost,
            role: record.role || (isContact && role) || false,
        };
    }
}
