"""Whether two filters can let the same record through."""

from itertools import product
from math import prod

from odoo.fields import Domain

#: How many cases a filter is taken apart into at most.
_MAX_CASES = 32


def exclude_each_other(model, first, second):
    """Whether no record of ``model`` can fulfil both domains, as far as can be told.

    Each is taken apart into its cases (``A or B``); when all pairs of cases
    contradict each other, so do the domains. ``False`` means: not proven.

    :param first: :class:`~odoo.fields.Domain`
    :param second: the other one
    """
    try:
        cases = [_split(domain.optimize(model)) for domain in (first, second)]
    except ValueError:
        return False
    return all((a & b).optimize(model).is_false() for a, b in product(*cases))


def _split(domain):
    """Return the cases of a domain: the parts of its "or", in all combinations.

    :raise ValueError: if there are too many
    """
    if getattr(domain, "OPERATOR", None) == "|":
        return [case for child in domain.children for case in _split(child)]
    if getattr(domain, "OPERATOR", None) == "&":
        parts = [_split(child) for child in domain.children]
        if prod(map(len, parts)) > _MAX_CASES:
            raise ValueError("too many cases")
        return [Domain.AND(combination) for combination in product(*parts)]
    return [domain]
