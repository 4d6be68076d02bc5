import {Component, onMounted, useEffect, useRef, useState} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";

import {FeedComposer} from "../feed_composer/feed_composer";
import {groupByMonth} from "../feed_dates";
import {FeedEntry} from "../feed_entry/feed_entry";
import {useEntryMarks} from "../feed_entry_bar/use_entry_marks";
import {FeedFilters} from "../feed_filters/feed_filters";
import {getFacets} from "../feed_filters/filter_labels";
import {useFeedFilters} from "../feed_filters/use_feed_filters";
import {FeedHelp} from "../feed_help/feed_help";
import {useFeedKeys} from "../feed_keys/use_feed_keys";
import {FeedOpenBlock} from "../feed_open_block/feed_open_block";
import {FeedPinned} from "../feed_pinned/feed_pinned";
import {FeedBroken} from "./feed_broken";
import {useKeptFocus} from "./use_kept_focus";
import {useKeptPlace} from "./use_kept_place";
import {useUndo} from "./use_undo";

/** Pages that scrolling loads by itself; then a click, so that what is below stays reachable. */
const MAX_AUTOMATIC_PAGES = 5;

const COMPOSER = ".o_crm_feed_composer_input";
/** Actions after which the entry is still where it was, and the focus on it. */
const STAYING = ["reschedule", "reassign", "outcome"];

/**
 * The feed of one scope: composer, filters, what comes next, what happened.
 *
 * Make a new one when the scope changes (`t-key`): what it knows is kept by the feed service.
 */
export class Feed extends Component {
    static template = "crm_activity_feed.Feed";
    static components = {
        FeedBroken,
        FeedComposer,
        FeedEntry,
        FeedFilters,
        FeedHelp,
        FeedOpenBlock,
        FeedPinned,
    };
    static props = {
        scope: [Object, String],
        composer: {
            type: Object,
            shape: {
                partnerId: [Number, {value: false}],
                leadId: {type: [Number, {value: false}], optional: true},
                hint: {type: String, optional: true},
            },
            optional: true,
        },
        /** See `FeedComposer`. */
        getNoteTarget: {type: Function, optional: true},
        /** The record whose form shows the feed: `{model, id}`. */
        host: {type: Object, optional: true},
        /** Kind of page, for the memory of its filters; see `FilterMemory`. */
        page: {type: String, optional: true},
        pageSize: {type: Number, optional: true},
        onChanged: {type: Function, optional: true},
        slots: {type: Object, optional: true},
    };
    static defaultProps = {pageSize: 30, onChanged: () => {}};

    setup() {
        this.action = useService("action");
        this.notification = useService("notification");
        this.rootRef = useRef("root");
        this.focus = useKeptFocus(this.rootRef, COMPOSER);
        useFeedKeys(this.rootRef, () => this.loadNext());
        this.sentinelRef = useRef("sentinel");
        this.model = useState(
            useService("crm_feed").getModel(this.props.scope, this.props.pageSize)
        );
        this.tellDone = useUndo(this.model, {
            focus: this.focus,
            onUndone: () => this.props.onChanged(),
        });
        this.filters = useFeedFilters(this.model, this.props);
        this.marks = useEntryMarks(this.model, {
            getHost: () => this.props.host,
            runAction: this.runAction.bind(this),
            onChanged: () => this.props.onChanged(),
        });
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

    /** @returns {boolean} whether there is more, and it has been asked for */
    loadNext() {
        if (this.model.older) {
            this.loadMore();
        }
        return Boolean(this.model.older);
    }

    onChangeFilters(changes) {
        this.automaticPages = 0;
        this.filters.change(changes);
    }

    onClearFilters() {
        this.automaticPages = 0;
        this.filters.clear();
    }

    /** What hides the entries, in words. */
    get facets() {
        const {filters, filterNames, kinds} = this.model;
        return getFacets(filters, filterNames, kinds);
    }

    /** @returns {boolean} whether to say so when nothing is planned */
    get hasNoPlan() {
        const {open, isEmpty, isNarrowed} = this.model;
        return Boolean(this.props.composer && !open.length && !isEmpty && !isNarrowed);
    }

    clearFilters() {
        this.focus.keep("button");
        this.automaticPages = 0;
        return this.focus.during(this.filters.clear());
    }

    focusComposer() {
        this.rootRef.el.querySelector(COMPOSER).focus();
    }

    /**
     * @param {number} resId of what was created
     * @param {string} resModel its model
     */
    async onCreated(resId, resModel) {
        const isFresh = await this.model.refresh();
        this.props.onChanged();
        if (
            isFresh &&
            this.model.isNarrowed &&
            !this.model.hasEntryOf(resModel, resId)
        ) {
            this.tellHidden();
        }
    }

    /** What was written but is not to be seen would be written again. */
    tellHidden() {
        const close = this.notification.add(_t("Created. The filters hide it."), {
            type: "info",
            buttons: [
                {
                    name: _t("Clear the filters"),
                    primary: true,
                    onClick: () => {
                        close();
                        this.filters.clear();
                    },
                },
            ],
        });
    }

    onAction(entry, action, values) {
        return this.marks.has(action)
            ? this.marks.run(entry, action, values)
            : this.runAction(entry, action, values);
    }

    async runAction(entry, action, values) {
        // The same button of the next entry; what is dropped is dropped where one completes.
        const button = `[data-action="${action === "cancel" ? "done" : action}"]`;
        this.focus.keep(button, entry.key, STAYING.includes(action));
        const fresh = await this.focus.during(
            this.model.runAction(entry, action, values)
        );
        this.tellDone(entry, action, fresh);
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
