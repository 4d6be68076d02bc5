"""Chromium for the browser tests."""

import shutil

from .system import need_packages

# The names that Odoo's tests look for.
NAMES = ["google-chrome", "chromium", "chromium-browser", "google-chrome-stable"]


def get():
    if not any(shutil.which(name) for name in NAMES):
        need_packages(["chromium"], "Chromium is missing, the browser tests need it")
