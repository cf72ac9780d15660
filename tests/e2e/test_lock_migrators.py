"""Other people's migrators take turns on a MariaDB."""

import pytest
from support import migrators
from support.lockable import LockableMysql
from support.ports import free_port
from support.mysql import Mysql


@pytest.fixture(scope="module")
def innodb(scratch, mysql_template):
    """As in production: with transactions."""
    server = Mysql(scratch(), free_port(), mysql_template, default_storage_engine="InnoDB")
    del server.settings["skip-innodb"]
    yield server.start_and_wait()
    server.stop()


@pytest.fixture
def database(innodb):
    database = LockableMysql.fresh(innodb)
    yield database
    database.drop()


@pytest.mark.parametrize("make", [migrators.django, migrators.alembic], ids=["Django", "Alembic"])
def test_five_replicas_migrate_an_empty_database_at_once(aweigh, database, tmp_path, make):
    project = make(tmp_path / "project", database.server, database.name)
    own = ["--migrate-command", project.command, "--database", database.url]
    env = {**project.environment, "PYTHONDONTWRITEBYTECODE": "1"}
    started = [aweigh.start(*own, "echo", "it serves", env=env) for _ in range(5)]
    results = [running.finish(30) for running in started]
    assert [(each.code, each.stdout) for each in results] == [(0, "it serves\n")] * 5, results
    assert sorted(each.stderr.count(project.applying) for each in results) == [0, 0, 0, 0, 3]
    rows = database.server.query(f"SELECT name, price FROM {database.name}.shop_product")
    assert rows == [["anchor", "12"]]
