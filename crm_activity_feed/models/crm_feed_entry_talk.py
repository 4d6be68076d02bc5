from odoo import api, models
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Domain
from odoo.tools import html2plaintext

from ..engine.columns import decode_id, encode_id, parse_id
from ..engine.contents import PageContents
from ..engine.marks import filter_documents
from ..engine.page import read_rows
from ..engine.talk import filter_mentioned
from ..engine.words import is_text, shorten

#: Colleagues that are suggested at a time.
SUGGESTIONS = 8
#: Colleagues that one comment can mention.
MENTIONS = 20
#: Characters of a comment that a pop-up shows.
NOTICE_LENGTH = 200
#: What shows a feed on its form.
_HOSTS = ("res.partner", "crm.lead")


class CrmFeedEntry(models.Model):
    """Who takes part in what is said about an entry: is mentioned, told, or left alone.

    All of it is for colleagues: a customer is never told of a comment. And who may not
    read the entry is given nothing of it, by whomever he or she is mentioned.
    """

    _name = "crm.feed.entry"
    _inherit = ["crm.feed.entry"]

    # ------------------------------------------------------------
    # What clients call
    # ------------------------------------------------------------

    @api.model
    @api.readonly
    def search_mentions(self, entry_id, text=""):
        """Return colleagues to mention in a comment on an entry.

        Those who take part already come first.

        :param entry_id: see :meth:`get_comments`
        :param str text: part of a name or of an address; "" suggests whoever takes
            part, then others
        :return: ``[{"id" (of the contact), "display_name", "can_read"}, ...]``, at most
            8; ``can_read``: whether he or she may read the entry, and would be told
        :raise MissingError: if there is no such entry for this user
        """
        if not is_text(text):
            raise UserError(
                self.env._("Colleagues cannot be searched by this. Write a name.")
            )
        row, source = self._get_row(entry_id)
        document = self._get_thread(row, source)
        text = text.strip()
        users = self._find_participants(row, source)
        if text:
            users = users.filtered(
                lambda user: text.lower() in (user.partner_id.name or "").lower()
            )
        found = users.partner_id - self.env.user.partner_id
        if len(found) < SUGGESTIONS:
            # As the composer of the chatter searches; customers are none of ours.
            Partner = self.env["res.partner"].with_context(active_test=True)
            domain = Partner._get_mention_suggestions_domain(text)
            domain &= self._get_colleague_domain()
            domain &= Domain("id", "not in", (found | self.env.user.partner_id).ids)
            missing = SUGGESTIONS - len(found)
            found |= Partner.search(domain, limit=missing, order="name")
        found = found[:SUGGESTIONS]
        readers = self._filter_readers(row, document, found)
        return [
            {
                "id": partner.id,
                "display_name": partner.name,
                "can_read": partner in readers,
            }
            # Names of colleagues are no secret.
            for partner in found.sudo()
        ]

    @api.model
    def mute_comments(self, entry_id, muted=True):
        """Leave what is said about an entry, or take part again.

        Who is muted is not told of new comments, unless somebody mentions him or her.

        :param entry_id: see :meth:`get_comments`
        :return: as ``muted``
        :raise MissingError: if there is no such entry for this user
        """
        row, source = self._get_row(entry_id)
        values = {"is_muted": bool(muted)}
        self.env["crm.feed.mark"]._write_thread(source, row["res_id"], values)
        return bool(muted)

    @api.model
    def mark_comments_seen(self, entry_id):
        """Tell that the user has seen what is said about an entry.

        They are read in the inbox of the user as well.

        :param entry_id: see :meth:`get_comments`
        :raise MissingError: if there is no such entry for this user
        """
        row, source = self._get_row(entry_id)
        messages = self._find_comments(source.model, row["res_id"])
        if messages:
            values = {"last_comment_id": max(messages.ids)}
            self.env["crm.feed.mark"]._write_thread(source, row["res_id"], values)
            messages.set_message_done()
        return True

    @api.model
    @api.readonly
    def get_entry_place(self, entry_id):
        """Return where the feed shows an entry, to lead somebody there.

        Also when it is told by another source now, as a quotation that was confirmed.

        :param entry_id: see :meth:`get_comments`
        :return: ``{"key", "model", "id"}``: the form of the deal or the customer that
            the user may read; ``False`` if there is no such entry for this user, or no
            form that shows it
        """
        row = self._find_row(entry_id)
        if not row:
            return False
        res_id, number = decode_id(row["id"])
        partner = self.env["res.partner"].sudo().browse(row["partner_id"] or ())
        places = [
            ("crm.lead", row["lead_id"]),
            ("res.partner", partner.commercial_partner_id.id),
            ("res.partner", partner.id),
        ]
        for model, record_id in places:
            record = self.env[model].browse(record_id or ())
            if record and record.has_access("read"):
                return {"key": f"{number}-{res_id}", "model": model, "id": record_id}
        return False

    @api.model
    @api.readonly
    def get_comment_notice(self, comment_id):
        """Return what to show of a comment that has just come.

        The message that tells of it holds ids only.

        :param int comment_id: ``id`` of the comment
        :return: ``{"key" (of the entry), "title", "text"}``, plain; ``False`` if it is
            no comment, or not open to the user (any more)
        """
        if type(comment_id) is not int:
            return False
        message = self.env["mail.message"].browse(comment_id).exists()
        key = message and message._get_feed_comment_key()
        row = key and self._find_row(key)
        document = [(message.sudo().model, message.sudo().res_id)]
        if not row or not filter_documents(self.env, document, "read"):
            return False
        sources = self.env["crm.feed.source"]._get_sources()
        for entry in PageContents(sources, [row]).entries([row]):
            # Who sees a comment sees who wrote it.
            return {
                "key": entry["key"],
                "title": self.env._(
                    "%(author)s on “%(entry)s”",
                    author=message.sudo().author_id.name or "",
                    entry=entry["title"],
                ),
                "text": shorten(
                    html2plaintext(message.sudo().body or "", include_references=False),
                    NOTICE_LENGTH,
                ),
            }
        return False

    # ------------------------------------------------------------
    # Who is told of a comment
    # ------------------------------------------------------------

    @api.model
    def _check_mentions(self, mention_ids):
        """Return the colleagues that a client mentions, as ``res.partner``.

        :raise UserError: if it is no list of ids, or too long
        """
        ids = mention_ids or []
        if not isinstance(ids, list | tuple) or not all(
            type(partner_id) is int and 0 < partner_id < 2**31 for partner_id in ids
        ):
            raise UserError(
                self.env._(
                    "These colleagues cannot be mentioned: give the ids of their "
                    "contacts."
                )
            )
        if len(set(ids)) > MENTIONS:
            raise UserError(
                self.env._(
                    "A comment can mention %(number)s colleagues at the most. Mention "
                    "fewer of them, or write to a channel.",
                    number=MENTIONS,
                )
            )
        domain = Domain("id", "in", ids) & self._get_colleague_domain()
        return self.env["res.partner"].search(domain)

    @api.model
    def _get_colleague_domain(self):
        """Domain on contacts: those who can log in as colleagues."""
        return Domain("partner_share", "=", False) & Domain(
            "user_ids", "any", [("active", "=", True), ("share", "=", False)]
        )

    @api.model
    def _find_told(self, row, source, document, text, mentions):
        """Return ``(told, unreachable, mentioned)`` of a comment, as ``res.partner``.

        ``told`` are those it goes to: who is mentioned, and who takes part and has not
        left; ``unreachable`` those who are mentioned and may not read the entry.
        """
        mentioned = filter_mentioned(text, mentions)
        users = self._find_participants(row, source)
        users -= self.env["crm.feed.mark"]._find_muted(source.model, row["res_id"])
        author = self.env.user.partner_id
        partners = (mentioned | users.partner_id) - author
        readers = self._filter_readers(row, document, partners)
        return readers, mentioned - readers - author, mentioned

    @api.model
    def _tell(self, told, message):
        """Tell the browsers of ``told``, if they are open; with ids only."""
        users = told.sudo().user_ids.filtered(
            lambda user: user.active and not user.share
        )
        users._bus_send(
            "crm_feed/comment",
            {"comment_id": message.id, "key": message._get_feed_comment_key()},
        )

    @api.model
    def _find_participants(self, row, source):
        """Return the colleagues who take part in what is said about an entry.

        Its author, its owner, who commented on it, and who was mentioned; whether they
        may read it is not asked here.
        """
        comments = self.env["mail.message"]._find_feed_comments(
            source.model, (row["res_id"],)
        )
        partners = comments.author_id | comments.partner_ids
        partners |= partners.browse(row["author_id"] or ())
        # Technical: only ids are used until the rights of each are asked for.
        users = partners.sudo().user_ids
        users |= users.browse(row["user_id"] or ())
        users = users.filtered(lambda user: user.active and not user.share)
        return self.env["res.users"].browse(users.ids)

    @api.model
    def _filter_readers(self, row, document, partners):
        """Return those of ``partners`` who may read an entry and its comments.

        Each is asked with his or her own rights, in all of his or her companies.
        """
        users = partners.sudo().user_ids.filtered(
            lambda user: user.active and not user.share
        )
        readers = users.filtered(lambda user: self._may_read(user, row, document))
        return partners & partners.browse(readers.partner_id.ids)

    @api.model
    def _may_read(self, user, row, document):
        entry = self.with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids, tz=user.tz, lang=user.lang
        )
        try:
            entry._get_row(row["id"])
        except (AccessError, MissingError):
            return False
        return bool(
            filter_documents(entry.env, [(document._name, document.id)], "read")
        )

    @api.model
    def _get_thread_state(self, row, source, messages):
        """Return ``{"muted", "takes_part"}``: whether the user is told of comments.

        :param messages: the comments that the user may read
        """
        muted = self.env["crm.feed.mark"]._find_muted(source.model, row["res_id"])
        user, partner = self.env.user, self.env.user.partner_id
        messages = messages.sudo()
        return {
            "muted": user in muted,
            "takes_part": row["user_id"] == user.id
            or row["author_id"] == partner.id
            or partner in messages.author_id | messages.partner_ids,
        }

    # ------------------------------------------------------------
    # The way to an entry
    # ------------------------------------------------------------

    @api.model
    def _find_row(self, entry_id):
        """Return the row of an entry that the user can see, or ``None``.

        By its record: any source of the record's model may tell of it today.
        """
        Source = self.env["crm.feed.source"]
        entry_id = parse_id(entry_id)
        if entry_id is None or not self.has_access("read"):
            return None
        res_id, number = decode_id(entry_id)
        sources = Source._get_sources()
        known = sources.sudo().with_context(active_test=False)
        model = known.search([("number", "=", number)]).model
        ids = [encode_id(res_id, s.number) for s in sources if s.model == model]
        if not model or not ids:
            return None
        rows = Source._run_isolated(lambda: read_rows(Source._get_sources(), ids))
        return rows[0] if rows else None

    @api.model
    def _get_feed_path(self, model, record_id, key):
        """Return ``(model, id, key)`` that a link in a mail leads to, for this user.

        The entry in its feed; else the document, without a key.

        :param str key: of the entry
        """
        place = self.get_entry_place(key)
        if not place:
            return model, record_id, False
        if model in _HOSTS and self.env[model].browse(record_id).has_access("read"):
            # The document shows the feed itself: of a deal, or of the customer.
            return model, record_id, place["key"]
        return place["model"], place["id"], place["key"]
