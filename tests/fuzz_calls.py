"""What can be called from outside: the public methods of the addon's models."""

ENTRY, NOTE, SOURCE = "crm.feed.entry", "crm.feed.note", "crm.feed.source"
POLICY, FOLLOWING = "crm.feed.policy", "crm.feed.following"
SUBSCRIPTION, REPORT = "crm.feed.subscription", "crm.feed.contact.report"
CALL, HANDOVER = "crm.feed.call.wizard", "crm.feed.handover.wizard"
DONE, PLAN = "crm.feed.note.done.wizard", "crm.feed.note.plan.wizard"
MOVE = "crm.feed.move.wizard"
#: What is kept of a dialog names what its owner reads.
DIALOGS = (CALL, HANDOVER, DONE, PLAN, MOVE)

#: What public methods of the addon take: ``{(model, method): [generators]}``. Methods
#: of records begin with "ids". Each name is a method of ``fuzz_inputs.Inputs``.
CALLS = {
    (ENTRY, "get_page"): ["scope", "filters", "cursor", "limit", "place"],
    (ENTRY, "get_first_date"): ["scope", "filters"],
    (ENTRY, "get_filter_options"): ["scope"],
    (ENTRY, "get_body"): ["entry"],
    (ENTRY, "get_comments"): ["entry", "number"],
    (ENTRY, "post_comment"): ["entry", "text", "partners"],
    (ENTRY, "delete_comment"): ["entry", "number"],
    (ENTRY, "get_comment_notice"): ["message"],
    (ENTRY, "search_mentions"): ["entry", "text"],
    (ENTRY, "mute_comments"): ["entry", "flag"],
    (ENTRY, "mark_comments_seen"): ["entry"],
    (ENTRY, "get_entry_place"): ["entry"],
    (ENTRY, "set_mark"): ["entry", "mark", "flag"],
    (ENTRY, "run_action"): ["entry", "action", "params"],
    (ENTRY, "undo_action"): ["undo"],
    (ENTRY, "mark_seen"): ["scope", "moment"],
    (ENTRY, "get_new_counts"): [],
    (ENTRY, "get_my_plan"): ["moment", "limit"],
    (ENTRY, "action_open_document"): ["entry_ids"],
    (REPORT, "get_dashboard"): ["weeks", "team", "user"],
    ("res.partner", "action_open_feed_notes"): ["partner_ids"],
    ("crm.lead", "action_open_feed_notes"): ["lead_ids"],
    (NOTE, "get_reminders"): ["notes"],
    (NOTE, "get_composer_defaults"): ["partner", "lead"],
    (NOTE, "search_deals"): ["partner", "text", "limit"],
    (NOTE, "log_call"): ["call_argument"],
    (NOTE, "action_done"): ["note_ids", "text", "moment"],
    (NOTE, "action_cancel"): ["note_ids", "text"],
    (NOTE, "action_reopen"): ["note_ids", "moment"],
    (NOTE, "action_reschedule"): ["note_ids", "moment", "flag"],
    (NOTE, "action_reschedule_days"): ["note_ids", "number"],
    (NOTE, "action_reassign"): ["note_ids", "colleague"],
    (NOTE, "action_open_done"): ["note_ids"],
    (NOTE, "action_open_plan"): ["note_ids"],
    ("crm.feed.live", "get_pulse"): ["channels", "number"],
    (SOURCE, "get_preview"): ["number", "source_values"],
    (SOURCE, "get_create_action"): ["source", "partner", "lead"],
    (SOURCE, "action_try_again"): ["source_ids"],
    (SUBSCRIPTION, "get_follow"): ["model", "number"],
    (SUBSCRIPTION, "set_follow"): ["model", "number", "flag", "words", "numbers"],
    (POLICY, "get_sections"): [],
    (POLICY, "set_section"): ["section", "section_state"],
    (POLICY, "action_refuse"): ["policy_ids"],
    (POLICY, "action_accept"): ["policy_ids"],
    (POLICY, "action_apply"): ["policy_ids"],
    (POLICY, "action_stop"): ["policy_ids"],
    (POLICY, "action_open_records"): ["policy_ids"],
    (POLICY, "action_open_follows"): ["policy_ids"],
    (FOLLOWING, "action_open"): ["number_ids"],
    (FOLLOWING, "action_open_sections"): ["number_ids"],
    (FOLLOWING, "action_unfollow"): ["number_ids"],
    (FOLLOWING, "action_refuse_policy"): ["number_ids"],
    ("res.partner", "action_feed_follow"): ["partner_ids"],
    ("res.partner", "action_feed_unfollow"): ["partner_ids"],
    ("crm.lead", "action_feed_follow"): ["lead_ids"],
    ("crm.lead", "action_feed_unfollow"): ["lead_ids"],
    ("res.partner", "set_feed_role"): ["partner_ids", "partner", "number"],
    ("crm.lead", "set_feed_role"): ["lead_ids", "partner", "number"],
    (NOTE, "action_move"): ["note_ids", "partner", "lead"],
    (NOTE, "action_open_move"): ["note_ids"],
    (NOTE, "undo_move"): ["undo"],
    ("res.partner", "action_feed_move_go"): ["partner_ids"],
    ("res.partner", "action_feed_move_stay"): ["partner_ids"],
    ("res.partner", "action_feed_move_correct"): ["partner_ids"],
    ("res.partner", "action_feed_without_next_contact"): [],
    ("res.partner", "action_feed_silent"): [],
    ("res.users", "action_feed_set_home"): ["user_ids"],
    ("res.users", "action_feed_unset_home"): ["user_ids"],
    ("res.config.settings", "action_run_crm_feed_backfill"): ["number_ids"],
    (CALL, "action_log_call"): ["dialog_ids"],
    (HANDOVER, "action_print"): ["dialog_ids"],
    (HANDOVER, "action_open_list"): ["dialog_ids"],
    (DONE, "action_apply"): ["dialog_ids"],
    (PLAN, "action_apply"): ["dialog_ids"],
    (PLAN, "action_today"): ["dialog_ids"],
    (PLAN, "action_tomorrow"): ["dialog_ids"],
    (PLAN, "action_next_week"): ["dialog_ids"],
    (MOVE, "action_apply"): ["dialog_ids"],
    # Odoo lets mixins be called, too: they have no records.
    ("crm.feed.contact.mixin", "action_open_feed_notes"): ["number_ids"],
    ("crm.feed.contact.mixin", "set_feed_role"): ["number_ids", "partner", "number"],
    # Of everything with a chatter: see ``test_all_public_methods_are_attacked``.
    ("mail.thread", "action_feed_follow"): ["number_ids"],
    ("mail.thread", "action_feed_unfollow"): ["number_ids"],
}
# The report is a list of entries, and can do all that they can.
CALLS |= {
    (REPORT, method): args for (model, method), args in CALLS.items() if model == ENTRY
}
#: Odoo's own methods, on our models: what is wrong with their arguments is answered
#: by Odoo, what our models do with the rest is ours.
OF_ODOO = {
    (ENTRY, "search_read"): ["domain", "fields", "offset", "size", "order"],
    (ENTRY, "search_count"): ["domain"],
    (ENTRY, "web_search_read"): ["domain", "spec", "offset", "size", "order"],
    (ENTRY, "formatted_read_group"): ["domain", "groupby", "aggregates"],
    (ENTRY, "name_search"): ["text", "domain"],
    (ENTRY, "read"): ["entry_ids", "fields"],
    (ENTRY, "export_data"): ["entry_ids", "fields"],
    (ENTRY, "create"): ["note_values"],
    (ENTRY, "write"): ["entry_ids", "note_values"],
    (ENTRY, "unlink"): ["entry_ids"],
    (NOTE, "search_read"): ["domain", "fields", "offset", "size", "order"],
    (NOTE, "formatted_read_group"): ["domain", "groupby", "aggregates"],
    (NOTE, "create"): ["note_values"],
    (NOTE, "write"): ["note_ids", "note_values"],
    (NOTE, "read"): ["note_ids", "fields"],
    (NOTE, "load"): ["fields", "rows"],
    (REPORT, "search_read"): ["domain", "fields", "offset", "size", "order"],
    (REPORT, "formatted_read_group"): ["domain", "groupby", "aggregates"],
    (FOLLOWING, "search_read"): ["domain", "fields", "offset", "size", "order"],
    (POLICY, "search_read"): ["domain", "fields", "offset", "size", "order"],
    (SOURCE, "search_read"): ["domain", "fields", "offset", "size", "order"],
    ("crm.feed.mark", "search_read"): ["domain", "fields"],
    ("crm.feed.opt.out", "search_read"): ["domain", "fields"],
    ("crm.feed.subscription", "search_read"): ["domain", "fields"],
    ("crm.feed.lead.contact", "search_read"): ["domain", "fields"],
    **{
        (model, method): args
        for model in DIALOGS
        for method, args in {
            "read": ["dialog_ids", "dialog_fields"],
            "search_read": ["domain", "dialog_fields"],
            "write": ["dialog_ids", "dialog_values"],
            "unlink": ["dialog_ids"],
        }.items()
    },
}
