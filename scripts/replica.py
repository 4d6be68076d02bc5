"""Small PostgreSQL clusters made for one run: one alone, or with a streaming replica.

Clusters of their own, because a replica is a copy of a whole cluster, and who stops one
stops all that is in it: the private one may hold a big database of `make bench`, that
of PGHOST anything.
"""

import contextlib
import os
import shutil
import time
from dataclasses import dataclass, replace
from pathlib import Path

from . import databases, postgres
from .postgres import PORT, Server
from .system import Failure, locked, run, say

# In addition to those of the private cluster; the last one counts.
SETTINGS = """
shared_buffers = 64MB
max_connections = 100
"""


@dataclass
class Cluster:
    binaries: Path
    home: Path
    port: str

    @property
    def socket(self):
        return postgres.socket_folder(self.home)

    @property
    def log(self):
        return self.home / "server.log"

    @property
    def server(self):
        env = {"PGHOST": str(self.socket), "PGPORT": self.port, "PGUSER": "odoo"}
        return Server(env)

    def settings(self):
        return postgres.SETTINGS.format(port=self.port, socket=self.socket)

    def make_folders(self):
        postgres.make_folder(self.home, 0o755)
        postgres.make_folder(self.socket, 0o700)

    def start(self):
        postgres.start(self.binaries, self.home)

    def stop(self):
        postgres.stop_cluster(self.binaries, self.home / "data")

    def crash(self):
        """End it as a failure of the machine does: nothing is finished."""
        command = [self.binaries / "pg_ctl", "-D", self.home / "data"]
        run([*command, "-m", "immediate", "stop"], "crash", **postgres.as_owner())


@dataclass
class Alone:
    """``tools`` reach the cluster, which holds the database ``name``."""

    tools: databases.Tools
    name: str
    primary: Cluster

    def query(self, cluster, statement):
        tools = replace(self.tools, server=cluster.server)
        return tools.query(self.name, statement)


@dataclass
class Pair(Alone):
    """``tools`` reach the primary, which holds the database ``name``."""

    replica: Cluster

    def catch_up(self):
        """Wait until the replica shows all that is committed on the primary."""
        # A message that means nothing: the replica has everything that precedes it.
        message = "SELECT pg_logical_emit_message(true, 'catch up', '')"
        [(place,)] = self.query(self.primary, message)
        reached = f"SELECT pg_last_wal_replay_lsn() >= '{place}'"
        for _ in range(200):
            if self.query(self.replica, reached) == [("True",)]:
                return
            time.sleep(0.1)
        raise Failure(f"The replica does not follow: {self.replica.log}")


@contextlib.contextmanager
def alone(tools, database):
    """Copy a database to a cluster that can be stopped, removed at the end."""
    with locked("alone"):
        home = postgres.make_home() / "alone"
        primary = Cluster(postgres.find_binaries(), home / "primary", PORT)
        name = tools.name("alone")
        remove(name, home, primary)  # what an interrupted run has left
        try:
            say("Making a PostgreSQL cluster to stop")
            postgres.make_folder(home, 0o755)
            make_primary(primary, "")
            ours = replace(tools, server=primary.server)
            fill(tools, database, ours, name)
            yield Alone(ours, name, primary)
        finally:
            remove(name, home, primary)


@contextlib.contextmanager
def pair(tools, database, settings=""):
    """Copy a database to a cluster with a replica, both removed at the end.

    :param str settings: further lines for the postgresql.conf of both
    """
    with locked("replica"):
        binaries = postgres.find_binaries()
        home = postgres.make_home() / "pair"
        primary = Cluster(binaries, home / "primary", PORT)
        standby = Cluster(binaries, home / "replica", str(int(PORT) + 1))
        name = tools.name("replica")
        remove(name, home, primary, standby)  # what an interrupted run has left
        try:
            say("Making a PostgreSQL cluster with a replica")
            postgres.make_folder(home, 0o755)
            make_primary(primary, settings)
            ours = replace(tools, server=primary.server)
            fill(tools, database, ours, name)
            make_replica(primary, standby)
            yield Pair(ours, name, primary, standby)
        finally:
            remove(name, home, primary, standby)


def make_primary(primary, settings):
    primary.make_folders()
    text = primary.settings() + SETTINGS + settings
    postgres.initialize(primary.binaries, primary.home, text)
    primary.start()


def fill(tools, database, ours, name):
    """Copy a database from server to server, with its files."""
    binaries = postgres.find_binaries()
    dump = databases.DATA / f"{name}.dump"
    command = [binaries / "pg_dump", "-Fc", "-Z0", "-f", dump, database]
    try:
        run(command, "replica-dump", env={**os.environ, **tools.server.env})
        ours.query("postgres", f'CREATE DATABASE "{name}" TEMPLATE template0')
        command = [binaries / "pg_restore", "-j2", "--no-owner", "-d", name, dump]
        run(command, "replica-restore", env={**os.environ, **ours.server.env})
    finally:
        dump.unlink(missing_ok=True)
    files = databases.DATA / "filestore"
    if (files / database).is_dir():
        shutil.copytree(files / database, files / name, copy_function=os.link)


def make_replica(primary, standby):
    standby.make_folders()
    command = [primary.binaries / "pg_basebackup", "-h", primary.socket]
    command += ["-p", primary.port, "-U", "odoo", "-D", standby.home / "data"]
    # -R: it becomes a standby that knows its primary.
    command += ["-R", "-X", "stream", "-c", "fast", "--no-sync"]
    run(command, "replica-basebackup", **postgres.as_owner())
    with (standby.home / "data/postgresql.conf").open("a") as file:
        file.write(
            f"port = {standby.port}\nunix_socket_directories = '{standby.socket}'\n"
        )
    standby.start()


def remove(name, home, *clusters):
    for cluster in reversed(clusters):
        cluster.stop()
        shutil.rmtree(cluster.socket, ignore_errors=True)
    shutil.rmtree(home, ignore_errors=True)
    databases.forget(name)
