import {Component, useRef, useState} from "@odoo/owl";

import {Dialog} from "@web/core/dialog/dialog";
import {_t} from "@web/core/l10n/translation";

import {runOnce} from "../run_once";
import {
    FeedKindReason,
    getKindReason,
    getKindReasonValues,
    hasKind,
} from "./feed_kind_reason";

/**
 * Asks how and why a contact took place, whenever that was: of a mail nobody said so.
 */
export class FeedKindReasonDialog extends Component {
    static template = "crm_activity_feed.FeedKindReasonDialog";
    static components = {Dialog, FeedKindReason};
    static props = {
        entry: Object,
        /** Gives a promise; called with what changes, see `getKindReasonValues`. */
        onConfirm: Function,
        close: Function,
    };

    setup() {
        this.bodyRef = useRef("body");
        this.state = useState({
            isRunning: false,
            chosen: getKindReason(this.props.entry),
        });
    }

    get title() {
        return hasKind(this.props.entry) ? _t("Kind and reason") : _t("Reason");
    }

    get values() {
        return getKindReasonValues(this.props.entry, this.state.chosen);
    }

    get isUnchanged() {
        return !Object.keys(this.values).length;
    }

    onSelect(name, choice) {
        this.state.chosen[name] = choice;
    }

    onClosed(name) {
        this.bodyRef.el?.querySelector(`[data-choice="${name}"]`)?.focus();
    }

    confirm() {
        return runOnce(this.state, async () => {
            await this.props.onConfirm(this.values);
            this.props.close();
        });
    }
}
