"""Odoo 19: an existing checkout (``ODOO=...``) or Debian's package, unpacked.

Debian has Odoo 19 in unstable only. Installing it from there would pull in
unstable's Python and C library, so the package is downloaded and unpacked beside
the project. apt does it with settings of its own, which works without root; the
mirror is the machine's own and the signatures are checked with Debian's keyring.
"""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .system import DEV, Failure, digest, locked, run, say

# The fonts and scripts that Debian replaced by links into other packages.
# unstable's Font Awesome is version 7, Odoo's pages need the 4.7 of the releases.
FROM_UNSTABLE = ["odoo-19"]
FROM_RELEASE = [
    "fonts-font-awesome",
    "fonts-inconsolata",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
]
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
UNPACKED = DEV / "odoo"


@dataclass
class Odoo:
    path: Path  # the folder that holds the package odoo/
    addons: list
    version: str


def get():
    if os.environ.get("ODOO"):
        return existing(Path(os.environ["ODOO"]).expanduser().resolve())
    recipe = digest(FROM_UNSTABLE, FROM_RELEASE)
    with locked("odoo-source"):
        if not (UNPACKED / ".recipe").is_file() or (
            (UNPACKED / ".recipe").read_text().split("\n")[0] != recipe
        ):
            download(recipe)
    path = UNPACKED / "usr/lib/python3/dist-packages"
    version = (UNPACKED / ".recipe").read_text().split("\n")[1]
    return Odoo(path, [path / "odoo/addons"], version)


def existing(folder):
    release = folder / "odoo/release.py"
    if not release.is_file():
        raise Failure(f"ODOO={folder} holds no Odoo: {release} is missing.")
    if not re.search(r"^version_info\s*=\s*\(19,\s*0,", release.read_text(), re.M):
        raise Failure(f"ODOO={folder} is not Odoo 19.0: see {release}.")
    addons = [p for p in (folder / "addons", folder / "odoo/addons") if p.is_dir()]
    head = folder / ".git/HEAD"
    return Odoo(folder, addons, digest(folder, release, *[head] * head.is_file()))


def download(recipe):
    if not shutil.which("apt-get"):
        raise Failure(
            "Odoo is fetched with Debian's apt, which is not here."
            " Give a checkout of Odoo 19.0 instead: make demo ODOO=/path/to/odoo"
        )
    say("Downloading Odoo 19 from Debian (130 MB)")
    work = DEV / "apt"
    shutil.rmtree(work, ignore_errors=True)
    for name in ("lists/partial", "cache/archives/partial", "debs"):
        (work / name).mkdir(parents=True)
    codename = os_release().get("VERSION_CODENAME", "")
    mirror, signed_by = find_mirror(codename)
    (work / "debian.sources").write_text(
        f"Types: deb\nURIs: {mirror}\nSuites: sid {codename}\nComponents: main\n"
        f"Targets: Packages\nSigned-By: {signed_by}\n"
    )
    (work / "apt.conf").write_text(apt_settings(work))
    apt = ["apt-get", "-c", work / "apt.conf"]
    run([*apt, "update"], "apt-private-update")
    release = [f"{name}/{codename}" for name in FROM_RELEASE]
    # apt checks each file against the signed index.
    run(
        [*apt, "download", *FROM_UNSTABLE, *release],
        "apt-private-download",
        cwd=work / "debs",
    )
    unpack(sorted((work / "debs").glob("*.deb")), recipe)
    shutil.rmtree(work)


def apt_settings(work):
    """Nothing of the machine's apt but its proxies and credentials is used."""
    return f"""\
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Post-Invoke;
Dir::Etc::sourcelist "{work}/debian.sources";
Dir::Etc::sourceparts "-";
Dir::Etc::preferences "-";
Dir::Etc::preferencesparts "-";
Dir::State::Lists "{work}/lists";
Dir::Cache "{work}/cache";
APT::Default-Release "";
APT::Sandbox::User "";
APT::Get::AllowUnauthenticated "false";
Acquire::AllowInsecureRepositories "false";
Acquire::Languages "none";
Acquire::Retries "3";
"""


def unpack(packages, recipe):
    if not any(package.name.startswith("odoo-19_") for package in packages):
        raise Failure("apt downloaded no package odoo-19.")
    say("Unpacking Odoo 19")
    part = DEV / "odoo.part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    for package in packages:
        run(["dpkg-deb", "-x", package, part], "unpack")
    names = " ".join(package.stem for package in packages)
    (part / ".recipe").write_text(f"{recipe}\n{names}\n")
    shutil.rmtree(UNPACKED, ignore_errors=True)
    part.rename(UNPACKED)  # only a complete folder ever has this name


def os_release():
    done = subprocess.run(
        ["sh", "-c", ". /etc/os-release && echo $ID $VERSION_CODENAME"],
        capture_output=True,
        text=True,
        check=False,
    )
    words = done.stdout.split()
    return {"ID": words[0], "VERSION_CODENAME": words[-1]} if words else {}


def find_mirror(codename):
    """Address and keyring of the archive this machine installs from."""
    for entry in machine_sources():
        if codename and codename in entry["suites"] and "main" in entry["components"]:
            signed_by = KEYRING if KEYRING.is_file() else entry["signed-by"]
            if signed_by:
                return entry["uri"], signed_by
    raise Failure(
        "apt's sources name no Debian archive to take Odoo from."
        " Give a checkout of Odoo 19.0 instead: make demo ODOO=/path/to/odoo"
    )


def machine_sources():
    folder = Path("/etc/apt/sources.list.d")
    for path in [Path("/etc/apt/sources.list"), *sorted(folder.glob("*.list"))]:
        if path.is_file():
            yield from one_line_sources(path.read_text(errors="replace"))
    for path in sorted(folder.glob("*.sources")):
        yield from deb822_sources(path.read_text(errors="replace"))


def one_line_sources(text):
    for line in text.splitlines():
        match = re.match(r"\s*deb\s+(?:\[(.*?)\]\s*)?(\S+)\s+(\S+)\s+([^#]+)", line)
        if match:
            options, uri, suite, components = match.groups()
            signed = re.search(r"signed-by=(\S+)", options or "")
            yield {
                "uri": uri,
                "suites": [suite],
                "components": components.split(),
                "signed-by": signed and signed[1],
            }


def deb822_sources(text):
    for stanza in re.split(r"\n\s*\n", re.sub(r"(?m)^#.*\n?", "", text)):
        fields = re.findall(r"(?m)^([\w-]+):[ \t]*(.*(?:\n[ \t]+.*)*)", stanza)
        entry = {name.lower(): value.split() for name, value in fields}
        if "deb" in entry.get("types", []) and entry.get("enabled") != ["no"]:
            for uri in entry.get("uris", []):
                yield {
                    "uri": uri,
                    "suites": entry.get("suites", []),
                    "components": entry.get("components", []),
                    # A key written into the file itself spans many words.
                    "signed-by": (entry.get("signed-by") or [None])[0],
                }
