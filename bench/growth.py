"""What grows with the database: the same customers in one ten times larger."""

from odoo.modules.registry import Registry

from . import measure
from .cases import Subjects, get_page
from .measure import Case


def run(registry, database, runs):
    """Measure the first pages here and in ``database``, in turns.

    :param str database: the smaller one, filled by the same scripts
    :return: ``[(case here, case there), ...]``
    """
    other = Registry(database)
    pairs = list(
        zip(
            make_first_pages(Subjects(registry)),
            make_first_pages(Subjects(other)),
            strict=True,
        )
    )
    for number in range(-measure.WARM_UP, runs):
        for here, there in pairs:
            for side, case in ((registry, here), (other, there)):
                sample = None if case.is_dead else measure.run_pair(side, case)
                if sample and number >= 0:
                    case.samples.append(sample)
    for here, there in pairs:
        for side, case in ((registry, here), (other, there)):
            if not case.is_dead:
                measure.read_buffers(side, case)
    return pairs


def make_first_pages(subjects):
    for user in ("admin", "own"):
        for customer, partner_id in subjects.customers.items():
            call = get_page({"partner": partner_id, "roll_up": True})
            yield Case("first page", customer, user, subjects.users[user], call)
