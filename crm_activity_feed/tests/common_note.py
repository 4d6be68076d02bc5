from odoo.fields import Datetime
from odoo.tests import TransactionCase, new_test_user

SALESMAN = "sales_team.group_sale_salesman"


class NoteCommon(TransactionCase):
    """Two salespersons, a lawyer and a head of sales around one customer.

    ======== ========================= ============== =====================
    user     group                     own deal       note
    ======== ========================= ============== =====================
    ana      own documents, New York   ``lead_ana``   ``note``: hers, no deal
    bruno    own documents, Auckland   ``lead_bruno``
    lawyer   internal user, no sales
    head     sales manager
    ======== ========================= ============== =====================

    ``customer`` is a company with the contact ``contact``; ``other`` is another
    customer with the deal ``lead_other``, which is Ana's.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()

        def user(login, groups, tz="Europe/Moscow"):
            return new_test_user(
                cls.env,
                f"note_{login}",
                groups,
                name=login.capitalize(),
                tz=tz,
                notification_type="inbox",
            )

        cls.ana = user("ana", SALESMAN, "America/New_York")
        cls.bruno = user("bruno", SALESMAN, "Pacific/Auckland")
        cls.lawyer = user("lawyer", "base.group_user")
        cls.head = user("head", "sales_team.group_sale_manager")
        Partner = cls.env["res.partner"]
        cls.customer = Partner.create({"name": "Acme", "is_company": True})
        cls.contact = Partner.create({"name": "Olga", "parent_id": cls.customer.id})
        cls.other = Partner.create({"name": "Other customer", "is_company": True})
        cls.lead_ana = cls._make_lead("40 desks", cls.customer, cls.ana)
        cls.lead_bruno = cls._make_lead("10 chairs", cls.customer, cls.bruno)
        cls.lead_other = cls._make_lead("Lamps", cls.other, cls.ana)
        cls.Note = cls.env["crm.feed.note"]
        cls.NoteAna = cls.Note.with_user(cls.ana)
        cls.note = cls.NoteAna.create(cls._note_vals(name="Call about the offer"))
        cls._commit_tracking()

    @classmethod
    def _make_lead(cls, name, partner, user):
        return cls.env["crm.lead"].create(
            {
                "name": name,
                "type": "opportunity",
                "partner_id": partner.id,
                "user_id": user.id,
            }
        )

    @classmethod
    def _note_vals(cls, **vals):
        """Return what a note needs, changed by ``vals``; ``None`` leaves one out."""
        vals = {
            "name": "Send the contract",
            "partner_id": cls.customer.id,
            "user_id": cls.ana.id,
            "date_deadline": "2026-11-30",
            **vals,
        }
        return {name: value for name, value in vals.items() if value is not None}

    @classmethod
    def _commit_tracking(cls):
        """Do what the end of a request does: write the tracked changes."""
        cls.env.flush_all()
        cls.env.cr.precommit.run()

    def assertDeadline(self, note, moment, is_all_day):
        """Check how the deadline of ``note`` is kept."""
        self.assertEqual(
            (note.date_deadline, note.is_all_day),
            (Datetime.to_datetime(moment), is_all_day),
        )

    def assertLastMessage(self, note, text, changes=()):
        """Check body and changed fields of the last message on ``note``."""
        self._commit_tracking()
        message = note.sudo().message_ids[:1]
        self.assertIn(text, message.body or "")
        self.assertEqual(message.subtype_id, self.env.ref("mail.mt_note"))
        self.assertEqual(
            set(message.tracking_value_ids.field_id.mapped("name")), set(changes)
        )
