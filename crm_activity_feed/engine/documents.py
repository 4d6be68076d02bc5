"""The documents whose messages and activities show in the feed."""

from odoo.fields import Domain
from odoo.tools import SQL

from . import hooks
from .access import is_feed_model

#: Name under which branches join the documents.
ALIAS = "feed_document"
_CTE = "feed_documents"


class FeedDocuments:
    """The readable documents of a scope: (model, id) and whom they concern.

    Messages and activities carry no customer and no access rule of their own:
    both are those of their document. So the documents are found first, under
    the record rules of each model, and messages are joined to them.

    For a bounded scope (a customer, a deal, a record) the documents are few:
    they are computed once in a materialized CTE. Otherwise the union stands in
    the join itself, where the planner can push conditions into it.
    """

    def __init__(self, sources, scope=None):
        self.env = sources.env
        self.scope = scope
        self.is_bounded = bool(scope and scope.is_bounded)
        self._selects = {}
        self._sources = {}
        for source in sources._get_document_sources():
            self._add(source)
        if scope:
            self._add_record(scope)

    def _add(self, source):
        domain = Domain.TRUE
        if source.mode == "mixin":
            domain = hooks.get_domain(source._get_model(), "_get_feed_document_domain")
        # On a form, its record is shown whether it has a customer or not.
        needs_customer = self.scope is None or self.scope.record is None
        branch = source._make_branch(domain, needs_customer=needs_customer)
        if branch is None or (self.scope and not self.scope.narrow_documents(branch)):
            return
        names = ("partner_id", "lead_id", "user_id", "company_id")
        if domain.is_true():
            # Else records may show whose messages may not.
            self._sources[source.model] = source
        self._selects[source.model] = branch.select_columns(
            {
                "model": SQL("%s::varchar", source.model),
                "id": branch.res_id,
                **{name: branch.columns[name] for name in names},
            }
        )

    def _add_record(self, scope):
        """Add the record of a page on a form whose model is no source."""
        record = scope.record
        if record is None or record._name in self._selects:
            return
        if not self._shows_messages(record):
            return
        self._selects[record._name] = SQL(
            "SELECT %s::varchar AS model, %s::int4 AS id, NULL::int4 AS partner_id,"
            " NULL::int4 AS lead_id, NULL::int4 AS user_id, NULL::int4 AS company_id",
            record._name,
            record.id,
        )

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
        return list(self._selects)

    def covers(self, source):
        """Whether the records of ``source`` in scope are all among the documents.

        Then their record rules need not be read a second time.
        """
        known = self._sources.get(source.model)
        return bool(known) and self.is_bounded and known._has_same_scope(source)

    @staticmethod
    def ids_of(model_name):
        """The subselect of the documents of one model; for a bounded scope."""
        return SQL(
            "(SELECT id FROM %s WHERE model = %s)", SQL.identifier(_CTE), model_name
        )

    @property
    def _union(self):
        return SQL(" UNION ALL ").join(self._selects.values())

    @property
    def with_clause(self):
        """The ``WITH`` of a statement whose branches join these documents."""
        if not self._selects or not self.is_bounded:
            return SQL()
        return SQL("WITH %s AS MATERIALIZED (%s) ", SQL.identifier(_CTE), self._union)

    def join(self, query, model, model_field, id_field):
        """Join ``query``, on ``model``, to its documents."""
        table = SQL.identifier(_CTE) if self.is_bounded else SQL("(%s)", self._union)
        condition = SQL(
            "%s = %s AND %s = %s",
            SQL.identifier(ALIAS, "model"),
            model._field_to_sql(query.table, model_field, query),
            SQL.identifier(ALIAS, "id"),
            model._field_to_sql(query.table, id_field, query),
        )
        query.add_join("JOIN", ALIAS, table, condition)

    @staticmethod
    def columns():
        """The columns of an entry that come from its document."""
        return {
            "document_model": SQL.identifier(ALIAS, "model"),
            "document_id": SQL.identifier(ALIAS, "id"),
            "partner_id": SQL.identifier(ALIAS, "partner_id"),
            "lead_id": SQL.identifier(ALIAS, "lead_id"),
            "user_id": SQL.identifier(ALIAS, "user_id"),
            "company_id": SQL.identifier(ALIAS, "company_id"),
        }
