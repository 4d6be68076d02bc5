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
