"""Memory of a worker that shows page after page."""

import gc
import json
from itertools import cycle, islice

import psutil

from odoo.tools import json_default

from . import odoo_env

PAGES, WARM_UP = 1000, 100


def run(registry, cases):
    """Show pages of ``cases`` in turn.

    :return: megabytes of this process ``(before, after)``
    """
    pages = cycle(cases)
    show(registry, islice(pages, WARM_UP))
    before = resident()
    show(registry, islice(pages, PAGES))
    return before, resident()


def show(registry, cases):
    for case in cases:
        with registry.cursor() as cr:
            result = case.call(odoo_env.environment(cr, case.uid))
            json.dumps(result, default=json_default)


def resident():
    gc.collect()
    return psutil.Process().memory_info().rss / 2**20
