"""Virtual environments with the pinned packages of `requirements/`."""

import os
import shutil
import subprocess
import sys

from .system import (
    DEV,
    IS_ROOT,
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

# Python versions that Odoo 19 supports, the most tried one first.
VERSIONS = ["3.11", "3.12", "3.13", "3.10"]


def get(name, *requirements, base=None):
    """Return the Python of `.dev/<name>` with these requirement files installed.

    :param base: the Python it is made with; by default the one that all use
    """
    files = [ROOT / "requirements" / f"{part}.txt" for part in requirements]
    folder = DEV / name
    python = folder / "bin/python"
    with locked(name):
        base = base or find_python()
        value = digest(base, *files)
        if stamped(name, value) and python.exists():
            return python
        say(f"Installing Python packages ({', '.join(requirements)})")
        drop_stamp(name)
        shutil.rmtree(folder, ignore_errors=True)
        run([base, "-m", "venv", folder], "venv")
        pip_install(python, files, f"pip-{name}")
        set_stamp(name, value)
    return python


def get_folder(name, python, requirements):
    """Return `.dev/<name>` with the packages of a file, for PYTHONPATH."""
    path = ROOT / "requirements" / f"{requirements}.txt"
    folder = DEV / name
    with locked(name):
        value = digest(python, path)
        if not (stamped(name, value) and folder.is_dir()):
            say(f"Installing Python packages ({requirements})")
            drop_stamp(name)
            shutil.rmtree(folder, ignore_errors=True)
            pip_install(python, [path], f"pip-{name}", folder)
            set_stamp(name, value)
    return folder


def pip_install(python, files, log, target=None):
    """The files pin everything, so pip has nothing to resolve or to build."""
    command = [python, "-m", "pip", "install", "--no-deps", "--only-binary", ":all:"]
    command += ["--no-input", "--disable-pip-version-check", "--retries", "3"]
    command += ["--root-user-action", "ignore"] if IS_ROOT else []
    command += ["--target", target] if target else []
    for path in files:
        command += ["-r", path]
    run(command, log)


def incomplete():
    """Return the version of a Python that cannot make a virtual environment.

    Debian takes the part that brings pip out of the standard library.
    """
    base = find_python()
    probe = [base, "-c", "import ensurepip, venv"]
    if not subprocess.run(probe, stderr=subprocess.DEVNULL, check=False).returncode:
        return None
    version = [base, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    return subprocess.check_output(version, text=True).strip()


def find_python():
    current = "%d.%d" % sys.version_info[:2]
    if current in VERSIONS:
        # Not a virtual environment's own: that one may be removed one day.
        return os.path.realpath(sys.executable)
    for version in VERSIONS:
        path = shutil.which(f"python{version}")
        if path:
            return os.path.realpath(path)
    raise Failure(
        f"Odoo 19 needs Python {' or '.join(sorted(VERSIONS))}, this is {current}:"
        " make demo PYTHON=/path/to/python3.11"
    )
