from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.sql import table_exists

from ..engine.access import readable_link


class CrmFeedEmployment(models.Model):
    """Which company a contact belonged to, and since when.

    Written when the company of a contact changes (``res_partner_employment.py``);
    a contact who never moved has no line. Each line ends where the next one begins, the
    first one holds for all that was before. The last one is the company of today.

    Whoever may read the contact and the company may read a line, whoever may write
    the contact may change it.
    """

    _name = "crm.feed.employment"
    _description = "Company of a Contact"
    _inherit = ["crm.feed.mixin"]
    _order = "date_from desc, id desc"
    _rec_name = "commercial_partner_id"

    partner_id = fields.Many2one(
        "res.partner", "Contact", required=True, ondelete="cascade"
    )
    commercial_partner_id = fields.Many2one(
        "res.partner",
        "Company",
        required=True,
        index=True,
        ondelete="cascade",
        help="The contact itself, while it belonged to no company.",
    )
    date_from = fields.Datetime("From", required=True, default=fields.Datetime.now)
    date_to = fields.Datetime(
        "To", readonly=True, copy=False, help="Empty for the company of today."
    )
    function = fields.Char("Job Position")

    # Kept by `_refresh`, for those who look up a moment.
    is_first = fields.Boolean(readonly=True, copy=False)
    clock_from = fields.Datetime(
        readonly=True,
        copy=False,
        help="The day and time on the clock of whoever entered it, for entries that "
        "have a day and no time.",
    )
    clock_to = fields.Datetime(readonly=True, copy=False)
    from_partner_id = fields.Many2one(
        "res.partner", "Came From", readonly=True, copy=False, ondelete="set null"
    )
    has_left = fields.Boolean(
        readonly=True, copy=False, help="There was a company that the contact left."
    )
    is_asked = fields.Boolean(
        "To Be Confirmed",
        readonly=True,
        copy=False,
        help="Nobody has said yet what becomes of what was open.",
    )

    _partner_date_uniq = models.UniqueIndex(
        "(partner_id, date_from)",
        "A contact cannot come to two companies at the same moment. Choose another "
        "date for one of them.",
    )
    _from_partner_idx = models.Index("(from_partner_id, date_from) WHERE has_left")

    # ------------------------------------------------------------
    # Whether there are any
    # ------------------------------------------------------------

    @api.model
    def _has_any(self):
        """Whether any contact has moved: else no feed need ask for moves."""
        # While modules are loaded, models may be used before our table is there.
        if not self.pool.ready and not table_exists(self.env.cr, self._table):
            return False
        return self._has_any_cached()

    @api.model
    @tools.ormcache()
    def _has_any_cached(self):
        return bool(self.sudo().search([], limit=1))

    def _announce(self):
        """Let everybody know that there are moves, if these are the first ones."""
        if self.sudo().search([("id", "not in", self.ids)], limit=1):
            return
        registry = self.env.registry
        registry.clear_cache()
        # Somebody may ask before they are committed.
        self.env.cr.postcommit.add(registry.clear_cache)

    # ------------------------------------------------------------
    # Rights
    # ------------------------------------------------------------

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        """Search the lines of contacts and companies that one may read."""
        if not (self.env.su or bypass_access):
            domain = Domain(domain)
            for name in ("partner_id", "commercial_partner_id"):
                domain &= readable_link(self, name)
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _check_access(self, operation):
        """To read asks for contact and company, to change to write the contact."""
        result = super()._check_access(operation)
        if self.env.su or not any(self._ids) or (result and result[0] == self):
            return result
        # Technical: whose line it is decides whether one may know.
        lines = self.sudo()
        needed = "read" if operation == "read" else "write"
        contacts = lines.partner_id.sudo(False).exists()
        companies = lines.commercial_partner_id.sudo(False).exists()
        open_contacts = contacts._filtered_access(needed)
        open_companies = companies._filtered_access("read")
        hidden = self.filtered(
            lambda line: line.sudo().partner_id not in open_contacts
            or line.sudo().commercial_partner_id not in open_companies
        )
        if not hidden:
            return result
        return (hidden | result[0] if result else hidden), self._make_hidden_error

    def _make_hidden_error(self):
        return AccessError(
            self.env._(
                "You cannot open or change where this contact worked: the contact or "
                "the company is not open to you. Ask the salesperson of the contact."
            )
        )

    # ------------------------------------------------------------
    # Changes
    # ------------------------------------------------------------

    @api.constrains("date_from")
    def _check_date_from(self):
        """Refuse moves to come: the link of the contact says where it is today."""
        now = fields.Datetime.now()
        for line in self:
            if line.date_from > now:
                raise ValidationError(
                    self.env._(
                        "%(contact)s cannot come to %(company)s in the future. Change "
                        "the company of the contact on the day it happens, the date is "
                        "kept by itself.",
                        contact=line.partner_id.name,
                        company=line.commercial_partner_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if lines:
            lines._announce()
        lines._stamp_clock()
        if not self.env.context.get("crm_feed_moving"):
            lines._add_today()
        lines.partner_id._refresh_feed_employments()
        lines._check_today()
        return lines

    def write(self, vals):
        partners = self.sudo().partner_id
        result = super().write(vals)
        if "date_from" in vals:
            self._stamp_clock()
        if vals.keys() & {"partner_id", "commercial_partner_id", "date_from"}:
            (partners | self.sudo().partner_id)._refresh_feed_employments()
            self._check_today()
        return result

    def unlink(self):
        partners = self.sudo().partner_id
        result = super().unlink()
        partners._refresh_feed_employments()
        lines = self.sudo().search([("partner_id", "in", partners.ids)])
        lines.sudo(self.env.su)._check_today()
        return result

    def _stamp_clock(self):
        for line in self.sudo():
            local = fields.Datetime.context_timestamp(line, line.date_from)
            line.clock_from = local.replace(tzinfo=None)

    def _add_today(self):
        """Complete the history of contacts that had none with the company of today."""
        values = []
        for partner, lines in self.sudo().grouped("partner_id").items():
            every = self.sudo().search([("partner_id", "=", partner.id)])
            today = partner.commercial_partner_id
            since = partner.create_date.replace(microsecond=0)
            if every != lines.sorted() or every[:1].commercial_partner_id == today:
                continue
            if since > every[:1].date_from:
                values.append(
                    {
                        "partner_id": partner.id,
                        "commercial_partner_id": today.id,
                        "date_from": since,
                        "function": partner.function,
                    }
                )
        if values:
            self.sudo().with_context(crm_feed_moving=True).create(values)

    def _check_today(self):
        """Refuse a history that ends with another company than the contact's."""
        if self.env.context.get("crm_feed_moving"):
            return
        for partner in self.sudo().partner_id:
            last = self.sudo().search([("partner_id", "=", partner.id)], limit=1)
            if last.commercial_partner_id != partner.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "The last line of %(contact)s must be the company of today, "
                        "%(company)s. Add a line that says since when it is, or change "
                        "the company on the contact.",
                        contact=partner.name,
                        company=partner.commercial_partner_id.display_name,
                    )
                )

    @api.model
    def _refresh(self, partner_ids):
        """Let each line end where the next one begins, and say who came from where.

        :param partner_ids: ids of contacts whose lines have changed
        """
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_feed_employment line
                   SET is_first = place.number = 1, date_to = place.date_to,
                       clock_from = place.clock_from, clock_to = place.clock_to,
                       from_partner_id = place.from_id,
                       has_left = COALESCE(place.from_id != line.partner_id, FALSE)
                  FROM (
                    SELECT id, number, date_to, clock_from, NULLIF(
                               from_id, commercial_partner_id) AS from_id,
                           LEAD(clock_from) OVER history AS clock_to
                      FROM (
                        SELECT id, partner_id, commercial_partner_id, date_from,
                               ROW_NUMBER() OVER history AS number,
                               LEAD(date_from) OVER history AS date_to,
                               LAG(commercial_partner_id) OVER history AS from_id,
                               MAX(clock_from) OVER history AS clock_from
                          FROM crm_feed_employment WHERE partner_id IN %(ids)s
                        WINDOW history AS (PARTITION BY partner_id
                                           ORDER BY date_from, id)
                      ) numbered
                    WINDOW history AS (PARTITION BY partner_id ORDER BY date_from, id)
                  ) place WHERE place.id = line.id
                """,
                ids=tuple(partner_ids),
            )
        )
        self.invalidate_model(flush=False)
