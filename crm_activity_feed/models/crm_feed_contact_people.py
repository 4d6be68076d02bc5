from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..engine import guard
from ..engine.contact_person import read_last_contacts
from ..engine.titles import read_names

#: How many people a form names; those who decide come first.
MAX_PEOPLE = 30

_RANKS = {"decides": 0, "influences": 1, "takes_part": 2}


class CrmFeedContactMixin(models.AbstractModel):
    """Who has which role, for forms, and when one has talked to them last."""

    _inherit = "crm.feed.contact.mixin"

    feed_people = fields.Json(
        "People and their roles",
        compute="_compute_feed_people",
        groups="base.group_user",
        exportable=False,
    )

    # ------------------------------------------------------------
    # What the models have to tell
    # ------------------------------------------------------------

    def _get_feed_role_customers(self):
        """Return the customers whose contacts may have a role in these records.

        :return: ``{record: commercial partner}``, an empty one where none has any
        """
        raise NotImplementedError

    def _get_feed_role_deals(self):
        """Return the deals whose roles count for these records, as the user may read.

        :return: ``{record: crm.lead records}``
        """
        raise NotImplementedError

    def _set_feed_role(self, person, role):
        """Give a contact a role here, or none; see :meth:`set_feed_role`."""
        raise NotImplementedError

    # ------------------------------------------------------------
    # Values
    # ------------------------------------------------------------

    @api.depends_context("uid", "lang", "tz", "allowed_company_ids")
    def _compute_feed_people(self):
        customers = self._origin._get_feed_role_customers()
        former = self._read_feed_former(customers.values())
        found = self._origin._find_feed_people(customers, former)
        shown = {
            person.id for roles in found.values() for person in list(roles)[:MAX_PEOPLE]
        }
        last = self._read_feed_last_contacts(shown)
        can_edit = self.has_access("write")
        for record in self:
            people = found.get(record._origin, {})
            gone = former.get(customers.get(record._origin), ())
            record.feed_people = record._origin in found and {
                "people": [
                    self._prepare_feed_person(person, roles, last, person in gone)
                    for person, roles in list(people.items())[:MAX_PEOPLE]
                ],
                "more": max(len(people) - MAX_PEOPLE, 0),
                "customer": _name(customers[record._origin]),
                "can_edit": can_edit,
            }

    def _find_feed_people(self, customers, former):
        """Return who has which roles, those who decide first.

        :param customers: see :meth:`_get_feed_role_customers`
        :param former: see :meth:`_read_feed_former`
        :return: ``{record: {person: [(role, deal or none), ...]}}``
        """
        deals = self._get_feed_role_deals()
        contacts = self._read_feed_role_contacts(customers.values())
        deciding = self.env["crm.feed.role"]._get_deciding_ids()
        lines = self._read_feed_role_lines(deals.values())
        found = {}
        for record, customer in customers.items():
            people = {}
            for line in lines.filtered(
                lambda one, own=deals[record]: one.lead_id in own
            ):
                roles = people.setdefault(line.partner_id, [])
                roles.append((line.role_id, line.lead_id))
            gone = former.get(customer, self.env["res.partner"])
            deciders = gone.filtered(lambda one: one.feed_role_id.id in deciding)
            for person in [*contacts.get(customer, ()), *deciders]:
                # In a deal, the role there goes before that in general.
                if record._name != "crm.lead" or person not in people:
                    roles = people.setdefault(person, [])
                    roles.insert(0, (person.feed_role_id, None))
            if customer or people:
                ranked = sorted(
                    people.items(),
                    key=lambda item, gone=gone: (item[0] in gone, *_rank(*item)),
                )
                found[record] = dict(ranked)
        return found

    @api.model
    def _read_feed_role_contacts(self, customers):
        """Return the contacts that have a role in general, by their customer.

        Of those who are archived, who decided: that they left is to be seen.
        """
        customers = self.env["res.partner"].union(*customers)
        if not customers:
            return {}
        deciding = self.env["crm.feed.role"]._get_deciding_ids()
        is_told = Domain("active", "=", True) & Domain("feed_role_id", "!=", False)
        is_told |= Domain("feed_role_id", "in", deciding)
        contacts = customers.with_context(active_test=False).search_fetch(
            Domain("commercial_partner_id", "in", customers.ids) & is_told,
            ["name", "function", "active", "commercial_partner_id", "feed_role_id"],
        )
        return contacts.grouped("commercial_partner_id")

    @api.model
    def _read_feed_former(self, customers):
        """Return who has left which customers, as the user may read.

        :return: ``{customer: res.partner records}``
        """
        customers = self.env["res.partner"].union(*customers)
        Employment = self.env["crm.feed.employment"]
        if not customers or not Employment._has_any():
            return {}
        lines = Employment.search(
            [
                ("commercial_partner_id", "in", customers.ids),
                ("date_to", "!=", False),
            ]
        )
        # Some come back.
        lines = lines.filtered(
            lambda line: line.partner_id.commercial_partner_id
            != line.commercial_partner_id
        )
        return {
            customer: own.partner_id
            for customer, own in lines.grouped("commercial_partner_id").items()
        }

    @api.model
    def _read_feed_role_lines(self, deals):
        deals = self.env["crm.lead"].union(*deals)
        lines = self.env["crm.feed.lead.contact"]
        if not deals:
            return lines
        lines = lines.search_fetch(
            [("lead_id", "in", deals.ids)], ["lead_id", "partner_id", "role_id"]
        )
        readable = lines.partner_id._filtered_access("read")
        return lines.filtered(lambda line: line.partner_id in readable)

    @api.model
    def _read_feed_last_contacts(self, person_ids):
        """Return ``{person id: last contact}``, ``None`` if it took too long."""
        try:
            Source = self.env["crm.feed.source"]
            rows = Source._run_isolated(
                lambda: read_last_contacts(self.env, person_ids)
            )
        except guard.SlowSourceError:
            return None
        sources = self.env["crm.feed.source"]._get_sources()
        by_number = {source.number: source for source in sources}
        kind = "mail.activity.type"
        names = read_names(
            self.env, {kind: [row["activity_type_id"] for row in rows.values()]}
        )
        return {
            person_id: {
                "date": fields.Datetime.to_string(row["date"]),
                "is_all_day": row["is_all_day"],
                "label": names.get((kind, row["activity_type_id"]))
                or by_number[row["number"]].name,
            }
            for person_id, row in rows.items()
        }

    @api.model
    def _prepare_feed_person(self, person, roles, last, is_gone):
        """Return what the client shows of a person; see ``docs/api.md``."""
        badges = self.env["crm.feed.role"]._get_feed_badges()
        parts = self.env["crm.feed.role"]._get_influences()
        unknown = {"state": "unknown"}
        return {
            "id": person.id,
            "name": person.name or person.display_name,
            "function": person.function or False,
            "left": is_gone or not person.active,
            "influence": min((parts[role.id] for role, _deal in roles), key=_RANKS.get),
            "roles": [
                {
                    **badges[role.id],
                    "lead": _name(deal),
                }
                for role, deal in roles
            ],
            "last": unknown if last is None else last.get(person.id, False),
        }

    # ------------------------------------------------------------
    # To change them
    # ------------------------------------------------------------

    def set_feed_role(self, partner_id, role_id):
        """Give a contact a role with this customer in general, or in this deal.

        :param int partner_id: ``res.partner``
        :param role_id: ``crm.feed.role``, or ``False`` for none
        :return: the id of the role that the contact had here, or ``False``
        :raise UserError: if the contact is not one of this customer
        :raise AccessError: if the contact or the deal may not be changed
        """
        self.ensure_one()
        self.check_access("read")
        ids = [partner_id, role_id or 1]
        is_known = all(type(value) is int and 0 < value < 2**31 for value in ids)
        person = self.env["res.partner"].browse(is_known and partner_id).exists()
        role = self.env["crm.feed.role"].browse(is_known and role_id).exists()
        if not person or (role_id and not role):
            raise UserError(
                self.env._(
                    "The role cannot be changed: the contact or the role has been "
                    "deleted in the meantime. Reload the page."
                )
            )
        return self._set_feed_role(person, role).id


def _name(record):
    return {"id": record.id, "display_name": record.display_name} if record else False


def _rank(person, roles):
    """By what people are sorted: who is there, who decides, the order of roles."""
    ranks = [
        # Dictionary: who may see that there is a role may know which.
        (_RANKS[role.sudo().influence], role.sudo().sequence)
        for role, _deal in roles
    ]
    return (not person.active, min(ranks), person.name or "", person.id)
