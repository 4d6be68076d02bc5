import {useState} from "@odoo/owl";

import {useService} from "@web/core/utils/hooks";

/**
 * Whether the user follows the record of a form, in step with its chatter.
 *
 * @param {() => { model: string, id: number|false }} getRecord
 * @param {() => boolean|undefined} getLoaded what the form has loaded of it; undefined where it
 *     has not, as the record cannot be followed
 */
export function useFollow(getRecord, getLoaded) {
    const store = useState(useService("mail.store"));
    // Of the records the form has shown, as far as they were changed here.
    const changed = useState({});

    const getThread = () => {
        const {model, id} = getRecord();
        const thread = id ? store.Thread.get({model, id}) : undefined;
        // Before its followers are loaded, it knows of none.
        return thread?.followersCount === undefined ? undefined : thread;
    };
    const getKey = () => `${getRecord().model},${getRecord().id}`;

    return {
        /** @returns {boolean} */
        get isShown() {
            return Boolean(getRecord().id) && getLoaded() !== undefined;
        },
        /** @returns {boolean} */
        get isFollowing() {
            const thread = getThread();
            if (thread) {
                return Boolean(thread.selfFollower);
            }
            return changed[getKey()] ?? Boolean(getLoaded());
        },
        /** @param {boolean} isFollowing as the server has it now */
        async set(isFollowing) {
            changed[getKey()] = isFollowing;
            await getThread()?.fetchThreadData(["followers"]);
        },
    };
}
