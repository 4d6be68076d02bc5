from odoo.tests import tagged

from .common import FeedCommon


@tagged("post_install", "-at_install")
class TestSourceIndex(FeedCommon):
    """Pages look records up by customer: no source may cost a whole table."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Source = cls.env["crm.feed.source"]
        model = cls.env["ir.model"].create(
            {
                "name": "Visit",
                "model": "x_feed_visit",
                "field_id": [
                    (0, 0, {"name": "x_name", "ttype": "char"}),
                    (
                        0,
                        0,
                        {
                            "name": "x_partner_id",
                            "ttype": "many2one",
                            "relation": "res.partner",
                        },
                    ),
                ],
            }
        )
        cls.env["ir.model.access"].create(
            {
                "name": "Visit",
                "model_id": model.id,
                "group_id": cls.env.ref("base.group_user").id,
                "perm_read": True,
            }
        )
        cls.source = cls.Source.create(
            {
                "name": "Visits",
                "model": "x_feed_visit",
                "partner_path": "x_partner_id",
                "date_path": "create_date",
            }
        )
        # The ORM may have made one.
        cls.env.cr.execute('DROP INDEX IF EXISTS "x_feed_visit__x_partner_id_index"')

    def test_job_is_asked(self):
        self.Source._make_indexes()
        self.env["crm.feed.backfill"]._run()
        triggers = self.env["ir.cron.trigger"].search_count([])
        self.source.sequence = 7
        self.assertEqual(self.env["ir.cron.trigger"].search_count([]), triggers)
        self.Source._drop_indexes()
        self.env.cr.precommit.run()
        self.source.sequence = 8
        self.assertGreater(self.env["ir.cron.trigger"].search_count([]), triggers)

    def _has_index(self):
        return self.Source._has_index("x_feed_visit", "x_partner_id")

    def test_made_once_and_dropped(self):
        self.assertFalse(self._has_index())
        self.Source._make_indexes()
        self.assertTrue(self._has_index())
        self.Source._make_indexes()
        self.Source._drop_indexes()
        self.assertFalse(self._has_index())
        self.assertTrue(self.Source._has_index("mail_message", "author_id"), "Odoo's")
        self.Source._make_indexes()
        self.assertTrue(self._has_index())

    def test_index_of_some_rows(self):
        """What serves some customers only does not count."""
        self.env.cr.execute(
            "CREATE INDEX ON x_feed_visit (x_partner_id) WHERE x_name IS NULL"
        )
        self.assertFalse(self._has_index())
        self.env.cr.execute(
            "CREATE INDEX ON x_feed_visit (x_partner_id) WHERE x_partner_id IS NOT NULL"
        )
        self.assertTrue(self._has_index())

    def test_every_ready_source(self):
        self.Source._make_indexes()
        self.assertFalse(self.Source._get_missing_indexes())
        if "account.payment" in self.env:
            self.assertTrue(self.Source._has_index("account_payment", "partner_id"))
