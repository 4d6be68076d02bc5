"""Odoo's server in the background, for as long as a block runs."""

import contextlib
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from . import databases
from .system import LOGS, Failure, free_port, stop_process, tail


@dataclass
class Running:
    process: subprocess.Popen
    port: int
    log: Path
    #: Where it takes websockets, if it has workers.
    socket_port: int = 0

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def socket_url(self):
        return f"http://127.0.0.1:{self.socket_port}"


@contextlib.contextmanager
def running(tools, name, log, page="/web/health", wrapper=(), **options):
    """Serve a database until the block ends: yield a `Running` that answers.

    :param str log: name of the log file
    :param str page: what is asked for to see whether it answers
    :param wrapper: command that runs the one that follows it
    :param options: of the configuration file
    """
    options.setdefault("http_port", free_port())
    options.setdefault("gevent_port", free_port())
    command = [*wrapper, *databases.command(tools, name, "server", **options)]
    path = LOGS / f"{log}.log"
    with path.open("w") as output:
        process = subprocess.Popen(
            command,
            env=tools.env(),
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    server = Running(process, options["http_port"], path, options["gevent_port"])
    try:
        wait_until_up(server, page)
        yield server
    finally:
        stop_process(process)


def wait_until_up(server, page):
    for _ in range(240):
        if server.process.poll() is not None:
            end = tail(server.log)
            raise Failure(f"{end}\nOdoo did not start, all it said: {server.log}")
        try:
            urllib.request.urlopen(f"{server.url}{page}", timeout=60).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise Failure(f"Odoo does not answer, all it said: {server.log}")
