import {useBus} from "@web/core/utils/hooks";
import {useDebounced} from "@web/core/utils/timing";

import {useThreadChanges} from "../feed_widget/use_thread_changes";

/**
 * Read the record of a form anew when something was done in its feed or its chatter: what is due
 * next may be something else now.
 *
 * Not while the user is changing the form: that would be lost.
 *
 * @param {() => Object} getRecord
 * @param {Object} env of the component
 */
export function useFreshRecord(getRecord, env) {
    const reload = useDebounced(async () => {
        const record = getRecord();
        if (record.resId && !(await record.isDirty())) {
            await record.load();
        }
    }, 200);
    useBus(env.bus, "MAIL:RELOAD-THREAD", ({detail}) => {
        const {resModel, resId} = getRecord();
        if (detail.model === resModel && detail.id === resId) {
            reload();
        }
    });
    useThreadChanges(() => {
        const {resModel, resId} = getRecord();
        return {model: resModel, id: resId};
    }, reload);
}
