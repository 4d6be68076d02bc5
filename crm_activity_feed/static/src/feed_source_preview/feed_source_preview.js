import {Component, useState} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {useDebounced} from "@web/core/utils/timing";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

import {groupByMonth} from "../feed_dates";
import {FeedEntry} from "../feed_entry/feed_entry";
import {openDocument} from "../open_document";

/** Fields of a source that decide on what it shows. */
const VALUES = [
    "name",
    "model",
    "mode",
    "domain",
    "sequence",
    "kind",
    "icon",
    "color",
    "is_open",
    "is_noise",
    "activity_type_id",
    "reason_id",
    "date_path",
    "partner_path",
    "user_path",
    "author_path",
    "lead_path",
    "company_path",
    "title_path",
    "body_path",
    "amount_path",
    "status_path",
];

/**
 * `<widget name="crm_feed_source_preview"/>`: what the source on the form would show.
 *
 * Follows every change; nothing is saved.
 */
export class FeedSourcePreview extends Component {
    static template = "crm_activity_feed.FeedSourcePreview";
    static components = {FeedEntry};
    static props = standardWidgetProps;

    setup() {
        this.action = useService("action");
        this.feedService = useService("crm_feed");
        this.state = useState({preview: null, isLoading: false, unfolded: {}});
        this.keepLast = new KeepLast();
        this.loadDebounced = useDebounced(this.load, 400);
        let last;
        useRecordObserver((record) => {
            const values = this.getValues(record);
            const key = JSON.stringify([record.resId, values]);
            if (key !== last) {
                last = key;
                this.state.isLoading = true;
                this.loadDebounced(record.resId, values);
            }
        });
    }

    getValues({data}) {
        const known = VALUES.filter((name) => name in data);
        return Object.fromEntries(
            known.map((name) => [
                name,
                name.endsWith("_id") ? data[name]?.id || false : data[name],
            ])
        );
    }

    async load(resId, values) {
        const answer = this.feedService.getSourcePreview(resId || false, values);
        try {
            this.state.preview = await this.keepLast.add(answer);
        } finally {
            this.state.isLoading = false;
        }
    }

    get months() {
        return groupByMonth(this.state.preview.entries);
    }

    /** @returns {string} why there is less than one may expect */
    get explanation() {
        const {entries, matching, hidden, examples} = this.state.preview;
        if (hidden) {
            const names = examples.join(", ");
            return _t(
                "Without a customer, and not shown: %(hidden)s of %(all)s records, such as %(names)s.",
                {hidden: this.count(hidden), all: this.count(matching), names}
            );
        }
        if (entries.length) {
            return "";
        }
        return matching === 0
            ? _t("No record passes the filter yet.")
            : _t("Nothing to show yet.");
    }

    count(number) {
        return number < this.state.preview.counted ? `${number}` : `${number}+`;
    }

    onToggle(entry) {
        this.state.unfolded[entry.key] = !this.state.unfolded[entry.key];
    }

    /** In a dialog: the source may not be saved yet. */
    onOpen(entry) {
        return openDocument(this.action, entry, "new");
    }
}

export const feedSourcePreview = {
    component: FeedSourcePreview,
    additionalClasses: ["w-100"],
};

registry.category("view_widgets").add("crm_feed_source_preview", feedSourcePreview);
