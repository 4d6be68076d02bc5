import {useEffect} from "@odoo/owl";

import {useService} from "@web/core/utils/hooks";
import {useDebounced} from "@web/core/utils/timing";

/** What Odoo sends when something is due that was not before, or the other way round. */
const CHANGE = "mail.activity/updated";
/** Long enough for a change of one's own to be on the screen already. */
const DELAY = 1000;

/**
 * Load the plan again when a colleague hands something over, or takes it back.
 *
 * @param {import("../my_day_plan/plan_model").PlanModel} plan
 */
export function useLivePlan(plan) {
    const bus = useService("bus_service");
    const refresh = useDebounced((loadId) => {
        if (plan.loadId === loadId) {
            plan.refresh();
        }
    }, DELAY);

    useEffect(
        () => {
            const onChange = () => refresh(plan.loadId);
            bus.subscribe(CHANGE, onChange);
            return () => bus.unsubscribe(CHANGE, onChange);
        },
        () => []
    );
}
