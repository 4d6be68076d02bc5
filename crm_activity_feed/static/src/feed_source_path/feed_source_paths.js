import {Component, useState} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {CharField} from "@web/views/fields/char/char_field";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {getFeedPathSelector} from "./feed_path_selector";
import {openSelectorByKey} from "./feed_source_path";

/** Several paths of fields, kept as text: `name,order_id.name`. */
export class FeedSourcePaths extends Component {
    static template = "crm_activity_feed.FeedSourcePaths";
    static components = {CharField};
    static props = standardFieldProps;

    setup() {
        this.fieldService = useService("field");
        this.state = useState({labels: {}});
        this.keepLast = new KeepLast();
        this.Selector = getFeedPathSelector({isSearched: true});
        this.openSelectorByKey = openSelectorByKey;
        useRecordObserver((record) => this.loadLabels(record));
    }

    get resModel() {
        return this.props.record.data.model;
    }

    get isInstalled() {
        return Boolean(this.resModel && this.props.record.data.model_id);
    }

    get paths() {
        return this.getPaths(this.props.record);
    }

    getPaths(record) {
        const paths = (record.data[this.props.name] || "").split(",");
        return paths.map((path) => path.trim()).filter(Boolean);
    }

    async loadLabels(record) {
        const {model, model_id} = record.data;
        const paths = this.getPaths(record);
        if (!model || !model_id) {
            return;
        }
        const labels = paths.map(async (path) => {
            const {displayNames} = await this.fieldService.loadPathDescription(
                model,
                path
            );
            return [path, displayNames.join(" › ")];
        });
        const loaded = await this.keepLast.add(Promise.all(labels));
        this.state.labels = Object.fromEntries(loaded);
    }

    /** For CSS: the translation of templates leaves `data-*` attributes alone. */
    get hint() {
        return _t("Add a field...");
    }

    getRemoveTitle(path) {
        return _t("Do not search in %s", this.state.labels[path] || path);
    }

    add(path) {
        if (path && !this.paths.includes(path)) {
            return this.save([...this.paths, path]);
        }
    }

    remove(path) {
        return this.save(this.paths.filter((other) => other !== path));
    }

    save(paths) {
        return this.props.record.update({[this.props.name]: paths.join(",") || false});
    }
}

export const feedSourcePaths = {
    component: FeedSourcePaths,
    displayName: _t("Several paths of fields"),
    supportedTypes: ["char"],
};

registry.category("fields").add("crm_feed_source_paths", feedSourcePaths);
