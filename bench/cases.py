"""Calls that are measured, with the yardstick's statements for the same rows."""

from datetime import date

from odoo.fields import Domain

from odoo.addons.crm_activity_feed.engine.cursor import OLDER, Cursor
from odoo.addons.crm_activity_feed.engine.page import OPEN_LIMIT
from odoo.addons.mail.tools.discuss import Store

from . import odoo_env
from .measure import Case, run_yard
from .yardstick import Yardstick

PAGE, LONG_PAGE, CHATTER_PAGE = 40, 80, 30
#: Of all entries of a customer; `sql/10_customers.sql` makes them.
CUSTOMERS = ("whale", "silent whale", "large", "ordinary", "small")
ORDINARY, WHALES = ("large", "ordinary", "small"), ("whale", "silent whale")
RARE, COMMON = "zirconium", "offer"
FILTERS = {
    "rare word": {"text": RARE},
    "common word": {"text": COMMON},
    "notes": {"kinds": ["note"]},
    "meetings": {"kinds": ["meeting"]},
    "e-mails": {"kinds": ["email"]},
}
#: What an ordinary list of customers shows.
LIST_FIELDS = ("complete_name", "email", "phone", "city", "company_id")
#: Fields of a customer that tell the next and the last contact, as lists show them,
#: and the domain of the customers without a next one.
CONTACT_FIELDS = ("feed_next", "feed_next_date", "feed_last", "feed_last_date")
NO_NEXT_CONTACT = (("feed_next_date", "=", False),)


def get_page(scope, filters=None, cursor=None, limit=PAGE):
    return lambda env: env["crm.feed.entry"].get_page(scope, filters, cursor, limit)


def page_ids(limit):
    """Return what reads the ids of a page, or of the yardstick's rows for it."""

    def read(result):
        if isinstance(result, dict):
            return {entry["id"] for entry in [*result["entries"], *result["open"]]}
        ids = set()
        for is_open, most in ((False, limit), (True, OPEN_LIMIT)):
            rows = [row for row in result if row[0] == is_open]
            # By date and id. There is one row more than the page shows.
            rows.sort(key=lambda row: (row[3], row[1]), reverse=not is_open)
            ids.update(row[1] for row in rows[:most])
        return ids

    return read


def load_chatter(partner_id):
    """What the controller of ``/mail/thread/messages`` does."""

    def call(env):
        thread = env["res.partner"]._get_thread_with_access(partner_id, mode="read")
        result = env["mail.message"]._message_fetch(
            domain=None, thread=thread, limit=CHATTER_PAGE
        )
        messages = result.pop("messages")
        messages.set_message_done()
        data = Store().add(messages).get_result()
        return {**result, "data": data, "messages": messages.ids}

    return call


class Subjects:
    """Who and what is measured: ``{name: uid}`` and ``{name: partner id}``."""

    def __init__(self, registry):
        with registry.cursor() as cr:
            env = odoo_env.environment(cr)
            logins = {
                "own": odoo_env.OWN,
                "busy": odoo_env.BUSY,
                "nothing": odoo_env.NOTHING,
            }
            users = env["res.users"]
            self.users = {"admin": env.ref("base.user_admin").id}
            for name, login in logins.items():
                self.users[name] = users.search([("login", "=", login)]).id
            self.customers = {
                name: env["res.partner"].search([("ref", "=", f"BENCH-{number}")]).id
                for number, name in enumerate(CUSTOMERS, 1)
            }


def make_cases(registry, subjects):
    """Return the cases, and ``{(customer, user): entries that the user has}``."""
    cases, sizes = [], {}
    for user in ("admin", "own"):
        uid = subjects.users[user]
        with registry.cursor() as cr:
            yard = Yardstick(odoo_env.environment(cr, uid))
            cr.rollback()
            for customer, partner_id in subjects.customers.items():
                maker = CustomerCases(registry, yard, customer, partner_id, user, uid)
                cases += maker.make()
                sizes[customer, user] = maker.size
            cases += make_wide_cases(yard, user, uid)
    for user in ("busy", "nothing"):
        uid = subjects.users[user]
        with registry.cursor() as cr:
            yard = Yardstick(odoo_env.environment(cr, uid))
            cases.append(make_mine(registry, yard, user, uid))
    return cases, sizes


class CustomerCases:
    """The pages of one customer, for one user."""

    def __init__(self, registry, yard, customer, partner_id, user, uid):
        self.registry, self.yard, self.partner_id = registry, yard, partner_id
        self.who = (customer, user, uid)
        self.scope = {"partner": partner_id, "roll_up": True}
        ((self.size,),), _ms = run_yard(registry, yard.count(partner_id))

    def make(self):
        yield Case("chatter", *self.who, load_chatter(self.partner_id))
        yield self._page("first page", get_page(self.scope))
        for name, offset in (("page 10", 9 * PAGE), ("middle", self.size // 2)):
            if self.size > offset + PAGE:
                yield self._later(name, offset)
        for name, filters in FILTERS.items():
            condition = (
                self.yard.kinds(*filters["kinds"])
                if "kinds" in filters
                else self.yard.text(filters["text"])
            )
            yield self._page(name, get_page(self.scope, filters), condition)

    def _page(self, name, call, *conditions, cursor=None):
        customer = self.yard.customer(self.partner_id)
        statement = self.yard.page(customer, *conditions, cursor=cursor, limit=PAGE)
        return Case(name, *self.who, call, statement, page_ids(PAGE))

    def _later(self, name, offset):
        place = self.yard.place(self.partner_id, offset - 1)
        ((when, entry_id),), _ms = run_yard(self.registry, place)
        cursor = Cursor(OLDER, when, entry_id)
        call = get_page(self.scope, cursor=cursor.encode())
        return self._page(name, call, cursor=cursor)


def make_wide_cases(yard, user, uid):
    """Return the cases of one user that concern no single customer."""
    who = ("", user, uid)
    statement = yard.page(limit=LONG_PAGE)
    call = get_page("all", limit=LONG_PAGE)
    yield Case("all", *who, call, statement, page_ids(LONG_PAGE))
    since, until = last_year()
    yield Case(
        "month report",
        *who,
        count_by_month(since, until),
        yard.months(since, until),
        total,
        is_report=True,
    )
    yield Case("customers", *who, list_customers(), is_report=True)
    call = list_customers(CONTACT_FIELDS)
    yield Case("customers, contacts", *who, call, is_report=True)
    call = list_customers(CONTACT_FIELDS, NO_NEXT_CONTACT)
    yield Case("without next contact", *who, call, is_report=True)


def make_mine(registry, yard, user, uid):
    """Return the case of a user's own feed, with the faster of two statements."""
    timed = []
    for statement in yard.mine(LONG_PAGE):
        run_yard(registry, statement)
        timed.append((run_yard(registry, statement)[1], statement))
    _ms, statement = min(timed, key=lambda item: item[0])
    call = get_page("mine", limit=LONG_PAGE)
    return Case("mine", "", user, uid, call, statement, page_ids(LONG_PAGE))


def last_year():
    """Return the first days of this month, a year ago and now."""
    until = date.today().replace(day=1)
    return until.replace(year=until.year - 1), until


def count_by_month(since, until):
    # Moments, in UTC: a day would be one of the user's time zone.
    since, until = f"{since} 00:00:00", f"{until} 00:00:00"
    domain = [("date", ">=", since), ("date", "<", until), ("is_noise", "=", False)]
    return lambda env: env["crm.feed.entry"].formatted_read_group(
        domain, ["date:month", "kind"], ["__count"]
    )


def total(result):
    """Return how many entries a report or the yardstick's rows count, in a set."""
    if result and isinstance(result[0], dict):
        return {sum(group["__count"] for group in result)}
    return {sum(row[-1] for row in result)}


def list_customers(more_fields=(), domain=()):
    """A list of 80 customers as the web client loads it, with its count."""
    domain = Domain("is_company", "=", True) & Domain(list(domain))
    specification = {name: {} for name in (*LIST_FIELDS, *more_fields)}
    return lambda env: env["res.partner"].web_search_read(
        domain, specification, limit=LONG_PAGE, count_limit=10_001
    )
