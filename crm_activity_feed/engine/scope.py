"""Whose feed a page is: a customer, a deal, a record, mine, or all."""

from odoo.exceptions import MissingError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from . import hooks
from .access import is_feed_model
from .belonging import belongs, linked_domain
from .employments import find_contacts
from .words import quote


class FeedScope:
    """Base of the scopes; each narrows branches and equals a domain.

    ``narrow`` and ``domain`` say the same thing, once for the page and once for
    the ORM; a property test runs them against each other.
    """

    #: Whether the scope has few enough documents to find them first.
    is_bounded = False
    #: The record of the form the page is on, if that is what the scope names.
    record = None
    #: The customer whose whole feed it is, and the person whose: ``res.partner``.
    customer = person = None
    #: The way to its messages (see ``shape``), when there is nothing to choose.
    shape = None
    #: Scopes that have a name instead of a record: ``{name: class}``; see below.
    named = {}

    def __init__(self, env):
        self.env = env

    def get_pin_home(self):
        """Return ``(customer id, deal id)`` whose pins show here; each may be empty."""
        return None, None

    @property
    def customer_key(self):
        """SQL of the customer by whose stamp messages are found."""
        return SQL("%s", self.customer.id)

    def get_tables(self):
        """Return ``{name: SELECT}`` of what the conditions of the scope look up.

        Found once a statement: branches name them as tables.
        """
        return {}

    def explain(self, rows, sources):
        """Return why entries are in the feed, of a person's feed.

        :param rows: rows of a page
        :param dict sources: ``{number: crm.feed.source}``
        :return: ``{entry id: why}``, see ``crm.feed.entry.get_page``; ``None`` where
            it goes without saying
        """
        return None

    def narrow(self, branch):
        """Limit ``branch`` to the scope; return whether it may have rows."""
        return True

    def narrow_documents(self, branch):
        """Limit the documents of ``branch`` to the scope; as :meth:`narrow`."""
        return True

    def domain(self):
        """Return the domain on ``crm.feed.entry`` that equals the scope."""
        return Domain.TRUE

    def get_customer(self):
        """Return the customer whose whole feed this one is a part of.

        :return: ``{"id", "display_name"}``; ``False`` if there is none to read
        """
        return False

    @classmethod
    def parse(cls, env, value):
        """Return the scope that a client asks for.

        :param value: ``"all"``, ``"mine"``, ``"following"``, ``{"partner": id,
            "roll_up": bool}``, ``{"lead": id}`` or ``{"record": [model, id]}``
        :raise UserError: if ``value`` is none of these
        :raise AccessError: if its record may not be read
        :raise MissingError: if its record does not exist
        """
        if isinstance(value, str) and value in cls.named:
            return cls.named[value](env)
        keys = set(value) if isinstance(value, dict) else set()
        if keys in ({"partner"}, {"partner", "roll_up"}):
            partner = cls._read(env, "res.partner", value["partner"], value)
            return PartnerScope(env, partner, value.get("roll_up", True))
        if keys == {"lead"}:
            return LeadScope(env, cls._read(env, "crm.lead", value["lead"], value))
        if keys == {"record"} and isinstance(value["record"], list | tuple):
            model = value["record"][0] if len(value["record"]) == 2 else None
            if isinstance(model, str) and model in env:
                return RecordScope(env, cls._read(env, *value["record"], value))
        raise cls._unknown(env, value)

    @classmethod
    def _read(cls, env, model, record_id, value):
        is_id = type(record_id) is int and 0 < record_id < 2**31
        if not is_id or env[model]._abstract:
            raise cls._unknown(env, value)
        record = env[model].browse(record_id)
        record.check_access("read")
        if not record.exists():
            raise MissingError(
                env._("This record has no feed: it does not exist, or not any more.")
            )
        return record

    @staticmethod
    def _unknown(env, value):
        return UserError(
            env._(
                "There is no feed of “%(scope)s”. Ask for a customer, a deal, a "
                "record, “mine”, “following” or “all”.",
                scope=quote(value),
            )
        )


def hook_domain(model, hook, *args):
    """Return what ``model`` says by the hook of ``crm.feed.mixin``, or ``None``."""
    return hooks.get_domain(model, hook, *args) if is_feed_model(model) else None


class _HookScope(FeedScope):
    """A scope that models may widen by a hook of ``crm.feed.mixin``."""

    _hook = None

    def _hook_args(self):
        raise NotImplementedError

    def _hook_domain(self, model):
        return hook_domain(model, self._hook, *self._hook_args())

    def _hooked_entries(self):
        """Domain on entries that belong here by their model's own word."""
        domains = []
        for name in sorted(
            set(self.env["crm.feed.source"]._get_sources().mapped("model"))
        ):
            model = self.env[name].with_context(active_test=False)
            domain = self._hook_domain(model)
            if domain is not None:
                ids = model._search(domain, active_test=False, bypass_access=True)
                domains.append(
                    Domain("res_model", "=", name) & Domain("res_id", "in", ids)
                )
        return Domain.OR(domains)


class PartnerScope(_HookScope):
    """What happened with a contact, or with the whole customer (roll-up)."""

    is_bounded = True
    _hook = "_get_feed_partner_domain"

    def __init__(self, env, partner, roll_up):
        super().__init__(env)
        ids = partner.ids
        self.partner = partner
        #: Whether some of its contacts came from elsewhere, or left.
        self.has_moved = False
        if roll_up:
            self.customer = partner.commercial_partner_id
            ids, self.has_moved = find_contacts(env, self.customer._ids)
        self.partner_ids = tuple(ids)

    def get_pin_home(self):
        return self.partner.commercial_partner_id.id, None

    def _hook_args(self):
        return (self.partner_ids,)

    def narrow(self, branch):
        if not branch.is_scoped:
            self._narrow_partners(branch)
        if self.has_moved:
            branch.where(belongs(branch, self._is_theirs))
        return True

    def narrow_documents(self, branch):
        # Of whatever day: what belongs to them has dates of its own.
        self._narrow_partners(branch)
        return True

    def _narrow_partners(self, branch):
        domain = self._hook_domain(branch.model)
        if domain is not None:
            branch.where_domain(domain)
        else:
            branch.where(
                SQL("%s IN %s", branch.columns["partner_id"], self.partner_ids)
            )

    def _is_theirs(self, company):
        return SQL("%s = %s", company, self.customer.id)

    def domain(self):
        contacts = Domain("partner_id", "in", self.partner_ids)
        if not self.has_moved:
            return contacts | self._hooked_entries()
        contacts &= Domain("customer_id", "=", self.customer.id)
        hooked = self._hooked_entries() & linked_domain(self.env, self._is_theirs)
        return contacts | hooked


class LeadScope(FeedScope):
    """What happened in one deal."""

    is_bounded = True

    def __init__(self, env, lead):
        super().__init__(env)
        self.lead = lead

    def get_pin_home(self):
        # One may read a deal and not its customer.
        customer = self.lead.sudo().partner_id.commercial_partner_id
        return customer.id, self.lead.id

    def narrow(self, branch):
        if not branch.is_scoped:
            branch.where_lead(self.lead.id)
        return True

    narrow_documents = narrow

    def domain(self):
        return Domain("lead_id", "=", self.lead.id)

    def get_customer(self):
        # The contact may be hidden from the user, the customer not, and vice versa.
        customer = self.lead.partner_id.sudo().commercial_partner_id.sudo(False)
        if not customer or not customer.has_access("read"):
            return False
        return {"id": customer.id, "display_name": customer.display_name}


class RecordScope(FeedScope):
    """What happened with one record of any model."""

    is_bounded = True

    def __init__(self, env, record):
        super().__init__(env)
        self.record = record

    def narrow(self, branch):
        if branch.is_scoped:
            return True
        if branch.model._name != self.record._name:
            return False
        branch.where(SQL("%s = %s", branch.res_id, self.record.id))
        return True

    narrow_documents = narrow

    def domain(self):
        return Domain("document_model", "=", self.record._name) & Domain(
            "document_id", "=", self.record.id
        )


def get_user_ids(user):
    """Return the ids of the users who are the same person as ``user``."""
    # Also those of another company: only their ids are used.
    partner = user.partner_id.sudo().with_context(active_test=False)
    return tuple(partner.user_ids.ids)


FeedScope.named |= {"all": FeedScope}
