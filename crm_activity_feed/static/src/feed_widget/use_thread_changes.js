import {useEffect, useState} from "@odoo/owl";

import {useService} from "@web/core/utils/hooks";

/**
 * Hear of what happens in the chatter beside a feed: a message, an activity.
 *
 * It asks the server nothing: it looks at what the chatter has loaded already.
 *
 * @param {() => { model: string, id: number|false }} getRecord whose chatter
 * @param {() => void} onChange
 */
export function useThreadChanges(getRecord, onChange) {
    const store = useState(useService("mail.store"));
    let last = null;
    useEffect(
        (record, isLoaded, messageId, activities) => {
            // What the chatter loads at first is no news.
            const isNews =
                last?.record === record &&
                last.isLoaded &&
                (messageId > last.messageId || activities !== last.activities);
            last = {record, isLoaded, messageId, activities};
            if (isNews) {
                onChange();
            }
        },
        () => {
            const {model, id} = getRecord();
            const thread = id ? store.Thread.get({model, id}) : undefined;
            const activities = (thread?.activities || []).map(
                (activity) => activity.id
            );
            return [
                `${model},${id}`,
                Boolean(thread?.isLoaded),
                thread?.newestPersistentOfAllMessage?.id || 0,
                activities.sort().join(),
            ];
        }
    );
}
