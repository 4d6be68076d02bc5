"""How long others wait for tables while something else works on the database."""

import threading
import time

import psycopg2

#: What reading and writing a table take; nothing is written.
READ = "LOCK TABLE {} IN ACCESS SHARE MODE"
WRITE = "LOCK TABLE {} IN ROW EXCLUSIVE MODE"


class LockWatch:
    """Go on reading and writing tables, as other users do, and note how long it takes.

    ``with LockWatch(server, database, ["mail_message"]) as watch: ...`` leaves the
    longest waits, in seconds by table, in ``watch.read`` and ``watch.write``.

    :param server: `scripts.postgres.Server`
    """

    def __init__(self, server, database, tables):
        env = server.env
        self.settings = {
            "dbname": database,
            "host": env["PGHOST"],
            "port": env["PGPORT"],
            "user": env["PGUSER"],
            "password": env.get("PGPASSWORD"),
        }
        self.read, self.write = dict.fromkeys(tables, 0.0), dict.fromkeys(tables, 0.0)
        self.is_over = threading.Event()
        self.threads = [
            threading.Thread(target=self.probe, args=(waits, table, statement))
            for waits, statement in ((self.read, READ), (self.write, WRITE))
            for table in tables
        ]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_error):
        self.is_over.set()
        for thread in self.threads:
            thread.join()

    def probe(self, waits, table, statement):
        connection = psycopg2.connect(**self.settings)
        cursor = connection.cursor()
        try:
            while not self.is_over.is_set():
                start = time.monotonic()
                cursor.execute(statement.format(table))
                connection.rollback()
                waits[table] = max(waits[table], time.monotonic() - start)
                time.sleep(0.05)
        finally:
            connection.close()
