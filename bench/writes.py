"""What the addon costs where nobody looks at the feed: messages and new leads.

Measured on two copies of the database, one of which is without the addon. Both keep
what is written: they are thrown away afterwards.
"""

import gc
import time
from statistics import median

from odoo.modules.registry import Registry

from . import odoo_env

ROUNDS, PER_ROUND = 20, 50


def post(env, number):
    leads = env["crm.lead"].search([("user_id", "=", env.uid)], limit=PER_ROUND)
    for lead in leads:
        lead.message_post(
            body=f"Message {number}",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )


def create(env, number):
    partners = env["res.partner"].search([("is_company", "=", True)], limit=PER_ROUND)
    for partner in partners:
        env["crm.lead"].create(
            {
                "name": f"Lead {number}",
                "type": "opportunity",
                "partner_id": partner.id,
                "user_id": env.uid,
            }
        )


TASKS = {"post": post, "create": create}


def run(with_addon, without):
    """Post 1,000 messages and create 1,000 leads on both databases, in turns.

    :return: ``{"post": (ms of one with the addon, ms without, ratio), "create": ...}``
    """
    registries = [Registry(with_addon), Registry(without)]
    found = {}
    for name, task in TASKS.items():
        turns = []
        for number in range(-1, ROUNDS):
            # Who comes first has the colder machine: take turns in that, too.
            order = (0, 1) if number % 2 else (1, 0)
            times = {side: measure(registries[side], task, number) for side in order}
            if number >= 0:
                turns.append((times[0], times[1]))
        found[name] = (
            *(median(turn[side] for turn in turns) for side in (0, 1)),
            median(one / two for one, two in turns),
        )
    return found


def measure(registry, task, number):
    """Return the milliseconds of one operation, its share of the commit included."""
    with registry.cursor() as cr:
        users = odoo_env.environment(cr)["res.users"]
        uid = users.search([("login", "=", odoo_env.OWN)]).id
        env = odoo_env.environment(cr, uid)
        # Mails are queued: what sends them has no part in it.
        env = env(context={**env.context, "mail_notify_force_send": False})
        gc.collect()
        start = time.perf_counter()
        task(env, number)
        cr.commit()
        return 1000 * (time.perf_counter() - start) / PER_ROUND
