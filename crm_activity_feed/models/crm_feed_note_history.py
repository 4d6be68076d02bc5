from odoo import api, fields, models

from .note_deadline import read_moment


class CrmFeedNote(models.Model):
    """What took place before there were notes: a date and a contact, as one says it.

    A note has a deadline and a closing date. Whoever restores a history knows one date
    only: what lies in the past was done then, what lies ahead is planned.
    """

    _inherit = "crm.feed.note"

    date = fields.Datetime(
        compute="_compute_date",
        inverse="_inverse_date",
        help="When it took place, or is due. A note made with a date in the past is "
        "done; a date without a time is the whole day.",
    )
    contact_id = fields.Many2one(
        "res.partner",
        "Contact",
        compute="_compute_contact_id",
        inverse="_inverse_contact_id",
        help="The person at the customer the note is about, if it is one.",
    )

    @api.depends("date_deadline", "date_done")
    def _compute_date(self):
        for note in self:
            note.date = note.date_done or note.date_deadline

    def _inverse_date(self):
        for note in self:
            name = "date_deadline" if note.state == "open" else "date_done"
            note.write({name: note.date})

    @api.depends("partner_id.commercial_partner_id")
    def _compute_contact_id(self):
        for note in self:
            is_person = note.partner_id != note.customer_id
            note.contact_id = note.partner_id if is_person else False

    def _inverse_contact_id(self):
        for note in self:
            note.partner_id = note.contact_id or note.customer_id

    @api.model
    @api.readonly
    def get_import_templates(self):
        """Offer, on Odoo's import screen, a file to fill in with past contacts."""
        path = "/crm_activity_feed/static/xls/past_contacts_template"
        return [
            {
                "label": self.env._("Template for past contacts (Excel)"),
                "template": f"{path}.xlsx",
            },
            {
                "label": self.env._("Template for past contacts (CSV)"),
                "template": f"{path}.csv",
            },
        ]

    @api.model
    def _prepare_create_vals(self, vals, defaults):
        return super()._prepare_create_vals(self._read_history(vals), defaults)

    @api.model
    def _read_values(self, vals):
        vals = super()._read_values(vals)
        if "date" in vals:
            vals["date"] = self._read_date(read_moment, vals["date"])
        return vals

    @api.model
    def _read_history(self, vals):
        """Return ``vals`` with the fields that notes keep, for a date and a contact."""
        vals = dict(vals)
        if contact_id := vals.pop("contact_id", False):
            vals["partner_id"] = contact_id
        date = vals.pop("date", False)
        if self._is_blank(date):
            return vals
        moment, is_all_day = self._read_deadline(date, vals.get("is_all_day") or None)
        if not vals.get("date_deadline") and not vals.get("deadline_day"):
            vals |= {"date_deadline": moment, "is_all_day": is_all_day}
        state = vals.get("state") or self._get_history_state(moment, is_all_day)
        vals["state"] = state
        if state != "open" and not vals.get("date_done"):
            vals["date_done"] = min(moment, fields.Datetime.now())
        return vals

    @api.model
    def _get_history_state(self, moment, is_all_day):
        """Return whether what has this date is done or open; today it is done."""
        if is_all_day:
            today = fields.Date.context_today(self)
            return "done" if moment.date() <= today else "open"
        return "done" if moment <= fields.Datetime.now() else "open"
