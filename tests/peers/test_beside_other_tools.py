"""The table "Beside other tools" of docs/migrations.md: what it says was seen."""

import signal
from contextlib import closing

import pytest
from beside import TOOLS, Aweigh
from support.migrations import AT_THE_GATE, gate_closed, wait_until_at_gate
from support.ports import free_port
from support.waiting import eventually

IN_THE_MIDDLE = f"CREATE TABLE a ();\n{AT_THE_GATE}CREATE TABLE b ();"
INVALID = "SELECT 1 FROM pg_index WHERE NOT indisvalid"


@pytest.fixture(params=TOOLS)
def name(request):
    return request.param


@pytest.fixture
def tool(name, database, tmp_path):
    make, program = TOOLS[name]
    tool = make(program(), database, tmp_path / "migrations")
    yield tool
    tool.close()


@pytest.fixture
def base(database):
    """A table that is written to: an index of it cannot be built before the end of that."""
    database.query("CREATE TABLE base (id int); ALTER TABLE base OWNER TO app")
    with closing(database.connect()) as writer:
        writer.cursor().execute("BEGIN; INSERT INTO base VALUES (1)")
        yield writer


def write_index(tool):
    tool.write(1, "CREATE INDEX CONCURRENTLY of_base ON base (id);", outside=True)


def until_it_builds(tool):
    eventually(lambda: tool.database.query(INVALID), "the build has begun")


def test_killed_in_the_middle_of_a_file(tool, name):
    tool.write(1, IN_THE_MIDDLE)
    with gate_closed(tool.database):
        tool.kill(lambda: wait_until_at_gate(tool.database), signal.SIGKILL)
        if name == "aweigh":  # asked the server to look whether it is there
            tool.until_the_server_is_done()
    tool.until_the_server_is_done()
    dirty = name == "golang-migrate"
    assert tool.recorded() == ([-1] if dirty else [])
    assert tool.database.query("SELECT to_regclass('b') IS NOT NULL") == [(dirty,)]
    ended = tool.run()
    assert ended.code == (1 if dirty else 0), ended


def test_two_concurrent_builds_in_a_file(tool, name, base):
    """dbmate sends a file as one; goose cuts it at each semicolon."""
    base.close()
    builds = [f"CREATE INDEX CONCURRENTLY {index} ON base (id);" for index in ("i", "j")]
    tool.write(1, "\n".join(builds), outside=True)
    ended = tool.run()
    works = name in ("aweigh", "goose")
    assert (ended.code == 0) == works, ended
    assert ("cannot run inside a transaction block" in ended.said) != works, ended
    assert tool.recorded() == {"golang-migrate": [-1], "dbmate": []}.get(name, [1])


def test_killed_in_a_concurrent_build(tool, name, base):
    """And the server's session with it, as when the network is gone."""
    write_index(tool)
    tool.kill(lambda: until_it_builds(tool), signal.SIGKILL)
    tool.end_sessions()
    assert tool.recorded() == ([-1] if name in ("aweigh", "golang-migrate") else [])
    base.close()
    ended = tool.run()
    says = {
        "aweigh": "dropped the invalid index",
        "golang-migrate": "Dirty database version 1",
        "dbmate": "already exists",
        "goose": "already exists",
    }
    assert says[name] in ended.said and (ended.code == 0) == (name == "aweigh"), ended
    assert bool(tool.database.query(INVALID)) == (name != "aweigh")


def test_terminated_in_the_middle_of_a_file(tool, name):
    tool.write(1, IN_THE_MIDDLE)
    with gate_closed(tool.database):
        ended = tool.kill(lambda: wait_until_at_gate(tool.database), signal.SIGTERM)
        assert ended.code == 143, ended
        goes_on = bool(tool.sessions())
    tool.until_the_server_is_done()
    assert goes_on == (name != "aweigh")
    assert tool.recorded() == ([-1] if name == "golang-migrate" else [])


def until_two_wait(tool, started):
    """For a lock of the server; aweigh asks for it again and again. One may have failed by then."""
    locked = (
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND usename = 'app' "
        "AND wait_event_type = 'Lock'"
    )

    def both_wait():
        polls = isinstance(tool, Aweigh) and len(tool.sessions()) > 1
        ended = any(process.poll() is not None for process in started)
        return polls or ended or len(tool.database.query(locked)) == 2

    eventually(both_wait, "both wait")


def test_replicas_start_together(tool, name):
    tool.write(1, f"{AT_THE_GATE}CREATE TABLE a ();")
    with gate_closed(tool.database):
        started = [tool.start(), tool.start()]
        until_two_wait(tool, started)
    ended = [tool.end(process) for process in started]
    failed = [each for each in ended if each.code]
    assert len(failed) == (1 if name in ("dbmate", "goose") else 0), ended


def test_one_waits_while_another_builds_an_index(tool, name, base):
    """dbmate and the command of goose wait for nobody: both build it."""
    write_index(tool)
    started = [tool.start()]
    until_it_builds(tool)
    started.append(tool.start())
    until_two_wait(tool, started)
    base.close()
    said = "".join(ended.said for ended in map(tool.end, started) if ended.code)
    assert ("deadlock detected" in said) == (name != "aweigh"), said


def test_a_file_waits_too_long_for_a_lock(tool, name, base):
    """All but aweigh are told how long by PostgreSQL's own setting."""
    tool.write(1, "CREATE TABLE a ();\nALTER TABLE base ADD x int;")
    if name == "aweigh":
        process = tool.start("up", "--ddl-lock-timeout=100ms")
        tool.until_said(process, "again")
        base.close()
        assert tool.end(process).code == 0
        return
    tool.url += "&lock_timeout=100ms"
    ended = tool.run()
    assert ended.code and "lock timeout" in ended.said, ended
    assert tool.recorded() == ([-1] if name == "golang-migrate" else [])
    assert tool.database.query("SELECT to_regclass('a')") == [(None,)]


@pytest.mark.parametrize("file", ["2-c.sql", "c.sql"])
def test_a_misnamed_file(tool, name, file):
    tool.write(1, "CREATE TABLE a ();")
    (tool.directory / file).write_text("-- migrate:up\nCREATE TABLE c ();\n-- migrate:down\n")
    ended = tool.run()
    assert bool(ended.code) == (name == "goose"), ended
    taken = name == "dbmate" and file == "2-c.sql"  # a number in front is all that it asks for
    assert (file in ended.said) == (taken or name in ("aweigh", "goose")), ended
    assert tool.database.query("SELECT to_regclass('c') IS NOT NULL") == [(taken,)]


@pytest.mark.parametrize("there", [True, False], ids=["empty", "missing"])
def test_no_migrations(tool, name, there):
    if not there:
        tool.directory.rmdir()
    ended = tool.run()
    assert ended.code == {"aweigh": 66, "dbmate": 2}.get(name, 1), ended


def test_an_applied_file_was_changed(tool, name):
    tool.write(1, "CREATE TABLE a ();")
    assert tool.run().code == 0
    tool.write(1, "CREATE TABLE a (id int);")
    ended = tool.run()
    assert ended.code == 0, ended
    assert ("changed" in ended.said) == (name == "aweigh"), ended


def test_the_database_is_not_there_yet(tool, name):
    tool.write(1, "CREATE TABLE a ();")
    tool.url = f"postgres://app@127.0.0.1:{free_port()}/app?sslmode=disable"
    waits = {"aweigh": ["up", "-t", "300ms"]}
    waits["dbmate"] = ["--wait", "--wait-timeout=1s", "--wait-interval=100ms", "migrate"]
    ended = tool.run(*waits.get(name, ()))
    assert ended.code == {"aweigh": 124, "dbmate": 2}.get(name, 1), ended
    assert ("aiting" in ended.said) == (name in waits), ended


# What tells a worker that the schema is not yet the newest.
ASK = {
    "aweigh": ["wait", "--timeout=300ms"],
    "golang-migrate": ["version"],
    "dbmate": ["status", "--exit-code"],
    "goose": ["status"],
}


def test_a_worker_wants_the_newest_schema(tool, name):
    """golang-migrate and goose tell a version, and leave the rest to the reader."""
    tool.write(1, "CREATE TABLE a ();")
    assert tool.run().code == 0
    tool.write(2, "CREATE TABLE b ();")
    ended = tool.run(*ASK[name])
    assert bool(ended.code) == (name in ("aweigh", "dbmate")), ended
    assert tool.run().code == 0
    assert tool.run(*ASK[name]).code == 0


# What then applies it.
LATE = {
    "aweigh": ["up", "--out-of-order=apply"],
    "dbmate": ["migrate"],
    "goose": ["-allow-missing"],
}


def test_a_file_is_merged_late(tool, name):
    tool.write(1, "CREATE TABLE a ();")
    tool.write(3, "CREATE TABLE c ();")
    assert tool.run().code == 0
    tool.write(2, "CREATE TABLE b ();")
    if name == "dbmate":
        assert tool.run("migrate", "--strict").code
    else:
        ended = tool.run()
        says = {"aweigh": "2_a.up.sql was never applied", "goose": "found 1 missing migrations"}
        assert bool(ended.code) == (name == "goose"), ended
        assert says.get(name, "no change") in ended.said
    if name == "aweigh":
        assert "2        skipped" in tool.run("status").said
        assert tool.run("up", "--out-of-order=fail").code == 65
    assert tool.run(*LATE.get(name, ())).code == 0
    assert tool.database.query("SELECT to_regclass('b') IS NOT NULL") == [(name in LATE,)]
