from odoo import api, models, tools
from odoo.tools import SQL

from .crm_feed_subscription import REPAIR_BATCH


class CrmFeedSubscription(models.Model):
    """How follows end that came with the follow of a customer or a deal.

    They last as long as the user follows a customer or a deal of the document, and may
    read the document: it may have moved on, or gone to somebody else.
    """

    _inherit = "crm.feed.subscription"

    @api.model
    def _end_brought(self, records, users):
        """End what follows that are over have brought along, for users.

        What another customer or deal brings as well goes on.

        :param records: customers or deals that ``users`` do not follow any more
        """
        if records._name not in ("res.partner", "crm.lead") or not records or not users:
            return
        # Of a deal it is not remembered which one: all that deals brought is looked at.
        customers = records.ids if records._name == "res.partner" else [False]
        self.sudo().search(
            [
                ("origin", "=", "customer"),
                ("partner_id", "in", customers),
                ("user_id", "in", users.ids),
            ]
        )._check_brought()

    @api.model
    def _check_brought_of(self, records):
        """Look at the follows of documents that have changed, as superuser."""
        if not self._has_brought(records._name):
            return
        self.sudo().search(
            [
                ("origin", "=", "customer"),
                ("res_model", "=", records._name),
                ("res_id", "in", records.ids),
            ]
        )._check_brought()

    @api.model
    @tools.ormcache("model")
    def _has_brought(self, model):
        """Whether a customer or a deal has brought any document of a model.

        Else, nothing is to be looked up when one of them changes. Kept in the registry.
        """
        domain = [("origin", "=", "customer"), ("res_model", "=", model)]
        return bool(self.sudo().search_count(domain, limit=1))

    @api.model
    def _announce_brought(self, model):
        """Let everybody know that there are such, before the first ones are made."""
        if self._has_brought(model):
            return
        registry = self.env.registry
        registry.clear_cache()
        # Somebody may ask before they are committed.
        self.env.cr.postcommit.add(registry.clear_cache)

    @api.model
    def _check_brought_to(self, users):
        """Look at what users follow whose rights have changed."""
        domain = [("origin", "=", "customer"), ("user_id", "in", users.ids)]
        self.sudo().search(domain)._check_brought()

    @api.autovacuum
    def _gc_brought(self):
        """Look at all of them: rights and customers change without a document."""
        last_id = 0
        while rows := self.sudo().search(
            [("origin", "=", "customer"), ("id", ">", last_id)],
            order="id",
            limit=REPAIR_BATCH,
        ):
            last_id = rows[-1].id
            rows._check_brought()
            self.env.invalidate_all()

    def _check_brought(self):
        """End those of these reasons that hold no more; name the customer of others."""
        over, moved = self.browse(), {}
        for model, rows in self.grouped("res_model").items():
            if model not in self.env:
                continue
            holders = rows._find_holders(self.env[model].sudo())
            readable = rows._find_readable(self.env[model])
            for row in rows:
                customers = holders.get(row)
                if not customers or (row.user_id.id, row.res_id) not in readable:
                    over |= row
                elif row.partner_id.id not in customers:
                    moved.setdefault(max(customers), []).append(row.id)
        for partner_id, ids in moved.items():
            self._name_customer(partner_id, ids)
        over._end()

    def _find_holders(self, model):
        """Return what brings these, of one model: ``{row: {customer id or False}}``.

        ``False`` stands for a deal.
        """
        documents = model.with_context(active_test=False).browse(
            set(self.mapped("res_id"))
        )
        parents = {
            document.id: document._get_feed_parents() for document in documents.exists()
        }
        followed = self._find_followed_parents(set().union(*parents.values()))
        return {
            row: {
                res_id if name == "res.partner" else False
                for name, res_id in parents.get(row.res_id, ())
                if (row.user_id.id, name, res_id) in followed
            }
            for row in self
        }

    def _find_followed_parents(self, parents):
        """Return ``{(user id, model, id)}`` of the parents that the users follow."""
        if not parents:
            return set()
        self.env["mail.followers"].flush_model(["res_model", "res_id", "partner_id"])
        rows = self.env.execute_query(
            SQL(
                "SELECT person.id, follower.res_model, follower.res_id"
                " FROM mail_followers AS follower"
                " JOIN res_users AS person ON person.partner_id = follower.partner_id"
                " WHERE person.id IN %s"
                " AND (follower.res_model, follower.res_id) IN %s",
                *(tuple(self.user_id.ids), tuple(sorted(parents))),
            )
        )
        return set(rows)

    def _find_readable(self, model):
        """Return ``{(user id, record id)}`` of what they may read, of one model."""
        readable = set()
        for user, rows in self.grouped("user_id").items():
            found = model.browse(set(rows.mapped("res_id"))).exists()
            allowed = found._get_feed_followable(user) if user.active else ()
            readable.update((user.id, record.id) for record in allowed)
        return readable

    @api.model
    def _name_customer(self, partner_id, ids):
        """Note down which customer brings the documents now; ``False``: a deal."""
        self.env.cr.execute(
            SQL(
                "UPDATE crm_feed_subscription SET partner_id = %s WHERE id IN %s",
                *(partner_id or None, tuple(ids)),
            )
        )
        self.invalidate_model(["partner_id"], flush=False)
