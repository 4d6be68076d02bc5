import {Component} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";

import {FeedChoice} from "../feed_choice/feed_choice";

/** What is chosen, and the field of the entry that it is. */
const FIELDS = {kind: "activity_type_id", reason: "reason_id"};

/**
 * @param {Object} entry
 * @returns {boolean} whether the user may say how and why the contact took place
 */
export function canSayKindReason(entry) {
    return (entry.actions || []).includes("set_kind_reason");
}

/**
 * @param {Object} entry
 * @returns {boolean} whether it has a kind to choose: a meeting is one
 */
export function hasKind(entry) {
    return entry.res_model !== "calendar.event";
}

/**
 * @param {Object} entry
 * @returns {{ kind: Object|null, reason: Object|null }} what it is now
 */
export function getKindReason(entry) {
    return {kind: entry.activity_type_id || null, reason: entry.reason_id || null};
}

/**
 * @param {Object} entry
 * @param {{ kind: Object|null, reason: Object|null }} chosen
 * @returns {Object} what changes, as `run_action` takes it
 */
export function getKindReasonValues(entry, chosen) {
    const values = {};
    for (const [name, field] of Object.entries(FIELDS)) {
        const before = entry[field]?.id || false;
        const id = chosen[name]?.id || false;
        // What all of the source are, an entry is without anybody saying so.
        const isDefault = name === "kind" && before === entry.source?.activity_type_id;
        if (id !== before && (id || !isDefault)) {
            values[field] = id;
        }
    }
    return values;
}

/**
 * How a contact took place, and why: two things to choose.
 */
export class FeedKindReason extends Component {
    static template = "crm_activity_feed.FeedKindReason";
    static components = {FeedChoice};
    static props = {
        entry: Object,
        /** `{kind, reason}`, see `getKindReason` */
        value: Object,
        disabled: {type: Boolean, optional: true},
        /** Called with the name of what was chosen, and the choice or `null`. */
        onSelect: Function,
        /** Where the focus goes when a menu closes; default: to its button. */
        onClosed: {type: Function, optional: true},
    };
    static defaultProps = {onClosed: () => {}};

    setup() {
        this.feedService = useService("crm_feed");
    }

    /** @returns {Object[]} props of what one can choose */
    get choices() {
        const choices = [
            {
                name: "kind",
                label: _t("Kind").toString(),
                icon: this.props.value.kind?.icon || "fa-tag",
                search: (text) => this.feedService.searchKinds(text),
            },
            {
                name: "reason",
                label: _t("Reason").toString(),
                icon: "fa-question-circle-o",
                search: (text) => this.feedService.searchReasons(text),
            },
        ];
        return hasKind(this.props.entry) ? choices : choices.slice(1);
    }
}
