"""The disk of the files is full: what needs it fails as a whole, the rest works."""

import base64
import subprocess
import urllib.error
import urllib.request
import uuid

import pytest
from plain_client import Browser

from scripts import databases, server, system

ENTRY, NOTE = "crm.feed.entry", "crm.feed.note"
#: What fits on the disk, in kB, and what does not.
ROOM, SMALL, LARGE = 64, 1000, 200_000
#: In a namespace of its own, everybody may have a disk, which goes with the process.
NAMESPACE = ["unshare", "--mount", *([] if system.IS_ROOT else ["--map-root-user"])]
MOUNT = f'mount -t tmpfs -o size={ROOM}k feed "$0" && exec "$@"'


@pytest.fixture(scope="module")
def odoo(odoo_tools, story):
    """A server whose files go to a disk of a few kB."""
    if subprocess.run([*NAMESPACE, "true"], check=False).returncode:
        pytest.skip("This machine lets nobody make a disk: unshare --mount")
    name = story["database"]
    files = databases.DATA / "filestore" / name
    wrapper = [*NAMESPACE, "sh", "-c", MOUNT, str(files)]
    with server.running(odoo_tools, name, "test-faults-disk", wrapper=wrapper) as odoo:
        yield odoo


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
    with pytest.raises(AssertionError, match="No space left on device"):
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
