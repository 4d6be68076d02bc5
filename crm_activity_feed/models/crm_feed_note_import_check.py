from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .note_deadline import read_moment

#: Columns that give a note its day.
DATES = ("date", "date_deadline", "deadline_day")
#: Columns that can be to blame when one of the four mandatory values is missing.
BLAMED = {
    "name": ("name",),
    "partner_id": ("partner_id", "contact_id", "lead_id"),
    "user_id": ("user_id",),
    "date_deadline": DATES,
}


class CrmFeedNote(models.Model):
    """What is refused in the lines of an import, before one of them is written.

    The note itself refuses it too. But then one line at a time, and an import would
    have to write line after line to name them all.
    """

    _inherit = "crm.feed.note"

    @api.model
    def _check_import_years(self, rows, report):
        """Refuse years that nobody means: Odoo's own conversion breaks at some.

        :param rows: ``[(cells by field, info)]``, not converted yet
        """
        for number, (cells, info) in enumerate(rows):
            for name in (*DATES, "date_done"):
                if not cells.get(name):
                    continue
                try:
                    self._read_date(read_moment, cells[name])
                except ValidationError as error:
                    # What is no date at all, the conversion says with its format.
                    if isinstance(error.__cause__, OverflowError):
                        report.add({**info, "record": number}, name, str(error))
                        cells[name] = ""

    @api.model
    def _check_import_lines(self, lines, report):
        """Name what new notes lack, and what no note can be.

        :param lines: ``[(id, external id, vals, info)]``, as ``load`` has them
        """
        defaults = self.default_get(["name", "partner_id", "user_id", "lead_id"])
        lines = [({**defaults, **vals}, info) for __, __, vals, info in lines]
        read = self._read_import_records([vals for vals, __ in lines])
        for vals, info in lines:
            lead = read("lead_id", vals)
            partner = read("contact_id", vals) or read("partner_id", vals)
            partner = partner or lead.partner_id
            self._check_import_required(vals, partner, info, report)
            self._check_import_date(vals, partner, info, report)
            owner = read("user_id", vals)
            if partner and owner:
                company = read("company_id", vals) or lead.company_id
                company = company or partner.company_id
                self._check_import_owner(owner, company, info, report)

    @api.model
    def _read_import_records(self, vals_list):
        """Return a function that gives the record of a field of a line.

        As the superuser: its company says who may own the note. All are read at once.
        """
        ids = {
            name: list({vals[name] for vals in vals_list if vals.get(name)})
            for name in ("partner_id", "contact_id", "lead_id", "user_id", "company_id")
        }

        def read(name, vals):
            Model = self.env[self._fields[name].comodel_name].sudo()
            return Model.browse(vals.get(name) or []).with_prefetch(ids[name])

        return read

    @api.model
    def _check_import_required(self, vals, partner, info, report):
        dates = [vals.get(name) for name in DATES]
        values = {
            "name": vals.get("name"),
            "partner_id": partner.id,
            "user_id": vals.get("user_id"),
            "date_deadline": next(filter(None, dates), False),
        }
        for name, reason in self._get_missing_reasons().items():
            if self._is_blank(values[name]) and not report.is_marked(
                info, *BLAMED[name]
            ):
                if name == "date_deadline" and "date" in vals:
                    name = "date"
                    reason = self.env._(
                        "it has no date. Write when it took place, or is due."
                    )
                report.add(info, name, reason)

    @api.model
    def _check_import_date(self, vals, partner, info, report):
        """Refuse what would be done tomorrow, or planned for an archived customer."""
        if not vals.get("date"):
            return
        moment, is_all_day = self._read_deadline(vals["date"], vals.get("is_all_day"))
        state = self._get_history_state(moment, is_all_day)
        if state == "open" and (vals.get("state") or "open") != "open":
            text = self.env._(
                "it lies ahead, so the contact cannot be closed yet. Correct the date, "
                "or leave the state empty."
            )
            report.add(info, "date", text)
        if (vals.get("state") or state) == "open" and partner and not partner.active:
            text = self.env._(
                "“%(customer)s” is archived. Restore it first, then plan what comes "
                "next.",
                customer=partner.display_name,
            )
            report.add(info, "partner_id", text)

    @api.model
    def _check_import_owner(self, owner, company, info, report):
        """Refuse owners who would not see the note, as ``_check_owner`` does."""
        if company and company not in owner.company_ids:
            text = self.env._(
                "%(user)s does not work in %(company)s, to which customer or deal "
                "belong, and so would not see the note. Write a colleague of that "
                "company.",
                user=owner.name,
                company=company.name,
            )
            report.add(info, "user_id", text)

    @api.model
    def _check_import_key(self, note, is_writable, vals, info, report):
        """Refuse to change a note that is not the importer's, or another contact."""
        key = note.import_key
        if not is_writable:
            text = self.env._(
                "The key “%s” belongs to a note that you may not change. Ask its "
                "owner, or give this line another key.",
                key,
            )
            report.add(info, "import_key", text)
            return
        moment = vals.get("date") or vals.get("date_deadline")
        moment = moment and self._read_deadline(moment)[0]
        partner = self.env["res.partner"].sudo()
        partner = partner.browse(vals.get("contact_id") or vals.get("partner_id") or [])
        # Two old systems number their lines from 1: a key alone is not enough.
        if (
            moment not in (note.date_deadline, note.date_done)
            and partner.commercial_partner_id != note.customer_id
            and (vals.get("name") or "").split() != note.name.split()
        ):
            text = self.env._(
                "The key “%(key)s” belongs to another contact: “%(note)s” with "
                "%(customer)s, on %(date)s. Keys are for all imports together: put the "
                "name of the file before them.",
                key=key,
                note=note.display_name,
                customer=note.customer_id.display_name,
                date=fields.Date.to_string(note.deadline_day),
            )
            report.add(info, "import_key", text)
