"""The disk of the files is full: what needs it fails as a whole, the rest works."""

import base64
import resource
import subprocess
import urllib.error
import urllib.request
import uuid
from pathlib import Path

import pytest
from plain_client import Browser

from scripts import databases, server, system

ENTRY, NOTE = "crm.feed.entry", "crm.feed.note"
#: Bytes of a file that has no room.
LARGE = 200_000
NO_ROOM = "No space left on device|File too large"
#: In a namespace of its own, everybody may have a disk, which goes with the process.
NAMESPACE = ["unshare", "--mount", *([] if system.IS_ROOT else ["--map-root-user"])]
MOUNT = """
mount -t tmpfs -o size=1024k feed "$0" && head -c 960K /dev/zero > "$0/filler" &&
exec "$@"
"""
#: Where nobody may, no file that is written gets larger; but the log does.
LIMIT = """
exec > >(exec cat) 2>&1
ulimit -S -f 64
exec "$@"
"""


@pytest.fixture(scope="module")
def disk(story):
    """Where files go, and the command that runs a server with little room for them."""
    files = databases.DATA / "filestore" / story["database"]
    if subprocess.run([*NAMESPACE, "true"], check=False).returncode:
        return None, ["bash", "-c", LIMIT, "limit"]
    return files, [*NAMESPACE, "sh", "-c", MOUNT, str(files)]


@pytest.fixture(scope="module")
def odoo(odoo_tools, story, disk):
    name, (_files, wrapper) = story["database"], disk
    with server.running(odoo_tools, name, "test-faults-disk", wrapper=wrapper) as odoo:
        yield odoo


@pytest.fixture
def make_room(odoo, disk):
    def make_room():
        pid, (files, _wrapper) = odoo.process.pid, disk
        if files:
            # The disk as the server sees it; links would lead back to ours.
            Path(f"/proc/{pid}/root{files.resolve()}/filler").unlink()
        else:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)

    return make_room


@pytest.fixture(scope="module")
def ana(odoo, story):
    return Browser(odoo.url, story["database"], "ana")


@pytest.fixture(scope="module")
def admin(odoo, story):
    return Browser(odoo.url, story["database"], "admin")


def make_file(size):
    return uuid.uuid4().hex.encode() * (size // 32)


def upload(client, note, content):
    """Attach a file as the chatter does; return the HTTP status."""
    token = client.opener.open(f"{client.url}/odoo", timeout=60).read().decode()
    token = token.partition('csrf_token: "')[2].partition('"')[0]
    assert token
    border = uuid.uuid4().hex
    fields = {"csrf_token": token, "thread_id": note, "thread_model": NOTE}
    parts = [
        f'--{border}\r\nContent-Disposition: form-data; name="{name}"'
        f"\r\n\r\n{value}\r\n"
        for name, value in fields.items()
    ]
    head = "".join(parts) + (
        f'--{border}\r\nContent-Disposition: form-data; name="ufile";'
        ' filename="offer.bin"\r\nContent-Type: application/octet-stream\r\n\r\n'
    )
    body = head.encode() + content + f"\r\n--{border}--\r\n".encode()
    request = urllib.request.Request(
        f"{client.url}/mail/attachment/upload",
        body,
        {"Content-Type": f"multipart/form-data; boundary={border}"},
    )
    try:
        with client.opener.open(request, timeout=60) as response:
            return response.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code


@pytest.fixture
def note(ana, admin, story):
    values = {
        "name": "Send the offer",
        "partner_id": story["acme"],
        "user_id": story["ana"],
        "date_deadline": "2031-01-01 00:00:00",
    }
    note = ana.call(NOTE, "create", [values])[0]
    yield note
    # Others read the story as it was told.
    admin.call(NOTE, "unlink", [note])


@pytest.fixture
def count(odoo, story, query, note):
    """Return how many attachments and messages the note has."""

    def count():
        [row] = query(
            story["database"],
            "SELECT (SELECT count(*) FROM ir_attachment"
            f" WHERE res_model = '{NOTE}' AND res_id = {note}),"
            " (SELECT count(*) FROM mail_message"
            f" WHERE model = '{NOTE}' AND res_id = {note})",
        )
        return tuple(map(int, row))

    return count


def test_upload(ana, note, count):
    before = count()
    assert upload(ana, note, make_file(LARGE)) == 500
    assert count() == before


def test_message_with_a_file(ana, note, count):
    """Neither the file nor what was said with it; the sender is told why."""
    before = count()
    content = base64.b64encode(make_file(LARGE)).decode()
    with pytest.raises(AssertionError, match=NO_ROOM):
        ana.call(
            NOTE,
            "message_post",
            [note],
            body="Here it is",
            message_type="comment",
            attachments=[["offer.bin", content]],
        )
    assert count() == before


def test_what_needs_no_file_works(ana, story, note):
    key = f"1-{note}"
    ana.call(ENTRY, "post_comment", key, "The disk is full")
    done = ana.call(ENTRY, "run_action", key, "done", {"outcome": "Sent by post"})
    assert (done["state"], done["comments"]) == ("done", 1)
    page = ana.call(ENTRY, "get_page", {"partner": story["acme"]})
    assert key in [entry["key"] for entry in page["entries"]]


def test_upload_when_there_is_room_again(ana, note, count, make_room):
    """Without a restart."""
    assert upload(ana, note, make_file(LARGE)) == 500
    attachments, messages = count()
    make_room()
    assert upload(ana, note, make_file(LARGE)) == 200
    assert count() == (attachments + 1, messages)
