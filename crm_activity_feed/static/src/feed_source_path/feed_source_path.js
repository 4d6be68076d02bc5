import {Component} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {CharField} from "@web/views/fields/char/char_field";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {getFeedPathSelector} from "./feed_path_selector";

/**
 * A path of fields, such as `order_id.partner_id`, chosen step by step.
 *
 * The record tells by `model` which model the path starts from, and by `model_id` whether that
 * is installed; where it is not, the path is plain text.
 */
export class FeedSourcePath extends Component {
    static template = "crm_activity_feed.FeedSourcePath";
    static components = {CharField};
    static props = {
        ...standardFieldProps,
        end: Object,
        isRequired: {type: Boolean, optional: true},
    };

    get path() {
        return this.props.record.data[this.props.name] || "";
    }

    get resModel() {
        return this.props.record.data.model;
    }

    get isInstalled() {
        return Boolean(this.resModel && this.props.record.data.model_id);
    }

    get Selector() {
        return getFeedPathSelector(this.props.end);
    }

    get charProps() {
        const props = {...this.props};
        delete props.end;
        delete props.isRequired;
        return props;
    }

    /** @param {string} path */
    update(path) {
        return this.props.record.update({[this.props.name]: path || false});
    }

    onKeydown(ev) {
        openSelectorByKey(ev);
        if (["Backspace", "Delete"].includes(ev.key) && !this.props.isRequired) {
            this.update("");
        }
    }
}

/**
 * Odoo's field selector opens with the mouse only.
 *
 * @param {KeyboardEvent} ev
 */
export function openSelectorByKey(ev) {
    const isValue = ev.target.matches(".o_model_field_selector_value");
    if (isValue && ["Enter", " ", "ArrowDown"].includes(ev.key)) {
        ev.preventDefault();
        ev.stopPropagation();
        ev.target.click();
    }
}

export const feedSourcePath = {
    component: FeedSourcePath,
    displayName: _t("Path of fields"),
    supportedTypes: ["char"],
    extractProps: ({options}, {required}) => ({
        isRequired: required,
        end: {
            types: options.types,
            relation: options.relation,
            isColumn: Boolean(options.types?.includes("date") || options.relation),
        },
    }),
};

registry.category("fields").add("crm_feed_source_path", feedSourcePath);
