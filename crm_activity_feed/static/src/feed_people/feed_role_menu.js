import {Component, onWillStart, useState} from "@odoo/owl";

import {DropdownItem} from "@web/core/dropdown/dropdown_item";

/** The roles to choose from; lives in a menu, so it is made anew when that opens. */
export class FeedRoleMenu extends Component {
    static template = "crm_activity_feed.FeedRoleMenu";
    static components = {DropdownItem};
    static props = {
        value: {type: Object, optional: true},
        getRoles: Function,
        onSelect: Function,
    };

    setup() {
        this.state = useState({roles: []});
        onWillStart(async () => {
            this.state.roles = await this.props.getRoles();
        });
    }
}
