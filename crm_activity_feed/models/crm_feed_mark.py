from odoo import api, fields, models
from odoo.tools import SQL

#: Entries of one customer that are pinned at most, of those that one user sees.
PIN_LIMIT = 7
#: Records that the daily cleaning looks at in one go.
GC_BATCH = 1000


class CrmFeedMark(models.Model):
    """A like or a pin of an entry, or how far a user has read what is said about it.

    Keyed on the source and the record of the entry, as entries are not stored. What
    counts is the model of the source: a quotation that was liked keeps its likes when
    it becomes an order, which is another source of the same record.

    Nobody has rights on the table: ``crm.feed.entry`` asks for the entry first, so
    that nobody can mark, count or guess what they may not read.
    """

    _name = "crm.feed.mark"
    _description = "Mark of a Feed Entry"
    _rec_name = "mark"
    _log_access = True

    source_id = fields.Many2one("crm.feed.source", required=True, ondelete="cascade")
    res_id = fields.Integer(string="Record", required=True, aggregator=None)
    user_id = fields.Many2one(
        "res.users", required=True, index=True, ondelete="cascade"
    )
    mark = fields.Selection(
        [("like", "Like"), ("pin", "Pin"), ("thread", "Comments")], required=True
    )
    is_muted = fields.Boolean(
        help="Of comments: the user is not told of new ones, unless mentioned."
    )
    last_comment_id = fields.Integer(
        aggregator=None,
        help="Of comments: the last message that the user has seen. It may be gone.",
    )
    customer_id = fields.Many2one(
        "res.partner",
        ondelete="set null",
        help="Of a pin: the commercial partner whose feed shows it on top.",
    )
    lead_id = fields.Many2one(
        "crm.lead",
        ondelete="set null",
        help="Of a pin: the deal whose feed shows it, as long as it has no customer.",
    )

    _like_uniq = models.UniqueIndex("(source_id, res_id, user_id) WHERE mark = 'like'")
    _thread_uniq = models.UniqueIndex(
        "(source_id, res_id, user_id) WHERE mark = 'thread'"
    )
    # One for all: a pin is the customer's, whoever set it.
    _pin_uniq = models.UniqueIndex("(source_id, res_id) WHERE mark = 'pin'")
    _customer_idx = models.Index("(customer_id) WHERE mark = 'pin'")
    _lead_idx = models.Index("(lead_id) WHERE mark = 'pin'")

    # ------------------------------------------------------------
    # Setting; the caller has checked the access to the entry
    # ------------------------------------------------------------

    @api.model
    def _put(self, source, res_id, mark, customer_id=None, lead_id=None):
        """Set a mark of the current user on a record; once, however often it is asked.

        By SQL: two clicks at the same time are one mark and no error.

        :param source: ``crm.feed.source`` of the entry
        """
        if self._find(source.model, res_id, mark):
            return
        self.env.cr.execute(
            SQL(
                "INSERT INTO crm_feed_mark (source_id, res_id, user_id, mark,"
                " customer_id, lead_id, create_uid, write_uid, create_date, write_date)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s,"
                " now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC')"
                " ON CONFLICT DO NOTHING",
                *(source.id, res_id, self.env.uid, mark),
                *(customer_id or None, lead_id or None),
                *(self.env.uid, self.env.uid),
            )
        )
        self.invalidate_model(flush=False)
        self.env["crm.feed.live"]._touch(source.model, [res_id])

    @api.model
    def _drop(self, source, res_id, mark):
        """Take a mark away: one's own like, or the pin whoever set it."""
        self._find(source.model, res_id, mark).unlink()
        self.env["crm.feed.live"]._touch(source.model, [res_id])

    @api.model
    def _find(self, model, res_id, mark):
        """Return the marks on a record: those of the current user, or the pin."""
        domain = [
            ("source_id", "in", self.env["crm.feed.source"]._get_siblings(model)),
            ("res_id", "=", res_id),
            ("mark", "=", mark),
        ]
        if mark != "pin":
            domain.append(("user_id", "=", self.env.uid))
        return self.sudo().search(domain)

    @api.model
    def _find_pins(self, customer_id, lead_id):
        """Return ``[(source id, record id)]`` of the pins of a customer or a deal.

        The last one first; whether the user may read them is not asked here.
        """
        if not customer_id and not lead_id:
            return []
        homes = [
            SQL("%s = %s", SQL.identifier(name), home)
            for name, home in (("customer_id", customer_id), ("lead_id", lead_id))
            if home
        ]
        return self.env.execute_query(
            SQL(
                "SELECT source_id, res_id FROM crm_feed_mark WHERE mark = 'pin'"
                " AND (%s) ORDER BY id DESC",
                SQL(" OR ").join(homes),
            )
        )

    @api.model
    def _touch_pins(self, customer_id, lead_id):
        """Have one of two users who pin at the same time start again.

        Each would count without the other's pin, and both find room for one more.
        """
        home = SQL("lead_id = %s", lead_id)
        if customer_id:
            home = SQL("customer_id = %s", customer_id)
        self.env.cr.execute(
            SQL(
                "UPDATE crm_feed_mark SET write_date = now() AT TIME ZONE 'UTC'"
                " WHERE id = (SELECT min(id) FROM crm_feed_mark"
                " WHERE mark = 'pin' AND %s)",
                home,
            )
        )

    # ------------------------------------------------------------
    # When records change
    # ------------------------------------------------------------

    @api.model
    def _get_marked_ids(self, model, ids):
        """Return those of ``ids``, records of ``model``, that are marked, as a set.

        Or commented. One question, before anything is moved: most have neither.
        """
        sources = self.env["crm.feed.source"]._get_siblings(model)
        if not sources or not ids:
            return set()
        # Technical: that there is something to move, not what.
        message = self.env["mail.message"].sudo()
        rows = self.env.execute_query(
            SQL(
                "SELECT res_id FROM crm_feed_mark"
                " WHERE source_id IN %s AND res_id IN %s"
                " UNION SELECT %s FROM mail_message message"
                " WHERE %s IN %s AND feed_res_id IN %s AND %s = 'comment'",
                *(sources, tuple(ids)),
                message._field_to_sql("message", "feed_res_id"),
                message._field_to_sql("message", "feed_source_id"),
                *(sources, tuple(ids)),
                message._field_to_sql("message", "message_type"),
            )
        )
        return {res_id for (res_id,) in rows}

    @api.model
    def _move(self, model, old_ids, record):
        """Give the marks and comments of records to one that takes their place.

        :param str model: of the records that go
        :param old_ids: their ids
        :param record: the one that stays, of any model that has a source
        """
        old_ids = tuple(self._get_marked_ids(model, old_ids))
        siblings = self.env["crm.feed.source"]._get_siblings(record._name)
        if not (old_ids and record and siblings):
            return
        # Any source will do: what counts is its model.
        source = self.env["crm.feed.source"].browse(siblings[0])
        sources, new_id = self.env["crm.feed.source"]._get_siblings(model), record.id
        # What is there already is not set a second time: it goes with its record.
        self.env.cr.execute(
            SQL(
                "INSERT INTO crm_feed_mark (source_id, res_id, user_id, mark,"
                " is_muted, last_comment_id,"
                " customer_id, lead_id, create_uid, write_uid, create_date, write_date)"
                " SELECT %s, %s, user_id, mark, is_muted, last_comment_id,"
                " customer_id, lead_id, create_uid, write_uid, create_date, write_date"
                " FROM crm_feed_mark"
                " WHERE source_id IN %s AND res_id IN %s ORDER BY id"
                " ON CONFLICT DO NOTHING",
                *(source.id, new_id, sources, old_ids),
            )
        )
        marks = self.sudo().search(
            [("source_id", "in", sources), ("res_id", "in", old_ids)]
        )
        marks.filtered(
            lambda mark: (mark.source_id, mark.res_id) != (source, record.id)
        ).unlink()
        comments = self.env["mail.message"]._find_feed_comments(model, old_ids)
        comments.sudo().write({"feed_source_id": source.id, "feed_res_id": new_id})

    @api.autovacuum
    def _gc_marks(self):
        """Forget the marks of records that are gone, and of apps that were removed.

        Their ids may be given again, when the app comes back. What was said about
        them stays: it shows by itself from then on. Pins follow their entry to
        another customer.
        """
        Source = self.env["crm.feed.source"].sudo().with_context(active_test=False)
        # All of them, and they are few: 255 at the most.
        for source in Source.search([]):  # pylint: disable=no-search-all
            for records in self._walk_records(source, "crm_feed_mark"):
                self._gc_records(source, records)
            for records in self._walk_records(source, "mail_message"):
                gone = set(records) - self._get_existing(source, records)
                if gone:
                    self.env["mail.message"]._find_feed_comments(
                        source.model, tuple(gone)
                    ).write({"feed_source_id": False, "feed_res_id": False})

    def _walk_records(self, source, table):
        """Yield lists of the records of ``source`` that have marks or comments."""
        name, wheres = SQL.identifier("res_id"), SQL()
        if table == "mail_message":
            name = SQL.identifier("feed_res_id")
            wheres = SQL(" AND message_type = 'comment'")
        self.env["mail.message"].flush_model(["feed_source_id", "feed_res_id"])
        last = 0
        while True:
            rows = self.env.execute_query(
                SQL(
                    "SELECT DISTINCT %s FROM %s WHERE %s = %s AND %s > %s%s"
                    " ORDER BY 1 LIMIT %s",
                    *(name, SQL.identifier(table)),
                    SQL.identifier(
                        "source_id" if table == "crm_feed_mark" else "feed_source_id"
                    ),
                    *(source.id, name, last, wheres, GC_BATCH),
                )
            )
            if not rows:
                return
            yield [res_id for (res_id,) in rows]
            last = rows[-1][0]

    @api.model
    def _get_existing(self, source, ids):
        """Return those of ``ids`` that the model of ``source`` still has, as a set."""
        if source.model not in self.env:
            return set()
        return set(self.env[source.model].sudo().browse(ids).exists()._ids)

    def _gc_records(self, source, ids):
        gone = set(ids) - self._get_existing(source, ids)
        marks = self.sudo().search(
            [("source_id", "=", source.id), ("res_id", "in", ids)]
        )
        marks.filtered(lambda mark: mark.res_id in gone).unlink()
        marks.exists().filtered(lambda mark: mark.mark == "pin")._rehome()

    def _rehome(self):
        """Have pins show with the customer, or the deal, that their entry has now."""
        Entry = self.env["crm.feed.entry"].sudo()
        for source, marks in self.sudo().grouped("source_id").items():
            homes = Entry._get_homes(source, marks)
            for mark in marks:
                if home := homes.get(mark.res_id):
                    customer_id, lead_id = home
                    mark.customer_id, mark.lead_id = customer_id, lead_id
