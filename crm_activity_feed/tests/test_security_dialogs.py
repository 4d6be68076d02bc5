"""Dialogs are kept for hours, and name what their owner reads: nobody else's affair."""

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_open import OpenCommon


@tagged("post_install", "-at_install")
class TestSecurityDialogs(OpenCommon):
    def _get_values(self, user):
        """Return what a dialog of each model of the addon asks for."""
        notes = {"note_ids": self._make_note(user=user).ids}
        customer = {"partner_id": self.customer.id}
        return {
            "crm.feed.call.wizard": customer,
            "crm.feed.handover.wizard": customer,
            "crm.feed.move.wizard": {**notes, **customer},
            "crm.feed.note.done.wizard": notes,
            "crm.feed.note.plan.wizard": notes,
        }

    def _open_dialogs(self, user):
        """Return ``{model: (dialog of a user, what was filled in)}``."""
        dialogs = {
            name: (self.env[name].with_user(user).create(vals), vals)
            for name, vals in self._get_values(user).items()
        }
        self.env.flush_all()
        self.env.invalidate_all()
        return dialogs

    def test_all_dialogs_are_here(self):
        """A new dialog needs a rule, and has to join the tests below."""
        ours = {
            name
            for name, model in self.env.registry.items()
            if model._transient and name.startswith("crm.feed.")
        }
        self.assertEqual(ours, set(self._get_values(self.ana)))

    def test_own_dialog(self):
        for name, (dialog, vals) in self._open_dialogs(self.ana).items():
            with self.subTest(name):
                self.assertEqual(dialog.search([]), dialog)
                self.assertTrue(dialog.read())
                dialog.write(vals)
                dialog.unlink()

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_dialog_of_a_colleague(self):
        """Not for a head of sales either, who may read the notes that it names."""
        dialogs = self._open_dialogs(self.ana)
        for name, (dialog, vals) in dialogs.items():
            for user in (self.bruno, self.mona):
                theirs = dialog.with_user(user)
                calls = {
                    "read": theirs.read,
                    "write": lambda dialog=theirs, vals=vals: dialog.write(vals),
                    "unlink": theirs.unlink,
                }
                self.assertFalse(theirs.search([("id", "=", dialog.id)]))
                for operation, call in calls.items():
                    with (
                        self.subTest(f"{operation} {name} as {user.login}"),
                        self.assertRaises(AccessError),
                    ):
                        call()
        self.assertEqual([d for d, _vals in dialogs.values() if not d.exists()], [])

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_what_one_may_not_read_has_no_name(self):
        """Nobody learns a name by choosing a customer or a deal by its id."""
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        far = self.env["res.partner"].create(
            {"name": "Far away", "company_id": elsewhere.id}
        )
        for record in (far, self.lead_bruno):
            self.assertFalse(record.with_user(self.ana).has_access("read"))
        hidden = ({"partner_id": far.id}, {"lead_id": self.lead_bruno.id})
        dialogs = self._open_dialogs(self.ana)
        for name in ("call", "handover", "move"):
            dialog, vals = dialogs[f"crm.feed.{name}.wizard"]
            for choice in hidden:
                calls = {
                    "create": lambda dialog=dialog, vals={**vals, **choice}: (
                        dialog.create(vals)
                    ),
                    "write": lambda dialog=dialog, vals=choice: dialog.write(vals),
                }
                for operation, call in calls.items():
                    self.env.flush_all()
                    self.env.invalidate_all()
                    with (
                        self.subTest(f"{operation} {name}: {choice}"),
                        self.assertRaises(AccessError) as refusal,
                    ):
                        call()
                    self.assertNotRegex(str(refusal.exception), "Far|Chairs")
