"""What the follows of a person reach, and what he or she does not want to be told of.

Who follows a record is told of what happens there. Of a customer or a deal, the follow
reaches what hangs on it as well: documents of the kinds that were chosen in Follow (see
``mail.message.subtype``). Left out are documents of sections that the person mutes, and
those that he or she unfollowed although their customer is followed; a follow of the
document itself counts more.
"""

from odoo.fields import Domain
from odoo.tools import SQL, Query

from .employments import has_any, select_leavers
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
        self.muted = [
            name for name in SECTIONS if self.person.id in muting.get(name, ())
        ]
        self.kinds = self._get_kinds()

    def _get_kinds(self):
        """Return ``{model: kind}`` of documents; all others are of the kind "other"."""
        Subtype = self.env["mail.message.subtype"]
        sources = self.env["crm.feed.source"]._get_sources()
        names = {*sources.mapped("model"), "crm.lead", "crm.feed.note"}
        kinds = {name: Subtype._get_feed_kind(name) for name in names}
        kinds["res.partner"] = _PERSON
        own = sorted(name for name, kind in kinds.items() if kind != self.OTHER)
        return {name: kinds[name] for name in own}

    def get_kind(self, model):
        """Return the kind of the documents of a model, given by its name."""
        return self.kinds.get(model, self.OTHER)

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

    def select_tree(self):
        """Return the SELECT of ``id`` of customers that are followed, with contacts."""
        followed = self.select_ids("res.partner")
        Partner = self.env["res.partner"].sudo()
        return SQL(
            "%s UNION SELECT tree.id FROM (%s) AS followed JOIN res_partner AS tree"
            " ON %s = followed.id",
            *(followed, followed),
            Partner._field_to_sql("tree", "commercial_partner_id"),
        )

    def select_ids(self, name):
        """Return the SELECT of ``id`` of what is followed itself, of one model."""
        return SQL("SELECT followed.id FROM (%s) AS followed", self.select("=", name))

    def is_chosen(self, parent, model, link, company=None):
        """Return the SQL condition that a follow brings along documents of a model.

        Looked up row by row, for the few that hang on what is followed: what was
        chosen in all follows would be much more to read.

        :param parent: one of :data:`PARENTS`
        :param model: SQL of the model of the document
        :param link: SQL of the id of the followed deal, or of a contact of the
            followed customer
        :param company: SQL of the customer of the contact at that time, if it is not
            that of today
        """
        Subtype = self.env["mail.message.subtype"]
        reach = Subtype._get_feed_reach(parent)
        offered = Subtype._get_feed_offered_kinds(parent)
        # What Follow does not offer to choose comes along.
        always = tuple(n for n, kind in self.kinds.items() if kind not in offered)
        whens = [
            SQL("WHEN %s THEN %s::int4", name, reach.get(kind))
            for name, kind in self.kinds.items()
            if kind in offered
        ]
        other = SQL("%s::int4", reach.get(self.OTHER))
        subtype = SQL("(CASE %s %s ELSE %s END)", model, SQL(" ").join(whens), other)
        query, (_model, res_id) = self._query(Domain("res_model", "=", parent))
        places = [link]
        if parent == "res.partner":
            customer = self._find_customer(link)
            if company is not None:
                customer = SQL("COALESCE(%s, %s)", company, customer)
            places.append(customer)
        query.add_where(SQL("%s IN (%s)", res_id, SQL(", ").join(places)))
        chosen = self.env["mail.followers"]._fields["subtype_ids"]
        query.add_join(
            "JOIN",
            "feed_chosen",
            chosen.relation,
            SQL(
                "feed_chosen.%s = %s AND feed_chosen.%s = %s",
                SQL.identifier(chosen.column1),
                SQL("%s", SQL.identifier(query.table, "id"), to_flush=chosen),
                *(SQL.identifier(chosen.column2), subtype),
            ),
        )
        query.limit = 1
        select = query.select(SQL("TRUE"))
        return SQL("(%s IN %s OR COALESCE((%s), FALSE))", model, always, select)

    def _find_customer(self, contact):
        Partner = self.env["res.partner"].sudo()
        customer = Partner._field_to_sql("feed_contact", "commercial_partner_id")
        return SQL(
            "(SELECT %s FROM res_partner AS feed_contact WHERE feed_contact.id = %s)",
            *(customer, contact),
        )

    def select_kinds(self, parent, has_tree=False):
        """Return the SELECT of ``kind`` and ``id``: what the follows bring along.

        :param parent: one of :data:`PARENTS`
        :param has_tree: for customers: of all their contacts as well
        """
        Subtype = self.env["mail.message.subtype"]
        # What Follow does not offer to choose comes along.
        every = {self.OTHER, *self.kinds.values()}
        every -= Subtype._get_feed_offered_kinds(parent)
        always = [SQL("(%s)", kind) for kind in sorted(every)]
        join = SQL("CROSS JOIN (VALUES %s) AS reach(kind)", SQL(", ").join(always))
        selects = [self._select_kinds(parent, join, has_tree)]
        if reach := Subtype._get_feed_reach(parent):
            chosen = self.env["mail.followers"]._fields["subtype_ids"]
            # Fenced: one look-up a follow, not all follows that chose the same.
            join = SQL(
                "CROSS JOIN LATERAL (SELECT %(subtype)s AS subtype_id FROM %(table)s"
                " WHERE %(follow)s = followed.follow_id OFFSET 0) AS chosen"
                " JOIN (VALUES %(values)s) AS reach(kind, subtype_id)"
                " ON reach.subtype_id = chosen.subtype_id",
                table=SQL("%s", SQL.identifier(chosen.relation), to_flush=chosen),
                follow=SQL.identifier(chosen.column1),
                subtype=SQL.identifier(chosen.column2),
                values=SQL(", ").join(SQL("(%s, %s)", *item) for item in reach.items()),
            )
            selects.append(self._select_kinds(parent, join, has_tree))
        return SQL(" UNION ALL ").join(selects)

    def _select_kinds(self, parent, join, has_tree):
        query, (_model, res_id) = self._query(Domain("res_model", "=", parent))
        follow_id = SQL.identifier(query.table, "id")
        followed = query.select(
            SQL("%s AS follow_id", follow_id), SQL("%s AS id", res_id)
        )
        record_id = SQL("followed.id")
        if has_tree:
            Partner = self.env["res.partner"].sudo()
            contact = Partner._field_to_sql("contact", "commercial_partner_id")
            tree = SQL(
                "SELECT followed.id UNION ALL SELECT contact.id"
                " FROM res_partner AS contact WHERE %s = followed.id",
                contact,
            )
            if has_any(self.env):
                # Whom the customer had before: by their entries' own dates.
                leavers = select_leavers(
                    self.env, lambda customer: SQL("%s = followed.id", customer)
                )
                tree = SQL("%s UNION %s", tree, leavers)
            join = SQL("%s CROSS JOIN LATERAL (%s) AS tree", join, tree)
            record_id = SQL("tree.id")
        return SQL(
            "SELECT reach.kind::varchar AS kind, %s AS id FROM (%s) AS followed %s",
            *(record_id, followed, join),
        )

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
