"""The pinned entries of a customer or a deal, on top of its first page."""

from odoo.tools import SQL

from .branch import NEWEST_FIRST, merge_selects
from .columns import encode_id

#: Pinned entries that a page shows at most.
PINNED_LIMIT = 7
#: Pins that are looked at: some may be of entries the user may not read.
_CANDIDATES = 100


class PagePins:
    """What is pinned in the scope of a page, found before its entries are read.

    They are read in the same statement as the entries, narrowed to the same scope,
    filters and record rules: a pin opens nothing.

    :param scope: :class:`~.scope.FeedScope`
    """

    def __init__(self, scope):
        env = scope.env
        customer_id, lead_id = scope.get_pin_home()
        pins = env["crm.feed.mark"]._find_pins(customer_id, lead_id)[:_CANDIDATES]
        Source = env["crm.feed.source"]
        numbers = {
            source.id: (source.model, source.number)
            for source in Source.browse(Source._get_source_ids())
        }
        siblings = {}
        for model, number in numbers.values():
            siblings.setdefault(model, []).append(number)
        models = {
            source_id: model
            for model, ids in Source._get_siblings_by_model().items()
            for source_id in ids
        }
        #: ``{entry id: place}``: the entry of any source of the record
        self._places = {}
        self._ids = {}
        for place, (source_id, res_id) in enumerate(pins):
            model = models.get(source_id)
            self._ids.setdefault(model, []).append(res_id)
            for number in siblings.get(model, ()):
                self._places[encode_id(res_id, number)] = place

    def select(self, branches, part):
        """Return the SELECT of the pinned entries, or ``None`` without any.

        :param branches: :class:`~.branch.FeedBranch` es, narrowed to the page
        :param part: SQL that tells these rows from others of the statement
        """
        selects = []
        for branch in branches:
            ids = {
                res_id
                for model in set(branch.sources.mapped("model"))
                for res_id in self._ids.get(model, ())
            }
            if ids:
                entry_ids = tuple(self._places)
                keys = branch.select_some(tuple(ids), entry_ids, _CANDIDATES)
                selects.append(SQL("(%s)", keys))
        return merge_selects(part, selects, NEWEST_FIRST, _CANDIDATES)

    def pick(self, rows):
        """Return the first of ``rows``, by their pins: the last one set comes first."""
        known = [row for row in rows if row["id"] in self._places]
        return sorted(known, key=lambda row: self._places[row["id"]])[:PINNED_LIMIT]
