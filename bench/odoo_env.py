"""Odoo inside of this process, on the database of the configuration ODOO_RC."""

import threading

from odoo import api
from odoo.modules.registry import Registry
from odoo.sql_db import db_connect
from odoo.tools import config

#: Logins of salespeople who see own documents only: one with a share of each
#: measured customer, one with a lot to do, one with nothing.
OWN, BUSY, NOTHING = "bench_own", "bench_busy", "bench_nothing"


def load():
    """Return the registry and the name of the database."""
    (database,) = config["db_name"]
    threading.current_thread().dbname = database
    return Registry(database), database


def environment(cr, uid=api.SUPERUSER_ID):
    """Return what a request of the web client starts with: nothing is cached."""
    context = dict(api.Environment(cr, uid, {})["res.users"].context_get())
    cr.rollback()
    return api.Environment(cr, uid, context)


def run_outside_transaction(database, statement):
    with db_connect(database).cursor() as cr:
        cr._cnx.autocommit = True
        cr.execute(statement)
