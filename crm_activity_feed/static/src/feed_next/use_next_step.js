import {useService} from "@web/core/utils/hooks";

import {FeedNextDialog} from "./feed_next_dialog";

/**
 * Asks what comes next, when what was done was the last thing planned.
 *
 * @param {(save: () => Promise<any>) => Promise<any>} run saves the next step, and shows
 *     what there is then
 * @returns {(fresh: Object|false) => void} to be called with what `run_action` gave
 */
export function useNextStep(run) {
    const dialog = useService("dialog");
    const feedService = useService("crm_feed");
    return (fresh) => {
        if (!fresh || !fresh.is_last) {
            return;
        }
        dialog.add(FeedNextDialog, {
            entry: fresh,
            isLast: fresh.is_last,
            onPlan: (values) => run(() => feedService.createNote(values)),
            onSilence: () => feedService.saveAskNext(false),
        });
    };
}
