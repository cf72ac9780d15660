"""What has other bytes than the lock says is refused, and each place is named with its reason."""

import hashlib
import signal
import socket

import pytest
from machine import row
from web import broken_chunk, cut_short, endless, garbled, page, right, wait_until

CONTENT = b"the sources of a library\n" * 1000
DIGEST = hashlib.sha256(CONTENT).hexdigest()
OTHER = b"something else\n"
OTHER_DIGEST = hashlib.sha256(OTHER).hexdigest()


@pytest.fixture
def library(machine):
    """Two mirrors may have it."""
    machine.lock.write_text(row("library", CONTENT, "debian:pool/"))
    return machine


def reasons(done):
    """By place, of what could not be fetched."""
    assert done.returncode == 69, done.stderr
    assert done.stdout == ""
    first, *lines, hint = done.stderr.splitlines()[1:]
    assert first == "aweigh: cannot fetch library 1.2.3 (library.tar.gz):"
    assert "AWEIGH_SOURCES" in hint and "AWEIGH_DEBIAN_MIRRORS" in hint
    return [line.strip() for line in lines]


def test_each_place_is_named_with_its_reason(library, places):
    library.lock.write_text(
        row("library", CONTENT, "debian:pool/", "pypi:project", "pypi:none", f"{places.url}/v1.tgz")
    )
    places.answers["/second/pool/library.tar.gz"] = right(OTHER)
    places.answers["/index/project/"] = page(("library.tar.gz", "x#sha256=" + "0" * 64))
    given = library.directory / "given"
    given.mkdir()
    (given / "library.tar.gz").write_bytes(OTHER)
    wrong = f"wrong bytes, SHA-256 is {OTHER_DIGEST}, not {DIGEST}"
    assert reasons(library.fetch("library", AWEIGH_SOURCES=str(given))) == [
        f"{given}/library.tar.gz: {wrong}",
        f"{library.cache}/library.tar.gz: No such file or directory",
        f"{places.url}/first/pool/library.tar.gz: 404 Not Found",
        f"{places.url}/second/pool/library.tar.gz: {wrong}",
        f"{places.url}/index/project/: no library.tar.gz with SHA-256 {DIGEST}",
        f"{places.url}/index/none/: 404 Not Found",
        f"{places.url}/v1.tgz: 404 Not Found",
    ]
    assert library.cached() == []


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (cut_short(CONTENT), "cut short, 24999 of 25000 bytes"),
        (right(CONTENT + b"."), "wrong bytes, more than 25000"),
        (endless, "wrong bytes, more than 25000"),
        (garbled, "220 this is no web server"),
        (broken_chunk, "IncompleteRead"),
    ],
)
def test_a_bad_answer_is_refused_and_the_next_place_is_asked(library, places, answer, reason):
    places.answers["/first/pool/library.tar.gz"] = answer
    assert reason in reasons(library.fetch("library"))[1]
    places.answers["/second/pool/library.tar.gz"] = right(CONTENT)
    assert library.fetch("library").returncode == 0
    assert library.cached() == ["library.tar.gz"]


@pytest.mark.parametrize(("manner", "reason"), [("stalls", "timed out"), ("drips", "too slow")])
def test_a_slow_place_is_given_up(library, places, manner, reason):
    places.answers["/first/pool/library.tar.gz"] = getattr(places, manner)(CONTENT)
    places.answers["/second/pool/library.tar.gz"] = right(OTHER)
    done = library.fetch("library", AWEIGH_FETCH_STALL="0.2")
    assert reason in reasons(done)[1]
    assert OTHER_DIGEST in reasons(done)[2]
    assert library.cached() == []


def test_wrong_bytes_are_told_of_even_if_another_place_is_right(library, places):
    places.answers["/first/pool/library.tar.gz"] = right(OTHER)
    places.answers["/second/pool/library.tar.gz"] = right(CONTENT)
    done = library.fetch("library")
    assert done.returncode == 0
    assert done.stderr.splitlines()[1:] == [
        f"aweigh: passed over {places.url}/first/pool/library.tar.gz: "
        f"wrong bytes, SHA-256 is {OTHER_DIGEST}, not {DIGEST}"
    ]


def test_wrong_bytes_in_the_cache_are_replaced(library, places):
    library.cache.mkdir(parents=True)
    (library.cache / "library.tar.gz").write_bytes(OTHER)
    places.answers["/first/pool/library.tar.gz"] = right(CONTENT)
    done = library.fetch("library")
    assert done.returncode == 0
    assert f"passed over {library.cache}/library.tar.gz: wrong bytes" in done.stderr
    assert (library.cache / "library.tar.gz").read_bytes() == CONTENT
    assert library.fetch("library").stderr == ""


def test_two_that_fetch_at_once_both_get_it(library, places):
    stalled = places.stalls(CONTENT)
    places.answers["/first/pool/library.tar.gz"] = stalled
    places.answers["/second/pool/library.tar.gz"] = right(CONTENT)
    both = [library.start("fetch.py", "library", AWEIGH_FETCH_STALL="1") for _ in range(2)]
    wait_until(lambda: len(library.cached()) == 2)  # each has a part of its own
    for process in both:
        output, _ = process.communicate(timeout=60)
        assert (process.returncode, output) == (0, f"{library.cache}/library.tar.gz\n")
    assert library.cached() == ["library.tar.gz"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_nothing_is_left_after_an_interruption(library, places, number):
    places.answers["/first/pool/library.tar.gz"] = places.stalls(CONTENT)
    process = library.start("fetch.py", "library")
    wait_until(library.cached)
    process.send_signal(number)
    assert process.communicate(timeout=10) == ("", "aweigh: fetching library 1.2.3, 0.0 MB\n")
    assert process.returncode == 130
    assert library.cached() == []


def test_a_directory_that_is_not_there_is_an_error(library, places):
    done = library.fetch("library", AWEIGH_SOURCES="no/such")
    missing = library.directory / "no/such"
    assert done.stderr == f"aweigh: cannot read AWEIGH_SOURCES: {missing} is not a directory\n"
    assert (done.returncode, places.asked) == (64, [])


def test_an_unknown_name_is_an_error(library, places):
    done = library.fetch("library", "libary")
    assert done.stderr == "aweigh: cannot fetch libary: sources.lock has library\n"
    assert (done.returncode, done.stdout, places.asked) == (64, "", [])


def test_a_machine_without_mirrors_is_told_so(library):
    # There is no apt in this PATH.
    empty = library.directory / "empty"
    empty.mkdir()
    done = library.fetch("library", AWEIGH_DEBIAN_MIRRORS="", PATH=str(empty))
    assert reasons(done)[1:] == ["Debian's mirrors: apt knows none here"]


def test_mirrors_that_make_no_sense_are_named(library):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # nobody listens
        closed = f"http://127.0.0.1:{unused.getsockname()[1]}"
        mirrors = f"mirror.example {closed} http://127.0.0.1:port"
        found = reasons(library.fetch("library", AWEIGH_DEBIAN_MIRRORS=mirrors))[1:]
    assert found[0].startswith("mirror.example/pool/library.tar.gz: unknown url type")
    assert found[1] == f"{closed}/pool/library.tar.gz: Connection refused"
    assert found[2].startswith("http://127.0.0.1:port/pool/library.tar.gz: nonnumeric port")


def test_a_password_is_sent_but_not_printed(library, places):
    seen = []

    def answer(request):
        seen.append(request.headers["Authorization"])
        request.send_error(403)

    places.answers["/pool/library.tar.gz"] = answer
    mirror = places.url.replace("//", "//me:se%63ret@")
    done = library.fetch("library", AWEIGH_DEBIAN_MIRRORS=mirror)
    assert seen == ["Basic bWU6c2VjcmV0"]  # me:secret
    assert reasons(done)[1:] == [f"{places.url}/pool/library.tar.gz: 403 Forbidden"]


def test_settings_of_pip_that_cannot_be_read_are_named(library):
    del library.environment["PIP_INDEX_URL"]
    library.lock.write_text(row("library", CONTENT, "pypi:project"))
    settings = library.directory / "pip.conf"
    settings.write_text("index-url = here\n")
    done = library.fetch("library", PIP_CONFIG_FILE=str(settings))
    [reason] = reasons(done)[1:]
    assert reason.startswith("the package index: pip cannot tell it (package python3-pip): ")


def test_a_cache_that_cannot_be_written_is_named(library, places):
    places.answers["/first/pool/library.tar.gz"] = right(CONTENT)
    (library.directory / "cache").write_text("a file is in the way")
    done = library.fetch("library")
    assert done.returncode == 73
    assert f"aweigh: cannot write {library.directory}/cache" in done.stderr
    assert "Traceback" not in done.stderr


def test_files_are_for_all_to_read(library, places):
    places.answers["/first/pool/library.tar.gz"] = right(CONTENT)
    library.fetch("library")
    assert (library.cache / "library.tar.gz").stat().st_mode & 0o777 == 0o644
