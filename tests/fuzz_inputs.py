"""What an attacker could send: calls with arguments that are hostile, or nearly right.

A call is made of a number: the same number makes the same call, whatever came before.
"""

import base64
import json
import random

from fuzz_calls import CALLS, ENTRY, NOTE, OF_ODOO
from fuzz_orm_inputs import OrmInputs
from fuzz_values import DATES, NUMBERS, SQL_SNIPPETS, UNICODE

#: Which records a call is for, what is written to them, how many are wanted: of another
#: type, Odoo itself fails with any model, before it gets as far as our code.
FOR_ODOO = ("_ids", "_values", "offset", "size")


class Inputs(OrmInputs):
    """The arguments of call ``number``.

    :param dict story: see ``fuzz_story``
    :param seed: whatever tells runs apart
    """

    def __init__(self, story, seed, number):
        self.story = story
        self.random = random.Random(f"{seed}-{number}")
        self.wildness = self.pick([0, 0, 0.5, 1, 2])
        self.oddities, self.target = 0, None

    # ------------------------------------------------------------
    # Whole calls
    # ------------------------------------------------------------

    def call(self):
        """Return ``(model, method, args, kwargs)``."""
        lot = self.random.random()
        if lot < 0.15:
            return self.call_of((ENTRY, "get_page"))
        return self.call_of(self.pick(list(CALLS if lot < 0.65 else OF_ODOO)))

    def hostile_page(self):
        """Return a call for a page with at least one part that makes no sense."""
        self.wildness = self.pick([0.5, 1, 1, 2])
        self.oddities = 0
        while not self.oddities:
            call = self.call_of((ENTRY, "get_page"))
        return call

    def call_of(self, target):
        self.target = target
        args = [
            self.or_junk(getattr(self, name)(), 0 if name.endswith(FOR_ODOO) else 0.1)
            for name in {**CALLS, **OF_ODOO}[target]
        ]
        is_odd = self.wildness and self.chance(0.1)
        return *target, args, {"context": self.context()} if is_odd else {}

    def context(self):
        names = ("lang", "tz", "allowed_company_ids", "active_test", "bin_size", "uid")
        ours = ("crm_feed_rows", "mail_feed_comment_of", "default_user_id", "su")
        return {
            "allowed_company_ids": [1],
            self.pick([*names[3:], *ours]): self.junk(),
            **({"tz": self.pick(["UTC", "Asia/Tokyo"])} if self.chance(0.5) else {}),
        }

    # ------------------------------------------------------------
    # Simple arguments
    # ------------------------------------------------------------

    def number(self):
        every = [i for ids in self.records().values() for i in ids]
        return self.or_junk(self.good_or_bad([*every, *range(1, 40)], NUMBERS))

    def numbers(self):
        return self.or_junk(self.several(self.number))

    def flag(self):
        return self.or_junk(self.good_or_bad([True, False], [None]))

    def text(self):
        words = ["zqx", "zqxbruno", "Acme", "a", "", "secre", "Deal zqxb"]
        return self.good_or_bad([*words, *SQL_SNIPPETS[:-2]], UNICODE)

    def words(self):
        return self.or_junk(self.pick([None, ["comment"], ["deal", "note"], []]))

    def moment(self):
        return self.or_junk(self.good_or_bad(DATES[:2], DATES))

    def limit(self):
        return self.or_junk(self.good_or_bad([1, 2, 5, 40, 200], [0, 201, -1, 2**40]))

    def offset(self):
        return self.pick([0, 0, 0, 1, 7, 1000])

    def size(self):
        return self.pick([1, 2, 5, 40, None])

    def mark(self):
        return self.or_junk(self.pick(["like", "pin"]))

    def weeks(self):
        return self.or_junk(self.good_or_bad([4, 13, 26, 52], [4.0, True, 5]))

    def section(self):
        return self.or_junk(self.pick(["lead", "deal", "company", "contact"]))

    def section_state(self):
        return self.or_junk(self.pick(["follow", "mute", "default"]))

    def channels(self):
        names = ["crm_feed/all", f"crm_feed/crm.lead/{self.of('crm.lead')}", "crm_feed"]
        return self.or_junk(self.several(lambda: self.or_junk(self.pick(names))))

    def model(self):
        names = ["crm.lead", "res.partner", "res.users", "mail.message", ENTRY]
        return self.or_junk(self.pick([*names, "ir.config_parameter", "base", ""]))

    # ------------------------------------------------------------
    # Records
    # ------------------------------------------------------------

    def records(self):
        """Return ``{model: ids}`` of somebody, mine or not."""
        return self.story["records"][self.pick(["ana", "bruno", "eva"])]

    def of(self, model):
        return self.pick(self.records().get(model, [0]))

    def partner(self):
        ids = [self.story[name] for name in ("acme", "olga", "far")]
        return self.or_junk(self.pick([*ids, *self.story["partners"].values()]))

    def partners(self):
        return self.or_junk(self.several(self.partner))

    def lead(self):
        return self.or_junk(self.pick([self.of("crm.lead"), False]))

    def user(self):
        return self.or_junk(self.pick([*self.story["users"].values(), 1, 2, 4]))

    def colleague(self):
        """Whom something is handed to: the new owner may read it, whoever that is."""
        users = self.story["users"]
        return self.or_junk(self.pick([users["ana"], users["bruno"]]))

    def team(self):
        return self.or_junk(self.pick([*self.story["teams"], False, 0]))

    def message(self):
        return self.or_junk(self.of("mail.message"))

    def notes(self):
        return self.or_junk(self.several(lambda: self.of(NOTE)))

    def source(self):
        return self.or_junk(self.pick(list(self.story["sources"].values()))[0])

    # Odoo itself looks up the records of a call: other things than numbers are its
    # affair, as with any model.
    def ids(self, make):
        ids = [i for i in self.several(make) if type(i) is int and 0 < i < 2**31]
        return ids or [2**31 - 1]

    def note_ids(self):
        return self.ids(lambda: self.of(NOTE))

    def lead_ids(self):
        return self.ids(lambda: self.of("crm.lead"))

    def partner_ids(self):
        return self.ids(self.partner)

    def user_ids(self):
        return self.ids(self.user)

    def source_ids(self):
        return self.ids(self.source)

    def policy_ids(self):
        return self.ids(lambda: self.pick(self.story["policies"]))

    def dialog_ids(self):
        return self.ids(lambda: self.of(self.target[0]))

    def number_ids(self):
        return self.ids(lambda: self.random.randint(1, 60))

    def entry_ids(self):
        ids = self.several(self.entry_id)
        return [i for i in ids if type(i) is int and 0 < i < 2**40] or [257]

    def entry_id(self):
        number, (_id, model) = self.pick(list(self.story["sources"].items()))
        return self.of(model) * 256 + int(number)

    def entry(self):
        """Return a key of an entry, or its id; of anybody."""
        entry_id = self.entry_id()
        key = f"{entry_id % 256}-{entry_id // 256}"
        forged = ["1-0", "0-1", "999-1", "1-99999999999", "1--1", "-", "1-", "²-1"]
        good = [key, key, entry_id, float(entry_id)]
        return self.or_junk(self.good_or_bad(good, forged))

    # ------------------------------------------------------------
    # A page
    # ------------------------------------------------------------

    def scope(self):
        good = [
            *("all", "mine", "following"),
            {"partner": self.partner()},
            {"partner": self.partner(), "roll_up": self.flag()},
            {"lead": self.of("crm.lead")},
            {"record": ["crm.lead", self.of("crm.lead")]},
            {"record": [NOTE, self.of(NOTE)]},
        ]
        bad = [
            {"record": [self.model(), self.number()]},
            {"partner": self.partner(), "lead": self.lead()},
            {str(self.junk(3))[:20]: self.junk(1)},
            "mine ",
        ]
        return self.or_junk(self.good_or_bad(good, bad))

    def filters(self):
        if self.chance(0.2):
            return self.pick([None, {}])
        names = ("activity_type_ids", "reason_ids", "user_ids", "author_ids")
        records = (*names, "partner_ids", "customer_ids", "team_ids", "source_ids")
        makers = {
            **dict.fromkeys(records, self.numbers),
            "kinds": lambda: self.several(lambda: self.pick(self.story["kinds"])),
            "date_from": self.moment,
            "date_to": self.moment,
            "text": self.text,
            **dict.fromkeys(("noise", "open", "skip_unknown"), self.flag),
            **({str(self.junk(3))[:20]: self.junk} if self.wildness > 0.5 else {}),
        }
        names = self.random.sample(list(makers), self.random.randint(1, 3))
        return {name: self.or_junk(makers[name](), 0.1) for name in names}

    def cursor(self):
        if self.chance(0.5):
            return None
        way = self.good_or_bad(["older", "newer"], ["", None, "OLDER", "1;"])
        place = [way, self.moment(), self.number()]
        return self.good_or_bad(
            [place, self.encode(place), self.story["cursor"]],
            [
                self.story["cursor"][:-3],
                self.encode(self.junk()),
                # Deep enough to end a parser that calls itself.
                base64.urlsafe_b64encode(b"[" * self.pick([50, 100000])).decode(),
                self.junk(),
            ],
        )

    @staticmethod
    def encode(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()

    def place(self):
        if self.chance(0.8):
            return None
        good = [self.moment(), self.entry(), [self.moment(), self.number()]]
        return self.good_or_bad(good, [self.junk()])

    # ------------------------------------------------------------
    # Changes
    # ------------------------------------------------------------

    def action(self):
        names = ("done", "cancel", "reopen", "reschedule", "reassign", "outcome")
        others = ("set_kind_reason", "delete", "unlink", "write", "__class__")
        return self.or_junk(self.pick([*names, *others]))

    def params(self):
        makers = {
            "outcome": self.text,
            "date_deadline": self.moment,
            "user_id": self.colleague,
            "activity_type_id": lambda: self.pick(self.story["activity_types"]),
            "reason_id": self.number,
            "next": lambda: {
                "name": self.text(),
                "date_deadline": self.moment(),
                "user_id": self.colleague(),
                "activity_type_id": self.number(),
            },
        }
        names = self.random.sample(list(makers), self.random.randint(0, 4))
        return {name: self.or_junk(makers[name](), 0.2) for name in names}

    def undo(self):
        text = self.story["undo"]
        return self.or_junk(self.pick([text, text[:-2], text[::-1], self.text()]))

    def call_values(self):
        return {"name": self.text(), "date_deadline": self.moment()}

    # The argument of ``log_call``; named as in the table.
    def call_argument(self):
        makers = {
            "partner_id": self.partner,
            "result": self.text,
            "date": self.moment,
            "lead_id": self.lead,
            "activity_type_id": self.number,
            "reason_id": self.number,
            "hand_over": lambda: {**self.call_values(), "user_ids": self.numbers()},
            "next_step": self.call_values,
        }
        return {
            name: self.or_junk(make(), 0.1)
            for name, make in makers.items()
            if self.chance(0.6)
        }

    def note_values(self):
        makers = {
            "name": self.text,
            "description": self.text,
            "partner_id": self.partner,
            "lead_id": self.lead,
            "user_id": self.colleague,
            "date_deadline": self.moment,
            "is_all_day": self.flag,
            "state": lambda: self.pick(["open", "done", "cancelled", "x"]),
            "outcome": self.text,
            "import_key": self.text,
        }
        return {
            name: self.or_junk(make(), 0.1)
            for name, make in makers.items()
            if self.chance(0.5)
        }

    def dialog_values(self):
        notes = [[6, 0, self.several(lambda: self.of(NOTE))]]
        return self.pick([{"note_ids": notes}, {"partner_id": self.partner()}])

    def source_values(self):
        return {"model": self.model(), "domain": self.text(), "mode": "fields"}

    def rows(self):
        return [[self.text() for _ in range(3)] for _ in range(3)]
