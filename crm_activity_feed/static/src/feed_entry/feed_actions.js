import {Component, useState} from "@odoo/owl";

import {registry} from "@web/core/registry";

import {runOnce} from "../run_once";

const isText = (value) => typeof value === "string" || value instanceof String;

/**
 * Buttons for what a model's `_get_feed_actions` offers besides the feed's own actions.
 *
 * `registry.category("crm_activity_feed.actions").add("call_again", {label: _t("Call again"),
 * icon: "fa-phone"})`
 *
 * A click has the server run the action, by `_run_feed_action`; or calls `run({entry, env,
 * runAction})`, which may do anything, and have the server run it by `runAction()`. Actions
 * without a button here do not show.
 */
export const feedActionRegistry = registry.category("crm_activity_feed.actions");
feedActionRegistry.addValidation({
    label: {validate: isText},
    icon: {type: String, optional: true},
    run: {type: Function, optional: true},
});

/**
 * The buttons of other addons on one entry, in the order in which the server names them.
 */
export class FeedActions extends Component {
    static template = "crm_activity_feed.FeedActions";
    static props = {entry: Object, onAction: Function};

    setup() {
        this.state = useState({isRunning: false});
    }

    get actions() {
        return (this.props.entry.actions || [])
            .filter((name) => feedActionRegistry.contains(name))
            .map((name) => ({name, ...feedActionRegistry.get(name)}));
    }

    onClick(action) {
        const {entry, onAction} = this.props;
        const runAction = (values = {}) => onAction(entry, action.name, values);
        return runOnce(this.state, () =>
            action.run ? action.run({entry, env: this.env, runAction}) : runAction()
        );
    }
}
