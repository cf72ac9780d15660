"""aweigh called migrate, beside golang-migrate: each in a database of its own."""

import os
import shlex
import subprocess

import pytest
from support.migrations import Directory, table_per_version_and_back
from support.ports import free_port

NOTHING = "postgres://127.0.0.1:{port}/nobody?sslmode=disable&connect_timeout=1"


class Called:
    """One of the two, its database, and its directory."""

    def __init__(self, program, database, directory):
        self._program = str(program)
        self.database = database
        self.directory = directory
        self._directory = Directory(directory / "migrations", table_per_version_and_back(3))
        self.names = {
            "path": str(self._directory),
            "url": f"{database.url}?sslmode=disable",
            "nothing": NOTHING.format(port=free_port()),
        }

    def run(self, line, env=None, stdin=""):
        words = shlex.split(line.format(**self.names))
        return subprocess.run(
            [self._program, *words], input=stdin, capture_output=True, text=True, timeout=60,
            cwd=self.directory, env={"HOME": str(self.directory), **(env or {})},
        )  # fmt: skip


@pytest.fixture
def both(aweigh, golang_migrate, postgres, tmp_path):
    """Theirs and ours."""
    link = tmp_path / "migrate"
    os.symlink(aweigh, link)
    made = []
    for name, program in [("theirs", golang_migrate), ("ours", link)]:
        (tmp_path / name).mkdir()
        made.append(Called(program, postgres.create_database(), tmp_path / name))
    yield made
    for each in made:
        postgres.query(f'DROP DATABASE "{each.database.name}" WITH (FORCE)')


OWN = "-path {path} -database {url}"
# Lines, one after the other, with their codes and the version that they leave.
HISTORIES = {
    "up and down": [
        (f"{OWN} up", 0, 3), (f"{OWN} up", 0, 3), (f"{OWN} down 1", 0, 2), (f"{OWN} up 1", 0, 3),
        (f"{OWN} down -all", 0, None), (f"{OWN} down -all", 0, None),
    ],
    "goto, by the other spellings": [
        ("-source file://{path} -database={url} goto 2", 0, 2),
        ("--path={path} --database {url} goto 1", 0, 1),
        ("-verbose -prefetch 5 -lock-timeout 20 -path {path} -database {url} up 1", 0, 2),
        (f"{OWN} goto 7", 1, 2), (f"{OWN} goto x", 1, 2), (f"{OWN} goto", 1, 2),
    ],
    "force": [
        (f"{OWN} force 2", 0, 2), (f"{OWN} up", 0, 3), (f"{OWN} force -- -1", 0, None),
        (f"{OWN} force -- -2", 1, None), (f"{OWN} force", 1, None),
    ],
    "more than there are": [
        (f"{OWN} up 2", 0, 2), (f"{OWN} up 2", 1, 3), (f"{OWN} down 4", 1, None),
    ],
    "drop": [(f"{OWN} up", 0, 3), (f"{OWN} drop -f", 0, None)],
    "version": [(f"{OWN} version", 1, None), (f"{OWN} up 2", 0, 2), (f"{OWN} version", 0, 2)],
    "what is missing": [
        ("-database {url} up", 1, None), (f"{OWN}/nobody up", 1, None),
        ("-path {path}/nowhere -database {url} up", 1, None),
        ("-path {path} -database sqlite3://x up", 1, None),
        ("-path {path} -database mysql://u:p@tcp(127.0.0.1:1)/x up", 1, None),
        ("-source github://u:t@owner/repo -database {url} up", 1, None),
    ],
}  # fmt: skip


@pytest.mark.parametrize("history", HISTORIES)
def test_both_end_alike(both, history):
    for line, code, version in HISTORIES[history]:
        for each in both:
            done = each.run(line)
            assert done.returncode == code, (line, done)
            found = [number for number, _ in each.database.version() or [(None, 0)]]
            assert found == [version], (line, done)


@pytest.mark.parametrize("command", ["down", "drop"])
def test_both_ask_before_they_take_all_back(both, command):
    for each in both:
        each.run(f"{OWN} up")
        assert each.run(f"{OWN} {command}", stdin="n\n").returncode != 0
        assert each.database.version() == [(3, False)]
        assert each.run(f"{OWN} {command}", stdin="y\n").returncode == 0
        assert not each.database.version()


def test_both_create_the_same_files(both):
    made = []
    for each in both:
        for words in ["-seq add_email", "-seq -digits 3 more", "-seq -digits 8 other"]:
            done = each.run(f"create -ext sql -dir made {words}")
            assert done.returncode == 0, done
        made.append(sorted(path.name for path in (each.directory / "made").iterdir()))
    assert made[0] == made[1]


def test_the_version_is_printed_on_stdout_and_theirs_on_stderr(both):
    theirs, ours = both
    for each in both:
        each.run(f"{OWN} up 2")
    assert theirs.run(f"{OWN} version").stderr == ours.run(f"{OWN} version").stdout == "2\n"


@pytest.mark.parametrize("line, code", [("", 2), ("nope", 2), ("-nope up", 2), ("-path", 2)])
def test_a_word_that_is_unknown_is_1_and_theirs_2(both, line, code):
    theirs, ours = (each.run(line) for each in both)
    assert (theirs.returncode, ours.returncode) == (code, 1)


@pytest.mark.parametrize("line", ["-version", "-help"])
def test_both_tell_and_do_nothing(both, line):
    for each in both:
        done = each.run(line)
        assert done.returncode == 0 and done.stdout + done.stderr


def test_a_database_that_is_not_there_is_waited_for(both):
    theirs, ours = both
    line = "-path {path} -database {nothing} up"
    assert theirs.run(line).returncode == 1
    done = ours.run(line, env={"AWEIGH_TIMEOUT": "0"})
    assert done.returncode == 1 and "timed out" in done.stderr, done
    assert "up to 1 s" in ours.run(line, env={"AWEIGH_TIMEOUT": "1"}).stderr


def test_the_lock_is_waited_for_15_seconds(both):
    ours = both[1]
    plan = ours.run(f"{OWN} up", env={"AWEIGH_EXPLAIN": "1"}).stdout
    assert "--lock-timeout" in plan and "15s  (default of migrate)" in plan
