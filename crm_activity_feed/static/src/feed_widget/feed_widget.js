import {Component, useState} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useBus, useService} from "@web/core/utils/hooks";
import {useDebounced} from "@web/core/utils/timing";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

import {Feed} from "../feed/feed";
import {FeedFollow} from "../feed_follow/feed_follow";
import {useFollow} from "../feed_follow/use_follow";
import {useThreadChanges} from "./use_thread_changes";

const LEAD_HINT = _t("Convert this lead to an opportunity with a customer first.");

/**
 * `<widget name="crm_feed"/>`: the feed of the record of a form.
 *
 * A customer shows all of it, a contact itself or its whole customer, a lead that deal or its whole
 * customer, any other record what is known of it. Options:
 *
 * - `page_size`: entries loaded at a time
 * - `customer`: name of a many2one to contacts; the feed is that of its whole customer then
 */
export class FeedWidget extends Component {
    static template = "crm_activity_feed.FeedWidget";
    static components = {Feed, FeedFollow};
    static props = {
        ...standardWidgetProps,
        customerField: {type: String, optional: true},
        pageSize: {type: Number, optional: true},
    };

    setup() {
        this.feedService = useService("crm_feed");
        // Of the records the form has shown: the pager goes on to others.
        this.state = useState({scopes: {}});
        const reload = useDebounced(this.reload, 100);
        useBus(this.env.bus, "MAIL:RELOAD-THREAD", ({detail}) => {
            if (
                !this.isAnnouncing &&
                detail.model === this.host.model &&
                detail.id === this.host.id
            ) {
                reload();
            }
        });
        useThreadChanges(() => this.host, reload);
        this.follow = useFollow(
            () => this.host,
            () => this.props.record.data.message_is_follower
        );
    }

    get host() {
        const {resModel, resId} = this.props.record;
        return {model: resModel, id: resId};
    }

    get hostKey() {
        return `${this.host.model},${this.host.id}`;
    }

    /** Whether the record is a contact of another customer. */
    get isContact() {
        return (
            this.host.model === "res.partner" &&
            Boolean(this.props.record.data.parent_id)
        );
    }

    /** @returns {Object|undefined} the scope of the whole customer, if the user chose that */
    get wholeScope() {
        const key = this.hostKey;
        const choice = this.state.scopes[key] ?? this.feedService.getScopeChoice(key);
        // A deal may have got another customer meanwhile.
        return choice?.contactId === this.contactId ? choice?.scope : undefined;
    }

    /** @returns {number|undefined} of a deal */
    get contactId() {
        const {partner_id: contact} = this.props.record.data;
        return this.host.model === "crm.lead" ? contact?.id : undefined;
    }

    /** Kind of page; each remembers its filters. */
    get page() {
        const {model} = this.host;
        if (this.customerId) {
            return "customer";
        }
        if (model === "res.partner") {
            return this.isContact ? "contact" : "customer";
        }
        return model === "crm.lead" ? "lead" : "record";
    }

    /** What the feed can be narrowed to, and widened to again. */
    get partLabel() {
        if (this.page === "contact") {
            return _t("This contact");
        }
        const isLead = this.props.record.data.type === "lead";
        return isLead ? _t("This lead") : _t("This deal");
    }

    /** @returns {number|false} whom the feed is about instead of the record, by option */
    get customerId() {
        const {customerField, record} = this.props;
        return (customerField && record.data[customerField]?.id) || false;
    }

    /** @returns {boolean} whether there is something to show a feed of */
    get hasFeed() {
        return Boolean(this.props.customerField ? this.customerId : this.host.id);
    }

    get scope() {
        const {model, id} = this.host;
        if (this.customerId) {
            return {partner: this.customerId, roll_up: true};
        }
        if (this.wholeScope) {
            return this.wholeScope;
        }
        switch (model) {
            case "res.partner":
                return {partner: id, roll_up: !this.isContact};
            case "crm.lead":
                return {lead: id};
            default:
                return {record: [model, id]};
        }
    }

    get scopeKey() {
        return JSON.stringify(this.scope);
    }

    /** @returns {Object|undefined} what a note is bound to; none where no customer is known */
    get composer() {
        const {model, id} = this.host;
        const {data} = this.props.record;
        const partnerId = this.customerId || data.partner_id?.id || false;
        switch (model) {
            case "res.partner":
                return {partnerId: id, isActive: data.active !== false};
            case "crm.lead":
                return {
                    partnerId,
                    leadId: id,
                    hint: data.type === "lead" ? LEAD_HINT.toString() : undefined,
                };
            default:
                return partnerId ? {partnerId} : undefined;
        }
    }

    /**
     * A note goes to the customer whom the record has on the server: another one that is only on
     * the screen yet is saved first.
     *
     * @returns {Promise<Object|false>} what a note is bound to; false when saving failed
     */
    async getNoteTarget() {
        const {record} = this.props;
        const {resModel, resId} = record;
        if (resModel === "res.partner") {
            return {partnerId: resId};
        }
        if (this.customerId) {
            return {partnerId: this.customerId};
        }
        const changes = await record.getChanges();
        if ("partner_id" in changes && !(await record.save())) {
            return false;
        }
        const partnerId = record.data.partner_id?.id || false;
        return {partnerId, leadId: resModel === "crm.lead" && resId};
    }

    /** @param {number|false} partnerId whose whole customer to show, instead of a part */
    chooseWhole(partnerId) {
        const choice = partnerId && {
            scope: {partner: partnerId, roll_up: true},
            contactId: this.contactId,
        };
        this.feedService.setScopeChoice(this.hostKey, choice);
        this.state.scopes[this.hostKey] = choice;
    }

    reload() {
        if (this.hasFeed) {
            this.feedService.getModel(this.scope, this.pageSize).refresh();
        }
    }

    get pageSize() {
        return this.props.pageSize || Feed.defaultProps.pageSize;
    }

    /** What was done in the feed also concerns the chatter of this form. */
    onChanged() {
        this.isAnnouncing = true;
        this.env.bus.trigger("MAIL:RELOAD-THREAD", this.host);
        this.isAnnouncing = false;
    }
}

export const feedWidget = {
    component: FeedWidget,
    extractProps: ({options}) => ({
        customerField: options.customer,
        pageSize: options.page_size,
    }),
    additionalClasses: ["w-100"],
};

registry.category("view_widgets").add("crm_feed", feedWidget);
