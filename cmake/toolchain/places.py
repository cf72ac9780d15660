"""Places to fetch from: Debian's mirrors and the package index, as this machine is set up."""

import base64
import contextlib
import html
import http.client
import os
import re
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import NamedTuple

STALL = float(os.environ.get("AWEIGH_FETCH_STALL") or 20)  # seconds without a byte
_SLOWEST = 100_000  # bytes per second, after three such times
_LARGEST_PAGE = 50_000_000  # bytes
_UNCHECKED = ssl._create_unverified_context()


class Refused(Exception):
    """Why a place does not have what is looked for."""


class WrongBytes(Refused):
    """It has something else."""


class Link(NamedTuple):
    """To a file of a project in the package index."""

    file: str
    url: str
    sha256: str  # empty: the index does not tell
    yanked: bool


def blocks(url, size, tls=_UNCHECKED):
    """The body of the answer, at most that many bytes of it."""
    ends = time.monotonic() + 3 * STALL + size / _SLOWEST
    received = 0
    with _answer(url, tls) as answer:
        while block := answer.read1(1 << 20):
            received += len(block)
            if received > size:
                raise WrongBytes(f"{shown(url)}: wrong bytes, more than {size}")
            if time.monotonic() > ends:
                raise Refused(f"{shown(url)}: too slow, {received} of {size} bytes in time")
            yield block
        promised = answer.headers.get("Content-Length")
        if promised and received < int(promised):
            raise Refused(f"{shown(url)}: cut short, {received} of {promised} bytes")


def length(url, tls):
    """Of the body, in bytes."""
    with _answer(url, tls) as answer:
        return int(answer.headers["Content-Length"] or _LARGEST_PAGE)


@contextlib.contextmanager
def _answer(url, tls):
    try:
        with urllib.request.urlopen(_request(url), timeout=STALL, context=tls) as answer:
            yield answer
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Refused(f"{shown(url)}: {_reason(error)}") from error


def _request(url):
    request = urllib.request.Request(_bare(url), headers={"User-Agent": "aweigh-fetch"})
    if login := urllib.parse.urlsplit(url).netloc.rpartition("@")[0]:
        secret = base64.b64encode(urllib.parse.unquote(login).encode()).decode()
        request.add_unredirected_header("Authorization", f"Basic {secret}")
    return request


def _bare(url):
    return re.sub(r"//[^/]*@", "//", url, count=1)


shown = _bare  # a password is for no terminal, nor a log


def _reason(error):
    if isinstance(error, urllib.error.HTTPError):
        return f"{error.code} {error.reason}"
    cause = getattr(error, "reason", None) or error
    return getattr(cause, "strerror", None) or str(cause) or type(cause).__name__


def links(project, tls=_UNCHECKED):
    """All files of a project; the page is made by PEP 503."""
    page = f"{_pip_index().rstrip('/')}/{project}/"
    text = b"".join(blocks(page, _LARGEST_PAGE, tls)).decode()
    for attributes in re.findall(r"<a\s([^>]*)>", text):
        if href := re.search(r"""href\s*=\s*["']([^"']+)["']""", attributes):
            path, _, digest = html.unescape(href[1]).partition("#")
            yield Link(
                file=urllib.parse.unquote(path.rpartition("/")[2]),
                url=urllib.parse.urljoin(page, path),
                sha256=digest.removeprefix("sha256=") if digest.startswith("sha256=") else "",
                yanked="data-yanked" in attributes,
            )


def on_index(row, project):
    """The address of the row's file."""
    for link in links(project):
        if link.file == row.file and link.sha256 in ("", row.sha256):
            return link.url
    index = shown(_pip_index()).rstrip("/")
    raise Refused(f"{index}/{project}/: no {row.file} with SHA-256 {row.sha256}")


def _pip_index():
    """As pip is told by its settings; what it asks where there are none, only its help tells."""
    if url := os.environ.get("PIP_INDEX_URL"):
        return url
    set_by_user = re.findall(r"^(?:global|install)\.index-url='(.+)'$", _pip("config", "list"), re.M)
    text = " ".join(_pip("download", "--help").split())
    default = re.findall(r"--index-url <url>[^<]*?\(default (\S+?)\)", text)
    return [*default, *set_by_user][-1]


def _pip(*words):
    command = [sys.executable, "-m", "pip", *words]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        why = (done.stderr.strip() or "it says nothing").splitlines()[-1]
        raise Refused(f"the package index: pip cannot tell it (package python3-pip): {why}")
    return done.stdout


def debian_mirrors():
    if mirrors := os.environ.get("AWEIGH_DEBIAN_MIRRORS"):
        return mirrors.split()
    release = Path("/etc/os-release")
    text = release.read_text() if release.exists() else ""
    own = re.search(r"^VERSION_CODENAME=(\w+)", text, re.MULTILINE)
    listed = [line.split() for line in _apt_targets().splitlines()]
    return list(dict.fromkeys(
        words[0] for words in listed
        if own and len(words) == 3 and words[1] == "main" and words[2].startswith(own[1])
    ))  # fmt: skip


def _apt_targets():
    command = ["apt-get", "indextargets", "--format", "$(REPO_URI) $(COMPONENT) $(RELEASE)"]
    try:
        return subprocess.run(
            [*command, "Created-By: Packages"], capture_output=True, text=True
        ).stdout
    except OSError:
        return ""
