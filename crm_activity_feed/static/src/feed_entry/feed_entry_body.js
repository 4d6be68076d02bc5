import {Component, markup, onMounted, onPatched, useRef, useState} from "@odoo/owl";

import {formatCurrency} from "@web/core/currency";

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
 * What an entry says below its title: amount, state of the document, outcome, text.
 *
 * The look of every kind that has no renderer of its own; a partner addon may extend it.
 */
export class FeedEntryBody extends Component {
    static template = "crm_activity_feed.FeedEntryBody";
    static props = {...feedRendererProps};

    setup() {
        this.bodyRef = useRef("body");
        this.state = useState({isCut: false});
        const measure = () => {
            const el = this.bodyRef.el;
            if (el && !this.props.isUnfolded) {
                this.state.isCut = el.scrollHeight > el.clientHeight + 1;
            }
        };
        onMounted(measure);
        onPatched(measure);
    }

    /** The server sanitizes it: that is part of the contract of `body`. */
    get body() {
        return this.props.entry.body ? markup(this.props.entry.body) : "";
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

    get hasFacts() {
        return Boolean(this.amount || this.status);
    }
}
