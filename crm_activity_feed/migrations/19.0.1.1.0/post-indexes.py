def migrate(cr, version):
    # The unique index begins with the contact now; Odoo would keep both.
    cr.execute("DROP INDEX IF EXISTS crm_feed_lead_contact__partner_id_index")
