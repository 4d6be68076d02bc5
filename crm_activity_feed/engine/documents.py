"""The documents whose messages and activities show in the feed."""

from odoo.fields import Domain
from odoo.tools import SQL

from . import hooks
from .access import is_feed_model
from .branch import FeedBranch
from .keyed import DocumentKeys, FeedKeys, KeyedBranch, PersonKeys
from .own import OwnEntries
from .shape import CUSTOMER, DOCUMENTS, PERSON, RECORDS, choose_shape

#: Name under which branches join the documents.
ALIAS = "feed_document"
_CTE = "feed_documents"

#: What messages and activities take from their document.
COLUMNS = ("partner_id", "lead_id", "user_id", "company_id")

#: What is asked of these, PostgreSQL finds by index.
_SOMEBODY = {"customer_id", "partner_id", "lead_id"}


def names_somebody(domain):
    """Whether a domain on entries names whom they are about.

    :param domain: :class:`~odoo.fields.Domain`
    """
    return any(
        condition.field_expr in _SOMEBODY and condition.operator in ("=", "in")
        for condition in domain.iter_conditions()
    )


class FeedDocuments:
    """The readable documents of a scope: (model, id) and whom they concern.

    Messages and activities carry no customer and no access rule of their own:
    both are those of their document. There are two ways to them, see ``shape``:

    * *Documents first*: they are found once, under the record rules of each model,
      in a materialized CTE, and their messages by index. The CTE also tells which
      entries the documents themselves are: their tables are read once.
    * *Row by row*: messages are gone through by date, and each looks up its document,
      under the same rules.

    :param sources: ``crm.feed.source`` records whose documents count
    :param scope: :class:`~.scope.FeedScope` of a page, or ``None`` for the ORM
    :param bool has_own_entries: whether documents found first may supply their own
        entries; a text search looks into their tables anyway
    :param bool is_row_by_row: for the ORM: whether few rows are read. Else all
        documents are joined at once.
    :param bool is_listed: for the ORM: whether they are listed once, for all that join
        them, as in a report on everything. What is asked of a customer is rather asked
        of each table, by index.
    """

    def __init__(
        self,
        sources,
        scope=None,
        has_own_entries=True,
        is_row_by_row=False,
        is_listed=False,
    ):
        self._is_row_by_row = is_row_by_row or scope is not None
        self._is_listed = is_listed and not self._is_row_by_row
        self.env = sources.env
        self.scope = scope
        self.shape = choose_shape(scope)
        self.is_bounded = self.shape == DOCUMENTS
        self._branches = {}
        self._sources = {}
        self._record = None
        self._is_wanted = False
        for source in sources._get_document_sources():
            self._add(source)
        if scope:
            self._add_record(scope)
        self.own = None
        if self.is_bounded and has_own_entries:
            self.own = OwnEntries(self._branches, _CTE)

    def _add(self, source):
        domain = Domain.TRUE
        if source.mode == "mixin":
            domain = hooks.get_domain(source._get_model(), "_get_feed_document_domain")
        # On a form, its record is shown whether it has a customer or not.
        needs_customer = self.scope is None or self.scope.record is None
        branch = source._make_branch(domain, needs_customer=needs_customer)
        if branch is None:
            return
        branch.is_document = True
        if self.scope and not self.scope.narrow_documents(branch):
            return
        if domain.is_true():
            # Else records may show whose messages may not.
            self._sources[source.model] = source
        self._branches[source.model] = branch

    def _add_record(self, scope):
        """Add the record of a page on a form whose model is no source."""
        record = scope.record
        if record is None or record._name in self._branches:
            return
        if self._shows_messages(record):
            self._record = record

    def _shows_messages(self, record):
        """Whether the user may read the messages of ``record``.

        Some models ask for more than the right to read it.
        """
        messages = self.env["mail.message"]
        if not messages._filter_records_for_message_operation(
            record._name, record.ids, "read"
        ):
            return False
        if not is_feed_model(record):
            return True
        domain = Domain("id", "=", record.id)
        for hook in ("_get_feed_domain", "_get_feed_document_domain"):
            domain &= hooks.get_domain(record, hook)
        return bool(record._search(domain, active_test=False).get_result_ids())

    @property
    def models(self):
        """Names of the models that may have documents here."""
        return [*self._branches, *([self._record._name] if self._record else [])]

    def covers(self, source):
        """Whether the records of ``source`` in scope are all among the documents.

        Then their record rules need not be read a second time.
        """
        known = self._sources.get(source.model)
        return bool(known) and self.is_bounded and known._has_same_scope(source)

    def ids_of(self, model_name):
        """The subselect of the documents of one model; for a bounded scope."""
        self._is_wanted = True
        return SQL(
            "(SELECT id FROM %s WHERE model = %s)", SQL.identifier(_CTE), model_name
        )

    # ------------------------------------------------------------
    # SQL
    # ------------------------------------------------------------

    def _select(self, model_name, wheres=()):
        branch = self._branches[model_name]
        terms = {"model": SQL("%s::varchar", model_name), "id": branch.res_id}
        terms.update((name, branch.columns[name]) for name in COLUMNS)
        if self.own:
            terms.update(self.own.terms(model_name))
        return branch.select_columns(terms, wheres)

    def _select_record(self, wheres=()):
        """The record of a form, which has no source: no customer, and no entry."""
        terms = [
            SQL("%s::varchar AS model", self._record._name),
            SQL("%s::int4 AS id", self._record.id),
            *(SQL("NULL::int4 AS %s", SQL.identifier(name)) for name in COLUMNS),
        ]
        if self.own:
            terms += self.own.empty_terms()
        where = SQL(" WHERE %s", SQL(" AND ").join(wheres)) if wheres else SQL()
        return SQL("SELECT %s%s", SQL(", ").join(terms), where)

    @property
    def with_clause(self):
        """The ``WITH`` of a statement: these documents, and what the scope looks up."""
        tables = dict(self.scope.get_tables()) if self.scope else {}
        if documents := self._select_all():
            tables[_CTE] = documents
        if not tables:
            return SQL()
        parts = [
            SQL("%s AS MATERIALIZED (%s)", SQL.identifier(name), select)
            for name, select in tables.items()
        ]
        return SQL("WITH %s ", SQL(", ").join(parts))

    def _select_all(self):
        """Return the SELECT of documents that are listed once, or ``None``."""
        if not self.is_bounded and not self._is_listed:
            return None
        names = list(self._branches)
        if not self._is_wanted and self.own:
            names = [name for name in names if self.own.has(name)]
        selects = [self._select(name) for name in names]
        if self._record and self._is_wanted:
            selects.append(self._select_record())
        return SQL(" UNION ALL ").join(selects) if selects else None

    def make_branch(
        self, sources, query, columns, origin, link, conditions=None, people=()
    ):
        """Return the SELECT of rows that belong to these documents.

        :param query: :class:`~odoo.tools.Query` on a table alone, without joins
        :param columns: ``{column: SQL}`` of the rows themselves; what is left out
            is that of the document
        :param link: names of the fields that hold the document's model and id
        :param people: SQL conditions on the table: the row is the current user's
            by itself
        """
        model = sources.env[sources[:1].model]
        row_model, row_id = (
            model._field_to_sql(query.table, name, query) for name in link
        )
        columns = self.columns() | columns
        arguments = (sources, query, columns, origin)
        options = {
            "conditions": conditions,
            "is_scoped": self.shape in (DOCUMENTS, CUSTOMER, RECORDS),
        }
        if self.scope is None:
            by_row = self._is_row_by_row
            branch = FeedBranch(*arguments, is_row_by_row=by_row, **options)
        else:
            keys = self._make_keys(model, query, row_model, row_id, people)
            branch = KeyedBranch(*arguments, keys=keys, **options)
        if not self.is_bounded:
            self._join(query, row_model, row_id)
        return branch

    def _make_keys(self, model, query, row_model, row_id, people):
        """Return the :class:`~.keyed.FeedKeys` of the way that was chosen."""
        condition = SQL(
            "%s = %s AND %s = %s",
            *(row_model, SQL.identifier(ALIAS, "model")),
            *(row_id, SQL.identifier(ALIAS, "id")),
        )
        if self.is_bounded:
            self._is_wanted = True
            return DocumentKeys(query, ALIAS, SQL.identifier(_CTE), condition)
        if self.shape == CUSTOMER:
            # Technical: it only says where to look.
            stamp = model.sudo()._field_to_sql(query.table, "feed_customer_id", query)
            return FeedKeys(query, SQL("%s = %s", stamp, self.scope.customer_key))
        if self.shape == RECORDS:
            documents = SQL(" UNION ALL ").join(map(self._select, self._branches))
            return PersonKeys(query, (), documents, ALIAS, condition)
        if self.shape == PERSON:
            mine = [
                self._select(name, [condition])
                for name, branch in self._branches.items()
                for condition in self.scope.get_document_conditions(branch)
            ]
            # One document may be theirs in several ways.
            documents = SQL(" UNION ").join(mine)
            people = self.scope.get_people_conditions(model, people)
            return PersonKeys(query, people, documents, ALIAS, condition)
        return FeedKeys(query)

    def _join(self, query, row_model, row_id):
        """Join each row to its document, in the one model that it names."""
        model, record_id = SQL.identifier(ALIAS, "model"), SQL.identifier(ALIAS, "id")
        if not self._is_row_by_row:
            documents = SQL.identifier(_CTE)
            if not self._is_listed:
                selects = map(self._select, self._branches)
                documents = SQL("(%s)", SQL(" UNION ALL ").join(selects))
            condition = SQL("%s = %s AND %s = %s", model, row_model, record_id, row_id)
            query.add_join("JOIN", ALIAS, documents, condition)
            return
        selects = [
            self._select(
                name,
                [
                    SQL("%s = %s", row_model, name),
                    SQL("%s = %s", branch.res_id, row_id),
                ],
            )
            for name, branch in self._branches.items()
        ]
        union = SQL(" UNION ALL ").join(selects)
        query.add_join("JOIN", ALIAS, SQL("LATERAL (%s)", union), SQL("TRUE"))

    @staticmethod
    def columns():
        """The columns of an entry that come from its document."""
        return {
            "document_model": SQL.identifier(ALIAS, "model"),
            "document_id": SQL.identifier(ALIAS, "id"),
            **{name: SQL.identifier(ALIAS, name) for name in COLUMNS},
        }
