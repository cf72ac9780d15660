"""The manual page, as mandoc reads it."""

import json
import re
import subprocess

import pytest
from handed_out import ROOT, output


@pytest.fixture(scope="module")
def tables(dist):
    """Those that the page was made of: release/build.sh leaves them there."""
    return json.loads((ROOT / "build/release/tables.json").read_text())


@pytest.fixture(scope="module")
def page(dist):
    """As a reader sees it, without bold and underlined letters."""
    shown = output("mandoc", "-Tutf8", "-O", "width=100", dist / "aweigh.1")
    return re.sub(".\b", "", shown)


def test_mandoc_finds_no_fault(dist):
    command = ["mandoc", "-T", "lint", "-W", "warning", dist / "aweigh.1"]
    found = subprocess.run(command, capture_output=True, text=True)
    assert (found.returncode, found.stdout, found.stderr) == (0, "", "")


def test_mandoc_finds_a_fault_where_there_is_one(dist, tmp_path):
    spoiled = tmp_path / "aweigh.1"
    spoiled.write_text((dist / "aweigh.1").read_text().replace(".El\n", "", 1))
    command = ["mandoc", "-T", "lint", "-W", "warning", spoiled]
    assert subprocess.run(command, capture_output=True).returncode > 0


def test_it_has_every_option_with_its_variable(page, tables):
    assert len(tables["options"]) > 40
    for option in tables["options"]:
        short = f"-{option['short']}, " if option["short"] else ""
        spelling = f"{short}--{option['name']} {option['value']}".strip()
        (at,) = re.finditer(rf"^ +{re.escape(spelling)}(?:$|  )", page, re.MULTILINE)
        entry = page[at.end() :].split("\n\n")[0]
        assert option["variable"] in entry


def test_it_has_every_action_command_kind_and_exit_code(page, tables):
    for action in tables["actions"]:
        usage = action["usage"].replace("...", " ...").replace("[ARG] ...", "[ARG ...]")
        assert f"aweigh {usage}" in page, usage
    words = re.sub(r"\s+", " ", page)
    for command in tables["commands"]:
        assert command["usage"] in words
    for kind in tables["kinds"]:
        assert f"aweigh {kind['example']}" in words or kind["example"] in words
    for row in tables["exit_codes"]:
        assert row["term"] in words


def test_no_text_was_taken_for_markup(page, tables):
    words = re.sub(r"\s+", " ", re.sub(r"‐\n\s+", "", page)).lower()
    for text in [tables["summary"], *(row["meaning"] for row in tables["other_variables"])]:
        assert text.lower() in words


def test_its_date_is_the_commit_s(dist):
    seconds = int(output("git", "log", "-1", "--format=%ct", cwd=ROOT))
    date = output("date", "--utc", f"--date=@{seconds}", "+%B %-d, %Y", env={"LC_ALL": "C"})
    assert f".Dd {date}" in (dist / "aweigh.1").read_text()
