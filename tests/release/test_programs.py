"""The programs, their debug companions, and the sums of all files."""

import json
import re
import shutil
import stat
from pathlib import Path

from handed_out import ROOT, output


def test_the_sums_are_those_of_all_files(dist):
    output("sha256sum", "--check", "--strict", "SHA256SUMS", cwd=dist.directory)
    assert {*dist.sums(), "SHA256SUMS"} == {path.name for path in dist.directory.iterdir()}


def test_a_single_file_is_checked(dist, tmp_path):
    for name in (dist.program.name, "SHA256SUMS"):
        shutil.copy(dist / name, tmp_path)
    checked = output("sha256sum", "--check", "--ignore-missing", "SHA256SUMS", cwd=tmp_path)
    assert checked == f"{dist.program.name}: OK\n"


def test_files_are_for_all_to_read_and_programs_to_run(dist):
    for path in dist.directory.iterdir():
        program = re.fullmatch(r"aweigh-[^-]+-linux-[^.]+", path.name)
        assert stat.S_IMODE(path.stat().st_mode) == (0o755 if program else 0o644), path


def test_it_is_this_version(dist):
    assert output(dist.program, "version").startswith(f"aweigh {dist.version} ")


def test_it_is_static_and_stripped(dist):
    assert "INTERP" not in output("readelf", "--wide", "--segments", dist.program)
    sections = output("readelf", "--wide", "--sections", dist.program)
    assert ".text" in sections
    assert ".symtab" not in sections
    assert ".debug" not in sections


def test_its_debug_companion_has_the_same_build_id(dist):
    assert ".debug_line" in output("readelf", "--wide", "--sections", dist.debug)
    assert len(_build_id(dist.program)) == 40  # a SHA-1
    assert _build_id(dist.program) == _build_id(dist.debug)


def _build_id(path):
    return re.search(r"Build ID: (\S+)", output("readelf", "--notes", path))[1]


def test_its_note_says_which_package_it_is(dist):
    """What systemd-coredump prints of a program that died."""
    notes = output("readelf", "--wide", "--notes", dist.program)
    note = json.loads(re.search(r"Packaging Metadata: (.*)", notes)[1])
    assert note == {
        "type": "generic",
        "name": "aweigh",
        "version": dist.version,
        "architecture": dist.this,
    }


def test_no_file_tells_where_it_was_built(dist):
    for path in dist.directory.iterdir():
        content = path.read_bytes()
        for place in (ROOT, Path.home() / ".cache", dist.directory):
            assert bytes(place) not in content, f"{path} names {place}"
