import {onMounted, useEffect, useEnv} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";
import {useDebounced} from "@web/core/utils/timing";

import {encodeFilters} from "./filter_url";

/** Longer than the router takes for the address of a page that has just been opened. */
const LINK_DELAY = 200;

/**
 * Where the filters of a feed come from, and where they go: a link, or what the user has set
 * last on this kind of page; then its address and the memory. To be used before the feed asks for
 * its page.
 *
 * @param {import("../feed_model").FeedModel} model
 * @param {Object} params
 * @param {string} [params.page] kind of page; without, nothing is remembered
 * @param {{ model: string, id: number }} [params.host]
 * @returns {{ change: (changes: Object) => Promise<boolean>, clear: () => Promise<boolean> }}
 */
export function useFeedFilters(model, {page, host}) {
    const {inDialog} = useEnv();
    const {filterMemory} = useService("crm_feed");
    const link = useService("crm_feed_link");
    const notification = useService("notification");
    const showInAddress = useDebounced(
        () => link.showFilters(model.filters),
        LINK_DELAY
    );

    onMounted(() => {
        const linked = inDialog ? null : link.takeFilters(host);
        if (linked) {
            Object.assign(model.filters, linked.filters);
            model.isFilteredByLink = true;
            model.hasDroppedFilters = !linked.isComplete;
        } else if (page && !model.isFilteredByLink) {
            Object.assign(model.filters, filterMemory.get(page));
        }
    });
    useEffect(
        () => {
            if (!inDialog) {
                showInAddress();
            }
        },
        () => [encodeFilters(model.filters)]
    );
    useEffect(
        (hasDropped) => {
            if (hasDropped && model.isFilteredByLink) {
                notification.add(
                    _t(
                        "Some filters of this link are left out: they are unknown here, or not any more."
                    ),
                    {type: "warning"}
                );
            }
            model.hasDroppedFilters = false;
        },
        () => [model.hasDroppedFilters]
    );

    function remember() {
        model.isFilteredByLink = false;
        if (page) {
            filterMemory.set(page, model.filters);
        }
    }
    return {
        change(changes) {
            const isLoaded = model.setFilters(changes);
            remember();
            return isLoaded;
        },
        clear() {
            const isLoaded = model.clearFilters();
            remember();
            return isLoaded;
        },
    };
}
