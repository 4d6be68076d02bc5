"""The pictures of the guide: who sees which page, and what is clicked before."""

FEED = ".o_crm_feed[aria-busy=false]"
TAB = ("click", ".o_notebook_headers .nav-link[name=crm_feed]")
COMPOSER = ".o_crm_feed_composer"
DONE = f"{FEED} .o_crm_feed_month .o_crm_feed_entry"


#: Name of the file: login, address (names in braces are ids of the demo data), steps.
PICTURES = {
    "feed": (
        "sales",
        "/odoo/contacts/{res_partner_demo_brightwater}",
        [TAB, ("find", f"{FEED} .o_crm_feed_open_entry"), ("show", COMPOSER)],
    ),
    "complete": (
        "sales",
        "/odoo/contacts/{res_partner_demo_brightwater}",
        [
            TAB,
            ("click", f"{FEED} .o_crm_feed_open_entry .o_crm_feed_done"),
            ("write", ".o_crm_feed_outcome_input", "They take the third chair"),
            ("show", COMPOSER),
        ],
    ),
    "filters": (
        "sales",
        "/odoo/contacts/{res_partner_demo_brightwater}",
        [
            TAB,
            ("click", f"{FEED} .o_crm_feed_filters_button"),
            ("show", COMPOSER),
        ],
    ),
    "log_call": (
        "sales",
        "/odoo/contacts/{res_partner_demo_brightwater}",
        [
            TAB,
            ("click", f"{FEED} .o_crm_feed_composer_more"),
            ("click", ".o_crm_feed_log_call"),
            ("find", ".modal .o_field_widget[name=result] textarea"),
        ],
    ),
    "talk": (
        "sales",
        "/odoo/contacts/{res_partner_demo_brightwater}",
        [
            TAB,
            ("click", f"{DONE} [data-action=comment]", "", True),
            ("find", ".o_crm_feed_comments[aria-busy=false]"),
            ("show", ".o_crm_feed_month"),
        ],
    ),
    "deal": (
        "sales",
        "/odoo/crm/{crm_lead_demo_desks}",
        [TAB, ("find", f"{FEED} .o_crm_feed_open_entry")],
    ),
    "my_day": ("sales", "/odoo/my-day", [("find", f"{FEED} article[data-key]")]),
    "my_feed": ("sales", "/odoo/my-feed", [("find", f"{FEED} article[data-key]")]),
    "following": (
        "sales",
        "/odoo/crm-following",
        [("find", ".o_list_view, .o_kanban_view")],
    ),
    "all_crm": (
        "head",
        "/odoo/all-crm?feed_filters=team.{crm_team_demo_projects}",
        [("find", f"{FEED} .o_crm_feed_facet", "Office Projects")],
    ),
    "customers": (
        "head",
        "/odoo/action-crm_activity_feed.res_partner_action_feed_without_next_contact",
        [("find", ".o_data_row, .o_kanban_record")],
    ),
    "contacts": (
        "head",
        "/odoo/contacts-dashboard",
        [("find", "canvas")],
    ),
    "handover": (
        "sales",
        "/odoo/contacts/{res_partner_demo_brightwater}",
        [
            ("click", ".o_cp_action_menus button:has(.fa-cog)"),
            ("click", ".o_menu_item", "Hand-over Report"),
            ("find", ".modal .o_field_widget[name=partner_id]"),
        ],
    ),
    "policy": (
        "admin",
        "/odoo/action-crm_activity_feed.crm_feed_policy_action/new",
        [
            (
                "write",
                ".o_field_widget[name=name] input",
                "Deals of the heads of sales",
            ),
            ("find", ".o_field_widget[name=domain]"),
        ],
    ),
    "source": (
        "admin",
        "/odoo/action-crm_activity_feed.crm_feed_source_action/{crm_feed_source_lead}",
        [("find", ".o_field_widget[name=date_path]")],
    ),
    "import": (
        "head",
        "/odoo/action-crm_activity_feed.crm_feed_note_import_action",
        [("find", ".o_action_manager > *")],
    ),
    "settings": (
        "admin",
        "/odoo/settings",
        [
            ("click", ".settings_tab .tab[data-key=crm]"),
            ("show", "#crm_feed_setting_container, .app_settings_block h2", "Feed"),
        ],
    ),
}
