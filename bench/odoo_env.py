"""Odoo inside of this process, on the database of the configuration ODOO_RC."""

import threading

from odoo import api
from odoo.modules.registry import Registry
from odoo.sql_db import db_connect
from odoo.tools import config

#: Login of the salesperson who sees own documents only.
OWN = "bench_own"


def load():
    """Return the registry and the name of the database."""
    config.parse_config(["--log-level=warn"], setup_logging=True)
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
