import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

import {FeedEntryBody} from "@crm_activity_feed/feed_entry/feed_entry_body";

/** A phone call in the feed: which way it went, how long it took, then the standard look. */
export class CallBody extends FeedEntryBody {
    static template = "crm_activity_feed_example.CallBody";

    /** Voicemails are of the same kind, and have no data: their source has no code. */
    get call() {
        return this.props.entry.data || false;
    }

    get directionName() {
        return this.call.direction === "in" ? _t("Incoming") : _t("Outgoing");
    }

    get length() {
        return this.call.minutes ? _t("%s min", this.call.minutes) : "";
    }
}

registry.category("crm_activity_feed.renderers").add("phone_call", CallBody);
