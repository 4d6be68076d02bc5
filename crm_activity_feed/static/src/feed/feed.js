import {Component, onMounted, useRef, useState} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";

import {FeedBack} from "../feed_back/feed_back";
import {FeedComposer} from "../feed_composer/feed_composer";
import {groupByMonth} from "../feed_dates";
import {FeedEnd} from "../feed_end/feed_end";
import {FeedEntry} from "../feed_entry/feed_entry";
import {FeedFilters} from "../feed_filters/feed_filters";
import {getFacets} from "../feed_filters/filter_labels";
import {useFeedFilters} from "../feed_filters/use_feed_filters";
import {FeedHelp} from "../feed_help/feed_help";
import {useFeedKeys} from "../feed_keys/use_feed_keys";
import {useLiveFeed} from "../feed_live/use_live_feed";
import {FeedMonthHeading} from "../feed_month_heading/feed_month_heading";
import {FeedNewLine, findSeenLine} from "../feed_new_line/feed_new_line";
import {FeedNews} from "../feed_news/feed_news";
import {FeedOpenBlock} from "../feed_open_block/feed_open_block";
import {FeedPinned} from "../feed_pinned/feed_pinned";
import {foldRuns, FeedRun, toggleRun} from "../feed_run/feed_run";
import {openDocument} from "../open_document";
import {FeedBroken} from "./feed_broken";
import {useCreatedMark} from "./use_created_mark";
import {useEntryActions} from "./use_entry_actions";
import {useHistoryLoading} from "./use_history_loading";
import {useHistoryScroll} from "./use_history_scroll";
import {useJumps} from "./use_jumps";
import {useKeptFocus} from "./use_kept_focus";
import {useKeptPlace} from "./use_kept_place";

const COMPOSER = ".o_crm_feed_composer_input";

/**
 * The feed of one scope: composer, filters, what comes next, what happened.
 *
 * Make a new one when the scope changes (`t-key`): what it knows is kept by the feed service.
 */
export class Feed extends Component {
    static template = "crm_activity_feed.Feed";
    static components = {
        FeedBack,
        FeedBroken,
        FeedComposer,
        FeedEnd,
        FeedEntry,
        FeedFilters,
        FeedHelp,
        FeedMonthHeading,
        FeedNewLine,
        FeedNews,
        FeedOpenBlock,
        FeedPinned,
        FeedRun,
    };
    static props = {
        scope: [Object, String],
        composer: {
            type: Object,
            shape: {
                partnerId: [Number, {value: false}],
                leadId: {type: [Number, {value: false}], optional: true},
                isActive: {type: Boolean, optional: true},
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
        /** Whether what is to do stands elsewhere on the page, unless one asks for it. */
        isHistory: {type: Boolean, optional: true},
        onChanged: {type: Function, optional: true},
        slots: {type: Object, optional: true},
    };
    static defaultProps = {pageSize: 30, onChanged: () => {}};

    setup() {
        this.action = useService("action");
        this.notification = useService("notification");
        this.rootRef = useRef("root");
        this.focus = useKeptFocus(this.rootRef, COMPOSER);
        useFeedKeys(this.rootRef, (direction) => this.loadNext(direction));
        this.markCreated = useCreatedMark(this.rootRef);
        this.model = useState(
            useService("crm_feed").getModel(this.props.scope, this.props.pageSize)
        );
        this.filters = useFeedFilters(this.model, this.props);
        this.onAction = useEntryActions(this.model, {
            focus: this.focus,
            getHost: () => this.props.host,
            onChanged: () => this.props.onChanged(),
        });
        this.scroll = useHistoryScroll(this.rootRef);
        this.loading = useHistoryLoading(this.rootRef, this.model, this.scroll);
        const {rootRef, model, scroll, loading} = this;
        const onOpen = (entry) => this.onOpen(entry);
        this.jumps = useJumps({rootRef, model, scroll, loading, onOpen});
        const {jumps, markCreated} = this;
        this.live = useLiveFeed({rootRef, model, jumps, loading, markCreated});
        const link = useService("crm_feed_link");
        // Not in setup: what is set up may never be mounted, and be set up again.
        onMounted(() => this.start(link.takeEntry(this.props.host)));
        useKeptPlace(this.rootRef, this.model, () => this.place);
    }

    /** @param {string|null} key of the entry that a link leads to */
    start(key) {
        const {model} = this;
        const isReturn = model.left?.place === this.place;
        if (key) {
            model.left = null;
            return this.jumps.toEntry(key);
        }
        // Whoever comes anew begins with the newest.
        return model.newer && !isReturn ? model.load() : model.refresh();
    }

    /** @returns {string} the page we are on; the same one after a return by breadcrumb only */
    get place() {
        return this.env.config?.breadcrumbs?.at(-1)?.jsId || "";
    }

    /** @returns {Object[]} what is to do, as far as it shows here */
    get open() {
        const {filters, open} = this.model;
        return this.props.isHistory && !filters.open ? [] : open;
    }

    get isEmpty() {
        const {isLoaded, entries} = this.model;
        return isLoaded && !this.open.length && !entries.length;
    }

    get months() {
        const months = groupByMonth(this.model.entries).map((month) => ({
            ...month,
            lines: foldRuns(month.lines, this.model.unfolded),
        }));
        const lines = months.flatMap((month) => month.lines);
        const seen = findSeenLine(lines, this.model.visit);
        if (seen) {
            seen.isFirstSeen = true;
        }
        return months;
    }

    /**
     * @param {"older"|"newer"} direction
     * @returns {Object} props of that end of the history
     */
    getEnd(direction) {
        const {model} = this;
        return {
            direction,
            isLoading: model.loadingMore === direction,
            error: model.moreErrors[direction],
            version: `${model.entries[0]?.key} ${model.entries.at(-1)?.key} ${model.isLoading}`,
            onClick: this.loading.loadMore,
            onInSight: this.loading.onInSight,
        };
    }

    /** @returns {Element|null} the first thing on the page that has happened */
    getHistoryStart() {
        return this.rootRef.el.querySelector(
            ".o_crm_feed_end_newer, .o_crm_feed_month"
        );
    }

    onToggleRun(entries) {
        toggleRun(entries, this.model.unfolded);
    }

    /**
     * @param {"older"|"newer"} direction
     * @returns {boolean} whether there is more, and it has been asked for
     */
    loadNext(direction) {
        if (this.model[direction]) {
            this.loading.loadMore(direction);
        }
        return Boolean(this.model[direction]);
    }

    onChangeFilters(changes) {
        this.loading.restart();
        this.filters.change(changes);
    }

    onClearFilters() {
        this.loading.restart();
        this.filters.clear();
    }

    /** What hides the entries, in words. */
    get facets() {
        const {filters, filterNames, kinds} = this.model;
        return getFacets(filters, filterNames, kinds);
    }

    /** @returns {boolean} whether to say so when nothing is planned */
    get hasNoPlan() {
        const {isEmpty, open} = this;
        const {isNarrowed} = this.model;
        return Boolean(this.props.composer && !open.length && !isEmpty && !isNarrowed);
    }

    clearFilters() {
        this.focus.keep("button");
        this.loading.restart();
        return this.focus.during(this.filters.clear());
    }

    focusComposer() {
        this.rootRef.el.querySelector(COMPOSER).focus();
    }

    /**
     * @param {number[]} resIds of what was created; none if they are not known
     * @param {string} resModel its model
     */
    async onCreated(resIds, resModel) {
        const known = new Set(this.model.getKeysOf(resModel));
        const isFresh = await this.model.refresh();
        this.props.onChanged();
        if (!isFresh) {
            return;
        }
        const created = this.model
            .getKeysOf(resModel, resIds.length ? resIds : undefined)
            .filter((key) => resIds.length || !known.has(key));
        this.markCreated(created);
        if (resIds.length && this.model.isNarrowed && !created.length) {
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

    onToggle(entry) {
        this.model.unfolded[entry.key] = !this.model.unfolded[entry.key];
    }

    onOpen(entry) {
        return openDocument(this.action, entry);
    }
}
