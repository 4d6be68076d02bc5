from odoo import api, fields, models


class CrmFeedEmployment(models.Model):
    """Moves: kept when they happen, corrected, and joined when contacts are merged."""

    _inherit = "crm.feed.employment"

    @api.model
    def _keep_moves(self, before, after):
        """Write down whose company has changed.

        :param dict before: see ``res.partner._get_feed_companies``
        :param dict after: the same, after the change
        """
        moved = {
            partner_id: after[partner_id]
            for partner_id in before
            if partner_id in after
            and before[partner_id]["company_id"] != after[partner_id]["company_id"]
        }
        if not moved:
            return
        # Whoever changes a contact need not be allowed to know where it was before.
        moving = self.sudo().with_context(crm_feed_moving=True)
        known = moving.search([("partner_id", "in", list(moved))]).grouped("partner_id")
        known = {partner.id: lines for partner, lines in known.items()}
        values = []
        for partner_id, now in moved.items():
            lines = known.get(partner_id, moving.browse())
            if self.env.context.get("crm_feed_correction"):
                lines[:1].commercial_partner_id = now["company_id"]
            else:
                values += moving._prepare_move(
                    partner_id, before[partner_id], now, lines[:1]
                )
        moving.create(values)
        moving._tidy(moved)

    @api.model
    def _prepare_move(self, partner_id, old, new, last):
        """Return the values of the lines that tell a move.

        :param last: the last line so far, if there is any
        """
        now = fields.Datetime.now()
        since = last.date_from or old["create_date"].replace(microsecond=0)
        if since >= now:
            # Nothing can have happened in between.
            last.commercial_partner_id = new["company_id"]
            return []
        values = []
        last.is_asked = False
        if not last:
            if old["company_id"] == partner_id and not old["is_company"]:
                # A person without a company gets one: it was not known before.
                return []
            values.append(
                {
                    "partner_id": partner_id,
                    "commercial_partner_id": old["company_id"],
                    "date_from": since,
                    "function": old["function"],
                }
            )
        values.append(
            {
                "partner_id": partner_id,
                "commercial_partner_id": new["company_id"],
                "date_from": now,
                "function": new["function"],
                "is_asked": True,
            }
        )
        return values

    def _correct_move(self):
        """Forget the company before this line: it was a mistake."""
        self.ensure_one()
        self.partner_id.check_access("write")
        lines = self.sudo().with_context(crm_feed_moving=True)
        lines = lines.search([("partner_id", "=", self.partner_id.id)], limit=2)
        last, before = lines[0], lines[1:]
        company, function = last.commercial_partner_id, last.function
        last.unlink()
        before.write({"commercial_partner_id": company.id, "function": function})
        before._tidy(before.partner_id.ids)

    @api.model
    def _tidy(self, partner_ids):
        """Join lines of the same company, and forget contacts who have not moved.

        :param partner_ids: ids of contacts
        """
        moving = self.sudo().with_context(crm_feed_moving=True)
        partners = self.env["res.partner"].browse(partner_ids)
        needless = moving.browse()
        found = moving.search(
            [("partner_id", "in", partners.ids)], order="date_from, id"
        )
        for lines in found.grouped("partner_id").values():
            kept = lines[:1]
            for line in lines[1:]:
                if line.commercial_partner_id == kept[-1].commercial_partner_id:
                    needless += line
                else:
                    kept += line
            if len(kept) == 1:
                needless += kept
        needless.unlink()
        partners._refresh_feed_employments()

    @api.model
    def _merge_feed_partners(self, kept, others):
        """Join the lines of contacts that are merged, and of companies.

        To be called before the links of the others are changed: the lines lead to
        the contact that is kept then, and say nothing twice.

        :param kept: ``res.partner`` that survives
        :param others: ``res.partner`` that are merged into it
        """
        moving = self.sudo().with_context(crm_feed_moving=True)
        every = (kept | others).ids
        of_companies = moving.search([("commercial_partner_id", "in", every)])
        of_contacts = moving.search(
            [("partner_id", "in", every)], order="date_from, id"
        )
        touched = (of_companies | of_contacts).partner_id - others
        of_companies.commercial_partner_id = kept
        known = set()
        # The same company at the same moment twice, that of the one who is kept counts.
        for line in of_contacts.sorted(lambda line: line.partner_id != kept):
            if line.date_from in known:
                line.unlink()
            else:
                known.add(line.date_from)
                line.partner_id = kept
        last = of_contacts.exists().sorted("date_from")
        while last and last[-1].commercial_partner_id != kept.commercial_partner_id:
            # What the others said last is not where the contact is today.
            last[-1].unlink()
            last = last[:-1]
        self._tidy((touched | kept).ids)
