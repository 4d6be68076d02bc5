import {toRaw} from "@odoo/owl";

import {registerMessageAction} from "@mail/core/common/message_actions";
import {_t} from "@web/core/l10n/translation";

import {openEntry} from "./open_entry";

/**
 * From a comment in the inbox or in the chatter to the entry that it is about.
 *
 * Before all other actions: it is what a notice of a comment is for.
 */
registerMessageAction("crm_feed_entry", {
    condition: ({message}) => Boolean(message.feed_entry),
    icon: "fa fa-share-square-o",
    name: _t("See it in the feed"),
    onSelected: async ({message, store}) => {
        const {env} = store;
        const {feed_entry: key} = toRaw(message);
        if (!(await openEntry(env, key))) {
            env.services.notification.add(
                _t("This entry is not there any more, or not open to you."),
                {type: "warning"}
            );
        }
    },
    sequence: 5,
});
