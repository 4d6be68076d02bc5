"""Contacts with single people: when somebody was talked to, himself or herself."""

from odoo.tools import SQL

from . import guard, hooks
from .access import is_feed_model
from .budgets import PAGE_SECONDS
from .columns import decode_id
from .contacts import ContactScope, RecordContacts
from .shape import PERSON

_LINK = "feed_link"


class OnePersonScope(ContactScope):
    """What happened with one person: the key is that of a ``res.partner``.

    That is: what is in the feed of the person without the company's, and the e-mails
    that he or she wrote or got, whoever the deal is with.
    """

    # His messages, and those of the documents that are about him.
    shape = PERSON

    def narrow(self, branch):
        if branch.is_scoped:
            return True
        model = branch.model
        links = hooks.get_partner_links(model) if is_feed_model(model) else None
        if links is not None:
            branch.where(self._get_link_condition(branch, links))
            return True
        conditions = self.get_document_conditions(branch)
        conditions += self.get_people_conditions(model, ())
        branch.where(SQL("(%s)", SQL(" OR ").join(conditions)))
        return True

    def _get_link_condition(self, branch, links):
        """Condition: one of those whom the record concerns is the person.

        A meeting with three people is a contact with each. But with whom somebody
        else's private meeting is, is nobody's business.
        """
        link = SQL.identifier(_LINK)
        return SQL(
            "(%s IS NOT NULL AND %s IN (%s))",
            *(branch.columns["partner_id"], branch.res_id),
            SQL(" UNION ALL ").join(
                SQL(
                    "SELECT %s.id FROM (%s) %s WHERE %s.partner_id = %s",
                    *(link, select, link, link, self.key),
                )
                for select in links
            ),
        )

    def narrow_documents(self, branch):
        # An e-mail of the person may hang on any document that may be read.
        return True

    def get_document_conditions(self, branch):
        """Return SQL conditions, one of which holds for documents about the person."""
        return [SQL("%s = %s", branch.columns["partner_id"], self.key)]

    def get_people_conditions(self, model, _people):
        """Return SQL conditions of which each is enough for a message."""
        if model._name != "mail.message":
            return []
        author = model._field_to_sql(model._table, "author_id")
        recipients = model._fields["partner_ids"]
        is_addressed = SQL(
            "%s IN (SELECT %s FROM %s WHERE %s = %s)",
            SQL.identifier(model._table, "id"),
            SQL.identifier(recipients.column1, to_flush=recipients),
            SQL.identifier(recipients.relation),
            SQL.identifier(recipients.column2),
            self.key,
        )
        return [SQL("%s = %s", author, self.key), is_addressed]


def read_last_contacts(env, person_ids):
    """Return the last contact with each of some people, as the user may read it.

    One statement.

    :param person_ids: iterable of ids of ``res.partner``
    :return: ``{id: row}`` of those who had any: ``number`` of the source and the
        columns :data:`~.contacts.COLUMNS`
    :raise SlowSourceError: if it takes too long
    """
    person_ids = sorted(set(person_ids))
    if not person_ids:
        return {}
    scope = OnePersonScope(env, SQL("feed_record.id"))
    select = RecordContacts(scope).select_last()
    if select is None:
        return {}
    statement = SQL(
        "SELECT feed_record.id AS key, feed_first.* FROM unnest(%s) AS feed_record(id)"
        " CROSS JOIN LATERAL (%s) feed_first",
        *(person_ids, select),
    )
    with guard.savepoint(env) as point:
        values = guard.execute(env, statement, PAGE_SECONDS)
        names = [column.name for column in env.cr.description]
        # Ends the settings of the statement.
        point.rollback()
    rows = (dict(zip(names, row, strict=True)) for row in values)
    return {row["key"]: {**row, "number": decode_id(row["id"])[1]} for row in rows}
