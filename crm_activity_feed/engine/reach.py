"""What the follows of a person reach, and what he or she does not want to be told of.

Who follows a record is told of what happens there. Of a customer or a deal, the follow
reaches what hangs on it as well: documents of the kinds that were chosen in Follow (see
``mail.message.subtype``). Left out are documents of sections that the person mutes, and
those that he or she unfollowed although their customer is followed; a follow of the
document itself counts more.
"""

from odoo.fields import Domain
from odoo.tools import SQL, Query

from .paths import domain_to_sql
from .sections import SECTIONS

#: Models whose follows reach what hangs on their records.
PARENTS = ("res.partner", "crm.lead")
#: The kind of customers and contacts themselves: there is nothing to choose.
_PERSON = "person"
_MUTED = "feed_muted"


class FollowReach:
    """The follows of the current user, as SQL."""

    #: The kind of all documents that have none of their own.
    OTHER = "other"

    def __init__(self, env):
        self.env = env
        self.person = env.user.partner_id
        muting = env["crm.feed.opt.out"]._get_muting_partners()
        #: Sections that the person mutes.
        self.muted = [name for name in SECTIONS if self.person.id in muting.get(name, ())]
        self.kinds = self._get_kinds()

    def _get_kinds(self):
        """Return ``{model: kind}`` of documents; all others are of the kind "other"."""
        Subtype = self.env["mail.message.subtype"]
        sources = self.env["crm.feed.source"]._get_sources()
        kinds = {
            name: Subtype._get_feed_kind(name) for name in set(sources.mapped("model"))
        }
        kinds |= {"res.partner": _PERSON, "crm.lead": Subtype._get_feed_kind("crm.lead")}
        return {name: kinds[name] for name in sorted(kinds) if kinds[name] != self.OTHER}

    def get_kind(self, model):
        """Return the kind of the documents of a model, given by its name."""
        return self.kinds.get(model, self.OTHER)

    def get_kind_sql(self, model):
        """Return the same for a model that is given as SQL."""
        whens = [SQL("WHEN %s THEN %s", *item) for item in self.kinds.items()]
        return SQL("(CASE %s %s ELSE %s END)", model, SQL(" ").join(whens), self.OTHER)

    def get_models_by_kind(self):
        """Return ``{kind: names of models}``; for "other", those that are not."""
        found = {self.OTHER: list(self.kinds)}
        for model, kind in self.kinds.items():
            found.setdefault(kind, []).append(model)
        return found

    # ------------------------------------------------------------
    # What is followed
    # ------------------------------------------------------------

    def _query(self, domain):
        """Return the query of the follows, and the SQL of model and id."""
        Followers = self.env["mail.followers"]
        domain &= Domain("partner_id", "=", self.person.id)
        query = Followers._search(domain, bypass_access=True)
        key = [
            Followers._field_to_sql(query.table, name, query)
            for name in ("res_model", "res_id")
        ]
        for section in self.muted:
            query.add_where(SQL("NOT %s", self._is_muted(section, *key)))
        return query, key

    def select(self, operator, names):
        """Return the SELECT of ``model`` and ``id`` of what is followed itself.

        :param operator: of a domain, on the model
        :param names: its value: one name, or several
        """
        query, (model, res_id) = self._query(Domain("res_model", operator, names))
        return query.select(SQL("%s AS model", model), SQL("%s AS id", res_id))

    def select_kinds(self, parent):
        """Return the SELECT of ``kind`` and ``id``: what the follows bring along.

        :param parent: one of :data:`PARENTS`
        """
        reach = self.env["mail.message.subtype"]._get_feed_reach(parent)
        offered = self.env["mail.message.subtype"]._get_feed_offered_kinds(parent)
        query, (_model, res_id) = self._query(Domain("res_model", "=", parent))
        # What Follow does not offer to choose comes along.
        every = {self.OTHER, *self.kinds.values()} - offered
        kinds = [SQL("(%s, NULL::int4)", kind) for kind in sorted(every)]
        kinds += [SQL("(%s, %s)", *item) for item in reach.items()]
        follow_id = SQL.identifier(query.table, "id")
        chosen = SQL(
            "(SELECT reach.kind FROM (VALUES %s) AS reach(kind, subtype_id)"
            " WHERE reach.subtype_id IS NULL OR reach.subtype_id IN (SELECT"
            " mail_message_subtype_id FROM mail_followers_mail_message_subtype_rel"
            " WHERE mail_followers_id = %s))",
            SQL(", ").join(kinds),
            SQL("%s", follow_id, to_flush=self.env["mail.followers"]._fields["subtype_ids"]),
        )
        query.add_join("JOIN", "feed_reach", SQL("LATERAL %s", chosen), SQL("TRUE"))
        kind = SQL("%s::varchar AS kind", SQL.identifier("feed_reach", "kind"))
        return query.select(kind, SQL("%s AS id", res_id))

    # ------------------------------------------------------------
    # What is left out
    # ------------------------------------------------------------

    def select_refused(self):
        """Return the SELECT of ``model`` and ``id`` of what the person unfollowed."""
        OptOut = self.env["crm.feed.opt.out"]
        domain = Domain("user_id", "=", self.env.uid) & Domain("res_id", "!=", False)
        query = OptOut._search(domain, bypass_access=True)
        return query.select(
            *(
                SQL("%s AS %s", OptOut._field_to_sql(query.table, name, query), alias)
                for name, alias in (("res_model", SQL("model")), ("res_id", SQL("id")))
            )
        )

    def is_muted(self, model, res_id):
        """Return the SQL condition that a document is of a section that is muted.

        :param model: SQL of its model
        :param res_id: SQL of its id
        :return: SQL, or ``None`` if the person mutes none
        """
        conditions = [self._is_muted(name, model, res_id) for name in self.muted]
        return SQL("(%s)", SQL(" OR ").join(conditions)) if conditions else None

    def _is_muted(self, section, model, res_id):
        is_document = SQL("%s = %s", SQL.identifier(_MUTED, "id"), res_id)
        select = self._select_muted(section, is_document)
        return SQL("(%s = %s AND EXISTS (%s))", model, SECTIONS[section][0], select)

    def select_muted(self, section):
        """Return the model of a section, and the SELECT of ``id`` of what is muted."""
        return SECTIONS[section][0], self._select_muted(section)

    def _select_muted(self, section, condition=None):
        """All but those that are followed by hand since the section was muted."""
        name, domain = SECTIONS[section]
        model = self.env[name].sudo().with_context(active_test=False)
        query = Query(model.env, _MUTED, SQL.identifier(model._table))
        query.add_where(domain_to_sql(model, domain, query))
        if condition is not None:
            query.add_where(condition)
        res_id = SQL.identifier(_MUTED, "id")
        query.add_where(
            SQL(
                "NOT EXISTS (SELECT FROM crm_feed_subscription AS feed_reason"
                " JOIN crm_feed_opt_out AS feed_mute"
                " ON feed_mute.user_id = feed_reason.user_id"
                " AND feed_mute.section = %s"
                " AND feed_reason.date >= feed_mute.create_date"
                " WHERE feed_reason.user_id = %s AND feed_reason.origin = 'hand'"
                " AND feed_reason.res_model = %s AND feed_reason.res_id = %s)",
                *(section, self.env.uid, name, res_id),
            )
        )
        return query.select(res_id)
