"""`docker stop` and `docker kill --signal=TERM` end a container soon, whatever it is doing."""

import random
import time
from concurrent.futures import ThreadPoolExecutor

import images
import pytest
from container import run_container
from support.waiting import scaled

WAIT = [images.AWEIGH, "--wait=127.0.0.1:1", "/aweigh"]
MIGRATE = [images.AWEIGH, "--migrate=/migrations", "/aweigh"]
RUN = [images.APP, "sleep", "infinity"]

FOR_EVER = "DO $$ BEGIN RAISE NOTICE 'at work'; PERFORM pg_sleep(3600); END $$"


@pytest.fixture
def migration(start, tmp_path):
    """Options of `docker run` for MIGRATE: a database, and one file that does not end by itself."""
    start(images.APP, name="database", user="postgres", entrypoint="/database")
    (tmp_path / "1_for_ever.up.sql").write_text(FOR_EVER)
    return {
        "volume": f"{tmp_path}:/migrations:ro",
        "env": "DATABASE_URL=postgres://app:secret@database/postgres",
    }


def _assert_stops_soon(container):
    code, seconds = container.stop()
    assert code == 143
    assert seconds < 5


def test_a_wait(start):
    waiting = start(*WAIT)
    waiting.until_log("127.0.0.1:1")
    _assert_stops_soon(waiting)


def test_a_migration(start, migration):
    migrating = start(*MIGRATE, **migration)
    migrating.until_log("at work")
    _assert_stops_soon(migrating)
    assert "1_for_ever.up.sql" in migrating.log()


def test_at_any_moment_once_docker_calls_it_started(docker, migration):
    """What TERM does not end within the bound, Docker kills, and that is 137."""

    def shot(number):
        words, options = [(WAIT, {}), (MIGRATE, migration), (RUN, {})][number % 3]
        container = run_container(docker, *words, network="aweigh", **options)
        time.sleep(random.uniform(0, 0.5))
        if number % 2:
            container.signal("TERM")
            container.until_ended(within=10)
        else:
            container.stop()
        code = container.exit_code()
        container.remove()
        return code

    shots = scaled(50, 500)
    with ThreadPoolExecutor(4) as shooters:
        assert list(shooters.map(shot, range(shots))) == [143] * shots
