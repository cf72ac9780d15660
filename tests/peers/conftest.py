"""Fixtures: the other tools that migrate, and a PostgreSQL for all of them."""

import shutil
import sys
import tempfile
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "e2e"))

import tools
from support.ports import free_port
from support.postgres import Postgres, make_template
from support.program import path_of_binary


@pytest.fixture(scope="session")
def aweigh():
    return path_of_binary()


@pytest.fixture(scope="session")
def golang_migrate():
    return tools.golang_migrate()


@pytest.fixture(scope="session")
def dbmate():
    return tools.dbmate()


@pytest.fixture(scope="session")
def goose():
    return tools.goose()


@pytest.fixture(scope="session")
def postgres():
    directory = Path(tempfile.mkdtemp(prefix="aweigh-"))
    directory.chmod(0o755)
    for name in ("template", "server"):
        (directory / name).mkdir()
    template = make_template(directory / "template")
    server = Postgres(directory / "server", free_port(), template, max_connections=60)
    yield server.start_and_wait()
    server.stop()
    shutil.rmtree(directory)


@pytest.fixture
def database(postgres):
    database = postgres.create_database()
    yield database
    postgres.query(f'DROP DATABASE "{database.name}" WITH (FORCE)')
