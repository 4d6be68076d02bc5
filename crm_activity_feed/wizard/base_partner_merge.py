from odoo import models
from odoo.tools import SQL

#: What a message or a meeting has once for a contact: ``(table, column, other columns,
#: which comes first)``. Core deletes all that a contact who goes has of it where one
#: would be there twice; of meetings, both stay.
_ONCE = (
    (
        "mail_notification",
        "res_partner_id",
        "mail_message_id",
        "notification_type = 'inbox' DESC, is_read",
    ),
    ("mail_message_reaction", "partner_id", "message_id, content", "partner_id"),
    ("calendar_attendee", "partner_id", "event_id", "state <> 'needsAction' DESC"),
)


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Stamp what has changed hands: the merge moves documents by SQL.

        And keep the likes, pins and comments of the contacts that go.
        """
        # To be merged is no move: a contact that gets a company had it all along.
        self = self.with_context(crm_feed_correction=True)
        dst_partner = dst_partner and dst_partner.with_env(self.env)
        kept = (dst_partner.ids if dst_partner else []) + list(partner_ids)
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        partners = self.env["res.partner"].browse(set(kept)).exists()
        self.env["crm.feed.backfill"]._restamp_partners(kept)
        if len(partners) == 1:
            gone = set(kept) - set(partners.ids)
            marks = self.env["crm.feed.mark"]
            marks._move(partners._name, gone, partners)
            marks.sudo().search([("customer_id", "=", partners.id)])._rehome()
            # What came from the others may not be wanted of this one.
            self.env["crm.feed.policy"]._follow_new(partners)
        return result

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Keep one of what there can be one of, before the keys are changed.

        Where two meet, core deletes all that the contacts who go have of the kind.
        """
        self.env["crm.feed.lead.contact"]._merge_feed_contacts(
            "partner_id", dst_partner, src_partners
        )
        self.env["mail.followers"]._merge_feed_people(dst_partner, src_partners)
        for once in _ONCE:
            self._drop_feed_twins(once, src_partners, dst_partner)
        self.env["crm.feed.employment"]._merge_feed_partners(dst_partner, src_partners)
        return super()._update_foreign_keys(src_partners, dst_partner)

    def _drop_feed_twins(self, once, src_partners, dst_partner):
        """Leave one row of what there can be one of.

        :param once: one of ``_ONCE``
        """
        table, column, others, order = once
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "DELETE FROM %(table)s WHERE id IN (SELECT id FROM (SELECT id,"
                " row_number() OVER (PARTITION BY %(others)s"
                " ORDER BY %(order)s, %(column)s = %(kept)s DESC, id) AS place"
                " FROM %(table)s WHERE %(column)s IN %(ids)s) AS ranked"
                " WHERE place > 1)",
                table=SQL.identifier(table),
                column=SQL.identifier(column),
                others=SQL(others),
                order=SQL(order),
                kept=dst_partner.id,
                ids=(src_partners | dst_partner)._ids,
            )
        )

    def _update_reference_fields_generic(
        self, referenced_model, src_records, dst_record, additional_update_records=None
    ):
        """Keep the followers and the done activities of all: core drops them."""
        if referenced_model == dst_record._name:
            self.env["mail.followers"]._move_feed_followers(dst_record, src_records)
            self.env["mail.activity"]._move_feed_activities(src_records, dst_record)
        return super()._update_reference_fields_generic(
            referenced_model, src_records, dst_record, additional_update_records
        )
