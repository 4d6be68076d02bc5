import {Component, onMounted, useEffect, useRef, useState} from "@odoo/owl";

import {useService} from "@web/core/utils/hooks";

import {FeedComposer} from "../feed_composer/feed_composer";
import {groupByMonth} from "../feed_dates";
import {FeedEntry} from "../feed_entry/feed_entry";
import {FeedFilters} from "../feed_filters/feed_filters";
import {FeedOpenBlock} from "../feed_open_block/feed_open_block";
import {useKeptPlace} from "./use_kept_place";

/** Pages that scrolling loads by itself; then a click, so that what is below stays reachable. */
const MAX_AUTOMATIC_PAGES = 5;

/**
 * The feed of one scope: composer, filters, what comes next, what happened.
 *
 * Make a new one when the scope changes (`t-key`): what it knows is kept by the feed service.
 */
export class Feed extends Component {
    static template = "crm_activity_feed.Feed";
    static components = {FeedComposer, FeedEntry, FeedFilters, FeedOpenBlock};
    static props = {
        scope: [Object, String],
        composer: {
            type: Object,
            shape: {
                partnerId: [Number, {value: false}],
                leadId: {type: [Number, {value: false}], optional: true},
            },
            optional: true,
        },
        /** The record whose form shows the feed: `{model, id}`. */
        host: {type: Object, optional: true},
        pageSize: {type: Number, optional: true},
        onChanged: {type: Function, optional: true},
        slots: {type: Object, optional: true},
    };
    static defaultProps = {pageSize: 30, onChanged: () => {}};

    setup() {
        this.action = useService("action");
        this.rootRef = useRef("root");
        this.sentinelRef = useRef("sentinel");
        this.model = useState(
            useService("crm_feed").getModel(this.props.scope, this.props.pageSize)
        );
        this.automaticPages = 0;
        // Not in setup: what is set up may never be mounted, and be set up again.
        onMounted(() => this.model.refresh());
        useKeptPlace(this.rootRef, this.model, () => this.place);
        this.loadOnScroll();
    }

    /** @returns {string} the page we are on; the same one after a return by breadcrumb only */
    get place() {
        return this.env.config?.breadcrumbs?.at(-1)?.jsId || "";
    }

    get months() {
        return groupByMonth(this.model.entries);
    }

    loadOnScroll() {
        useEffect(
            (el) => {
                if (!el) {
                    return;
                }
                const observer = new IntersectionObserver((changes) => {
                    if (changes.at(-1).isIntersecting && this.canLoadByItself) {
                        this.automaticPages++;
                        this.model.loadMore();
                    }
                });
                observer.observe(el);
                return () => observer.disconnect();
            },
            // A fresh observer reports at once: needed when a page does not fill the screen.
            () => [this.sentinelRef.el, this.model.entries.length, this.model.isLoading]
        );
    }

    get canLoadByItself() {
        return this.automaticPages < MAX_AUTOMATIC_PAGES && !this.model.moreError;
    }

    loadMore() {
        this.automaticPages = 0;
        return this.model.loadMore();
    }

    onChangeFilters(changes) {
        this.automaticPages = 0;
        this.model.setFilters(changes);
    }

    async onCreated() {
        await this.model.refresh();
        this.props.onChanged();
    }

    async onAction(entry, action, values) {
        await this.model.runAction(entry, action, values);
        this.props.onChanged();
    }

    onToggle(entry) {
        this.model.unfolded[entry.key] = !this.model.unfolded[entry.key];
    }

    onOpen(entry) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: entry.document_model,
            res_id: entry.document_id,
            views: [[false, "form"]],
            target: "current",
        });
    }
}
