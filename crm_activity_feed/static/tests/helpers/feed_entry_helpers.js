import {Component, useState, xml} from "@odoo/owl";

import {mountWithCleanup} from "@web/../tests/web_test_helpers";

import {FeedEntry} from "@crm_activity_feed/feed_entry/feed_entry";

import {makeEntry} from "./feed_test_helpers";

/** The form of a customer. */
const FORM = {model: "res.partner", id: 8};

/**
 * Show one entry, as the feed does: it unfolds when it asks to.
 *
 * @param {Object} values of the entry
 * @param {{ model: string, id: number }} [host] the record whose form shows the feed
 */
export function showEntry(values, host = FORM) {
    class Parent extends Component {
        static components = {FeedEntry};
        static template = xml`
            <FeedEntry entry="state.entry" host="host" isUnfolded="state.isUnfolded"
                onOpen="() => {}" onAction="() => {}"
                onToggle="() => (state.isUnfolded = !state.isUnfolded)"/>`;
        static props = ["*"];
        setup() {
            this.host = host;
            this.state = useState({entry: makeEntry(values), isUnfolded: false});
        }
    }
    return mountWithCleanup(Parent);
}
