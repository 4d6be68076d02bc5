"""Real websockets: who is told of a change, and who is not."""

import json

from odoo.tests import new_test_user, tagged

from odoo.addons.bus.tests.common import WebsocketCase


@tagged("post_install", "-at_install")
class TestLiveChannel(WebsocketCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ana, cls.bruno = (
            new_test_user(cls.env, login=login, groups="sales_team.group_sale_salesman")
            for login in ("feed_ana", "feed_bruno")
        )
        cls.lead_ana, cls.lead_bruno = cls.env["crm.lead"].create(
            [
                {"name": "Desks", "user_id": cls.ana.id, "team_id": False},
                {"name": "Chairs", "user_id": cls.bruno.id, "team_id": False},
            ]
        )

    def _listen(self, login, *records):
        """Return a websocket that asks for the feeds of ``records``."""
        session = self.authenticate(login, login)
        socket = self.websocket_connect(cookie=f"session_id={session.sid}")
        self.env.cr.precommit.run()
        last = self.env["bus.bus"].sudo()._bus_last_id()
        names = [f"crm_feed/{record._name}/{record.id}" for record in records]
        self.subscribe(socket, names, last)
        return socket

    def _tell(self, record):
        record.message_post(body="Something happened")
        self.env.flush_all()
        group = self.env.ref("base.group_user")
        self.trigger_notification_dispatching(
            [(record, "crm_feed"), (group, "crm_feed")]
        )

    def _receive(self, socket):
        """Return the payloads of the next messages to feeds."""
        return [
            notification["message"]["payload"]
            for notification in json.loads(socket.recv())
            if notification["message"]["type"] == "crm_feed/changed"
        ]

    def test_forbidden_channel(self):
        """Who may not read a deal hears nothing of it, only of his own."""
        socket = self._listen("feed_ana", self.lead_bruno, self.lead_ana)
        self._tell(self.lead_bruno)
        self._tell(self.lead_ana)
        # The first to come is of the second change.
        self.assertEqual(
            self._receive(socket), [{"model": "crm.lead", "id": self.lead_ana.id}]
        )

    def test_allowed_channel(self):
        socket = self._listen("feed_bruno", self.lead_bruno)
        self._tell(self.lead_bruno)
        self.assertEqual(
            self._receive(socket), [{"model": "crm.lead", "id": self.lead_bruno.id}]
        )
