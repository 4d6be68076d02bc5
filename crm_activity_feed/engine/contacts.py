"""The next and the last contact with customers and in deals, in SQL.

A *contact* is an entry of a note, an activity, a meeting or an e-mail, or of a source
that names a kind of contact. The next one is the earliest that is still to do, the last
one the latest that is done. There are two ways to them:

* *Record by record* (:class:`RecordContacts`): for the records of a list, each by its
  own look-ups; the statement is about one record of an outer query.
* *All at once* (:func:`select_next_of_all`): to search, sort and group by the next
  contact. What is still to do is little, whatever the size of the database.

Record rules stand inside both: only what the user may read is a contact for them.
"""

from odoo.tools import SQL

from . import hooks
from .access import is_feed_model
from .belonging import belongs, get_links
from .branch import NEWEST_FIRST, OLDEST_FIRST
from .documents import FeedDocuments
from .employments import has_any, select_leavers
from .keyed import KeyedBranch
from .scope import FeedScope
from .shape import CUSTOMER, RECORDS

#: Kinds of sources whose entries are contacts.
KINDS = ("note", "activity", "meeting", "email")

#: What is told of a contact, besides the record whose contact it is.
COLUMNS = (
    *("id", "date", "is_all_day", "activity_type_id", "reason_id", "user_id"),
    *("document_model", "document_id"),
)

_PARTNER, _LINK = "feed_contact", "feed_link"


def get_contact_sources(env):
    """Return the sources whose entries are contacts, of those the user can read."""
    return (
        env["crm.feed.source"]
        ._get_sources()
        .filtered(
            lambda source: not source.is_noise
            and (source.kind in KINDS or source.activity_type_id)
        )
    )


class ContactScope(FeedScope):
    """What happened with one record of an outer query.

    :param key: SQL by which the outer query names the record
    """

    def __init__(self, env, key):
        super().__init__(env)
        self.key = key

    @classmethod
    def select_all(cls, branch, terms, wheres):
        """Yield SELECTs of ``terms`` and the ``key`` of all entries of ``branch``.

        :param dict terms: ``{name: SQL}``
        """
        raise NotImplementedError


class CustomerScope(ContactScope):
    """A customer with all its contacts: the key is that of a commercial partner."""

    def __init__(self, env, key):
        super().__init__(env, key)
        is_stamped = env["crm.feed.backfill"]._is_complete()
        self.shape = CUSTOMER if is_stamped else RECORDS

    @property
    def customer_key(self):
        return self.key

    def narrow(self, branch):
        if not branch.is_scoped:
            self.narrow_documents(branch)
        if has_any(self.env):
            branch.where(belongs(branch, self._is_theirs))
        return True

    def narrow_documents(self, branch):
        links = get_links(branch.model)
        if links is None:
            ids = SQL(" UNION ALL ").join(self._select_partners())
            branch.where(SQL("%s IN (%s)", branch.columns["partner_id"], ids))
            return True
        # One SELECT a link: PostgreSQL finds the customer before it looks at them.
        ids = (
            SQL(
                "SELECT %(link)s.id FROM (%(select)s) %(link)s JOIN (%(partners)s)"
                " %(partner)s ON %(partner)s.id = %(link)s.partner_id",
                link=SQL.identifier(_LINK),
                select=link,
                partner=SQL.identifier(_PARTNER),
                partners=partners,
            )
            for link in links
            for partners in self._select_partners()
        )
        branch.where(SQL("%s IN (%s)", branch.res_id, SQL(" UNION ALL ").join(ids)))
        return True

    def _select_partners(self):
        """Return the SELECTs of the contacts that the customer has, and has had."""
        selects = [
            SQL(
                "SELECT %(partner)s.id FROM res_partner %(partner)s WHERE %(theirs)s",
                partner=SQL.identifier(_PARTNER),
                theirs=self._is_theirs(_customer(self.env)),
            )
        ]
        if has_any(self.env):
            selects.append(
                SQL(
                    "SELECT partner_id AS id FROM (%s) AS feed_moved",
                    select_leavers(self.env, self._is_theirs),
                )
            )
        return selects

    def _is_theirs(self, company):
        return SQL("%s = %s", company, self.key)

    @classmethod
    def select_all(cls, branch, terms, wheres):
        terms = {"key": _customer(branch.model.env), **terms}
        # What is still to do belongs to the company of today.
        links = get_links(branch.model)
        if links is None:
            join = cls._join_partner(branch.columns["partner_id"])
            yield branch.select_columns(terms, wheres, join)
        for link in links or ():
            alias = SQL.identifier(_LINK)
            join = SQL(
                " JOIN (%s) %s ON %s.id = %s%s",
                *(link, alias, alias, branch.res_id),
                cls._join_partner(SQL.identifier(_LINK, "partner_id")),
            )
            yield branch.select_columns(terms, wheres, join)

    @staticmethod
    def _join_partner(partner_id):
        alias = SQL.identifier(_PARTNER)
        return SQL(" JOIN res_partner %s ON %s.id = %s", alias, alias, partner_id)


class DealScope(ContactScope):
    """One deal: the key is that of a ``crm.lead``."""

    shape = RECORDS

    def narrow(self, branch):
        if not branch.is_scoped:
            branch.where_lead(self.key)
        return True

    narrow_documents = narrow

    @classmethod
    def select_all(cls, branch, terms, wheres):
        key = branch.columns["lead_id"]
        wheres = [*wheres, SQL("%s IS NOT NULL", key)]
        yield branch.select_columns({"key": key, **terms}, wheres)


def _customer(env):
    return env["res.partner"]._field_to_sql(_PARTNER, "commercial_partner_id")


class RecordContacts:
    """The contacts of one record of an outer query, for ``LATERAL`` joins.

    :param scope: :class:`ContactScope`
    """

    def __init__(self, scope):
        env = scope.env
        every = env["crm.feed.source"]._get_sources()
        documents = FeedDocuments(every, scope, has_own_entries=False)
        self.branches = [
            branch
            for branch in get_branches(get_contact_sources(env), documents)
            if scope.narrow(branch)
        ]

    def select_both(self):
        """Return the SELECT of the next and the last contact.

        At most two rows of ``is_open`` and :data:`COLUMNS`: one look-up for both, where
        a table holds what is open and what is done. ``None`` when there can be none.
        """
        names = ("is_open", *COLUMNS)
        selects = []
        for branch in self.branches:
            if branch.is_open is None:
                select = branch.select_columns(
                    {name: branch.columns[name] for name in names},
                    [
                        SQL(
                            "(NOT %s OR %s)",
                            branch.columns["is_open"],
                            is_alive(branch),
                        )
                    ],
                )
                selects.append(_select_first(names, select))
                continue
            order = OLDEST_FIRST if branch.is_open else NEWEST_FIRST
            wheres = _get_wheres(branch, branch.is_open)
            keys = SQL("(%s) AS feed_keys", branch.select_keys(wheres, order, 1))
            selects.append(SQL("SELECT %s FROM %s", _join_names(names), keys))
        if not selects:
            return None
        union = SQL(" UNION ALL ").join(SQL("(%s)", select) for select in selects)
        return _select_first(names, union)

    def select_any_next(self):
        """Return the SELECT of a contact that is still to do, whichever it is."""
        return self._select_any(True, OLDEST_FIRST)

    def select_last(self):
        """Return the SELECT of the last contact: at most one row of :data:`COLUMNS`.

        ``None`` when there can be none.
        """
        return self._select_first(False, NEWEST_FIRST)

    def select_since(self, moment, day):
        """Return the SELECT of a contact that was on a day or later, whichever it is.

        :param moment: when the day began for the user, in UTC
        :param day: midnight of the day itself, for contacts that have no time
        """
        for branch in self.branches:
            branch.where_dates(date_from=min(moment, day))
            columns = branch.columns
            branch.where(
                SQL(
                    "%s >= CASE WHEN %s THEN %s::timestamp ELSE %s END",
                    *(columns["date"], columns["is_all_day"], day, moment),
                )
            )
        return self._select_any(False, NEWEST_FIRST)

    def _select_any(self, is_open, order):
        """Return the SELECT of one contact: PostgreSQL stops at the first it finds."""
        union = self._select(is_open, order)
        return union and SQL("SELECT id FROM (%s) AS feed_any LIMIT 1", union)

    def _select_first(self, is_open, order):
        union = self._select(is_open, order)
        return union and SQL(
            "SELECT %s FROM (%s) AS feed_first ORDER BY %s LIMIT 1",
            *(_join_names(COLUMNS), union, order),
        )

    def _select(self, is_open, order):
        """Return the SELECT of the first contact of each branch, or ``None``."""
        # Messages last: they are many, and each is looked up with its document.
        branches = sorted(
            self.branches,
            key=lambda b: (isinstance(b, KeyedBranch), b.model._name == "mail.message"),
        )
        selects = [
            SQL("(%s)", branch.select_keys(_get_wheres(branch, is_open), order, 1))
            for branch in branches
            if branch.is_open is not (not is_open)
        ]
        return SQL(" UNION ALL ").join(selects) if selects else None


def _join_names(names):
    return SQL(", ").join(map(SQL.identifier, names))


def _select_first(names, select):
    """Return the SELECT of the earliest open row and of the latest done one."""
    return SQL(
        "SELECT DISTINCT ON (is_open) %s FROM (%s) AS feed_rows ORDER BY is_open,"
        " CASE WHEN is_open THEN date END, CASE WHEN is_open THEN id END,"
        " date DESC, id DESC",
        *(_join_names(names), select),
    )


def select_next_of_all(env, scope_class):
    """Return the SELECT of the next contact of every record that has one.

    :param scope_class: :class:`CustomerScope` or :class:`DealScope`
    :return: SQL of rows with ``key`` and the columns :data:`COLUMNS`, one a key; or
        ``None`` when there can be none
    """
    union = _select_open(env, scope_class, COLUMNS)
    if union is None:
        return None
    return SQL(
        "SELECT DISTINCT ON (key) * FROM (%s) AS feed_open ORDER BY key, %s",
        *(union, OLDEST_FIRST),
    )


def select_keys_with_next(env, scope_class):
    """Return the SELECT of the keys of the records that have a next contact.

    To ask whether there is a next contact, nobody has to know which one.
    """
    union = _select_open(env, scope_class, ())
    return union and SQL("SELECT DISTINCT key FROM (%s) AS feed_open", union)


def _select_open(env, scope_class, names):
    selects = []
    for branch in _get_open_branches(env):
        terms = {name: branch.columns[name] for name in names}
        selects += scope_class.select_all(branch, terms, _get_wheres(branch, True))
    return SQL(" UNION ALL ").join(selects) if selects else None


def _get_open_branches(env):
    """Yield the branches of all that is still to do.

    What belongs to documents comes by the model of the documents: joined to all of
    them at once, PostgreSQL would read them all, for the few that something is
    planned on.
    """
    every = env["crm.feed.source"]._get_sources()
    # A message that is written is done: none of them need be asked.
    sources = get_contact_sources(env).filtered(lambda s: s.model != "mail.message")
    joiners = sources._get_joiners()
    branches = get_branches(sources - joiners, FeedDocuments(every.browse()))
    for document in every._get_document_sources():
        branches += get_branches(joiners, FeedDocuments(document))
    for branch in branches:
        if branch.is_open is not False and not branch.query.is_empty():
            yield branch


def get_branches(sources, documents):
    """Return the branches of ``sources`` without what is no contact."""
    branches = []
    for branch in sources._get_branches(documents):
        if not branch.keep(sources):
            continue
        branch.skip_others()
        if is_feed_model(branch.model):
            domain = hooks.get_domain(branch.model, "_get_feed_contact_domain")
            if not domain.is_true():
                branch.where_domain(domain)
        branches.append(branch)
    return branches


def _get_wheres(branch, is_open):
    """Return the conditions that an entry is open, or done."""
    wheres = []
    if branch.is_open is None:
        flag = branch.columns["is_open"]
        wheres.append(flag if is_open else SQL("NOT %s", flag))
    if is_open:
        wheres.append(is_alive(branch))
    return wheres


def is_alive(branch):
    """Condition: nobody will do what was planned in a deal that is lost or archived."""
    active = branch.model.env["crm.lead"]._field_to_sql("feed_lost", "active")
    return SQL(
        "NOT EXISTS (SELECT FROM crm_lead feed_lost WHERE feed_lost.id = %s"
        " AND %s IS NOT TRUE)",
        *(branch.columns["lead_id"], active),
    )
