"""The stack in the README, brought up as it stands there, and what it says the log says."""

import re
import shutil

import images
import pytest
from support.documents import ROOT, blocks
from web_api import WebApi

README = (ROOT / "README.md").read_text()

# What differs from run to run: times, counts, process IDs.
VARIES = re.compile(r"[\d.]+ m?s\b|<1 ms|\d+ attempts?|pid \d+")


@pytest.fixture
def directory(docker, tmp_path):
    """What the reader has: an image aweigh:0.2.0, a program, migrations, and the two files."""
    docker("tag", images.AWEIGH, "aweigh:0.2.0")
    holder = docker("create", images.GO_API)
    docker("cp", f"{holder}:/api", tmp_path / "api")
    docker("rm", holder)
    shutil.copytree(images.EXAMPLES / "go-api/internal/db/migrations", tmp_path / "migrations")
    (dockerfile,), (compose_file,) = blocks(README, "dockerfile"), blocks(README, "yaml")
    (tmp_path / "Dockerfile").write_text(dockerfile)
    (tmp_path / "compose.yml").write_text(compose_file)
    yield tmp_path
    docker("image", "rm", "aweigh:0.2.0")


def lines(log):
    """Those of aweigh's own, less what varies."""
    own = [line for line in log.splitlines() if line.startswith("aweigh: ")]
    return [VARIES.sub("N", line) for line in own]


def shown():
    """The two logs of the README."""
    return [lines(block) for block in blocks(README) if block.startswith("aweigh: ")]


def test_it_works_and_logs_what_is_shown(directory, compose, daemon):
    project = compose(directory)
    project("up", "-d")
    api = WebApi(daemon, 8080)
    api.until_answers()
    assert api.get("/users") == []
    log = lines(project.container("api").log())
    good, _ = shown()
    # how long which server is late is chance
    told = [line for line in log if "waiting for" not in line]
    assert sorted(told) == sorted(line for line in good if "waiting for" not in line)
    assert told[-1] == "aweigh: starting /api (N)"
    assert "pending" not in project("run", "--rm", "api", "migrate", "status")
    assert "/api" in project("run", "--rm", "-e", "AWEIGH_EXPLAIN=1", "api")


def test_a_wrong_password_is_told_as_shown(directory, compose):
    project = compose(directory)
    project("up", "-d", "db", "cache")
    url = "postgres://app:wrong@db:5432/app?sslmode=disable"
    project.override("api", environment={"DATABASE_URL": url}, restart="no")
    project("up", "-d", "api")
    assert project.container("api").until_ended(within=60) == 69
    log = lines(project.container("api").log())
    _, bad = shown()
    assert [line for line in log if line in bad] == bad
