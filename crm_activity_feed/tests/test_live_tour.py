"""Two people at the same customer: what one does, the other sees without a reload."""

import functools
import threading
from datetime import timedelta
from unittest.mock import patch

import requests

from odoo import fields
from odoo.tests import new_test_user, tagged
from odoo.tests.common import TEST_CURSOR_COOKIE_NAME

from .browser_common import FeedBrowserCase

#: How long the colleague waits for the sign, in seconds.
PATIENCE = 200


@tagged("post_install", "-at_install")
class TestLiveTour(FeedBrowserCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna, cls.bruno = (
            new_test_user(cls.env, login=login, groups="sales_team.group_sale_salesman")
            for login in ("feed_anna", "feed_bruno")
        )
        cls.customer = cls.env["res.partner"].create(
            {"name": "Acme", "is_company": True, "user_id": cls.anna.id}
        )
        cls.key = (
            cls.env["res.users.apikeys"]
            .with_user(cls.bruno)
            .sudo()
            ._generate(None, "Telephone", fields.Datetime.now() + timedelta(days=1))
        )
        cls._make_note(cls.anna, "They moved").action_done()
        cls.offer = cls._make_note(cls.bruno, "Send the offer")

    @classmethod
    def _get_values(cls, user, name):
        deadline = fields.Datetime.now() + timedelta(days=1)
        return {
            "name": name,
            "partner_id": cls.customer.id,
            "user_id": user.id,
            "date_deadline": fields.Datetime.to_string(deadline),
        }

    @classmethod
    def _make_note(cls, user, name):
        values = cls._get_values(user, name)
        return cls.env["crm.feed.note"].with_user(user).create(values)

    def _call(self, method, **params):
        """Call a method of notes as Bruno, over HTTP, as any other browser would."""
        answer = requests.post(
            f"{self.base_url()}/json/2/crm.feed.note/{method}",
            json=params,
            headers={"Authorization": f"bearer {self.key}"},
            cookies={TEST_CURSOR_COOKIE_NAME: self.http_request_key},
            timeout=PATIENCE,
        )
        answer.raise_for_status()
        return answer.json()

    def _act(self, sign, errors):
        """Be Bruno: on the sign, complete one note and write the next one."""
        try:
            if not sign.wait(PATIENCE):
                raise TimeoutError
            self._call("action_done", ids=self.offer.ids, outcome="By mail")
            self._call("create", vals_list=[self._get_values(self.bruno, "Ring Olga")])
        except Exception as error:  # pylint: disable=broad-except
            errors.append(error)

    def test_two_people(self):
        """Anna's browser stays on the page; Bruno works over another connection."""
        sign, errors = threading.Event(), []
        Entry = type(self.env["crm.feed.entry"])
        set_mark = Entry.set_mark

        @functools.wraps(set_mark)
        def set_mark_and_sign(*args, **kwargs):
            sign.set()
            return set_mark(*args, **kwargs)

        colleague = threading.Thread(target=self._act, args=(sign, errors))
        with patch.object(Entry, "set_mark", set_mark_and_sign):
            colleague.start()
            try:
                self.start_tour(
                    f"/odoo/res.partner/{self.customer.id}",
                    "crm_activity_feed.live",
                    login="feed_anna",
                    timeout=PATIENCE,
                )
            finally:
                sign.set()
                colleague.join()
        self.assertEqual(errors, [])
        self.assertEqual(self.offer.state, "done")
