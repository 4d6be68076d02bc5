import {useBus} from "@web/core/utils/hooks";
import {useDebounced} from "@web/core/utils/timing";

import {useThreadChanges} from "../feed_widget/use_thread_changes";

/** Models of forms that are being read anew, by whichever component of the form asked first. */
const reading = new WeakSet();

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
        const {model} = record;
        if (!record.resId || reading.has(model)) {
            return;
        }
        reading.add(model);
        try {
            if (!(await record.isDirty())) {
                await record.load();
            }
        } finally {
            reading.delete(model);
        }
    }, 200);
    useBus(env.bus, "MAIL:RELOAD-THREAD", ({detail}) => {
        const {model, resModel, resId} = getRecord();
        // A form says so itself when it is read anew: to listen then would never end.
        if (!reading.has(model) && detail.model === resModel && detail.id === resId) {
            reload();
        }
    });
    useThreadChanges(() => {
        const {resModel, resId} = getRecord();
        return {model: resModel, id: resId};
    }, reload);
}
