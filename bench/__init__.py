"""Speed of the feed, measured on a big database: see run.py and `make bench`."""

from odoo.tools import config

# The configuration that ODOO_RC names, first of all: it tells where addons are, and
# modules here import from them.
config.parse_config(["--log-level=warn"], setup_logging=True)
