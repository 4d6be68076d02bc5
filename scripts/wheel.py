"""The addon as a Python package: `make wheel`, and environments to try it in."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from . import python_env
from .system import ADDON, ROOT, Failure, run, say

#: Asks a Python for its own file: what is found on the path may be a script.
SELF = "import sys; print(sys.executable)"


def make():
    """Make the wheel into `dist/`, and say where it is."""
    folder = ROOT / "dist"
    shutil.rmtree(folder, ignore_errors=True)
    say(f"Made {build(folder).relative_to(ROOT)}")


def build(folder):
    """Return the path of the addon's wheel, made in this folder.

    whool is installed with its pinned needs: pip fetches nothing for it.
    """
    python = python_env.get("venv-packaging", "packaging")
    command = [python, "-m", "pip", "wheel", "--no-deps", "--no-index"]
    command += ["--no-build-isolation", "--wheel-dir", folder, ROOT / ADDON]
    run(command, "wheel")
    (wheel,) = Path(folder).glob("*.whl")
    return wheel


def find(version):
    """Return the interpreter of a Python version such as "3.13"."""
    if version == "%d.%d" % sys.version_info[:2]:
        return python_env.find_python()
    path = shutil.which(f"python{version}")
    done = path and subprocess.run(
        [path, "-c", SELF], capture_output=True, text=True, check=False
    )
    if not done or done.returncode:
        raise Failure(f"python{version} is not here: install it, or leave it out.")
    return os.path.realpath(done.stdout.strip())


def environment(tools, folder, wheel, base=None):
    """Install the wheel into a new virtual environment that has Odoo.

    What Odoo imports is read from the environment that all tests share (for
    another Python, from one of its own): it is installed once only.

    :param base: the interpreter; by default the one that all use
    :return: the tools to run Odoo with, which find the addon as a package
    """
    shared = tools.python
    if base:
        shared = python_env.get(f"venv-{Path(base).name}", "odoo", base=base)
    run([shared, "-m", "venv", "--without-pip", folder], "venv-wheel")
    (packages,) = Path(folder).glob("lib/python*/site-packages")
    (theirs,) = shared.parent.parent.glob("lib/python*/site-packages")
    (packages / "odoo.pth").write_text(f"{theirs}\n")
    python = Path(folder) / "bin/python"
    pip = python_env.get("venv-packaging", "packaging")
    command = [pip, "-m", "pip", "--python", python, "install", "--no-index"]
    # Odoo's package asks for more than it imports: requirements/odoo.txt says what.
    run([*command, "--no-deps", wheel], "wheel-install")
    return replace(tools, python=python, has_addon=True)
