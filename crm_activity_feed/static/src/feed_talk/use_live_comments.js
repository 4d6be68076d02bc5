import {onMounted, onWillUnmount} from "@odoo/owl";

import {useService} from "@web/core/utils/hooks";

/**
 * Brings in the comments that colleagues write while the user reads those of an entry.
 *
 * @param {() => string} getKey of the entry
 * @param {() => void} reload
 */
export function useLiveComments(getKey, reload) {
    const {talk} = useService("crm_feed");
    const bus = useService("bus_service");
    const onComment = ({key}) => {
        if (key === getKey()) {
            reload();
        }
    };
    let shown = "";
    onMounted(() => {
        shown = getKey();
        talk.shown.add(shown);
        bus.subscribe("crm_feed/comment", onComment);
    });
    onWillUnmount(() => {
        talk.shown.delete(shown);
        bus.unsubscribe("crm_feed/comment", onComment);
    });
}
