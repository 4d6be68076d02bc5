from .common import FeedCommon


class FollowCommon(FeedCommon):
    """The people of ``FeedCommon``; none of them follows a customer or a contact."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Subscription = cls.env["crm.feed.subscription"]
        cls.OptOut = cls.env["crm.feed.opt.out"]
        people = cls.ana | cls.bruno | cls.mona | cls.otto
        records = (cls.customer, cls.olga, cls.oleg, cls.other)
        for record in records:
            record.message_unsubscribe(people.partner_id.ids)

    def _set_follow(self, record, is_following=True, user=None, **kwargs):
        Subscription = self.Subscription.with_user(user or self.ana)
        return Subscription.set_follow(record._name, record.id, is_following, **kwargs)

    def _get_follow(self, record, user=None):
        Subscription = self.Subscription.with_user(user or self.ana)
        return Subscription.get_follow(record._name, record.id)

    def _chosen(self, follow):
        return [item["key"] for item in follow["choices"] if item["is_chosen"]]

    def _follower(self, record, user=None):
        """The follower of the record that is the user; empty if they do not follow."""
        self.env.flush_all()
        return self.env["mail.followers"].search(
            [
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
                ("partner_id", "=", (user or self.ana).partner_id.id),
            ]
        )

    def _origins(self, record, user=None):
        rows = self.Subscription.search(
            [
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
                ("user_id", "=", (user or self.ana).id),
            ]
        )
        return sorted(rows.mapped("origin"))

    def _notified(self, record, user=None):
        """The subtypes of the messages on the record that the user was told of."""
        self._track()
        messages = self.env["mail.message"].search(
            [
                ("model", "=", record._name),
                ("res_id", "=", record.id),
                ("notified_partner_ids", "in", (user or self.ana).partner_id.ids),
            ]
        )
        return messages.subtype_id
