import {Component, useEffect, useRef, useState} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";

import {runOnce} from "../run_once";
import {FeedOutcome} from "./feed_outcome";

/**
 * On what is over by itself, as a meeting: asks what came of it.
 */
export class FeedOutcomeButton extends Component {
    static template = "crm_activity_feed.FeedOutcomeButton";
    static components = {FeedOutcome};
    static props = {
        entry: Object,
        canPlan: {type: Boolean, optional: true},
        onAction: Function,
    };

    setup() {
        this.buttonRef = useRef("button");
        this.state = useState({isAsking: false, isRunning: false});
        let wasAsking = false;
        useEffect(
            (isAsking) => {
                if (wasAsking && !isAsking) {
                    this.buttonRef.el?.focus();
                }
                wasAsking = isAsking;
            },
            () => [this.state.isAsking]
        );
    }

    get label() {
        return _t("Write the outcome: %s", this.props.entry.title);
    }

    onConfirm(action, values) {
        return runOnce(this.state, async () => {
            await this.props.onAction(this.props.entry, action, values);
            this.state.isAsking = false;
        });
    }

    onCancel() {
        this.state.isAsking = false;
    }
}
