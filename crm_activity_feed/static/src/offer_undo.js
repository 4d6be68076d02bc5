import {_t} from "@web/core/l10n/translation";

/** Long enough to read it, and to get there by keyboard. */
const UNDO_DELAY = 10000;

/**
 * Tells what was done, with a button to undo it.
 *
 * @param {Object} notification the service
 * @param {string} message what was done
 * @param {() => any} undo
 * @param {Object} [options] more options of the notification
 * @returns {Function} takes the offer back
 */
export function offerUndo(notification, message, undo, options = {}) {
    const close = notification.add(message, {
        type: "success",
        className: "o_crm_feed_undo",
        autocloseDelay: UNDO_DELAY,
        buttons: [
            {
                name: _t("Undo").toString(),
                onClick: () => {
                    close();
                    return undo();
                },
            },
        ],
        ...options,
    });
    return close;
}
