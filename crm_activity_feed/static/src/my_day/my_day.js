import {Component, useState} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useOwnedDialogs, useService} from "@web/core/utils/hooks";
import {Layout} from "@web/search/layout";
import {FormViewDialog} from "@web/views/view_dialogs/form_view_dialog";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

import {Feed} from "../feed/feed";
import {MyDayMenu} from "../my_day_menu/my_day_menu";
import {MyDayPlan} from "../my_day_plan/my_day_plan";
import {useFreshDay} from "./use_fresh_day";
import {useLivePlan} from "./use_live_plan";

/**
 * CRM > Feed > My Day: what the user is to do, beside what has happened.
 */
export class MyDay extends Component {
    static template = "crm_activity_feed.MyDay";
    static components = {Feed, Layout, MyDayMenu, MyDayPlan};
    static props = {...standardActionServiceProps};

    setup() {
        this.feedService = useService("crm_feed");
        this.addDialog = useOwnedDialogs();
        this.plan = useState(this.feedService.getPlanModel());
        useFreshDay(() => this.refresh());
        useLivePlan(this.plan);
    }

    refresh() {
        this.refreshPlan();
        this.refreshFeed();
    }

    refreshPlan() {
        return this.plan.refresh();
    }

    refreshFeed() {
        return this.feedService.getModel("mine", Feed.defaultProps.pageSize).refresh();
    }

    createNote() {
        this.addDialog(FormViewDialog, {
            resModel: "crm.feed.note",
            title: _t("Create note"),
            context: {crm_feed_default_deadline: true},
            onRecordSaved: () => this.refresh(),
        });
    }
}

registry.category("actions").add("crm_activity_feed.my_day", MyDay);
