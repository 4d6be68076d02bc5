"""Wrong code of a source: the error names class, method and column."""

from contextlib import contextmanager
from unittest.mock import patch

from markupsafe import Markup

from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..engine.documents import FeedDocuments
from ..engine.errors import FeedHookError
from ..engine.hooks import check_source, get_actions, get_contents
from ..models.calendar_event import CalendarEvent
from .common import FeedCommon

PLACE = r"models\.calendar_event\.CalendarEvent\."


@tagged("post_install", "-at_install")
class TestSourceHooks(FeedCommon):
    """A hook of the meeting is replaced, in its class, by a wrong one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source = cls.env.ref("crm_activity_feed.crm_feed_source_meeting")
        cls.meeting = cls.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": "2026-11-02 10:00:00",
                "stop": "2026-11-02 11:00:00",
                "partner_ids": [(6, 0, cls.olga.ids)],
            }
        )
        cls.meetings = cls.meeting.with_user(cls.ana)

    @contextmanager
    def _wrong(self, hook, change):
        """Have ``hook`` return ``change`` of what it returned."""
        original = getattr(CalendarEvent, hook)

        def wrong(*args):
            return change(original(*args))

        with patch.object(CalendarEvent, hook, wrong):
            yield

    def _assert_error(self, hook, change, words, call):
        with (
            self._wrong(hook, change),
            self.assertRaisesRegex(FeedHookError, rf"{PLACE}{hook}\(\): .*{words}"),
        ):
            call()

    def _branches(self):
        source = self.source.with_user(self.ana)
        return source._get_branches(FeedDocuments(source))

    # Columns

    def test_good_code_is_good(self):
        """Of all sources that there are."""
        sources = self.env["crm.feed.source"].search([("mode", "=", "mixin")])
        self.assertGreater(len(sources), 5)
        for source in sources:
            check_source(source)

    def test_wrong_columns(self):
        for change, words in (
            (lambda columns: columns | {"colour": SQL("1")}, r"unknown .*'colour'"),
            (lambda columns: columns | {"user_id": 5}, "'user_id' is Python's int 5"),
            (lambda columns: columns | {"is_all_day": True}, "'is_all_day'.*bool"),
            (lambda columns: columns | {"document_model": "a"}, "'document_model'"),
            (lambda columns: columns | {"has_customer": True}, "'has_customer'"),
            (lambda columns: columns.pop("date") and columns, "'date' is missing"),
            (lambda columns: list(columns), "list.*not {column: SQL}"),
            (lambda columns: None, "NoneType None"),
        ):
            with self.subTest(words=words):
                self._assert_error("_get_feed_columns", change, words, self._branches)

    def test_nothing_instead_of_a_column(self):
        """Empty is allowed; without a date, the source has no entries for this user."""
        with self._wrong("_get_feed_columns", lambda c: c | {"user_id": None}):
            self.assertEqual(len(self._branches()), 1)
        with self._wrong("_get_feed_columns", lambda c: c | {"date": None}):
            self.assertEqual(self._branches(), [])

    def test_wrong_types(self):
        for column, sql, words in (
            ("partner_id", SQL("TRUE"), "'partner_id' is boolean, not integer"),
            ("user_id", SQL("'a'::text"), "'user_id' is text"),
            ("date", SQL("5"), "'date' is integer, not timestamp without"),
            ("date", SQL("now()"), "'date' is timestamp with time zone"),
            ("is_open", SQL("1"), "'is_open' is integer, not boolean"),
            ("lead_id", SQL("no_column"), "'lead_id' is no SQL.*no_column"),
        ):
            with self.subTest(words=words):
                self._assert_error(
                    "_get_feed_columns",
                    lambda columns, column=column, sql=sql: columns | {column: sql},
                    words,
                    lambda: check_source(self.source),
                )

    def test_literals_have_any_type(self):
        values = {"user_id": SQL("NULL"), "date": SQL("%s", "2026-01-01")}
        with self._wrong("_get_feed_columns", lambda columns: columns | values):
            check_source(self.source)

    def test_source_with_wrong_code_is_not_saved(self):
        with (
            self._wrong("_get_feed_columns", lambda c: c | {"partner_id": SQL("TRUE")}),
            self.assertRaisesRegex(ValidationError, "code is wrong.*'partner_id'"),
        ):
            self.source.mode = "mixin"

    def test_page_tells_hook_and_column(self):
        """A type that PostgreSQL refuses on some rows only, as an administrator."""
        self.registry_enter_test_mode()
        root = self.env.ref("base.user_admin")
        with (
            self._wrong("_get_feed_columns", lambda c: c | {"lead_id": SQL("'a'||1")}),
            mute_logger(
                "odoo.sql_db",
                "odoo.addons.crm_activity_feed.models.crm_feed_source_health",
            ),
        ):
            page = self._page(user=root)
        [broken] = page["broken"]
        self.assertEqual(broken["id"], self.source.id)
        self.assertRegex(broken["reason"], PLACE + r"_get_feed_columns\(\).*'lead_id'")

    # Domains and branches

    def test_wrong_domains(self):
        for hook in ("_get_feed_domain", "_get_feed_partner_domain"):
            for value, words in (
                ("TRUE", "str 'TRUE', not a Domain"),
                (True, "bool True, not a Domain"),
                ([("x",)], "returned no domain"),
                (Domain("colour", "=", 1), "field 'colour'.* calendar.event"),
            ):
                with self.subTest(hook=hook, words=words):
                    self._assert_error(
                        hook,
                        lambda _old, value=value: value,
                        words,
                        lambda: check_source(self.source),
                    )
        self._assert_error(
            "_get_feed_domain", lambda _old: None, "NoneType", self._branches
        )

    def test_list_for_a_domain(self):
        """As everywhere in Odoo."""
        with self._wrong("_get_feed_domain", lambda _old: [("id", "=", 0)]):
            page = self._page(filters={"source_ids": self.source.ids})
        self.assertEqual(page["open"] + page["entries"], [])

    def test_wrong_branches(self):
        mixin = self.env.registry["crm.feed.mixin"]
        for value, words in (
            (None, "NoneType None, not a list"),
            ([None], "None for a FeedBranch"),
        ):
            with (
                self.subTest(words=words),
                patch.object(mixin, "_get_feed_branches", lambda *args, v=value: v),
                self.assertRaisesRegex(
                    FeedHookError, r"_get_feed_branches\(\): .*" + words
                ),
            ):
                self._branches()

    # Words and actions

    def test_wrong_words(self):
        meeting = self.meetings.id
        for content, words in (
            ([], "list \\[\\], not a dict by id"),
            ({self.meetings: {}}, "calendar.event.*which is no id"),
            ({meeting + 1000: {}}, "which is no id"),
            ({meeting: "Visit"}, f"record {meeting}: str 'Visit' is no dict"),
            ({meeting: {"titel": "Visit"}}, "unknown \\['titel'\\]"),
            ({meeting: {"title": 5}}, "'title' is int 5, not a text"),
            ({meeting: {"body": b"x"}}, "'body' is bytes"),
            ({meeting: {"amount": 5}}, "'amount' is int 5"),
            ({meeting: {"amount": {"value": 5}}}, "'amount' is dict"),
            ({meeting: {"amount": {"value": "5", "currency_id": 1}}}, "'amount'"),
            ({meeting: {"data": [1]}}, "'data' is list"),
            ({meeting: {"data": {"a": None}}}, "'data' has None"),
        ):
            with self.subTest(words=words):
                self._assert_error(
                    "_get_feed_contents",
                    lambda _old, content=content: content,
                    words,
                    lambda: get_contents(self.meetings, {meeting: self.source}),
                )

    def test_a_body_that_nobody_vouches_for_is_escaped(self):
        for body, expected in (
            ("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>"),
            (Markup("<b>x</b>"), "<b>x</b>"),
            (None, None),
        ):
            with self._wrong(
                "_get_feed_contents",
                lambda _old, body=body: {self.meetings.id: {"body": body}},
            ):
                contents = get_contents(self.meetings, {})
            self.assertEqual(contents[self.meetings.id]["body"], expected)

    def test_record_without_words_does_not_show(self):
        filters = {"source_ids": self.source.ids}
        self.assertEqual(len(self._page(filters=filters)["entries"]), 1)
        with self._wrong("_get_feed_contents", lambda _old: {}):
            self.assertEqual(self._page(filters=filters)["entries"], [])

    def test_wrong_actions(self):
        events = self.env.registry["calendar.event"]
        meeting = self.meetings.id
        for value, words in (
            (["done"], "list .*not a dict by id"),
            ({meeting + 1000: ["done"]}, "which is no id"),
            ({meeting: "done"}, "'done' is no list of names"),
            ({meeting: [5]}, "is no list of names"),
        ):
            with (
                self.subTest(words=words),
                patch.object(events, "_get_feed_actions", lambda _self, v=value: v),
                self.assertRaisesRegex(
                    FeedHookError, r"_get_feed_actions\(\): .*" + words
                ),
            ):
                get_actions(self.meetings)
        with patch.object(events, "_get_feed_actions", lambda _self: {}):
            self.assertEqual(get_actions(self.meetings), {meeting: []})

    def test_wrong_defaults(self):
        self._assert_error(
            "_get_feed_create_context",
            lambda _old: None,
            "NoneType None, not a dict",
            lambda: self.source._get_create_context(self.olga, self.lead_ana),
        )
