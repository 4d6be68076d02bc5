"""Values that have broken programs before."""

SQL_SNIPPETS = (
    *("'; DROP TABLE crm_feed_note; --", "1) OR (1=1", "' OR '1'='1", "%s", "%(id)s"),
    *("$$", "\\", '"', "'||pg_sleep(9)||'", "/**/UNION/**/SELECT login FROM res_users"),
    *("{}", "{0.__class__}", "%", "_", "%%", "\\'; SELECT 1", "id\x00", "NULL"),
)
UNICODE = (
    *("\x00", "a\x00b", "\ud83d", "\u202e", "😀" * 9, "İıſK", "ß", "\ufeff", "\n\t"),
    *("а́", "\u0660\u0661", "²", "x" * 20000, "e" + "\u0301" * 200),
)
NUMBERS = (
    *(0, -1, 1, 2**31 - 1, 2**31, -(2**31) - 1, 2**53, 2**63 - 1, 2**63, 2**70),
    *(10**30, 0.5, 1e308, -0.0, 3.0, 256, 255, 257),
)
DATES = (
    *("2026-03-02 08:00:00", "2026-03-02", "0001-01-01 00:00:00", "2031-02-30"),
    *("9999-12-31 23:59:59", "2026-03-02T08:00:00Z", "2026-03-02 08:00:00+02:00"),
    *("10000-01-01", "now", "infinity", "-infinity", "epoch", "2026-W10-1", ""),
    *("2026-03-02 08:00:00.123456", "24:00", "2026-03-02 25:61:61", "today", "+1d"),
)
#: Paths into what is not the attacker's to read.
FORBIDDEN_PATHS = (
    *("user_id.password", "user_id.api_key_ids.key", "lead_id.name", "create_uid"),
    *("user_id.partner_id.user_ids.password", "lead_id.message_ids.body"),
    *("partner_id.user_ids.totp_secret", "source_id.function_name", "__proto__"),
    *(
        "source_id.last_error",
        "lead_id.activity_ids.summary",
        "lead_id.expected_revenue",
    ),
    *("user_id.res_users_settings_id.crm_feed_seen", "company_id.partner_id.name"),
    *("partner_id.message_ids.body", "author_id.user_ids.login", "user_id.groups_id"),
    *("lead_id.lead_properties.a", "id.id", "date.year", "date.", ".date", "title.x"),
    *("partner_id.bank_ids.acc_number", "res_id.name", "document_id.body", "lead_id."),
)
FIELDS = (
    *("id", "date", "title", "kind", "state", "status", "partner_id", "lead_id"),
    *("user_id", "author_id", "res_model", "res_id", "document_name", "source_id"),
    *("customer_id", "is_open", "company_id", "reason_id", "display_name", "name"),
    *("outcome", "description", "message_ids", "create_uid", "activity_type_id"),
    *("write_date", "date_deadline", "import_key", "function_name", "last_error"),
)
OPERATORS = (
    *("=", "!=", "in", "not in", "like", "ilike", "not ilike", "=like", "=ilike"),
    *("<", ">", ">=", "<=", "<>", "==", "child_of", "parent_of", "any", "not any"),
    *("any!", "not any!", "inselect", "not inselect", "exists", "~", "@>", "=?", ""),
    *("not =like", "IN", "; --"),
)
