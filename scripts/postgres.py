"""PostgreSQL: the server that PGHOST names, or a private cluster in `.dev`.

The private cluster listens on a socket in its own folder only, never on the
network, and has nothing to do with a cluster of the system. Everyone who uses it
holds a shared lock; who leaves last stops it, unless `make postgres` started it.
"""

import contextlib
import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from . import python_env
from .system import (
    ADDON,
    DEV,
    IS_ROOT,
    LOGS,
    ROOT,
    Failure,
    digest,
    drop_stamp,
    locked,
    need_packages,
    open_lock,
    run,
    say,
    set_stamp,
    stamped,
)

LINK = DEV / "postgres"
PORT = "54319"  # only the name of the socket: nothing listens on the network
KEEP = "postgres-keep"
NEEDED = ("initdb", "pg_ctl", "postgres")
# A demo and test server may lose data when the machine loses power.
SETTINGS = """
listen_addresses = ''
port = {port}
unix_socket_directories = '{socket}'
fsync = off
full_page_writes = off
synchronous_commit = off
shared_buffers = 256MB
max_connections = 200
max_wal_size = 2GB
jit = off
timezone = 'UTC'
lc_messages = 'C'
"""


@dataclass
class Server:
    env: dict = field(default_factory=dict)
    private: bool = False
    # Several checkouts may share a server that PGHOST names.
    prefix: str = "feed"
    lock: object = None


def wanted_elsewhere():
    """Is PGHOST set, to something else than the private cluster?"""
    host = os.environ.get("PGHOST")
    return bool(host) and not os.path.realpath(host).startswith(f"{DEV.resolve()}/")


def connect(python):
    """Return a server that answers, started if need be."""
    if wanted_elsewhere():
        names = ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD")
        env = {name: os.environ[name] for name in names if os.environ.get(name)}
        env.setdefault("PGPORT", "5432")
        env.setdefault("PGUSER", pwd.getpwuid(os.geteuid()).pw_name)
        if env["PGUSER"] == "postgres":
            raise Failure("Odoo refuses to work as the user 'postgres': set PGUSER.")
        server = Server(env, prefix=f"feed_{digest(ROOT)[:4]}")
    else:
        server = private_server()
    try:
        query(python, server, "postgres", "SELECT 1")
    except BaseException as error:
        leave(server)
        if isinstance(error, Failure):
            raise Failure(f"PostgreSQL at {server.env['PGHOST']}: {error}") from None
        raise
    return server


def query(python, server, database, statement):
    """Run one statement outside of a transaction, return its rows as tuples of text."""
    code = (
        "import sys, psycopg2\n"
        "try:\n"
        "    connection = psycopg2.connect(dbname=sys.argv[1])\n"
        "    connection.autocommit = True\n"
        "    cursor = connection.cursor()\n"
        "    cursor.execute(sys.argv[2])\n"
        "    for row in cursor.fetchall() if cursor.description else []:\n"
        "        print(*row, sep='\\t')\n"
        "except psycopg2.Error as error:\n"
        "    sys.exit(str(error).strip())\n"
    )
    done = subprocess.run(
        [python, "-c", code, database, statement],
        env={**os.environ, **server.env},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Failure(done.stderr.strip())
    return [tuple(line.split("\t")) for line in done.stdout.splitlines()]


def private_server():
    with locked("postgres"):
        # Taken before the start, so that nobody stops it in between.
        lock = open_lock("postgres-users", shared=True)
        try:
            binaries = find_binaries()
            home = make_home()
            socket = make_cluster(binaries, home)
            start(binaries, home)
        except BaseException:
            stop_unless_used(lock)
            raise
    env = {"PGHOST": str(socket), "PGPORT": PORT, "PGUSER": "odoo"}
    return Server(env, private=True, lock=lock)


def leave(server):
    if server and server.private:
        with locked("postgres"):
            stop_unless_used(server.lock)


def stop_unless_used(lock):
    """Stop the private cluster unless somebody else still uses it."""
    lock.close()
    others = open_lock("postgres-users", wait=False)
    if others:
        others.close()
        if not stamped(KEEP, "yes"):
            stop()


def stop():
    # Its owner may get to the data, but not to the link.
    data = LINK.resolve() / "data"
    if (data / "postmaster.pid").is_file():
        stop_cluster(find_binaries(), data)
    drop_stamp(KEEP)


def stop_cluster(binaries, data):
    if (data / "postmaster.pid").is_file():
        command = [binaries / "pg_ctl", "-D", data, "-m", "fast", "stop"]
        try:
            run(command, "postgres-stop", **as_owner())
        except Failure as failure:
            say(f"PostgreSQL could not be stopped: {failure}")


def remove():
    """Stop the cluster and remove its data, wherever they are."""
    if LINK.is_symlink() or LINK.exists():
        stop()
        home = LINK.resolve()
        # See replica.py, if it was killed.
        for data in [*home.glob("pair/*/data"), *home.glob("alone/*/data")]:
            stop_cluster(find_binaries(), data)
        shutil.rmtree(socket_folder(home), ignore_errors=True)
        shutil.rmtree(home, ignore_errors=True)
        if LINK.is_symlink():
            LINK.unlink()


def start(binaries, home):
    status = [binaries / "pg_ctl", "-D", home / "data", "status"]
    if not subprocess.run(
        status, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **as_owner()
    ).returncode:
        return
    say("Starting PostgreSQL")
    log = home / "server.log"
    command = [binaries / "pg_ctl", "-D", home / "data", "-l", log, "-w", "start"]
    try:
        run(command, "postgres-start", **as_owner())
    except Failure as failure:
        end = log.read_text(errors="replace")[-2000:] if log.is_file() else ""
        raise Failure(f"{end}\n{failure}") from None


def make_cluster(binaries, home):
    """Initialize the data folder; return the folder of the socket."""
    socket = socket_folder(home)
    make_folder(socket, 0o700)
    # A cluster of another PostgreSQL version or settings is of no use any more.
    version = subprocess.check_output([binaries / "postgres", "-V"], text=True)
    value = digest(version, SETTINGS, socket)
    if stamped("postgres", value) and (home / "data/PG_VERSION").is_file():
        return socket
    say(f"Making a private PostgreSQL cluster in {home}")
    drop_stamp("postgres")
    if (home / "data/postmaster.pid").is_file():
        stop()
    shutil.rmtree(home / "data", ignore_errors=True)
    initialize(binaries, home, SETTINGS.format(port=PORT, socket=socket))
    set_stamp("postgres", value)
    return socket


def initialize(binaries, home, settings):
    """Make the data folder of a cluster, with these settings at the end of its own."""
    command = [binaries / "initdb", "-D", home / "data", "-U", "odoo", "--no-sync"]
    command += ["-A", "trust", "-E", "UTF8", "--locale", "C.UTF-8"]
    run(command, "initdb", **as_owner())
    with (home / "data/postgresql.conf").open("a") as file:
        file.write(settings)


def make_home():
    """The folder of the cluster: `.dev/postgres` or what it links to."""
    home = LINK
    if IS_ROOT and not traversable(DEV):
        # PostgreSQL doesn't run as root, and its user can't get into a folder
        # such as /root: keep the cluster where it can.
        home = Path(f"/var/lib/{ADDON}-{digest(DEV)}")
        if LINK.is_dir() and not LINK.is_symlink():
            shutil.rmtree(LINK)
        if not LINK.is_symlink():
            LINK.symlink_to(home)
    make_folder(home, 0o755)
    return home.resolve()


def make_folder(path, mode):
    path.mkdir(exist_ok=True, mode=0o700)
    owner = owner_id()
    if path.is_symlink() and path != LINK or path.stat().st_uid not in (0, owner):
        raise Failure(f"{path} belongs to somebody else: remove it.")
    if IS_ROOT:
        shutil.chown(path, owner, pwd.getpwuid(owner).pw_gid)
    path.chmod(mode)


def socket_folder(home):
    """A socket's path may have 107 characters at most."""
    inside = home / "socket"
    if len(f"{inside}/.s.PGSQL.{PORT}.lock") < 100:
        return inside
    return Path(f"/tmp/{ADDON}-{os.geteuid()}-{digest(home)}")


def traversable(path):
    """Can any user get through to this folder?"""
    return all(
        folder.stat().st_mode & stat.S_IXOTH
        for folder in [path.resolve(), *path.resolve().parents]
    )


def owner_id():
    """Whose processes the cluster's are: PostgreSQL refuses to be root's."""
    if not IS_ROOT:
        return os.geteuid()
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_uid
    raise Failure("No user 'postgres' to run PostgreSQL as: sudo useradd -r postgres")


def as_owner():
    """Arguments that make subprocess run something as the cluster's owner."""
    if not IS_ROOT:
        return {"cwd": "/"}
    owner = pwd.getpwuid(owner_id())
    return {
        "user": owner.pw_uid,
        "group": owner.pw_gid,
        "extra_groups": [],
        "cwd": "/",
        "env": {**os.environ, "HOME": "/", "USER": owner.pw_name},
    }


def find_binaries():
    """The system's binaries, else Debian's package as root, else a PyPI wheel."""
    found = system_binaries()
    if not found and IS_ROOT and shutil.which("apt-get"):
        try:
            install_package()
        except Failure:
            say(f"Installing PostgreSQL with apt failed (see {LOGS}/apt-*.log)")
        found = system_binaries()
    return found or wheel_binaries()


def system_binaries():
    if os.environ.get("FEED_POSTGRES") == "wheel":
        return None
    folders = [Path(path) for path in os.environ["PATH"].split(os.pathsep)]
    versions = [p for p in Path("/usr/lib/postgresql").glob("*/bin")]
    versions.sort(key=lambda p: int(p.parent.name), reverse=True)
    for folder in versions + folders:
        if all(os.access(folder / name, os.X_OK) for name in NEEDED):
            return folder
    return None


def install_package():
    """Install the binaries without letting Debian make and start a cluster."""
    need_packages(["postgresql-common"], "PostgreSQL is missing")
    settings = Path("/etc/postgresql-common/createcluster.conf")
    before = settings.read_text()
    settings.write_text(f"{before}\ncreate_main_cluster = false\n")
    try:
        need_packages(["postgresql"], "PostgreSQL's server is missing")
    finally:
        settings.write_text(before)


def wheel_binaries():
    requirements = ROOT / "requirements/postgres.txt"
    home = make_home()
    target = home / "wheel"
    value = digest(requirements)
    if not (stamped("postgres-wheel", value) and target.is_dir()):
        say("PostgreSQL is not installed: getting its binaries from PyPI")
        drop_stamp("postgres-wheel")
        shutil.rmtree(target, ignore_errors=True)
        pip = python_env.get("venv", "odoo", "test")
        python_env.pip_install(pip, [requirements], "pip-postgres", target)
        set_stamp("postgres-wheel", value)
    return next(target.glob("*/pginstall/bin"))
