"""What is kept of the policies of a model, ready to be held against its records."""

from ast import literal_eval
from dataclasses import dataclass

from odoo.fields import Domain

from .sections import SECTIONS

#: Colleagues and one's own companies are no customers.
_CUSTOMER = Domain("partner_share", "=", True)
#: Fields that record rules commonly look at: who may read changes with them.
_OF_ACCESS = ("user_id", "team_id", "company_id")


@dataclass(frozen=True, slots=True)
class Rule:
    """One policy: which records, and what of them is told.

    ``is_broken``: its criteria do not work any more; it neither begins nor ends
    anything until they are mended. ``begins_archived``: they say themselves what is to
    become of archived records; otherwise none of them begins to be followed.
    """

    policy_id: int
    domain: Domain
    subtype_ids: tuple
    begins_archived: bool = False
    is_broken: bool = False


def make_domain(policy):
    """Return the complete domain of a policy: section, criteria and company.

    :raise ValueError: if the criteria do not fit the model
    """
    try:
        criteria = Domain(literal_eval(policy.domain or "[]"))
    except (SyntaxError, TypeError) as error:
        raise ValueError(str(error)) from error
    if policy.section in SECTIONS:
        criteria &= SECTIONS[policy.section][1]
    if policy.section in ("company", "contact"):
        criteria &= _CUSTOMER
    model = policy.env[policy.model].sudo()
    if policy.company_id and "company_id" in model._fields:
        criteria &= Domain("company_id", "in", [policy.company_id.id, False])
    criteria.validate(model)
    return criteria


def names_active(domain):
    """Whether a domain says itself what is to become of archived records."""
    return any(leaf.field_expr == "active" for leaf in domain.iter_conditions())


def get_watched(model, rules):
    """Return the fields of ``model`` that may change what its policies want.

    What lies behind a link (the country of a deal's customer) is seen by the daily
    job only: watching it would cost every write of the other model.

    :rtype: frozenset
    """
    names = {name for name in _OF_ACCESS if name in model._fields}
    for rule in rules:
        for condition in rule.domain.iter_conditions():
            names.update(_get_stored(model, condition.field_expr.split(".")[0]))
    return frozenset(names)


def _get_stored(model, name):
    field = model._fields.get(name)
    if field is None:
        return ()
    if field.store:
        return (name,)
    paths = model.pool.field_depends.get(field, ())
    return {path.split(".")[0] for path in paths}
