import {Component} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";

/** Reasons that fit beside the rest; the others are told when one points at them. */
const MAX_SHOWN = 2;

/** What somebody writes is "written", the rest is done. */
const WRITTEN = ["message", "email", "note"];

/** @type {Object<string, (reason: Object, entry: Object) => string>} */
const LABELS = {
    mentioned: ({user}) =>
        user ? _t("%s mentioned you", user.display_name) : _t("You are mentioned"),
    written: ({user}) =>
        user ? _t("%s wrote to you", user.display_name) : _t("Written to you"),
    invited: () => _t("You are invited"),
    addressed: () => _t("Addressed to you"),
    comment: ({user}) => _t("%s addressed you in a comment", user.display_name),
    assigned: ({user}) => _t("Assigned to you by %s", user.display_name),
    author: (reason, {kind}) =>
        WRITTEN.includes(kind) ? _t("You wrote") : _t("By you"),
    commented: () => _t("You commented"),
    responsible: () => _t("Yours"),
    deal: () => _t("Your deal"),
    customer: () => _t("Your customer"),
    follow: ({record}) => {
        switch (record.model) {
            case "crm.lead":
                return _t("You follow the deal");
            case "res.partner":
                return _t("You follow %s", record.display_name);
        }
        return _t("You follow it");
    },
};

/**
 * Why an entry is in the feed of a person: "Yours", "Anna mentioned you".
 */
export class FeedWhy extends Component {
    static template = "crm_activity_feed.FeedWhy";
    static props = {
        entry: {type: Object, shape: {kind: String, why: Array, "*": true}},
    };

    /** @returns {string[]} the most telling first; what a newer server says is left out */
    get labels() {
        const {entry} = this.props;
        return entry.why
            .filter((reason) => reason.code in LABELS)
            .map((reason) => LABELS[reason.code](reason, entry).toString());
    }

    get shown() {
        return this.labels.slice(0, MAX_SHOWN).join(" · ");
    }

    get all() {
        return this.labels.join("\n");
    }
}
