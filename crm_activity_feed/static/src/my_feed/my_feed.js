import {Component} from "@odoo/owl";

import {registry} from "@web/core/registry";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

import {Feed} from "../feed/feed";

/**
 * CRM > Feed > My feed: what concerns the user, of all customers, on one page.
 */
export class MyFeed extends Component {
    static template = "crm_activity_feed.MyFeed";
    static components = {Feed, Layout};
    static props = {...standardActionServiceProps};
}

registry.category("actions").add("crm_activity_feed.my_feed", MyFeed);
