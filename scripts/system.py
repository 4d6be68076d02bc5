"""The machine: folders, messages, locks, stamps, commands, Debian packages."""

import contextlib
import fcntl
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

ADDON = "crm_activity_feed"
ROOT = Path(__file__).resolve().parent.parent
DEV = ROOT / ".dev"
LOGS = DEV / "logs"
IS_ROOT = os.geteuid() == 0


class Failure(Exception):
    """Ends the program: the message says what is wrong and how to put it right."""


def say(message):
    print(f"==> {message}", flush=True)


def prepare():
    LOGS.mkdir(parents=True, exist_ok=True)
    (DEV / "locks").mkdir(exist_ok=True)
    (DEV / "stamps").mkdir(exist_ok=True)
    # Whatever ends the program from outside ends it like Ctrl-C does, so that
    # everything it started is stopped.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)


def digest(*parts):
    """Short hash of texts and of the contents of files."""
    result = hashlib.sha256()
    for part in parts:
        is_file = isinstance(part, Path) and part.is_file()
        data = part.read_bytes() if is_file else str(part).encode()
        result.update(b"%d:" % len(data) + data)
    return result.hexdigest()[:12]


def stamped(name, value):
    stamp = DEV / "stamps" / name
    return stamp.is_file() and stamp.read_text() == value


def set_stamp(name, value):
    (DEV / "stamps" / name).write_text(value)


def drop_stamp(name):
    (DEV / "stamps" / name).unlink(missing_ok=True)


def open_lock(name, shared=False, wait=True):
    """Return the open lock file, or None when somebody has it and ``wait`` is off.

    The kernel frees the lock when the process ends, however it ends.
    """
    handle = open(DEV / "locks" / name, "w")  # noqa: SIM115
    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        if not wait:
            handle.close()
            return None
        say(f"Waiting for another run to release '{name}'")
        fcntl.flock(handle, kind)
    return handle


@contextlib.contextmanager
def locked(name):
    handle = open_lock(name)
    try:
        yield
    finally:
        handle.close()


def run(command, log, **kwargs):
    """Run quietly; what it says goes to a log, whose end is shown if it fails."""
    path = LOGS / f"{log}.log"
    with path.open("w") as output:
        done = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
            **kwargs,
        )
    if done.returncode:
        raise Failure(f"{tail(path)}\n'{command[0]}' failed, all it said: {path}")


def tail(path, lines=20):
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])


def stop_process(process, seconds=15):
    """End a process started in a session of its own, with what it started."""
    if process.poll() is None:
        # Odoo ends gracefully at the first interrupt.
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def free_port(first=None):
    """First free port from ``first`` on, or any."""
    for port in range(first, first + 50) if first else [0]:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return probe.getsockname()[1]
    raise Failure(f"No free port from {first} on: set PORT to one.")


def need_packages(packages, why):
    """Install Debian packages as root; without root say which ones to install."""
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    if not shutil.which("apt-get"):
        raise Failure(f"{why}: install what Debian calls {' '.join(packages)}.")
    if not IS_ROOT:
        raise Failure(
            f"{why}. Install it:\n    sudo apt-get install {' '.join(packages)}"
        )
    say(f"{why}: installing {' '.join(packages)}")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    options = ["-o", "DPkg::Lock::Timeout=300", "-o", "Acquire::Retries=3"]
    with locked("apt"):
        # Puts right what an earlier, interrupted installation left.
        run(["dpkg", "--configure", "-a"], "dpkg", env=env)
        run(["apt-get", *options, "update"], "apt-update", env=env)
        run([*command, *options], "apt-install", env=env)


def main_guard(function):
    """Run ``function`` with the errors shown the way a person wants them."""
    try:
        sys.exit(function())
    except Failure as failure:
        print(f"\n*** {failure}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("\n==> Stopped", file=sys.stderr)
        sys.exit(130)
