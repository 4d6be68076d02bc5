import {Component, onError, useState} from "@odoo/owl";

import {registry} from "@web/core/registry";

import {FeedEntryBody, feedRendererProps} from "./feed_entry_body";

/**
 * How to show one kind of entry below its title: a component by kind, with the props of
 * `feedRendererProps`. Kinds without one look like {@link FeedEntryBody}.
 *
 * `registry.category("crm_activity_feed.renderers").add("visit", VisitBody)`
 */
export const feedRendererRegistry = registry.category("crm_activity_feed.renderers");
// A component class is an object with a prototype and, at least, a template.
feedRendererRegistry.addValidation({prototype: true, template: String, "*": true});

/** Kinds whose renderer has failed: said once, not once an entry. */
const reportedKinds = new Set();

/**
 * The part of an entry below its title, by the renderer of its kind.
 *
 * A renderer that fails shows as if there were none: the rest of the feed is not its fault.
 */
export class FeedRenderer extends Component {
    static template = "crm_activity_feed.FeedRenderer";
    static components = {FeedEntryBody};
    static props = {...feedRendererProps};

    setup() {
        this.state = useState({isBroken: false});
        onError((error) => this.onError(error));
    }

    get renderer() {
        return this.state.isBroken
            ? FeedEntryBody
            : feedRendererRegistry.get(this.props.entry.kind, FeedEntryBody);
    }

    /** @param {Error} error */
    onError(error) {
        if (this.renderer === FeedEntryBody) {
            throw error;
        }
        const {kind} = this.props.entry;
        if (!reportedKinds.has(kind)) {
            reportedKinds.add(kind);
            // eslint-disable-next-line no-console
            console.error(
                `crm_activity_feed: ${this.renderer.name}, the renderer of "${kind}", failed`,
                error
            );
        }
        this.state.isBroken = true;
    }
}
