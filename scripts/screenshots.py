"""`make screenshots`: the pictures of the guide, taken from the demo data.

They are taken from a copy of the demo, at a fixed moment: who makes them on another
day gets the same, unless the screens have changed.
"""

import io
import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from datetime import datetime, timezone
from pathlib import Path

from . import chromium, clock, databases, pictures, server
from .system import ADDON, LOGS, ROOT, Failure, main_guard, say

FOLDER = ROOT / ADDON / "static/description"
#: A Wednesday morning: what comes next is spread over this week and the next.
MOMENT = "2026-11-18 10:00:00"
#: What is added to the name of the file, and the size of the window.
SIZES = {"": (1280, 900), "_narrow": (390, 844)}
BYTES_AT_MOST = 200_000
COLORS = 256
# Takes away what is not the same everywhere: Odoo's own demo data, older on the one
# machine than on the other, colors that are drawn by lot, and pictures of colleagues:
# the second at which they were created decides on their color.
PREPARE = """
import json
ours = env["ir.model.data"].search([("module", "=", "crm_activity_feed")])
ids = {data.name: data.res_id for data in ours}
leads = env["crm.lead"].with_context(active_test=False).search([])
(leads - leads.browse(ours.filtered(lambda d: d.model == "crm.lead").mapped("res_id"))
 ).unlink()
for number, reason in enumerate(env["crm.feed.reason"].search([])):
    reason.color = number % 11 + 1
users = env["res.users"].browse(
    ours.filtered(lambda d: d.model == "res.users").mapped("res_id"))
users.image_1920 = False
env.flush_all()
env.cr.execute("UPDATE res_partner SET create_date = date_trunc('day', create_date)")
env.cr.execute("UPDATE res_users SET create_date = date_trunc('day', create_date)")
env.cr.commit()
print("IDS", json.dumps(ids))
"""


def take(folder=FOLDER):
    """Take all pictures, or those whose names ARGS has, into this folder."""
    with databases.tools() as tools:
        name, lock = databases.throw_away(tools)
        try:
            databases.install_addon(tools, name)
            shown = databases.shell(tools, name, PREPARE)
            clock.move(tools, name, MOMENT)
            serve(
                tools, name, json.loads(shown.split("IDS ")[1].splitlines()[0]), folder
            )
        finally:
            databases.drop(tools, name)
            lock.close()


def serve(tools, name, ids, folder):
    """Start Odoo at the moment, and in the tests' Python the browser."""
    os.environ[clock.VARIABLE] = MOMENT
    started = time.time()
    try:
        with server.running(tools, name, "screenshots", "/web/login") as odoo:
            task = {"url": odoo.url, "database": name, "ids": ids}
            task.update(folder=str(folder), started=started)
            task["names"] = os.environ.get("ARGS", "").split()
            command = [tools.python, "-m", "scripts.screenshots"]
            done = subprocess.run(
                command, input=json.dumps(task), text=True, cwd=ROOT, check=False
            )
    finally:
        del os.environ[clock.VARIABLE]
    if done.returncode:
        raise Failure(f"Not all pictures were taken; what Odoo said: {odoo.log}")


def main():
    """Take the pictures of the task on standard input."""
    task = json.load(sys.stdin)
    names = task["names"] or list(pictures.PICTURES)
    moment = datetime.fromisoformat(MOMENT).replace(tzinfo=timezone.utc)
    offset = round((moment.timestamp() - task["started"]) * 1000)
    # One page serves all: it has loaded Odoo's code already.
    with chromium.running() as address:
        page = chromium.Page(address, clock_offset=offset)
        for name in sorted(names, key=lambda name: pictures.PICTURES[name][0]):
            for suffix, size in SIZES.items():
                page.resize(*size)
                picture = shoot(page, task, name)
                keep(Path(task["folder"]) / f"{name}{suffix}.png", picture)


def shoot(page, task, name):
    login, path, steps = pictures.PICTURES[name]
    try:
        session = log_in(task["url"], task["database"], login)
        # What a page has kept in the browser is of another picture.
        page.forget(task["url"])
        page.set_cookie(task["url"], "session_id", session)
        page.open(task["url"] + path.format_map(task["ids"]))
        page.find(".o_main_navbar")
        for step, *arguments in steps:
            getattr(page, step)(*arguments)
        return page.take_picture()
    except Failure as failure:
        (LOGS / "screenshot.png").write_bytes(page.take_picture())
        raise Failure(f"{name}: {failure} ({LOGS}/screenshot.png)") from None


def log_in(url, database, login):
    """Return the cookie of a session; in the demo, the password is the login."""
    params = {"db": database, "login": login, "password": login}
    body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params})
    request = urllib.request.Request(
        f"{url}/web/session/authenticate",
        body.encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as response:
        cookies = " ".join(response.headers.get_all("Set-Cookie"))
    return re.search(r"session_id=([\w-]+)", cookies)[1]


def keep(path, picture):
    """Write a picture in few colors: a fifth of the bytes, and no eye sees it."""
    from PIL import Image

    image = Image.open(io.BytesIO(picture)).convert("RGB")
    few = image.quantize(COLORS, method=Image.Quantize.MEDIANCUT, dither=0)
    few.save(path, optimize=True)
    size = path.stat().st_size
    if size > BYTES_AT_MOST:
        raise Failure(f"{path.name} has {size} bytes, more than {BYTES_AT_MOST}.")
    say(f"{path.name}, {size // 1000} kB")


if __name__ == "__main__":
    main_guard(main)
