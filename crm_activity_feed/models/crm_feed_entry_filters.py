from collections import Counter

from odoo import api, models
from odoo.fields import Domain

from ..engine.filters import ID_FILTERS, FeedFilters
from ..engine.page import FeedPage
from ..engine.reading import read_hint
from ..engine.scope import FeedScope

#: Entries in which people are looked for, and how many of these are offered.
MAX_NEWEST = 200
MAX_PEOPLE = 8
#: Kinds of contact, and reasons: more than that nobody reads in a menu.
MAX_CHOICES = 80

_PEOPLE = {
    "user_ids": "user_id",
    "author_ids": "author_id",
    "partner_ids": "partner_id",
}


class CrmFeedEntry(models.Model):
    """What the entries of a feed can be filtered by."""

    _name = "crm.feed.entry"
    _inherit = ["crm.feed.entry"]

    @api.model
    @api.readonly
    def get_filter_options(self, scope):
        """Return what to filter the feed of ``scope`` by, for the user to choose from.

        All of it is what the user may read. People are those of the newest entries,
        the most frequent first; others are found by name.

        :param scope: see :meth:`get_page`
        :return: ``{"activity_type_ids", "reason_ids", "source_ids", "user_ids",
            "author_ids": [{"id", "display_name"}, ...], "customer_id": id}``; with a
            customer also its contacts as ``partner_ids``; in a feed of many customers
            these as ``customer_ids``, and ``customer_id`` is ``False``; in the feed of
            everybody ``team_ids`` too
        :raise UserError: on an unknown scope
        :raise AccessError: if the record of the scope may not be read
        """
        self.check_access("read")
        scope = FeedScope.parse(self.env, scope)
        ids = self._get_newest_people(scope)
        user_id = self.env.uid
        ids["user_ids"] = [user_id, *(i for i in ids["user_ids"] if i != user_id)]
        customer_id = self._get_customer_id(scope)
        if not customer_id:
            # Only ids are taken from these contacts.
            partners = self.env["res.partner"].sudo().browse(ids.pop("partner_ids"))
            if not scope.is_bounded:
                ids["customer_ids"] = partners.commercial_partner_id.ids
        models = self.env["crm.feed.source"]._get_sources().mapped("model")
        teams = {}
        if type(scope) is FeedScope:
            # The feed of everybody: what do my colleagues do?
            teams = {"team_ids": self._get_choices("crm.team", [])}
        return {
            **teams,
            "activity_type_ids": self._get_choices(
                "mail.activity.type", [("res_model", "in", [False, *models])]
            ),
            "reason_ids": self._get_choices("crm.feed.reason", []),
            "source_ids": self._get_source_choices(),
            "customer_id": customer_id,
            **{name: self._get_people(name, people) for name, people in ids.items()},
        }

    @api.model
    def _get_customer_id(self, scope):
        if scope.customer:
            return scope.customer.id
        customer = scope.get_customer()
        return customer and customer["id"]

    @api.model
    def _get_choices(self, model, domain):
        records = self.env[model].search_fetch(
            domain, ["display_name"], limit=MAX_CHOICES
        )
        return [{"id": r.id, "display_name": r.display_name} for r in records]

    @api.model
    def _get_source_choices(self):
        Source = self.env["crm.feed.source"]
        sources = Source._get_sources() | Source._get_function_sources()
        return [
            {"id": source.id, "display_name": source.name}
            for source in sources
            if not source.is_noise
        ]

    @api.model
    def _get_people(self, name, ids):
        """Return those of ``ids`` whom the user may read, in this order."""
        model = self.env[ID_FILTERS[name]].with_context(active_test=False)
        found = model.search_fetch(Domain("id", "in", ids), ["display_name"])
        names = {record.id: record.display_name for record in found}
        return [
            {"id": record_id, "display_name": names[record_id]}
            for record_id in ids
            if record_id in names
        ][:MAX_PEOPLE]

    @api.model
    def _get_newest_people(self, scope):
        """Return ``{filter: [id, ...]}`` of who is in the newest entries."""
        counts = {name: Counter() for name in _PEOPLE}
        for row in self._read_newest(scope):
            for name, column in _PEOPLE.items():
                if row[column]:
                    counts[name][row[column]] += 1
        return {
            name: [record_id for record_id, _count in counter.most_common()]
            for name, counter in counts.items()
        }

    @api.model
    def _read_newest(self, scope):
        page = FeedPage(scope, FeedFilters(self.env), None, MAX_NEWEST)
        # Here people are only a help: they are found by name as well.
        part = read_hint(page, self.env["crm.feed.source"])
        return [*part.open_rows, *part.rows] if part else []
