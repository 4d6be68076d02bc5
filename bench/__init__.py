"""Speed of the feed, measured on a big database: see run.py and `make bench`."""

from odoo.tools import config

# The configuration that ODOO_RC names, first of all: it tells where addons are, and
# modules here import from them. Statements that run out of time are no news.
config.parse_config(
    ["--log-level=warn", "--log-handler=odoo.sql_db:CRITICAL"], setup_logging=True
)
