"""Three models that no addon knows, as an administrator makes them, and their sources.

The sources are archived: they are switched on to measure what three more cost.
"""

from dataclasses import replace

from odoo.fields import Command

from . import measure, odoo_env

KINDS = ("visit", "sample", "repair")


def make(env):
    """Make the models, readable for all employees, and the sources."""
    models = env["ir.model"].create(
        [
            {
                "name": f"Bench {kind}",
                "model": f"x_bench_{kind}",
                "field_id": [
                    Command.create({"name": "x_name", "ttype": "char"}),
                    Command.create({"name": "x_date", "ttype": "datetime"}),
                    Command.create(make_link("x_partner_id", "res.partner")),
                    Command.create(make_link("x_user_id", "res.users")),
                ],
                "access_ids": [
                    Command.create(
                        {
                            "name": kind,
                            "group_id": env.ref("base.group_user").id,
                            "perm_read": True,
                        }
                    )
                ],
            }
            for kind in KINDS
        ]
    )
    env["crm.feed.source"].create(
        [
            {
                "name": model.name,
                "model": model.model,
                "active": False,
                "date_path": "x_date",
                "partner_path": "x_partner_id",
                "user_path": "x_user_id",
                "title_path": "x_name",
                "text_paths": "x_name",
            }
            for model in models
        ]
    )


def make_link(name, relation):
    return {"name": name, "ttype": "many2one", "relation": relation, "index": True}


def find(env):
    """Return the archived sources that :func:`make` made."""
    models = [f"x_bench_{kind}" for kind in KINDS]
    sources = env["crm.feed.source"].with_context(active_test=False)
    return sources.search([("model", "in", models)])


def run(registry, cases, runs):
    """Measure ``cases`` with and without the three sources, in turns.

    :return: ``[(case without, case with), ...]``; samples are medians of a turn
    """
    pairs = [(replace(case, samples=[]), replace(case, samples=[])) for case in cases]
    try:
        for _turn in range(runs):
            for side in (0, 1):
                switch(registry, bool(side))
                for pair in pairs:
                    pair[side].samples.append(sample(registry, pair[side]))
    finally:
        switch(registry, False)
    return pairs


def switch(registry, on):
    with registry.cursor() as cr:
        find(odoo_env.environment(cr)).active = on


def sample(registry, case):
    """Return the middle one of three runs; those before fill the emptied caches."""
    samples = [measure.run_once(registry, case)[1] for _number in range(5)]
    return sorted(samples[2:], key=lambda run: run.ms)[1]
