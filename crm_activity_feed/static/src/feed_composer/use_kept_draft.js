import {useEffect, useExternalListener} from "@odoo/owl";

import {useDebounced} from "@web/core/utils/timing";

/**
 * Store a draft while it is written, and before its page is left.
 *
 * @param {Object} draft reactive
 * @param {() => void} store
 */
export function useKeptDraft(draft, store) {
    let isFirst = true;
    const storeSoon = useDebounced(store, 250, {execBeforeUnmount: true});
    useExternalListener(window, "pagehide", () => storeSoon.cancel(true));
    useEffect(
        () => {
            // What is there at first has been stored already, or comes from there.
            if (!isFirst) {
                storeSoon();
            }
            isFirst = false;
        },
        () => Object.values(draft)
    );
}
