# Everything is done by scripts/: `python3 -m scripts --help` knows some more.
PYTHON ?= python3
# Options for pytest, bench/run.py or Odoo: make test ARGS="-k note"
export ARGS ODOO PORT PYTHONS RESET SIZE

.DEFAULT_GOAL := help
.PHONY: help demo test test-host lint format readme translations wheel screenshots setup shell odoo bench load postgres stop clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

demo: ## start Odoo with the addon and demo data (PORT=8069, RESET=1 makes it anew)
test: ## run all tests (ARGS="-k note": options for pytest)
test-host: ## run Odoo's own tests without and with the addon (ARGS="mail crm": only these)
lint: ## check style: ruff, pylint-odoo, OCA's checks, eslint, prettier
format: ## rewrite the files the way `make lint` wants them
readme: ## make the addon's README.rst from its readme/
translations: ## bring i18n/ up to date with the strings in the code
wheel: ## make the addon's Python package, in dist/
screenshots: ## take the pictures of the guide (ARGS="feed my_day": these only)
setup: ## do all that `demo`, `test` and `lint` need, but start nothing
shell: ## Python with `env` on the demo database; reads a script from standard input
odoo: ## Odoo's command line on the demo database: make odoo ARGS="i18n export -h"
bench: ## measure the feed on a big database (SIZE=1 or 10; ARGS: options for bench/run.py)
load: ## measure people at work over HTTP, on a copy of that database (ARGS="--people 10")
postgres: ## start the private PostgreSQL and leave it running
stop: ## stop the PostgreSQL that `make postgres` started
clean: ## stop PostgreSQL and remove everything that was made

demo test test-host lint format readme translations wheel screenshots setup shell odoo bench load postgres stop clean:
	@$(PYTHON) -m scripts $@
