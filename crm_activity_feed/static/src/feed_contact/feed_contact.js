import {Component} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {
    formatDue,
    formatFullDate,
    formatMachineDate,
    formatSince,
    getEntryDate,
} from "../feed_dates";
import {useFreshRecord} from "./use_fresh_record";

const STATES = {
    overdue: {class: "text-danger", label: _t("Overdue")},
    today: {class: "text-warning", label: _t("Today")},
    planned: {class: "", label: _t("Planned")},
};

/**
 * What both fields share: the contact of the record, as the server tells it, and its date.
 *
 * The date is the field that lists sort by; its words are in another one.
 */
class FeedContact extends Component {
    static props = {...standardFieldProps, detailed: {type: Boolean, optional: true}};

    /** Name of the field that holds the contact in words. */
    static words = "";

    /** @returns {Object|false} */
    get contact() {
        const contact = this.props.record.data[this.constructor.words];
        return (contact && contact.date && contact) || false;
    }

    /** Whether the server could not tell in time. */
    get isUnknown() {
        return this.props.record.data[this.constructor.words]?.state === "unknown";
    }

    get date() {
        return getEntryDate(this.contact);
    }

    get fullDate() {
        return formatFullDate(this.date, this.contact.is_all_day);
    }

    get machineDate() {
        return formatMachineDate(this.date, this.contact.is_all_day);
    }
}

/** When the next contact is due: what, how, why and by whom. */
export class FeedNextContact extends FeedContact {
    static template = "crm_activity_feed.FeedNextContact";
    static words = "feed_next";

    setup() {
        this.action = useService("action");
        if (this.props.detailed) {
            useFreshRecord(() => this.props.record, this.env);
        }
    }

    get state() {
        return STATES[this.contact.state];
    }

    get due() {
        return formatDue({...this.contact, is_open: true});
    }

    /** @returns {string} e.g. "Call · Offer · Anna" */
    get circumstances() {
        const {label, reason, owner} = this.contact;
        return [label, reason, owner].filter(Boolean).join(" · ");
    }

    get tooltip() {
        return [this.contact.title, this.circumstances, this.fullDate].join("\n");
    }

    open() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: this.contact.document_model,
            res_id: this.contact.document_id,
            views: [[false, "form"]],
        });
    }

    /** The record of the form need not be opened. */
    get canOpen() {
        const {resModel, resId} = this.props.record;
        const {document_model: model, document_id: id} = this.contact;
        return (
            Boolean(this.props.detailed && id) && (model !== resModel || id !== resId)
        );
    }
}

/** How long ago the last contact was. */
export class FeedLastContact extends FeedContact {
    static template = "crm_activity_feed.FeedLastContact";
    static words = "feed_last";

    get since() {
        return formatSince(this.date);
    }

    get tooltip() {
        const {label, owner} = this.contact;
        return [[label, owner].filter(Boolean).join(" · "), this.fullDate].join("\n");
    }
}

function makeField(component, displayName) {
    return {
        component,
        displayName,
        supportedTypes: ["datetime"],
        fieldDependencies: [{name: component.words, type: "json", readonly: true}],
        extractProps: ({options}) => ({detailed: Boolean(options.detailed)}),
        isEmpty: () => false,
    };
}

registry
    .category("fields")
    .add("crm_feed_next_contact", makeField(FeedNextContact, _t("Next Contact")))
    .add("crm_feed_last_contact", makeField(FeedLastContact, _t("Last Contact")));
