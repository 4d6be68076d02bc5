from odoo.exceptions import AccessError, MissingError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common_note import NoteCommon


@tagged("post_install", "-at_install")
class TestNoteAccess(NoteCommon):
    """A note is seen with its customer and deal; by owner and author always.

    ============== ======= ======= ===============
    note           owner   author  deal
    ============== ======= ======= ===============
    ``note``       ana     ana     none
    ``hidden``     bruno   bruno   ``lead_bruno``
    ``handed``     ana     bruno   ``lead_bruno``
    ``for_lawyer`` lawyer  bruno   ``lead_bruno``
    ============== ======= ======= ===============
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        NoteBruno = cls.Note.with_user(cls.bruno)

        def create(owner, name):
            return NoteBruno.create(
                cls._note_vals(name=name, user_id=owner.id, lead_id=cls.lead_bruno.id)
            )

        cls.hidden = create(cls.bruno, "Secret price")
        cls.handed = create(cls.ana, "Handed to Ana")
        cls.for_lawyer = create(cls.lawyer, "Check the contract")
        cls.domain = [("partner_id", "=", cls.customer.id)]
        cls._commit_tracking()
        cls.env.invalidate_all()

    def _visible_to(self, user):
        return self.Note.with_user(user).search(self.domain, order="id")

    def test_own_documents_salesperson(self):
        self.assertEqual(self._visible_to(self.ana), self.note | self.handed)
        self.assertEqual(
            self._visible_to(self.bruno),
            self.note | self.hidden | self.handed | self.for_lawyer,
        )

    def test_colleague_sees_what_he_was_asked_for(self):
        self.assertEqual(self._visible_to(self.lawyer), self.for_lawyer)
        note = self.for_lawyer.with_user(self.lawyer)
        note.action_done("The contract is fine")
        self.assertEqual(note.outcome, "The contract is fine")
        with self.assertRaises(AccessError):
            note.unlink()
        with self.assertRaises(AccessError):
            self.Note.with_user(self.lawyer).create(
                self._note_vals(user_id=self.lawyer.id)
            )

    def test_colleague_reads_the_name_of_the_deal(self):
        """He may not open deals; the form of his note shows which it is about."""
        Note = self.Note.with_user(self.lawyer)
        Note.get_views([(False, "form"), (False, "list"), (False, "kanban")])
        spec = {"lead_id": {"fields": {"display_name": {}}}, "name": {}}
        values = Note.browse(self.for_lawyer.id).web_read(spec)
        self.assertEqual(values[0]["lead_id"]["display_name"], "10 chairs")

    def test_former_owner_is_not_told_any_more(self):
        """Unless he still sees the note, as Ana does: she wrote it."""
        self.assertIn(self.lawyer.partner_id, self.for_lawyer.message_partner_ids)
        (self.for_lawyer | self.note).with_user(self.bruno).action_reassign(
            self.head.id
        )
        self.assertNotIn(self.lawyer.partner_id, self.for_lawyer.message_partner_ids)
        self.assertFalse(self._visible_to(self.lawyer))
        self.assertIn(self.ana.partner_id, self.note.message_partner_ids)

    def test_head_of_sales_sees_all(self):
        self.assertEqual(len(self._visible_to(self.head)), 4)

    def test_portal_sees_nothing(self):
        portal = new_test_user(self.env, "note_portal", "base.group_portal")
        with self.assertRaises(AccessError):
            self._visible_to(portal)

    def test_hidden_note_is_not_counted(self):
        self.assertEqual(self.NoteAna.search_count(self.domain), 2)
        groups = self.NoteAna.formatted_read_group(self.domain, ["state"], ["__count"])
        self.assertEqual([(g["state"], g["__count"]) for g in groups], [("open", 2)])
        self.assertFalse(self.NoteAna.search_count([("name", "like", "Secret")]))
        self.assertFalse(self.NoteAna.name_search("Secret"))
        web = self.NoteAna.web_search_read(self.domain, {"name": {}}, limit=1)
        self.assertEqual(web["length"], 2)

    def test_hidden_note_is_not_read_by_id(self):
        note = self.hidden.with_user(self.ana)
        self.assertFalse(note.has_access("read"))
        self.assertEqual((note | self.note)._filtered_access("read"), self.note)
        for read in (
            lambda: note.read(["name"]),
            lambda: note.name,
            lambda: note.web_read({"name": {}}),
        ):
            with self.assertRaises(AccessError) as caught:
                read()
            self.assertNotIn("Secret", str(caught.exception))

    def test_hidden_note_is_not_read_from_the_cache(self):
        """What somebody read as superuser is not the user's to see."""
        self.assertEqual(self.hidden.sudo().name, "Secret price")
        with self.assertRaises(AccessError):
            self.hidden.with_user(self.ana).read(["name"])

    def test_hidden_note_is_not_changed(self):
        note = self.hidden.with_user(self.ana)
        for change in (
            lambda: note.write({"name": "Mine"}),
            note.unlink,
            note.action_done,
            lambda: note.message_post(body="Hello"),
        ):
            with self.assertRaises(AccessError):
                change()

    def test_hidden_chatter(self):
        message = self.hidden.sudo().message_post(body="Ten percent off")
        self.assertFalse(message.with_user(self.ana).has_access("read"))
        self.assertTrue(message.with_user(self.head).has_access("read"))

    @mute_logger("odoo.models.unlink")
    def test_deleted_note_is_missing_not_forbidden(self):
        gone = self.NoteAna.create(self._note_vals())
        gone.unlink()
        with self.assertRaises(MissingError):
            gone.with_user(self.ana).write({"name": "Too late"})

    def test_pages_are_full(self):
        """Newer hidden notes do not eat into the page."""
        vals = self._note_vals(user_id=self.bruno.id, lead_id=self.lead_bruno.id)
        self.Note.with_user(self.bruno).create([vals] * 10)
        mine = self.NoteAna.create([self._note_vals()] * 3)
        page = self.NoteAna.search(self.domain, limit=5, order="id desc")
        self.assertEqual(page, mine[::-1] | self.handed | self.note)
        self.assertEqual(
            self.NoteAna.search(self.domain, limit=2, offset=3, order="id desc"),
            self.handed | self.note,
        )

    def test_rights_follow_the_deal(self):
        self.lead_bruno.user_id = self.ana
        self.assertIn(self.hidden, self._visible_to(self.ana))
        self.assertEqual(self.hidden.with_user(self.ana).name, "Secret price")

    def test_archived_deal_and_customer_hide_nothing(self):
        self.note.lead_id = self.lead_ana
        self.lead_ana.active = False
        self.customer.active = False
        self.assertIn(self.note, self._visible_to(self.head))
        self.assertIn(self.note, self._visible_to(self.bruno) | self.note)
        self.assertEqual(self.note.with_user(self.head).name, self.note.name)

    def test_rule_of_the_customer_counts(self):
        """A rule somebody adds to customers holds for their notes at once."""
        self.env["ir.rule"].create(
            {
                "name": "Only companies called Other",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": "[('name', 'like', 'Other')]",
                "groups": [Command.link(self.env.ref("base.group_user").id)],
                "perm_write": False,
                "perm_create": False,
                "perm_unlink": False,
            }
        )
        self.assertNotIn(self.note, self._visible_to(self.bruno))
        self.assertIn(self.note, self._visible_to(self.ana))

    def test_archived_notes_stay_out_unless_asked_for(self):
        self.note.active = False
        self.assertNotIn(self.note, self._visible_to(self.ana))
        domain = [*self.domain, ("active", "=", False)]
        self.assertEqual(self.NoteAna.search(domain), self.note)
        self.assertEqual(self.note.with_user(self.ana).name, self.note.name)

    def test_company_rule(self):
        company = self.env["res.company"].create({"name": "Second"})
        self.ana.company_ids = [Command.link(company.id)]
        self.note.sudo().company_id = company
        self.assertNotIn(self.note, self._visible_to(self.bruno))
        Note = self.NoteAna.with_context(allowed_company_ids=self.ana.company_id.ids)
        self.assertNotIn(self.note, Note.search(self.domain))
        Note = self.NoteAna.with_context(
            allowed_company_ids=[self.ana.company_id.id, company.id]
        )
        self.assertIn(self.note, Note.search(self.domain))

    @mute_logger("odoo.models.unlink")
    def test_who_may_delete(self):
        """Author, owner and manager; a reader may change, not delete."""
        seen = self.note.with_user(self.bruno)
        self.assertTrue(seen.has_access("write"))
        with self.assertRaises(AccessError):
            seen.unlink()
        self.handed.with_user(self.ana).unlink()
        self.for_lawyer.with_user(self.bruno).unlink()
        self.note.with_user(self.head).unlink()

    def test_search_is_one_query(self):
        self._visible_to(self.ana)
        self.Note.invalidate_model()
        with self.assertQueryCount(1):
            self.NoteAna.search_fetch(self.domain, ["name"], limit=5)

    def test_reason_is_the_managers(self):
        Reason = self.env["crm.feed.reason"]
        reason = self.env.ref("crm_activity_feed.crm_feed_reason_offer")
        self.assertEqual(reason.with_user(self.ana).name, "Offer")
        with self.assertRaises(AccessError):
            Reason.with_user(self.ana).create({"name": "Tea"})
        Reason.with_user(self.head).create({"name": "Tea"})
