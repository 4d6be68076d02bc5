from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..engine.marks import filter_documents
from ..engine.undo import make_undo, read_undo

#: What a move changes; the company follows from the other two, or was set by hand.
MOVED_FIELDS = ("partner_id", "lead_id", "company_id")
_MOVE = "move_notes"


class CrmFeedNote(models.Model):
    """Notes that were written with the wrong customer or deal go to the right one.

    They stay what they are: with their comments, likes, pins, follow-ups and files.
    """

    _inherit = "crm.feed.note"

    def _get_feed_actions(self):
        # Both take the right to write, which has been asked for.
        return {
            note_id: [*actions, "move"] if "set_kind_reason" in actions else actions
            for note_id, actions in super()._get_feed_actions().items()
        }

    @api.readonly
    def action_open_move(self):
        """Ask where the notes belong."""
        title = self.env._("Move to Another Customer")
        return self._open_wizard("crm.feed.move.wizard", title)

    def action_move(self, partner_id=False, lead_id=None):
        """Move notes to the customer, or the deal, that they are really about.

        Told in the chatter of each note, of the places they leave and of the new one.

        :param partner_id: id of a customer or contact that the user may read and write
            on; by default the customer of the deal, if it has one
        :param lead_id: id of a deal of that customer, ``False`` for none; ``None``
            leaves each note in its deal, unless that is one of another customer
        :return: text for :meth:`undo_move`, which works for an hour and for this user
        :raise UserError: if nothing would change
        :raise ValidationError: if it is a deal of another customer, or the owner of a
            note does not work in the company of the new one
        :raise AccessError: if the user may not change a note, or not write there
        """
        self.check_access("write")
        partner, lead = self._check_move_target(partner_id, lead_id)
        moved = self.filtered(
            lambda note: (partner and note.partner_id != partner)
            or (lead is not None and note.lead_id != lead)
        )
        if not moved:
            raise UserError(
                self.env._(
                    "Nothing would change: this is where the notes are. Choose another "
                    "customer or deal."
                )
            )
        before = moved._get_move_state()
        moved._move_to({note.id: note._get_moved_vals(partner, lead) for note in moved})
        moved._renew_followers()
        after = moved._get_move_state()
        return make_undo(self.env, {_MOVE: [before, after]})

    @api.model
    def undo_move(self, undo):
        """Put notes back where they were before :meth:`action_move`.

        :param str undo: what that returned
        :return: how many notes were put back; those deleted meanwhile are gone
        :raise UserError: if it is too late, or a note was moved meanwhile
        :raise AccessError: if the user may not change a note any more
        """
        self.check_access("write")
        values = read_undo(self.env, undo)
        if values is None or _MOVE not in values:
            raise UserError(
                self.env._(
                    "This cannot be undone any more: too much time has passed. Move "
                    "the notes back by hand."
                )
            )
        before, after = values[_MOVE]
        notes = self.browse(int(id_) for id_ in before)
        found = notes.exists()
        found.check_access("write")
        now = found._get_move_state()
        for note in found:
            if now[str(note.id)]["vals"] != after[str(note.id)]["vals"]:
                raise UserError(
                    self.env._(
                        "“%(note)s” cannot be put back: it was changed in the "
                        "meantime. Look at it as it is now.",
                        note=note.display_name,
                    )
                )
        # They were there: the user need not be able to read it to undo a mistake.
        found.sudo()._move_to(
            {note.id: before[str(note.id)]["vals"] for note in found}, is_back=True
        )
        found._restore_followers(before)
        return len(found)

    # ------------------------------------------------------------
    # Where to
    # ------------------------------------------------------------

    @api.model
    def _check_move_target(self, partner_id, lead_id):
        """Return ``(partner, lead)``; the lead is ``None`` if it is to stay.

        :raise AccessError: if the user may not read or write on one of them
        """
        lead = None
        if lead_id is not None:
            lead = self.env["crm.lead"].browse(self._read_id("lead_id", lead_id) or ())
        if not partner_id and lead:
            lead.check_access("read")
            # Which customer it is the deal tells; the customer is asked for below.
            partner_id = lead.sudo().partner_id.id
        partner = self._read_id("partner_id", partner_id)
        partner = self.env["res.partner"].browse(partner or ())
        targets = [record for record in (partner, lead) if record]
        for record in targets:
            record.check_access("read")
        documents = {(record._name, record.id) for record in targets}
        allowed = filter_documents(self.env, documents, "create")
        for record in targets:
            if (record._name, record.id) not in allowed:
                raise AccessError(
                    self.env._(
                        "You cannot move notes to “%(name)s”: you may not write there. "
                        "Ask whoever is responsible for it.",
                        name=record.display_name,
                    )
                )
        return partner, lead

    def _get_moved_vals(self, partner, lead):
        """Return the values of a note that is moved, see :meth:`_check_move_target`."""
        vals = {"partner_id": partner.id} if partner else {}
        if lead is not None:
            vals["lead_id"] = lead.id
        elif self._get_left_deals(partner):
            vals["lead_id"] = False
        return vals

    def _get_left_deals(self, partner):
        """Return the deals of these notes that are of another customer, in sudo."""
        customer = partner.sudo().commercial_partner_id
        # Whose deals they are decides, whoever may read them.
        return self.sudo().lead_id.filtered(
            lambda lead: customer
            and lead.partner_id
            and lead.partner_id.commercial_partner_id != customer
        )

    def _move_to(self, vals_by_id, is_back=False):
        """Write where each note belongs, and tell of it at both places.

        :param dict vals_by_id: ``{id of the note: values}``
        :param bool is_back: whether they go back to where they were
        """
        old_places = {note.id: note._get_place() for note in self}
        for note in self:
            note.write(vals_by_id[note.id])
        self._log_move(old_places, is_back)
        pins = self.env["crm.feed.mark"].sudo()
        sources = self.env["crm.feed.source"]._get_siblings(self._name)
        self.env.flush_all()
        pins.search(
            [
                ("source_id", "in", sources),
                ("res_id", "in", self.ids),
                ("mark", "=", "pin"),
            ]
        )._rehome()

    def _get_move_state(self):
        """Return ``{id as text: {"vals", "followers"}}``, of what JSON can hold."""
        # Technical: who follows is not what the notes say.
        return {
            str(note.id): {
                "vals": {name: note[name].id for name in MOVED_FIELDS},
                "followers": {
                    str(row.partner_id.id): sorted(row.subtype_ids.ids)
                    for row in note.message_follower_ids
                },
            }
            for note in self.sudo()
        }
