"""What a migration may cost, in what no neighbour spoils: counts, ratios of processor time."""

import base64
import hashlib
import hmac
import os

import pytest
from support.migrations import table_per_version
from support.postgres import Database
from support.secret import IN_URL, PASSWORD

ITERATIONS = 200_000  # so many that a login costs next to nothing else


def scram_verifier(password):
    """As the server keeps a password."""
    salt = b"0123456789abcdef"
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, ITERATIONS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    keys = [stored, hmac.digest(salted, b"Server Key", "sha256")]
    salt, stored, server = (base64.b64encode(each).decode() for each in (salt, *keys))
    return f"SCRAM-SHA-256${ITERATIONS}:{salt}${stored}:{server}"


@pytest.fixture
def costly(database):
    """The URL of a role whose password takes long to hash."""
    database.query(f"CREATE ROLE costly SUPERUSER LOGIN PASSWORD '{scram_verifier(PASSWORD)}'")
    yield f"postgres://costly:{IN_URL}@{database.address}/{database.name}"
    database.query("DROP ROLE costly")


def processor_times(*commands):
    """Seconds of each; the least of five runs, in turn."""
    return [min(times) for times in zip(*[map(_once, commands) for _ in range(5)], strict=True)]


def _once(command):
    pid = os.posix_spawn(command[0], command, {})
    _, status, used = os.wait4(pid, 0)
    assert status == 0, command
    return used.ru_utime + used.ru_stime


def test_a_password_is_hashed_once_for_the_wait_and_the_migration(
    aweigh, database, costly, migrations
):
    directory = migrations({"1_a.up.sql": "SELECT 1;"})
    database.set_version(1)
    wait = aweigh.command("wait", "-q", costly)
    options = ["-q", "-m", str(directory), "--database", costly]
    one_login, two_logins = processor_times(wait, aweigh.command("migrate", "up", *options))
    assert two_logins < 1.4 * one_login


class Queries:
    """What a server was asked, by its log."""

    def __init__(self, server):
        self._log = server.directory / "log"
        self._seen = 0
        self.new()

    def new(self):
        """Since the last call."""
        text = self._log.read_text()
        lines = text[self._seen :].splitlines()
        self._seen = len(text)
        return [line for line in lines if "statement: " in line or "execute " in line]


def test_a_file_is_one_query(aweigh, new_postgres, migrations):
    """With its version, its row of the journal, and all around it."""
    database = Database(new_postgres(log_statement="all").start_and_wait())
    files = list(table_per_version(21).items())
    directory = migrations(dict(files[:1]))
    words = ["migrate", "up", "-m", str(directory), "--database", database.url]
    assert aweigh.run(*words).code == 0
    asked = Queries(database.server)
    counts = []
    for added in (files[1:6], files[6:]):
        for name, text in added:
            directory.add(name, text)
        assert aweigh.run(*words).code == 0
        counts.append(len(asked.new()))
    assert counts[1] - counts[0] == 15 - 5, counts


def test_nothing_to_do_is_a_few_queries(aweigh, new_postgres, migrations):
    database = Database(new_postgres(log_statement="all").start_and_wait())
    words = ["-m", str(migrations(table_per_version(20))), "--database", database.url, "true"]
    assert aweigh.run(*words).code == 0
    asked = Queries(database.server)
    assert aweigh.run(*words).code == 0
    queries = asked.new()
    assert len(queries) == 6, queries  # one of them is the wait's
