"""What people and the world outside write is shown, and never run."""

from lxml import etree, html
from markupsafe import Markup

from odoo.tests import tagged

from ..engine.bodies import make_inert
from .common_open import OpenCommon

#: Each of them sets ``window.hacked`` when it runs.
ATTACKS = {
    "script": "<script>window.hacked = 'script'</script>",
    "handler": "<img src='x' onerror=\"window.hacked = 'handler'\">",
    "upper case": "<IMG SRC=x ONERROR=\"window.hacked = 'upper'\">",
    "no quotes": "<img src=x onerror=window.hacked=1>",
    "slash": "<svg/onload=\"window.hacked = 'slash'\"></svg>",
    "link": "<a href=\"javascript:window.hacked='link'\">Open</a>",
    "entities": '<a href="jav&#x61;script:window.hacked=1">Open</a>',
    "blanks": '<a href="java\nscript:window.hacked=1">Open</a>',
    "data": '<a href="data:text/html,<script>top.hacked=1</script>">Open</a>',
    "frame": "<iframe srcdoc=\"<script>parent.hacked='frame'</script>\"></iframe>",
    "object": '<object data="javascript:window.hacked=1"></object>',
    "form": '<form action="javascript:window.hacked=1"><button>Go</button></form>',
    "style": "<style>body {display: none}</style>",
    "meta": '<meta http-equiv="refresh" content="0;url=/web/session/logout">',
    "base": '<base href="https://example.com/">',
    "maths": '<math><mtext><img src=x onerror="window.hacked=1"></mtext></math>',
    "details": '<details open ontoggle="window.hacked=1">More</details>',
    "comment": "<!--><img src=x onerror=window.hacked=1>-->",
}
EVIL = "<p>Harmless words</p>" + "".join(ATTACKS.values())
#: Elements that a browser would run, load, or submit.
ACTIVE = {
    *("script", "style", "iframe", "object", "embed", "form", "meta", "base", "link"),
}


def find_active(body):
    """Return what of an HTML text a browser would do something with."""
    found = set()
    for node in html.fromstring(f"<div>{body}</div>").iter(etree.Element):
        if node.tag in ACTIVE:
            found.add(node.tag)
        for name, value in node.items():
            scheme = "".join(value.split()).lower().partition(":")[0]
            if name.startswith("on") or name in ("srcdoc", "formaction"):
                found.add(f"{node.tag} {name}")
            if scheme in ("javascript", "vbscript") or value.startswith("data:text"):
                found.add(f"{node.tag} {name}: {scheme}")
    return found


@tagged("post_install", "-at_install")
class TestSecurityHtml(OpenCommon):
    def _get_bodies(self, **kwargs):
        """Return all HTML of a page, and the full texts behind it."""
        page = self._page(limit=200, **kwargs)
        entries = page["open"] + page["entries"]
        bodies = {entry["key"]: str(entry["body"] or "") for entry in entries}
        whole = {
            key: str(self._request(self.ana, "get_body", key) or "") for key in bodies
        }
        return bodies, whole

    def test_each_attack(self):
        for name, attack in ATTACKS.items():
            with self.subTest(name):
                body = make_inert(Markup(f"<p>Harmless</p>{attack}"))
                self.assertEqual(find_active(body), set())
                self.assertIn("Harmless", body)
                self.assertIsInstance(body, Markup)

    def test_what_is_harmless_stays(self):
        """Also the words that attacks are made of, and what mails look like."""
        for body in (
            Markup("<p>The script of the meeting: on=off, data: text, form 5</p>"),
            Markup('<table style="color:red"><tr><td>1</td></tr></table>'),
            Markup('<p><img src="https://example.com/logo.png" alt="Logo"></p>'),
            Markup('<a href="https://example.com/?online=1">Come online</a>'),
        ):
            with self.subTest(body):
                shown = make_inert(body)
                self.assertEqual(shown.striptags(), body.striptags())
                self.assertEqual(shown.count("<"), body.count("<"))
        self.assertIs(make_inert(False), False)

    def test_everything_that_people_write(self):
        """Notes, outcomes, messages, mails from outside, activities, meetings."""
        self._make_note(EVIL, description=EVIL)
        done = self._make_note("Done")
        self._run(done, "done", outcome=EVIL)
        self.lead_ana.with_user(self.ana).message_post(body=Markup(EVIL))
        self.lead_ana.message_post(
            body=Markup(EVIL), message_type="email", email_from="a@example.com"
        )
        activity = self._make_activity(note=Markup(EVIL))
        activity.with_user(self.ana).action_feedback(feedback=EVIL)
        self._make_meeting(description=Markup(EVIL), opportunity_id=self.lead_ana.id)
        self.lead_ana.description = Markup(EVIL)
        bodies, whole = self._get_bodies(filters={"noise": True})
        self.assertGreater(len([body for body in whole.values() if body]), 4)
        for key in bodies:
            self.assertEqual(find_active(bodies[key]), set())
            self.assertEqual(find_active(whole[key]), set())
        self.assertIn("Harmless words", str(bodies))

    def test_what_nobody_sanitized(self):
        """HTML that came by SQL, or from a field that does not sanitize, is inert."""
        message = self.lead_ana.message_post(body="Plain", message_type="comment")
        comment = self._request(
            self.ana, "post_comment", self._key(message, 8), "A comment"
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_message SET body = %s WHERE id IN %s",
            (EVIL, (message.id, comment["id"])),
        )
        self.env.invalidate_all()
        bodies, whole = self._get_bodies()
        key = self._key(message, 8)
        self.assertIn("Harmless words", bodies[key])
        self.assertEqual(find_active(bodies[key]), set())
        self.assertEqual(find_active(whole[key]), set())
        (said,) = self._request(self.ana, "get_comments", key)["comments"]
        self.assertIn("Harmless words", said["body"])
        self.assertEqual(find_active(said["body"]), set())

    def test_source_of_a_field_that_is_not_sanitized(self):
        field = self.env["res.partner"]._fields["comment"]
        self.patch(field, "sanitize", False)
        source = self.env.ref("crm_activity_feed.crm_feed_source_contact")
        source.write({"body_path": "comment", "title_path": "name"})
        self.olga.write({"comment": EVIL, "name": EVIL})
        bodies, whole = self._get_bodies(filters={"kinds": ["contact"]})
        self.assertIn("Harmless words", str(whole))
        for key in bodies:
            self.assertEqual(find_active(bodies[key]), set())
            self.assertEqual(find_active(whole[key]), set())

    def test_report_and_mails(self):
        """What is printed and mailed has the words of people as text."""
        self._make_note(EVIL, description=EVIL)
        wizard = (
            self.env["crm.feed.handover.wizard"]
            .with_user(self.ana)
            .create({"partner_id": self.customer.id})
        )
        report = self.env["ir.actions.report"].with_user(self.ana)
        page, _type = report._render_qweb_html(
            "crm_activity_feed.report_handover", wizard.ids
        )
        # Odoo's own frame of a report has styles and scripts; ours is one element.
        (content,) = html.fromstring(page).xpath("//div[@id='wrapwrap']//main")
        self.assertIn("Harmless words", content.text_content())
        text = etree.tostring(content, encoding="unicode")
        self.assertEqual(find_active(text), set())
