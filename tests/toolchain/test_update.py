"""update.sh against a made-up mirror: what it takes, and what it leaves."""

import pytest
from archive import Archive, Key, tar
from machine import digest, row, update, versioned

OLD = b"the first release\n"
NEW = b"the second release\n"
FIXES = tar({"debian/patches/series": b""})


@pytest.fixture(scope="session")
def keys(tmp_path_factory):
    directory = tmp_path_factory.mktemp("keys")
    keys = {name: Key(directory / name, name) for name in ("archive", "upstream", "nobody")}
    yield keys
    for key in keys.values():
        key.end()


@pytest.fixture
def archive(machine, places, keys):
    machine.environment["AWEIGH_DEBIAN_KEYRING"] = str(keys["archive"].public)
    return Archive(places, keys["archive"])


@pytest.fixture
def library(machine):
    """A library and Debian's fixes to it, among others."""
    machine.lock.write_text(
        "# Inputs.\n\n"
        + row("before", b"", "https://example.org/")
        + row(
            "library",
            OLD,
            "debian:pool/old/",
            "https://example.org/v1.2.3/",
            file="library_1.2.3.orig.tar.gz",
        )
        + versioned("fixes", "1.2.3-1", "library_1.2.3-1.debian.tar.xz", FIXES)
        + "# The last.\n"
        + row("behind", b"", "https://example.org/")
    )
    return machine


def sources(version, content, fixes=FIXES, **more):
    upstream = version.rpartition("-")[0]
    return {
        f"library_{upstream}.orig.tar.gz": content,
        f"library_{version}.debian.tar.xz": fixes,
    } | {f"library_{upstream}.orig.tar.gz.{suffix}": file for suffix, file in more.items()}


def test_what_comes_in_one_package_is_updated_together(library, archive):
    fixes = tar({"debian/patches/series": b"a-fix\n"})
    archive.source("trixie", "library", "1.2.4-1", sources("1.2.4-1", NEW, fixes))
    before = library.lock.read_text().splitlines()
    status, output, _ = update(library, "library")
    assert status == 0
    assert output.splitlines() == [
        "library 1.2.3 -> 1.2.4 (SHA-256 of trixie)",
        "fixes 1.2.3-1 -> 1.2.4-1 (SHA-256 of trixie)",
        "2 of 2 rows changed",
    ]
    after = library.lock.read_text().splitlines()
    assert after[3].split() == [
        *("library", "1.2.4", "library_1.2.4.orig.tar.gz", digest(NEW), str(len(NEW)), "MIT"),
        *("debian:pool/old/", "debian:pool/main/l/library/", "https://example.org/v1.2.4/"),
    ]
    assert after[4].split()[:4] == [
        *("fixes", "1.2.4-1", "library_1.2.4-1.debian.tar.xz", digest(fixes))
    ]
    assert [*after[:3], *after[5:]] == [*before[:3], *before[5:]]
    assert library.fetch("library", "fixes").stderr == ""  # they are in the cache


def test_security_updates_count(library, archive):
    archive.source("trixie", "library", "1.2.3-1", sources("1.2.3-1", OLD))
    fixes = tar({"debian/patches/series": b"CVE\n"})
    archive.source(
        "trixie-security", "library", "1:1.2.3-1+deb13u1", sources("1.2.3-1+deb13u1", OLD, fixes)
    )
    status, output, _ = update(library, "fixes")
    assert status == 0
    assert output.splitlines() == [
        "fixes 1.2.3-1 -> 1.2.3-1+deb13u1 (SHA-256 of trixie-security)",
        "1 of 2 rows changed",
    ]


def test_what_is_newest_is_left_alone(library, archive):
    archive.source("trixie", "library", "1.2.3-1", sources("1.2.3-1", OLD))
    archive.source("trixie", "library", "1.2.2-1", sources("1.2.2-1", NEW))
    before = library.lock.read_bytes()
    assert update(library, "library")[:2] == (0, "0 of 2 rows changed\n")
    assert library.lock.read_bytes() == before


def test_nothing_gets_older(library, archive):
    archive.source("trixie", "library", "1.2.2-1", sources("1.2.2-1", NEW))
    status, output, _ = update(library, "library")
    assert status == 0
    assert "no index names this version or a newer one; those that they name: 1.2.2-1\n" in output
    assert output.endswith("\n0 of 2 rows changed\n")
    status, output, _ = update(library, "library=1.2.2")
    assert (status, output.splitlines()[0]) == (0, "library 1.2.3 -> 1.2.2 (SHA-256 of trixie)")


def test_what_no_place_has_is_named_and_the_next_newest_taken(library, archive, places):
    for version, there in (("1.2.5-1", False), ("1.2.4-1", True)):
        files = sources(version, NEW + version.encode())
        archive.source("trixie", "library", version, files, there=there)
        archive.source("trixie-security", "library", version, files, there=there)
    status, output, _ = update(library, "library")
    assert status == 75
    lines = output.splitlines()
    assert lines[0] == (
        "library 1.2.3, fixes 1.2.3-1: "
        "1.2.5-1 of trixie and trixie-security is named there, but no place has it:"
    )
    url = f"{places.url}/first/pool/main/l/library/library_1.2.5.orig.tar.gz"
    assert f"    {url}: 404 Not Found" in lines
    assert lines[-3:] == [
        "library 1.2.3 -> 1.2.4 (SHA-256 of trixie and trixie-security)",
        "fixes 1.2.3-1 -> 1.2.4-1 (SHA-256 of trixie and trixie-security)",
        "2 of 2 rows changed",
    ]


def test_another_line_is_taken_only_if_asked_for(library, archive):
    archive.source("trixie", "library", "1.3.0-1", sources("1.3.0-1", NEW))
    status, output, _ = update(library, "library")
    assert status == 0
    assert "1.3.0-1 of trixie is of another line; library=1.3.0-1 takes it" in output
    assert output.endswith("\n0 of 2 rows changed\n")
    status, output, _ = update(library, "library=1.3.0")
    assert (status, output.splitlines()[0]) == (0, "library 1.2.3 -> 1.3.0 (SHA-256 of trixie)")


def test_unstable_counts_only_if_asked_for(library, archive, places):
    archive.source("trixie", "library", "1.2.3-1", sources("1.2.3-1", OLD))
    archive.source("sid", "library", "1.2.4-1", sources("1.2.4-1", NEW))
    assert update(library, "library")[:2] == (0, "0 of 2 rows changed\n")
    assert not any("sid" in path for path in places.asked)
    status, output, _ = update(library, "library=1.2.5")
    assert status == 69
    assert "no index names 1.2.5; those that they name: 1.2.4-1, 1.2.3-1\n" in output
    status, output, _ = update(library, "library=1.2.4")
    assert (status, output.splitlines()[0]) == (0, "library 1.2.3 -> 1.2.4 (SHA-256 of sid)")


def test_the_signature_of_upstream_is_checked(library, archive, keys):
    fixes = tar({"debian/upstream/signing-key.asc": keys["upstream"].armored()})
    signed = sources("1.2.4-1", NEW, fixes, asc=keys["upstream"].sign(NEW))
    archive.source("trixie", "library", "1.2.4-1", signed)
    status, output, _ = update(library, "library")
    assert status == 0
    assert output.splitlines()[0] == (
        "library 1.2.3 -> 1.2.4 (SHA-256 of trixie; signature of upstream <nobody@example.org>)"
    )


@pytest.mark.parametrize(("signer", "signed"), [("upstream", OLD), ("nobody", NEW)])
def test_a_signature_of_others_or_of_other_bytes_is_refused(library, archive, keys, signer, signed):
    fixes = tar({"debian/upstream/signing-key.asc": keys["upstream"].armored()})
    files = sources("1.2.4-1", NEW, fixes, asc=keys[signer].sign(signed))
    archive.source("trixie", "library", "1.2.4-1", files)
    before = library.lock.read_bytes()
    status, output, _ = update(library, "library")
    assert status == 65
    assert "1.2.4-1 of trixie is REFUSED: signature of library_1.2.4.orig.tar.gz: " in output
    assert library.lock.read_bytes() == before


def test_other_bytes_of_the_same_version_are_refused(library, archive):
    archive.source("trixie", "library", "1.2.3-1", sources("1.2.3-1", NEW))
    status, output, _ = update(library, "library")
    assert status == 65
    assert "REFUSED: library_1.2.3.orig.tar.gz has other bytes than before" in output


def test_an_index_that_nobody_known_signed_is_refused(library, archive, keys, places):
    archive.release("trixie-security", keys["nobody"].clear_sign(b"Date: now\n"))
    status, output, errors = update(library, "library")
    assert (status, output) == (69, "")
    assert "cannot read the index of InRelease of trixie-security:\n" in errors
    assert f"{places.url}/first/dists/trixie-security: signature of InRelease: " in errors
    assert f"{places.url}/second/dists/trixie-security/InRelease: 404 Not Found" in errors


def test_an_index_of_other_bytes_than_signed_is_refused(library, archive, keys):
    signed = keys["archive"].clear_sign(b"Codename: trixie\nDate: now\n")
    archive.release("trixie", signed.replace(b"trixie", b"forky"))
    status, _, errors = update(library, "library")
    assert status == 69
    assert "signature of InRelease: BAD signature" in errors


def test_a_mirror_that_is_behind_is_told_of(library, archive):
    archive.source("trixie", "library", "1.2.3-1", sources("1.2.3-1", OLD))
    archive.valid_until = "Mon, 02 Nov 2020 00:00:00 UTC"
    archive.publish()
    status, _, errors = update(library, "library")
    assert status == 0
    assert "trixie-security was valid until Mon, 02 Nov 2020 00:00:00 UTC only" in errors


def test_header_packages_are_updated(machine, archive):
    machine.lock.write_text(versioned("headers", "1.2.3", "libheaders-dev_1.2.3+ds-1_all.deb", OLD))
    archive.binary("trixie", "libheaders-dev", "1:1.2.4+ds-1", NEW)
    status, output, _ = update(machine)
    assert (status, output.splitlines()[0]) == (0, "headers 1.2.3 -> 1.2.4 (SHA-256 of trixie)")
    assert machine.lock.read_text().split()[2] == "libheaders-dev_1.2.4+ds-1_all.deb"


def test_an_unknown_name_is_an_error(library, places):
    status, output, errors = update(library, "libary=1.2.4")
    assert (status, output, places.asked) == (64, "", [])
    assert errors == (
        "aweigh: cannot update libary: sources.lock has before, library, fixes, behind\n"
    )
