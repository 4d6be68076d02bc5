"""What the machine itself must have: Python; Chromium and curl for tests."""

import shutil

from . import python_env
from .system import need_packages

# The names that Odoo's tests look for.
BROWSERS = ["google-chrome", "chromium", "chromium-browser", "google-chrome-stable"]


def check(tests=False):
    """Name everything that is missing at once, or install it as root."""
    packages, missing = [], []
    version = python_env.incomplete()
    if version:
        packages.append(f"python{version}-venv")
        missing.append("Python's venv module")
    if tests and not any(shutil.which(name) for name in BROWSERS):
        packages.append("chromium")
        missing.append("Chromium, for the browser tests,")
    if tests and not shutil.which("curl"):
        packages.append("curl")
        missing.append("curl, for the examples of docs/api.md,")
    if packages:
        need_packages(packages, f"{' and '.join(missing)} is missing")
