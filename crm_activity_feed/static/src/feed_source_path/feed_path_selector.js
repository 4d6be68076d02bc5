import {ModelFieldSelector} from "@web/core/model_field_selector/model_field_selector";
import {ModelFieldSelectorPopover} from "@web/core/model_field_selector/model_field_selector_popover";

/**
 * @typedef {Object} FeedPathEnd what a path must end in
 * @property {string[]} [types] of the last field
 * @property {string} [relation] the model that the last field links to
 * @property {boolean} [isColumn] whether SQL reads it: it must be stored
 * @property {boolean} [isSearched] whether it is searched: links to many are fine
 */

const TEXTS = ["char", "text", "html", "many2one", "many2many", "selection"];

/**
 * @param {FeedPathEnd} end
 * @param {Object} def description of a field
 * @param {string} resModel its model
 * @returns {boolean} whether a path may end here
 */
function isEnd(end, def, resModel) {
    if (end.isSearched) {
        return def.searchable && TEXTS.includes(def.type);
    }
    if (end.isColumn && !def.store && !def.related) {
        return false;
    }
    if (end.relation) {
        const isSelf = def.name === "id" && resModel === end.relation;
        return isSelf || (def.type === "many2one" && def.relation === end.relation);
    }
    return !end.types || end.types.includes(def.type);
}

/**
 * @param {FeedPathEnd} end
 * @param {Object} def
 * @returns {boolean} whether a path may go on from here
 */
function isStep(end, def) {
    if (end.isSearched) {
        return Boolean(def.relation && def.searchable);
    }
    return def.type === "many2one" && (def.store || !end.isColumn);
}

/** @type {Map<string, typeof ModelFieldSelector>} */
const selectors = new Map();

/**
 * Odoo's own field selector, offering only what a source can use.
 *
 * @param {FeedPathEnd} end
 * @returns {typeof ModelFieldSelector}
 */
export function getFeedPathSelector(end) {
    const key = JSON.stringify(end);
    if (!selectors.has(key)) {
        selectors.set(key, makeSelector(end));
    }
    return selectors.get(key);
}

function makeSelector(end) {
    class FeedPathPopover extends ModelFieldSelectorPopover {
        canFollowRelationFor(def) {
            return isStep(end, def);
        }

        filter(defs, path, resModel) {
            const kept = Object.values(defs).filter(
                (def) => isEnd(end, def, resModel) || isStep(end, def)
            );
            return Object.fromEntries(kept.map((def) => [def.name, def]));
        }

        /** Looking around changes nothing: only a choice does. */
        openPage(page) {
            page.searchFields();
            this.state.page = page;
        }

        /** A link that is no end itself is the way to one. */
        selectField(def) {
            return isEnd(end, def, this.state.page.resModel)
                ? super.selectField(def)
                : this.followRelation(def);
        }
    }

    return class FeedPathSelector extends ModelFieldSelector {
        static components = {
            ...ModelFieldSelector.components,
            Popover: FeedPathPopover,
        };
    };
}
