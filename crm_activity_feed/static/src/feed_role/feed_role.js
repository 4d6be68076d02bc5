import {Component} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {
    buildM2OFieldDescription,
    Many2OneField,
} from "@web/views/fields/many2one/many2one_field";

/**
 * The role of a contact: a badge in its color, and the host's field where it is changed.
 *
 * Options:
 *
 * - `color_field`: name of the field that holds the color
 */
export class FeedRoleField extends Component {
    static template = "crm_activity_feed.FeedRoleField";
    static components = {Many2OneField};
    static props = {...Many2OneField.props, colorField: {type: String, optional: true}};

    get role() {
        return this.props.record.data[this.props.name];
    }

    get color() {
        return this.props.record.data[this.props.colorField] || 0;
    }

    get fieldProps() {
        const props = {...this.props};
        delete props.colorField;
        return props;
    }
}

const description = buildM2OFieldDescription(FeedRoleField);

registry.category("fields").add("crm_feed_role", {
    ...description,
    displayName: _t("Role"),
    extractProps: (staticInfo, dynamicInfo) => ({
        ...description.extractProps(staticInfo, dynamicInfo),
        colorField: staticInfo.options.color_field,
    }),
    fieldDependencies: ({options}) =>
        options?.color_field
            ? [{name: options.color_field, type: "integer", readonly: true}]
            : [],
});
