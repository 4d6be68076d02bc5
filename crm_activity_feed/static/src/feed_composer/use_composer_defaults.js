import {markRaw, useEffect, useState} from "@odoo/owl";

import {useService} from "@web/core/utils/hooks";

import {getQuickDeadlines, readServerDate} from "../feed_dates";

/**
 * What a new note starts with and what can be chosen for it, asked for anew when customer or deal
 * change. The composer works without an answer: today and oneself are good guesses.
 *
 * @param {() => Array} getTarget ids of customer (or false) and deal (or false), and what else
 *     changes the answer
 * @param {() => void} onLoaded
 * @returns {Object} reactive; see `getGuesses`
 */
export function useComposerDefaults(getTarget, onLoaded) {
    const feedService = useService("crm_feed");
    const getGuesses = () => ({
        deadline: markRaw(getQuickDeadlines()[0].deadline),
        owner: feedService.getCurrentOwner(),
        leads: [],
        hasMoreLeads: false,
        kinds: [],
        reasons: [],
        /** Models of which there is a plan to start. */
        planModels: [],
        /** Why no note can be written. */
        refusal: false,
    });
    const defaults = useState(getGuesses());

    /** @param {Object} values of `crm.feed.note.get_composer_defaults` */
    function read(values) {
        const guesses = getGuesses();
        if (values.date_deadline) {
            const isAllDay = Boolean(values.is_all_day);
            const date = readServerDate(values.date_deadline, isAllDay);
            guesses.deadline = markRaw({date, isAllDay});
        }
        Object.assign(defaults, guesses, {
            owner: values.user_id || guesses.owner,
            leads: values.leads || [],
            hasMoreLeads: Boolean(values.leads_more),
            kinds: values.kinds || [],
            reasons: values.reasons || [],
            planModels: values.plan_models || [],
            refusal: values.refusal || false,
        });
    }

    let lastQuestion = 0;
    useEffect((partnerId, leadId) => {
        const question = ++lastQuestion;
        if (!partnerId) {
            return;
        }
        feedService.getComposerDefaults(partnerId, leadId).then(
            (values) => {
                if (question === lastQuestion) {
                    read(values);
                    onLoaded();
                }
            },
            () => {}
        );
    }, getTarget);
    return defaults;
}
