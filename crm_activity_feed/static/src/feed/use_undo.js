import {status, useComponent} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";

import {formatDue} from "../feed_dates";
import {offerUndo} from "../offer_undo";

/** Offers to undo that are on the screen at the same time. */
const MAX_OFFERS = 3;

/** @type {Object<string, (entry: Object, fresh: Object|false) => string>} what was done */
const MESSAGES = {
    done: ({title}) => _t("Done: %s", title),
    outcome: ({title}) => _t("Outcome saved: %s", title),
    cancel: ({title}) => _t("Not needed any more: %s", title),
    set_kind_reason: ({title}) => _t("Saved: %s", title),
    reopen: ({title}) => _t("Open again: %s", title),
    reschedule: ({title}, fresh) =>
        fresh
            ? _t("Due %(due)s: %(title)s", {due: formatDue(fresh), title})
            : _t("Rescheduled: %s", title),
    reassign: ({title}, fresh) =>
        fresh && fresh.user_id
            ? _t("Handed over to %(owner)s: %(title)s", {
                  owner: fresh.user_id.display_name,
                  title,
              })
            : // Who hands something over may not see it any more.
              _t("Handed over: %s", title),
};

/**
 * Tells what was done, and offers to undo it.
 *
 * @param {import("../feed_model").FeedModel} model
 * @param {{ focus: Object, onUndone: Function }} params `focus` of `useKeptFocus`
 * @returns {(entry: Object, action: string, fresh: Object|false) => void}
 */
export function useUndo(model, {focus, onUndone}) {
    const component = useComponent();
    const notification = useService("notification");
    /** @type {Function[]} close an offer, oldest first */
    let offers = [];

    async function undo(entry, action, token) {
        focus.keep(`[data-action="${action}"]`, entry.key, true);
        const result = await focus.during(model.undo(token));
        notification.add(_t("Undone: %s", entry.title), {type: "success"});
        if (result && result.notice) {
            notification.add(result.notice, {type: "warning"});
        }
        if (status(component) === "mounted") {
            onUndone();
        }
    }

    return (entry, action, fresh) => {
        const token = fresh && fresh.undo;
        if (!token && !(action in MESSAGES)) {
            return;
        }
        const message = MESSAGES[action]
            ? MESSAGES[action](entry, fresh)
            : _t("Changed: %s", entry.title);
        if (!token) {
            notification.add(message, {type: "success"});
            return;
        }
        const close = offerUndo(
            notification,
            message,
            () => undo(entry, action, token),
            {
                onClose: () => {
                    offers = offers.filter((other) => other !== close);
                },
            }
        );
        offers.push(close);
        if (offers.length > MAX_OFFERS) {
            offers[0]();
        }
    };
}
