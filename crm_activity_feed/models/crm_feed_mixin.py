from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CrmFeedMixin(models.AbstractModel):
    """Make a model a source of the feed that speaks for itself.

    A model without this mixin can be a source too: the fields that its
    ``crm.feed.source`` names are all that is needed. Inherit the mixin to decide
    more than that: SQL columns, who is concerned, the words, the actions.

    All hooks have a default that works from the source's field paths. They run
    with the rights of the current user; none may use ``sudo()`` to show more. What
    they return is checked: a :class:`~..engine.errors.FeedHookError` names class,
    method and column. ``readme/DEVELOP.md`` walks through them.
    """

    _name = "crm.feed.mixin"
    _inherit = ["crm.feed.live.mixin"]
    _description = "Source of the Feed"

    #: Whether the records belong to documents of other sources, which
    #: ``_get_feed_branches`` joins: when that fails, the documents may be the cause.
    _feed_joins_documents = False

    #: ``{action: names of the fields that it changes}``: what can be undone in the
    #: feed, by writing them back. No fields that link to several records.
    _feed_undo_fields = {}

    #: Name of the wizard that creates a record from a feed; else its own form does.
    _feed_create_model = None

    @api.model
    def _get_feed_branches(self, sources, documents):
        """Return the SELECTs of ``sources``, all of this model.

        :param sources: ``crm.feed.source`` records, in order of sequence
        :param documents: :class:`~..engine.documents.FeedDocuments`, to be joined
            by models whose records belong to a document
        :return: list of :class:`~..engine.branch.FeedBranch`; narrow one by its
            ``where``, with an SQL condition on its ``query``
        """
        branches = [source._make_branch(documents=documents) for source in sources]
        return [branch for branch in branches if branch is not None]

    @api.model
    def _get_feed_domain(self):
        """Return the domain of the records that may show at all.

        For what the record rules of the model leave readable but the feed must not
        show. The source's own filter comes on top.

        :return: domain on this model
        """
        return Domain.TRUE

    @api.model
    def _get_feed_document_domain(self):
        """Return the domain of the records whose messages may show.

        :return: domain on this model
        """
        return Domain.TRUE

    @api.model
    def _get_feed_columns(self, source, query):
        """Return the columns of the entries, as SQL.

        :param source: the ``crm.feed.source``
        :param query: :class:`~odoo.tools.Query` on this model, record rules
            inside; joins may be added. Build columns with ``_field_to_sql`` so
            that pending changes are flushed.
        :return: ``{column: SQL}`` with names of
            :data:`~..engine.columns.SOURCE_COLUMNS`; ``date`` is required and
            never NULL (UTC), or is ``None``: then this user has no entries.
            ``is_open`` may be a plain ``bool``. What is left out, or ``None``, is
            empty. ``has_customer``, a condition, says that the record belongs in
            the feed; by default, it has a partner or a lead. ``date`` and
            ``author_id`` may tell of columns that have an index, see
            :mod:`~..engine.hints`.
        """
        return source._get_path_columns(query)

    @api.model
    def _get_feed_partner_domain(self, partner_ids):
        """Return the domain of the records that concern one of ``partner_ids``.

        Needed when a record can concern several partners, as a meeting does.

        :param tuple partner_ids: ids of ``res.partner``, never empty
        :return: domain on this model, or ``None``: the column ``partner_id`` tells
        """
        return None

    @api.model
    def _get_feed_partner_links(self):
        """Return which records concern which partners, for lists of customers.

        Needed where :meth:`_get_feed_partner_domain` is. It must tell the same: a
        meeting in the feed of a customer is a contact with that customer.

        :return: list of SQL SELECTs with the columns ``id`` (of the record) and
            ``partner_id``, of all records whoever may read them; or ``None``: the
            column ``partner_id`` tells
        """
        return None

    @api.model
    def _get_feed_contact_domain(self):
        """Return the domain of the records that are contacts with a customer.

        Of those that show: a cancelled note shows, but nobody talked to anybody.

        :return: domain on this model
        """
        return Domain.TRUE

    @api.model
    def _get_feed_deadline(self, query):
        """Return for which day the records were planned, for reports on punctuality.

        :param query: :class:`~odoo.tools.Query` on this model; no joins may be added
        :return: SQL of a date in the time zone of the current user, ``NULL`` where
            there was no plan; or ``None``: there never is
        """
        return None

    @api.model
    def _get_feed_addressed_domain(self, partner):
        """Return the domain of the records addressed to ``partner``.

        :param partner: the ``res.partner`` of the current user
        :return: domain on this model, or ``None``: records are addressed to nobody
        """
        return None

    @api.model
    def _get_feed_plan_domain(self, partner):
        """Return the domain of the records that ``partner`` is to do.

        Needed when somebody else than the responsible can be, as in a meeting.

        :param partner: the ``res.partner`` of the current user
        :return: domain on this model, or ``None``: the column ``user_id`` tells
        """
        return None

    @api.model
    def _get_feed_text_domain(self, source, text):
        """Return the domain of the records in which ``text`` is found.

        :param source: the ``crm.feed.source`` (one of those of this model)
        :param str text: what the user typed, not empty
        :return: domain on this model that finds nothing the user may not read in
            full, or ``None``: no text to search
        """
        return source._get_path_text_domain(text)

    def _get_feed_contents(self, sources):
        """Return the words of these records, as the current user may read them.

        Called once a page for all records of the model. Read fields through the
        ORM: it hides what SQL would disclose.

        :param dict sources: ``{record id: crm.feed.source}``
        :return: ``{record id: content}``; a record that is left out does not show;
            ``content`` may have

            * ``title``: plain text, one line (default: the display name)
            * ``body``: sanitized :class:`~markupsafe.Markup`, or ``False``; a plain
              ``str`` is escaped
            * ``amount``: ``{"value": float, "currency_id": int}``, or ``False``
            * ``status``: short text such as the state of a document, or ``False``
            * ``outcome``: text, what came of it, or ``False``
            * ``attachments``: ids of ``ir.attachment``; those that the user may not
              read are left out
            * ``data``: dict for the renderer of the source's kind, or ``False``;
              what JSON can hold, but ``None``
        """
        return self.env["crm.feed.source"]._get_contents_by_path(self, sources)

    @api.model
    def _get_feed_create_context(self, partner, lead):
        """Return the defaults of a record that is created from a feed.

        They come on top of those that the source's paths tell.

        :param partner: the contact, a ``res.partner``
        :param lead: the deal, a ``crm.lead`` that may be empty
        :return: dict, such as ``{"default_partner_ids": [7]}``
        """
        return {}

    def _get_feed_actions(self):
        """Return what the current user can do with each record, in place.

        :return: ``{record id: [action, ...]}``, of these records only; the feed has
            buttons for ``done``, ``outcome`` (of what is over by itself),
            ``reschedule``, ``reassign``, ``cancel`` and ``reopen``, and
            ``set_kind_reason`` in its menu; others need one in the registry
            ``crm_activity_feed.actions`` of the web client
        """
        return {record.id: [] for record in self}

    def _run_feed_action(self, action, params):
        """Do ``action``, one of :meth:`_get_feed_actions`, on this record.

        :param dict params: ``outcome``: text or ``False``; ``date_deadline``:
            :class:`~datetime.datetime` in UTC or ``False``; ``has_time``: whether
            that is a moment, or stands for its whole day; ``user_id``: id of an active
            internal user, or ``False``; ``kind_reason``: of ``set_kind_reason``, ids or
            ``False`` by ``activity_type_id`` and ``reason_id``, or one of them
        :return: ``None``, or the record whose entry reports this one from now on
        :raise UserError: if it cannot be done now
        """
        raise UserError(
            self.env._(
                "“%(action)s” cannot be done here. Open the document instead.",
                action=action,
            )
        )

    def _get_feed_undo_values(self, action):
        """Return what undoing ``action`` has to put back on this record.

        Called before the action, after it, and before it is undone: values that
        are not what the action left mean that somebody changed them meanwhile.

        :return: dict that JSON can hold, dates as they are; keys that begin with ``_``
            are remembered, but not compared; ``None``: it cannot be undone
        """
        names = self._feed_undo_fields.get(action)
        if not names:
            return None
        (values,) = self.read(list(names), load=None)
        return {name: values[name] for name in names}

    def _undo_feed_action(self, action, before, after):
        """Undo ``action`` on this record, which the user may change.

        :param dict before: :meth:`_get_feed_undo_values` before the action, dates as
            text
        :param dict after: the same after the action
        """
        return self.write(
            {name: before[name] for name in self._feed_undo_fields[action]}
        )
