import {Component} from "@odoo/owl";

import {formatCurrency} from "@web/core/currency";

import {FeedAttachments} from "../feed_attachments/feed_attachments";
import {FeedText} from "../feed_text/feed_text";

/** How good the news is: dark on light, readable by everybody. */
const TONES = {
    success: "bg-success-subtle text-success-emphasis",
    info: "bg-info-subtle text-info-emphasis",
    danger: "bg-danger-subtle text-danger-emphasis",
    muted: "bg-secondary-subtle text-secondary-emphasis",
};

/** The props of every renderer: `static props = {...feedRendererProps}`. */
export const feedRendererProps = {
    /** As `crm.feed.entry.get_page` gives it; `entry.data` is what its model adds. */
    entry: Object,
    /** Whether the user wants to see all of a long text. */
    isUnfolded: {type: Boolean, optional: true},
    /** Call it to have `isUnfolded` changed. */
    onToggle: {type: Function, optional: true},
};

/**
 * What an entry says below its title: amount, state of the document, outcome, text, files.
 *
 * The look of every kind that has no renderer of its own; a partner addon may extend it.
 */
export class FeedEntryBody extends Component {
    static template = "crm_activity_feed.FeedEntryBody";
    static components = {FeedAttachments, FeedText};
    static props = {...feedRendererProps};

    /** What the model of the entry tells besides. */
    get data() {
        return this.props.entry.data || {};
    }

    get amount() {
        const {amount} = this.props.entry;
        return amount
            ? formatCurrency(amount.value, amount.currency_id || undefined)
            : "";
    }

    /** The state of the document, unless the name of the source says it already. */
    get status() {
        const {status, source} = this.props.entry;
        const isSaid = status && status.toLowerCase() === source?.name.toLowerCase();
        return status && !isSaid ? status : "";
    }

    /** The class of the badge; without a tone, it has the quiet look of its own. */
    get tone() {
        return TONES[this.data.tone] || "";
    }

    /** @returns {Object} props for the text, see `FeedText` */
    get text() {
        return {};
    }

    get attachments() {
        return this.props.entry.attachments || [];
    }

    get hasFacts() {
        return Boolean(this.amount || this.status);
    }
}
