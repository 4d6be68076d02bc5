"""The link in a mail about a comment."""

from urllib.parse import parse_qs, urlsplit

from odoo.tests import HttpCase, tagged

from .common import FeedCommon


@tagged("post_install", "-at_install")
class TestTalkLink(FeedCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.ana, cls.bruno):
            user.password = user.login

    def _open(self, record, key, user=None):
        """Return ``(path, parameters)`` that the link leads to."""
        if user:
            self.authenticate(user.login, user.login)
        self.env.flush_all()
        answer = self.url_open(
            f"/mail/view?model={record._name}&res_id={record.id}&feed_entry={key}",
            allow_redirects=False,
        )
        parts = urlsplit(answer.headers["Location"])
        return parts.path, parse_qs(parts.query)

    def test_entry(self):
        """It opens the deal at the entry."""
        key = f"9-{self.lead_ana.id}"
        path, query = self._open(self.lead_ana, key, self.ana)
        self.assertEqual(path, f"/odoo/crm.lead/{self.lead_ana.id}")
        self.assertEqual(query["feed_entry"], [key])

    def test_document_without_feed(self):
        """A note has no feed of its own: its customer shows it."""
        note = self._make_note()
        key = f"1-{note.id}"
        path, query = self._open(note, key, self.ana)
        self.assertEqual(path, f"/odoo/res.partner/{self.customer.id}")
        self.assertEqual(query["feed_entry"], [key])

    def test_no_entry(self):
        """Of an entry that is gone, or made up, the document is left."""
        for key in (f"1-{2**30}", "x", f"9-{self.lead_bruno.id}"):
            with self.subTest(key=key):
                path, query = self._open(self.lead_ana, key, self.ana)
                self.assertEqual(path, f"/odoo/crm.lead/{self.lead_ana.id}")
                self.assertNotIn("feed_entry", query)

    def test_no_rights(self):
        """Who may not read the deal is led where the host leads everybody."""
        path, query = self._open(self.lead_ana, f"9-{self.lead_ana.id}", self.bruno)
        self.assertEqual(path, "/odoo/action-mail.action_discuss")
        self.assertNotIn("feed_entry", query)

    def test_log_in_first(self):
        """The entry is not lost on the way through the log-in."""
        key = f"9-{self.lead_ana.id}"
        path, query = self._open(self.lead_ana, key)
        self.assertEqual(path, "/web/login")
        target = parse_qs(urlsplit(query["redirect"][0]).query)
        self.assertEqual(target["feed_entry"], [key])
