{
    "name": "CRM Activity Feed",
    "summary": "Everything that happened and is planned with a customer, on one page",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "crm_activity_feed contributors",
    "license": "LGPL-3",
    "depends": ["crm"],
    "data": [
        "security/crm_feed_security.xml",
        "security/ir.model.access.csv",
        "data/crm_feed_reason_data.xml",
        "data/crm_feed_source_data.xml",
        "views/crm_feed_reason_views.xml",
        "wizard/crm_feed_note_wizard_views.xml",
        "views/crm_feed_note_views.xml",
        "views/crm_feed_entry_views.xml",
        "views/crm_feed_source_views.xml",
        "views/res_partner_views.xml",
        "views/crm_lead_views.xml",
        "views/res_config_settings_views.xml",
        "views/crm_feed_menus.xml",
    ],
    "demo": [],
    "assets": {
        "web.assets_backend": [
            "crm_activity_feed/static/src/**/*",
        ],
        "web.assets_tests": [
            "crm_activity_feed/static/tests/tours/**/*",
        ],
        "web.assets_unit_tests": [
            "crm_activity_feed/static/tests/helpers/**/*",
            "crm_activity_feed/static/tests/**/*.test.js",
        ],
    },
    "application": True,
}
