from markupsafe import Markup

from odoo import models
from odoo.fields import Command

#: Notes that one line in a chatter names.
MAX_NAMES = 5


class CrmFeedNote(models.Model):
    """What a move leaves behind: lines in the chatters, and who still follows."""

    _inherit = "crm.feed.note"

    # ------------------------------------------------------------
    # The trace
    # ------------------------------------------------------------

    def _get_place(self):
        """Return whose note it is: of its deal, or else of its contact.

        What is said of a note is not told to more people than could read it.
        """
        note = self.sudo()
        return note.lead_id or note.partner_id

    def _get_place_name(self, place):
        """Return the customer of a place: the name of a deal may not be for all."""
        if place._name == "res.partner":
            return place.display_name
        if place.partner_id:
            return self.env._("a deal of %s", place.partner_id.display_name)
        return self.env._("a deal without customer")

    def _log_move(self, old_places, is_back):
        """Tell of a move in the chatters of the notes, and of both places.

        :param dict old_places: ``{id of the note: the place it has left}``
        :param bool is_back: whether they went back to where they were
        """
        notes_by_way = {}
        # Technical: to leave a trace, whoever may write there. The user signs it.
        for note in self.sudo():
            way = old_places[note.id], note._get_place()
            notes_by_way[way] = notes_by_way.get(way, note.browse()) | note
        for (old, new), notes in notes_by_way.items():
            words = {
                "old": self._get_place_name(old),
                "new": self._get_place_name(new),
                "notes": notes._get_links(),
            }
            own, left, here = self._get_move_lines(words, is_back)
            notes._message_log_batch(dict.fromkeys(notes.ids, own))
            if old != new:
                old._message_log(body=left)
                new._message_log(body=here)

    def _get_move_lines(self, words, is_back):
        """Return what to say in a note, where it was, and where it is now."""
        if is_back:
            return (
                self.env._("Moved back from %(old)s to %(new)s.", **words),
                self.env._("Moved back to %(new)s: %(notes)s", **words),
                self.env._("Moved back here from %(old)s: %(notes)s", **words),
            )
        return (
            self.env._("Moved from %(old)s to %(new)s.", **words),
            self.env._("Moved to %(new)s: %(notes)s", **words),
            self.env._("Moved here from %(old)s: %(notes)s", **words),
        )

    def _get_links(self):
        """Return links to the notes; of many, the first ones and how many more."""
        links = Markup(", ").join(note._get_html_link() for note in self[:MAX_NAMES])
        if (more := len(self) - MAX_NAMES) > 0:
            return self.env._("%(names)s and %(number)s more", names=links, number=more)
        return links

    # ------------------------------------------------------------
    # Who follows
    # ------------------------------------------------------------

    def _renew_followers(self):
        """Have those follow who follow the new place, and no more those of the old one.

        Nor who may not read a note where it is now.
        """
        notes, Subscription = self.sudo(), self.env["crm.feed.subscription"].sudo()
        rows = Subscription.search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("origin", "=", "customer"),
            ]
        )
        parents = {note.id: note._get_feed_parents() for note in notes}
        # Which deal has brought a follow is not known: those of today begin anew.
        rows.filtered(
            lambda row: ("res.partner", row.partner_id.id) not in parents[row.res_id]
        )._end()
        self._follow_feed_parents()
        for user in notes.message_partner_ids.user_ids:
            own = notes.filtered(
                lambda note, user=user: user.partner_id in note.message_partner_ids
            )
            lost = set(own.ids) - set(own._get_feed_followable(user).ids)
            Subscription._find_followers(
                self._name, list(lost), user.partner_id.ids
            ).unlink()

    def _restore_followers(self, before):
        """Have those follow the notes who did before a move.

        :param dict before: of ``_get_move_state``
        """
        for note in self.sudo():
            wanted = before[str(note.id)]["followers"]
            rows = note.message_follower_ids
            kept = rows.filtered(lambda row, ids=wanted: str(row.partner_id.id) in ids)
            (rows - kept).unlink()
            missing = wanted.keys() - {str(row.partner_id.id) for row in kept}
            rows.create(
                [
                    {
                        "res_model": note._name,
                        "res_id": note.id,
                        "partner_id": int(partner_id),
                        "subtype_ids": [Command.set(wanted[partner_id])],
                    }
                    for partner_id in sorted(missing)
                ]
            )
