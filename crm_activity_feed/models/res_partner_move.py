from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

_GROUP = "sales_team.group_sale_salesman"


class ResPartner(models.Model):
    """After a move: what was open, does it stay or go along? Or was it no move?"""

    _inherit = "res.partner"

    feed_move_text = fields.Char(
        "Last move, in words",
        compute="_compute_feed_move",
        groups=_GROUP,
        exportable=False,
    )
    feed_move_open_text = fields.Char(
        "Still open after the move, in words",
        compute="_compute_feed_move",
        groups=_GROUP,
        exportable=False,
    )

    @api.depends("feed_has_moved", "parent_id", "is_company", "name")
    @api.depends_context("uid", "lang", "tz")
    def _compute_feed_move(self):
        self.feed_move_text = self.feed_move_open_text = False
        for partner in self.filtered("feed_has_moved"):
            line = partner._get_feed_asked_line()
            if line and partner.has_access("write"):
                partner.feed_move_text = partner._get_feed_move_text(line)
                partner.feed_move_open_text = partner._get_feed_move_open_text(line)

    def _get_feed_asked_line(self):
        """Return the move about which nobody has said anything yet."""
        lines = self.env["crm.feed.employment"]
        # Of today: an older move is of no interest any more.
        last = lines.search([("partner_id", "=", self._origin.id)], limit=1)
        return last.filtered("is_asked")

    def _get_feed_move_text(self, line):
        names = line._get_feed_names()[line.id]
        values = {
            "contact": self.name,
            "old": names["old"],
            "new": names["new"],
            "date": format_datetime(self.env, line.date_from, dt_format="short"),
        }
        if names["old"] and names["new"]:
            return self.env._(
                "%(contact)s has moved from %(old)s to %(new)s (%(date)s). %(old)s "
                "keeps what was before.",
                **values,
            )
        if names["old"]:
            return self.env._(
                "%(contact)s has left %(old)s (%(date)s). %(old)s keeps what was "
                "before.",
                **values,
            )
        return self.env._(
            "%(contact)s has changed company (%(date)s). The company before keeps what "
            "was before.",
            **values,
        )

    def _get_feed_move_open_text(self, line):
        old_name = line._get_feed_names()[line.id]["old"]
        counts = {name: len(found) for name, found in self._find_feed_open().items()}
        if not (old_name and any(counts.values())):
            return False
        return self.env._(
            "Still open with %(contact)s: notes %(notes)s, activities %(activities)s, "
            "deals %(deals)s. Do they go along, or do they stay with %(old)s?",
            contact=self.name,
            old=old_name,
            **counts,
        )

    def _find_feed_open(self):
        """Return what is still open with this contact, of what the user may read.

        What belongs to a deal or a note goes with it.

        :return: ``{"notes", "activities", "deals"}``, records each
        """
        partner_id = self._origin.id
        mine = [("partner_id", "=", partner_id)]
        deals = self.env["crm.lead"].search([*mine, ("stage_id.is_won", "=", False)])
        activities = self.env["mail.activity"].search(
            [("res_model", "=", "res.partner"), ("res_id", "=", partner_id)]
        )
        notes = self.env["crm.feed.note"].search([*mine, ("state", "=", "open")])
        return {"notes": notes, "activities": activities, "deals": deals}

    # ------------------------------------------------------------
    # The answers
    # ------------------------------------------------------------

    def action_feed_move_go(self):
        """Take what is open along to the new company."""
        line = self._get_feed_move_to_answer()
        notes = self._find_feed_open()["notes"]
        # Notes about deals that stay behind stay with them.
        foreign = notes & notes._get_foreign_lead_notes().sudo(False)
        if foreign and line.from_partner_id:
            foreign.partner_id = line.from_partner_id
        line.sudo().is_asked = False

    def action_feed_move_stay(self):
        """Leave what is open with the company that the contact has left.

        :return: action that says what could not be left, if there is any
        """
        line = self._get_feed_move_to_answer()
        company = line.from_partner_id
        company.check_access("read")
        kept = 0
        # Deals first: a note is about a deal of its own customer.
        for name, field in (
            *(("deals", "partner_id"), ("notes", "partner_id")),
            ("activities", "res_id"),
        ):
            found = self._find_feed_open()[name]
            own = found._filtered_access("write")
            kept += len(found - own)
            own.write({field: company.id})
        line.sudo().is_asked = False
        if not kept:
            return None
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "message": self.env._(
                    "You may not change all of it, so some goes along (records: "
                    "%(count)s). Ask their owners to move them.",
                    count=kept,
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_feed_move_correct(self):
        """Say that the company before was wrong: nothing of it is kept."""
        line = self._get_feed_move_to_answer()
        line._correct_move()

    def _get_feed_move_to_answer(self):
        self.ensure_one()
        self.check_access("write")
        line = self._get_feed_asked_line()
        if not line:
            raise UserError(
                self.env._(
                    "This move has been confirmed already, maybe by a colleague. "
                    "Reload the page. Former companies can still be changed: they are "
                    "in the menu of the contact."
                )
            )
        return line
