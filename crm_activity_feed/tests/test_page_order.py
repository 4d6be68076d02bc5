import random
from datetime import datetime, timedelta

from odoo.fields import Domain
from odoo.tests import tagged

from .common import FeedCommon

_START = datetime(2024, 1, 1)


@tagged("post_install", "-at_install")
class TestPageOrder(FeedCommon):
    """Pages by cursor = the ORM's ordered search = a slow union in Python."""

    def _moment(self, dice):
        """One of few moments, so that many entries share one; or a single one."""
        moment = _START + timedelta(hours=dice.randrange(6))
        if dice.random() < 0.5:
            moment += timedelta(
                seconds=dice.randrange(3), microseconds=dice.randrange(10**6)
            )
        return moment

    def _make_history(self, dice, size):
        """Random facts around two customers and two salespersons, backdated."""
        partners = self.customer + self.olga + self.oleg + self.other
        leads = self.lead_ana + self.lead_bruno
        for number in range(size):
            partner, moment = dice.choice(partners), self._moment(dice)
            match dice.choice(["message", "message", "lead", "note", "event", "mail"]):
                case "message":
                    record = dice.choice([partner, dice.choice(leads)])
                    self._set_date(
                        self._make_message(record, f"M{number}"), moment, "date"
                    )
                case "mail":
                    message = self._make_message(
                        dice.choice([partner, dice.choice(leads)]),
                        f"Mail {number}",
                        message_type="email",
                        subtype_id=self.env.ref("mail.mt_comment").id,
                    )
                    self._set_date(message, moment, "date")
                case "lead":
                    user = dice.choice([self.ana, self.bruno])
                    lead = self._make_lead(f"L{number}", user, partner)
                    self._set_date(lead, moment)
                    leads += lead
                case "note":
                    note = self._make_note(f"N{number}", partner_id=partner.id)
                    if dice.random() < 0.8:
                        note.action_done(date_done=moment.replace(microsecond=0))
                case "event":
                    self.env["calendar.event"].create(
                        {
                            "name": f"E{number}",
                            "start": moment.replace(microsecond=0),
                            "stop": moment.replace(microsecond=0) + timedelta(hours=1),
                            "partner_ids": [
                                (6, 0, (partner + dice.choice(partners)).ids)
                            ],
                        }
                    )
        self._track()
        self.env.invalidate_all()

    def _slow_union(self, user, partners):
        """The history of ``partners`` as ``(date, id)``, read the long way round.

        Only with plain searches on the models, as the user; no code of the feed.
        """
        env = self.env(user=user)
        found = []

        def add(number, record, date):
            found.append((date.replace(microsecond=0), record.id * 256 + number))

        leads = env["crm.lead"].with_context(active_test=False).search([])
        leads = leads.filtered(lambda lead: lead.partner_id in partners)
        for lead in leads:
            add(9, lead, lead.create_date)
        for partner in partners:
            add(11, partner, partner.create_date)
        notes = env["crm.feed.note"].search([("partner_id", "in", partners.ids)])
        for note in notes.filtered(lambda note: note.state != "open"):
            add(1, note, note.date_done)
        readable = env["crm.lead"].with_context(active_test=False).search([])
        for event in env["calendar.event"].search([("stop", "<", datetime.now())]):
            lead = event.opportunity_id
            if lead and lead not in readable:
                continue
            if event.partner_ids & partners or lead.partner_id in partners:
                add(5, event, event.start)
        for records in (leads, partners, notes):
            domain = [("model", "=", records._name), ("res_id", "in", records.ids)]
            # Its search checks the documents too, in Python.
            for message in env["mail.message"].search(domain):
                if message.message_type == "email":
                    add(6, message, message.date)
                elif message.message_type == "comment":
                    add(8, message, message.date)
        return sorted(found, reverse=True)

    def _check(self, seed):
        dice = random.Random(seed)
        self._make_history(dice, 60)
        tree = self.customer + self.olga + self.oleg
        for user in (self.ana, self.bruno, self.mona):
            expected = self._slow_union(user, tree)
            self.assertGreater(len(expected), 20)
            self.assertLess(len({date for date, _id in expected}), len(expected))
            domain = (
                self.Entry.with_user(user)._get_scope_domain(
                    {"partner": self.customer.id}
                )
                & Domain("is_open", "=", False)
                & Domain("is_noise", "=", False)
            )
            listed = self._search(domain, user)
            self.assertEqual([(e.date, e.id) for e in listed], expected, seed)
            for limit in (1 + dice.randrange(4), 7, 200):
                pages = self._pages(user=user, limit=limit)
                chained = self._places(entry for page in pages for entry in page)
                self.assertEqual(chained, expected, (seed, limit))
                self.assertTrue(all(len(page) == limit for page in pages[:-1]))
                self.assertEqual(self._backwards(user, limit), expected, (seed, limit))
            for _time in range(6):
                self._check_around(user, expected, dice)
            limited = self._search(domain, user, limit=9, offset=5)
            self.assertEqual(limited, listed[5:14])

    def _backwards(self, user, limit):
        """The history read from its end by ``newer``, newest first."""
        page = self._page(user=user, limit=limit)
        while page["older"]:
            page = self._page(user=user, limit=limit, cursor=page["older"])
        entries = page["entries"]
        while page["newer"]:
            page = self._page(user=user, limit=limit, cursor=page["newer"])
            entries = page["entries"] + entries
        return self._places(entries)

    def _check_around(self, user, expected, dice):
        """A page around any entry or moment is that slice of the history."""
        index, limit = dice.randrange(len(expected)), dice.randrange(1, 25)
        date, entry_id = expected[index]
        res_id, number = divmod(entry_id, 256)
        places = [f"{number}-{res_id}", [str(date), entry_id]]
        if not index or expected[index - 1][0] > date:
            # The newest of its second: the moment leads to it, too.
            places.append(str(date))
        first = max(index - limit // 3, 0)
        wanted = expected[first : index + limit - limit // 3]
        for place in places:
            page = self._page(user=user, limit=limit, at=place)
            self.assertEqual(self._places(page["entries"]), wanted, place)
        above, below = self._read_on(user, page, limit)
        self.assertEqual(above + self._places(page["entries"]) + below, expected)
        # Without what the server said: from the entries that a client has.
        for direction, entry, others in (
            ("newer", wanted[0], expected[:first]),
            ("older", wanted[-1], expected[first + len(wanted) :]),
        ):
            cursor = [direction, str(entry[0]), entry[1]]
            page = self._page(user=user, limit=200, cursor=cursor)
            self.assertEqual(self._places(page["entries"]), others)

    def _read_on(self, user, page, limit):
        """What is newer and what is older than ``page``, page by page."""
        above, below = [], []
        newer, older = page["newer"], page["older"]
        while newer:
            more = self._page(user=user, limit=limit, cursor=newer)
            above, newer = self._places(more["entries"]) + above, more["newer"]
        while older:
            more = self._page(user=user, limit=limit, cursor=older)
            below, older = below + self._places(more["entries"]), more["older"]
        return above, below

    @staticmethod
    def _places(entries):
        return [
            (datetime.fromisoformat(entry["date"]), entry["id"]) for entry in entries
        ]

    def test_order_1(self):
        self._check(1)

    def test_order_2(self):
        self._check(22)

    def test_order_3(self):
        self._check(333)

    def test_entry_that_arrives_between_two_pages(self):
        """Nothing shows twice or is left out because something new came in."""
        for number in range(10):
            self._make_message(
                self.customer, f"M{number}", date=_START + timedelta(hours=number)
            )
        filters = {"kinds": ["message"]}
        first = self._page(limit=4, filters=filters)
        self._make_message(self.customer, "New", date=_START + timedelta(days=9))
        self._make_message(self.customer, "Backdated", date=_START)
        rest = self._page(limit=200, filters=filters, cursor=first["older"])
        titles = [entry["title"] for entry in first["entries"] + rest["entries"]]
        self.assertEqual(titles[:-2], [f"M{number}" for number in range(9, 0, -1)])
        self.assertEqual(set(titles[-2:]), {"M0", "Backdated"})
        newer = self._page(limit=200, filters=filters, cursor=rest["newer"])
        self.assertEqual(newer["entries"][0]["title"], "New")
