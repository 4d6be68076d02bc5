import {Component, useState} from "@odoo/owl";

import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

import {Feed} from "../feed/feed";
import {FeedTabs} from "../feed_tabs/feed_tabs";
import {useVisit} from "./use_visit";

const SCOPES = ["mine", "following", "all"];

/** What there is of a feed as a list: XML ids. */
const LISTS = {
    following: "crm_activity_feed.crm_feed_following_action",
    all: "crm_activity_feed.crm_feed_entry_action",
};

/**
 * CRM > Feed > My Feed, Following, All CRM: what happens with all customers, on one page.
 */
export class MyFeed extends Component {
    static template = "crm_activity_feed.MyFeed";
    static components = {Feed, FeedTabs, Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.action = useService("action");
        const {scope} = this.props.action.params || {};
        this.scope = SCOPES.includes(scope) ? scope : "mine";
        const model = useService("crm_feed").getModel(
            this.scope,
            Feed.defaultProps.pageSize
        );
        this.counts = useVisit(useState(model));
    }

    /** @param {string} action XML id of that of another tab */
    open(action) {
        return this.action.doAction(action, {stackPosition: "replaceCurrentAction"});
    }

    get hasList() {
        return this.scope in LISTS;
    }

    openList() {
        return this.action.doAction(LISTS[this.scope]);
    }
}

registry.category("actions").add("crm_activity_feed.my_feed", MyFeed);
