{
    "name": "CRM Activity Feed: example",
    "summary": "Phone calls from a switchboard in the feed: every extension point, used",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "crm_activity_feed contributors",
    "license": "LGPL-3",
    "depends": ["crm_activity_feed"],
    "data": [
        "security/switchboard_security.xml",
        "security/ir.model.access.csv",
        "data/crm_feed_source_data.xml",
        "views/switchboard_call_views.xml",
    ],
    "demo": ["demo/switchboard_demo.xml"],
    "assets": {
        "web.assets_backend": ["crm_activity_feed_example/static/src/**/*"],
        "web.assets_tests": ["crm_activity_feed_example/static/tests/tours/**/*"],
        "web.assets_unit_tests": [
            "crm_activity_feed_example/static/tests/**/*.test.js",
        ],
    },
}
