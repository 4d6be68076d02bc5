import {Component, useState} from "@odoo/owl";

import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {_t} from "@web/core/l10n/translation";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";

/**
 * Whether a page opens when the user logs in.
 */
export class MyDayMenu extends Component {
    static template = "crm_activity_feed.MyDayMenu";
    static components = {Dropdown, DropdownItem};
    static props = {
        /** Of the page. */
        actionId: Number,
    };

    setup() {
        this.feedService = useService("crm_feed");
        this.notification = useService("notification");
        this.state = useState({isHome: user.homeActionId === this.props.actionId});
    }

    /** @param {boolean} isHome */
    async setHome(isHome) {
        await this.feedService.setHome(isHome && this.props.actionId);
        this.state.isHome = isHome;
        this.notification.add(
            isHome
                ? _t("From now on, this page opens when you log in.")
                : _t("This page does not open any more when you log in."),
            {type: "success"}
        );
    }
}
