"""A source comes from the first place that has the right bytes."""

import hashlib
import shutil
import ssl
import subprocess

import pytest
from machine import row
from web import Places, moved, page, right

CONTENT = b"the sources of a library\n" * 1000
DIGEST = hashlib.sha256(CONTENT).hexdigest()

# What is asked for, in this order, if nobody has it.
FIRST = "/first/pool/main/l/library.tar.gz"
SECOND = "/second/pool/main/l/library.tar.gz"
INDEX = "/index/project/"
FILE = "/files/library.tar.gz"
UPSTREAM = "/upstream/v1.2.3.tar.gz"
ORDER = [FIRST, SECOND, INDEX, FILE, UPSTREAM]


@pytest.fixture
def library(machine, places):
    machine.lock.write_text(
        "# a comment, and an empty line\n\n"
        + row("other", b"other", "debian:pool/other")
        + row("library", CONTENT, "debian:pool/main/l/", "pypi:project", f"{places.url}{UPSTREAM}")
    )
    places.answers[INDEX] = page(
        ("library.tar.gz", "/old/library.tar.gz#sha256=" + "0" * 64),
        ("library.zip", f"/files/library.zip#sha256={DIGEST}"),
        ("library.tar.gz", f"../../files/library.tar.gz#sha256={DIGEST}"),
    )
    return machine


@pytest.mark.parametrize("place", [FIRST, SECOND, FILE, UPSTREAM])
def test_each_place_is_asked_in_its_turn(library, places, place):
    places.answers[place] = right(CONTENT)
    done = library.fetch("library")
    assert (done.returncode, done.stdout) == (0, f"{library.cache}/library.tar.gz\n")
    assert done.stderr == "aweigh: fetching library 1.2.3, 0.0 MB\n"
    assert (library.cache / "library.tar.gz").read_bytes() == CONTENT
    assert places.asked == ORDER[: ORDER.index(place) + 1]
    assert library.cached() == ["library.tar.gz"]


def test_what_is_cached_is_not_fetched(library, places):
    places.answers[FIRST] = right(CONTENT)
    first = library.fetch("library")
    places.asked.clear()
    second = library.fetch("library")
    assert (second.returncode, second.stdout, second.stderr) == (0, first.stdout, "")
    assert places.asked == []


def test_the_cache_can_be_carried_to_another_machine(library, places):
    places.answers[FIRST] = right(CONTENT)
    library.fetch("library")
    carried = library.directory / "carried"
    shutil.move(library.cache, carried)
    places.asked.clear()
    done = library.fetch("library", AWEIGH_SOURCES=str(carried))
    assert (done.returncode, done.stdout) == (0, f"{carried}/library.tar.gz\n")
    assert places.asked == []
    assert library.cached() == []


def test_the_directory_comes_before_the_cache(library, places):
    places.answers[FIRST] = right(CONTENT)
    cached = library.fetch("library").stdout
    given = library.directory / "given"
    given.mkdir()
    assert library.fetch("library", AWEIGH_SOURCES=str(given)).stdout == cached
    shutil.copy(library.cache / "library.tar.gz", given)
    done = library.fetch("library", AWEIGH_SOURCES="given")
    assert done.stdout == f"{given}/library.tar.gz\n"


def test_without_a_name_all_are_fetched(library, places):
    places.answers[FIRST] = right(CONTENT)
    places.answers["/first/pool/other"] = right(b"other")
    done = library.fetch()
    assert done.returncode == 0
    assert done.stdout == f"{library.cache}/other.tar.gz\n{library.cache}/library.tar.gz\n"


def test_a_place_may_send_on_to_another(library, places):
    places.answers[UPSTREAM] = moved("/elsewhere")
    places.answers["/elsewhere"] = right(CONTENT)
    assert library.fetch("library").returncode == 0
    assert places.asked == [*ORDER, "/elsewhere"]


@pytest.mark.parametrize("section", ["global", "install"])
def test_the_package_index_is_that_of_pips_settings(library, places, section):
    del library.environment["PIP_INDEX_URL"]
    settings = library.directory / "pip.conf"
    settings.write_text(f"[{section}]\nindex-url = {places.url}/index\n")
    places.answers[FILE] = right(CONTENT)
    done = library.fetch("library", PIP_CONFIG_FILE=str(settings))
    assert done.returncode == 0, done.stderr
    assert places.asked == [FIRST, SECOND, INDEX, FILE]


def test_the_hash_is_trusted_and_no_certificate(machine, tmp_path):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
        + ["-nodes", "-subj", "/CN=nobody", "-keyout", tmp_path / "key", "-out", tmp_path / "crt"],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "crt", tmp_path / "key")
    upstream = Places(context)
    try:
        upstream.answers["/library.tar.gz"] = right(CONTENT)
        machine.lock.write_text(row("library", CONTENT, f"{upstream.url}/"))
        assert machine.fetch("library").returncode == 0
    finally:
        upstream.close()
