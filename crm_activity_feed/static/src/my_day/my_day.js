import {Component} from "@odoo/owl";

import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

import {Feed} from "../feed/feed";
import {MyDayMenu} from "../my_day_menu/my_day_menu";
import {MyDayPlan} from "../my_day_plan/my_day_plan";
import {useFreshDay} from "./use_fresh_day";

/**
 * CRM > Feed > My Day: what the user is to do, beside what has happened.
 */
export class MyDay extends Component {
    static template = "crm_activity_feed.MyDay";
    static components = {Feed, Layout, MyDayMenu, MyDayPlan};
    static props = {...standardActionServiceProps};

    setup() {
        this.feedService = useService("crm_feed");
        useFreshDay(() => {
            this.refreshPlan();
            this.refreshFeed();
        });
    }

    refreshPlan() {
        return this.feedService.getPlanModel().refresh();
    }

    refreshFeed() {
        return this.feedService.getModel("mine", Feed.defaultProps.pageSize).refresh();
    }
}

registry.category("actions").add("crm_activity_feed.my_day", MyDay);
