import {animationFrame} from "@odoo/hoot-mock";

import {contains, mountView, onRpc} from "@web/../tests/web_test_helpers";

export const FORM = /* xml */ `
    <form>
        <sheet>
            <field name="name"/>
            <notebook>
                <page string="Other" name="other"><field name="id"/></page>
                <page string="Feed" name="crm_feed">
                    <field name="parent_id" invisible="1"/>
                    <widget name="crm_feed" options="{'page_size': 3}"/>
                </page>
            </notebook>
        </sheet>
    </form>`;

let lastId = 0;

/**
 * @param {Object} [values]
 * @returns {Object} an entry as `get_page` gives it: done, this moment, unless told otherwise
 */
export function makeEntry(values = {}) {
    const id = values.id || ++lastId;
    return {
        id,
        key: `1-${id}`,
        source_id: 1,
        source: {id: 1, name: "Notes"},
        res_model: "crm.feed.note",
        res_id: id,
        document_model: "crm.feed.note",
        document_id: id,
        document: false,
        date: "2026-11-19 12:00:00",
        is_all_day: false,
        recorded_on: values.date || "2026-11-19 12:00:00",
        is_open: false,
        state: values.is_open ? "planned" : "done",
        kind: "note",
        icon: "fa-sticky-note-o",
        color: 0,
        is_noise: false,
        activity_type_id: false,
        reason_id: false,
        partner_id: false,
        customer_id: false,
        lead_id: false,
        author_id: false,
        user_id: false,
        company_id: false,
        title: `Entry ${id}`,
        body: false,
        outcome: false,
        status: false,
        amount: false,
        likes: 0,
        likers: [],
        liked: false,
        comments: 0,
        unseen_comments: 0,
        pinned: false,
        actions: [],
        ...values,
    };
}

export const KINDS = [
    {key: "note", label: "Notes", icon: "fa-sticky-note-o"},
    {key: "meeting", label: "Meetings", icon: "fa-calendar"},
    {key: "document", label: "Documents", icon: "fa-file-text-o"},
];

/**
 * @param {Object} [values]
 * @returns {Object} what `get_page` gives
 */
export function makePage(values = {}) {
    return {
        open: [],
        open_more: false,
        pinned: [],
        entries: [],
        older: false,
        newer: false,
        at: false,
        kinds: KINDS,
        broken: [],
        filters: {},
        customer: false,
        ...values,
    };
}

/**
 * Answer the page calls.
 *
 * @param {(scope: any, params: Object) => Object|Promise<Object>} answer
 */
export function onPage(answer) {
    onRpc("crm.feed.entry", "get_page", ({args, kwargs}) => answer(args[0], kwargs));
}

/**
 * Answer the question what to filter by.
 *
 * @param {Object} [values] of the answer
 */
export function onFilterOptions(values = {}) {
    onRpc("crm.feed.entry", "get_filter_options", () => ({
        activity_type_ids: [{id: 2, display_name: "Call"}],
        reason_ids: [
            {id: 5, display_name: "Offer"},
            {id: 6, display_name: "Contract"},
        ],
        source_ids: [{id: 1, display_name: "Notes"}],
        user_ids: [{id: 7, display_name: "Mitchell Admin"}],
        author_ids: [],
        partner_ids: [{id: 12, display_name: "Acme, Olga"}],
        customer_id: 1,
        ...values,
    }));
}

/** Open the panel with all filters. */
export async function openFilters(values) {
    onFilterOptions(values);
    await contains(".o_crm_feed_filters_button").click();
    await animationFrame();
}

/** Answer the composer's question for defaults: today, in all-day, and oneself. */
export function onDefaults(values = {}) {
    onRpc("crm.feed.note", "get_composer_defaults", () => ({
        date_deadline: "2026-11-20 00:00:00",
        is_all_day: true,
        user_id: {id: 7, display_name: "Mitchell Admin"},
        partner_id: false,
        lead_id: false,
        ...values,
    }));
}

/**
 * Open the feed of a customer.
 *
 * @param {Object} [params] of the view
 */
export async function openFeed(params = {}) {
    await mountView({
        type: "form",
        resModel: "res.partner",
        arch: FORM,
        resId: 1,
        ...params,
    });
    await openFeedTab();
}

export async function openFeedTab() {
    await contains(".o_notebook_headers .nav-link[name=crm_feed]").click();
    // The feed asks for its page once it is mounted.
    await animationFrame();
}
