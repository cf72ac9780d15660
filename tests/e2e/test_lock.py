"""`aweigh lock`: any command under the migration lock."""

import re
import signal
from contextlib import closing

import pytest
from support.migrations import (
    AT_THE_GATE,
    gate_closed,
    golang_migrate_lock,
    held_advisory_lock,
    table_per_version,
    wait_until_at_gate,
)
from support.secret import IN_URL
from support.waiting import eventually


@pytest.fixture
def lock(database):
    """The words before COMMAND."""
    return ["lock", "--database", database.url, "--log-format=json"]


@pytest.fixture
def record(script, tmp_path):
    """A program that writes down when it begins and ends, and the records so far."""
    records = tmp_path / "records"
    records.touch()
    program = script(f"echo begin >>{records}; sleep 0.1; echo end >>{records}", "record")
    return str(program), lambda: records.read_text().split()


def test_five_at_once_take_turns(anywhere, lock, record):
    program, records = record
    started = [anywhere.start(*lock, "--", program) for _ in range(5)]
    results = [running.finish() for running in started]
    assert [result.code for result in results] == [0] * 5, results
    assert records() == ["begin", "end"] * 5
    waited = [line["msg"] for result in results for line in result.events("lock_waiting")]
    assert waited and all("held by pid " in words and "aweigh" in words for words in waited)


def test_without_the_lock_they_would_not(aweigh, record):
    program, records = record
    started = [aweigh.start("--", program) for _ in range(5)]
    assert [running.finish().code for running in started] == [0] * 5
    assert records() != ["begin", "end"] * 5


@pytest.mark.parametrize("script_text, code", [
    ("exit 0", 0), ("exit 7", 7), ("exit 65", 65), ("kill -KILL $$", 137), ("kill -SEGV $$", 139),
])  # fmt: skip
def test_the_code_is_the_command_s(anywhere, lock, script_text, code):
    result = anywhere.run(*lock, "sh", "-c", script_text)
    assert result.code == code, result
    (ended,) = result.events("command_ended")
    assert ended["exit_code"] == code
    assert not result.events("failed")


def test_unless_says_whether_the_command_is_run(anywhere, lock, tmp_path):
    done = tmp_path / "is done"
    words = [*lock, "--unless", f"test -e '{done}'", "touch", str(done)]
    first, second = anywhere.run(*words), anywhere.run(*words)
    assert (first.code, second.code) == (0, 0), (first, second)
    assert done.exists()
    assert not first.events("command_skipped")
    assert "touch is not run" in second.events("command_skipped")[0]["msg"]


def test_unless_is_asked_under_the_lock(aweigh, lock, record, tmp_path):
    """Of several at once, one finds that there is something to do."""
    program, records = record
    words = [*lock, "--unless", f"grep -q end {tmp_path / 'records'}", program]
    started = [aweigh.start(*words) for _ in range(4)]
    assert [running.finish().code for running in started] == [0] * 4
    assert records() == ["begin", "end"]


CANNOT_RUN = {
    "not found": (["no-such-program"], 127, "cannot run no-such-program: No such file or "
                  "directory (not found in PATH)"),
    "no such file": (["/no/such/file"], 127, "cannot run /no/such/file: No such file"),
    "not executable": (["/etc/passwd"], 126, "cannot run /etc/passwd: Permission denied"),
    "a directory": (["/etc"], 126, "cannot run /etc: Permission denied"),
    "no name": ([""], 127, "cannot run : No such file"),
    "unless is not found": (["--unless", "no-such-program x", "true"], 64,
                            "cannot run no-such-program (--unless): No such file"),
    "unless is not executable": (["--unless", "/etc/passwd", "true"], 64,
                                 "cannot run /etc/passwd (--unless): Permission denied"),
}  # fmt: skip


@pytest.mark.parametrize("words, code, message", CANNOT_RUN.values(), ids=CANNOT_RUN)
def test_what_cannot_be_run_is_said_before_the_wait(anywhere, words, code, message):
    result = anywhere.run("lock", "--database", "postgres://127.0.0.1:1/x", *words)
    assert result.code == code, result
    assert message in result.stderr
    assert result.stderr.count("\n") == 1


def test_what_only_the_exec_can_tell(aweigh, lock, tmp_path):
    path = tmp_path / "without-interpreter"
    path.write_text("true\n")
    path.chmod(0o755)
    result = aweigh.run(*lock, str(path))
    assert result.code == 126, result
    assert "a script needs #!" in result.stderr


@pytest.mark.parametrize("unless", ["sh -c no-such-program", "sh -c /etc/passwd"])
def test_unless_that_cannot_run_a_program_of_its_own_is_no_answer(aweigh, lock, unless, tmp_path):
    ran = tmp_path / "ran"
    result = aweigh.run(*lock, "--unless", unless, "touch", str(ran))
    assert result.code == 64, result
    assert "cannot tell by sh (--unless) whether to run touch: exit code 12" in result.stderr
    assert not ran.exists()


REFUSED = {
    "no command": ([], "no COMMAND to run: aweigh lock"),
    "nothing behind --": (["--"], "no COMMAND to run: aweigh lock"),
    "a target as command": (["tcp://a:1"], "the command is a target? use -w"),
    "an empty unless": (["--unless", "", "true"], "--unless: it names no program"),
    "an open quote": (["--unless", "psql 'x", "true"], "--unless: a quote is not closed"),
    "an option of the main form": (["--migrate", "x", "true"], "unknown option --migrate"),
    "no database": (["true"], "--database DSN, DATABASE_URL or PGHOST"),
}


@pytest.mark.parametrize("words, message", REFUSED.values(), ids=REFUSED)
def test_wrong_words_are_refused(aweigh, words, message):
    result = aweigh.run("lock", *words)
    assert result.code == 64, result
    assert message in result.stderr


def test_the_lock_is_given_up_in_time(anywhere, lock, database, tmp_path):
    ran = tmp_path / "ran"
    with held_advisory_lock(database, golang_migrate_lock(database.name)):
        result = anywhere.run(*lock, "--lock-timeout=500ms", "touch", str(ran))
    assert result.code == 75, result
    assert 0.5 <= result.seconds < 3
    assert "held by pid " in result.events("lock_waiting")[0]["msg"]
    assert not ran.exists()


def test_the_database_is_waited_for(aweigh, late_database, later):
    later(0.5, late_database.server.start)
    env = {"DATABASE_URL": late_database.url}
    result = aweigh.run("lock", "--log-format=json", "echo", "x", env=env)
    assert result.code == 0, result
    assert result.events("target_pending")


def test_a_wait_that_fails(aweigh, tmp_path):
    ran = tmp_path / "ran"
    nobody = ["--database", "postgres://127.0.0.1:1/x", "-t", "200ms"]
    assert aweigh.run("lock", *nobody, "touch", str(ran)).code == 124
    assert not ran.exists()


def test_a_rejected_login(aweigh, database):
    url = database.url.replace(IN_URL, "wrong")
    assert aweigh.run("lock", "--database", url, "--fail-fast", "true").code == 69


def test_other_targets_are_waited_for_too(aweigh, lock, tmp_path, later):
    there = tmp_path / "there"
    later(0.3, there.touch)
    assert aweigh.run(*lock, "-w", f"file://{there}", "test", "-e", str(there)).code == 0


def test_a_waiter_comes_back_to_a_server_that_is_restarted(aweigh, new_postgres):
    server = new_postgres().start_and_wait()
    url = f"postgres://app:{IN_URL}@127.0.0.1:{server.port}/app"
    holder = server.connect("app")
    with closing(holder), holder.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [golang_migrate_lock("app")])
        running = aweigh.start("lock", "--database", url, "echo", "it ran")
        running.until_stderr("waiting for the migration lock")
        server.stop(signal.SIGQUIT)
    server.start_and_wait()
    result = running.finish()
    assert result.code == 0, result
    assert "connecting again" in result.stderr and "it ran" in result.stderr


# Who is to wait for whom: the lock is the one of the migrations, golang-migrate's included.
def test_migrations_wait_for_it(aweigh, lock, database, migrations, tmp_path):
    directory, gate = migrations(table_per_version(2)), tmp_path / "gate"
    wait_at_gate = f"until test -e {gate}; do sleep 0.02; done"
    holder = aweigh.start(*lock, "sh", "-c", f"echo it holds; {wait_at_gate}")
    holder.until_stderr("it holds")
    form = ["--database", database.url, "--log-format=json"]
    waiters = [
        aweigh.start("migrate", "-m", str(directory), *form, "up"),
        aweigh.start("-m", str(directory), *form, "true"),
    ]
    for waiter in waiters:
        waiter.until_stderr("lock_waiting")
    assert database.version() is None
    gate.touch()
    assert [each.finish().code for each in [holder, *waiters]] == [0, 0, 0]
    assert database.version() == [(2, False)]


def test_it_waits_for_migrations(aweigh, lock, database, migrations):
    directory = migrations({"1_a.up.sql": f"CREATE TABLE a ();\n{AT_THE_GATE}"})
    with gate_closed(database):
        migrating = aweigh.start("-m", str(directory), "--database", database.url, "true")
        wait_until_at_gate(database)
        running = aweigh.start(*lock, "echo", "it ran")
        running.until_stderr("lock_waiting")
        assert "it ran" not in running.stderr
    assert migrating.finish().code == 0
    assert running.finish().code == 0


def test_both_locks_are_held_on_an_idle_session(aweigh, lock, database):
    """A snapshot would keep a concurrent index build of the command from ending."""
    running = aweigh.start(*lock, "sh", "-c", "echo it holds; exec sleep 60")
    running.until_stderr("it holds")
    rows = database.query(
        "SELECT objid::bigint, state, backend_xmin FROM pg_locks JOIN pg_stat_activity USING (pid) "
        "WHERE locktype = 'advisory' AND classid = 0 AND granted"
    )
    ids = {golang_migrate_lock(name) for name in (database.name, f"/{database.name}")}
    assert {row[0] for row in rows} == ids
    assert {row[1:] for row in rows} == {("idle", None)}


def test_an_idle_session_may_be_idle(aweigh, lock, database):
    database.query(f"ALTER DATABASE \"{database.name}\" SET idle_session_timeout = '300ms'")
    assert aweigh.run(*lock, "sleep", "1").code == 0


def test_a_pooler_is_refused(aweigh, database, pgbouncer):
    url = f"postgres://app:{IN_URL}@127.0.0.1:{pgbouncer.port}/{database.name}"
    result = aweigh.run("lock", "--database", url, "echo", "it ran")
    assert result.code == 65, result
    assert "pooler" in result.stderr and "it ran" not in result.stderr


def test_a_standby_is_refused(aweigh, new_postgres):
    standby = new_postgres()
    standby.become_standby(takes_queries=True)
    standby.start_and_wait()
    url = f"postgres://app:{IN_URL}@127.0.0.1:{standby.port}/app"
    result = aweigh.run("lock", "--database", url, "echo", "it ran")
    assert result.code == 65, result
    assert "standby" in result.stderr and "it ran" not in result.stderr


def test_the_command_may_build_an_index_concurrently(aweigh, database):
    """While others wait for the lock, none of them is in its way."""
    database.query("CREATE TABLE t (id int); ALTER TABLE t OWNER TO app")
    build = "CREATE INDEX CONCURRENTLY IF NOT EXISTS t_id ON t (id)"
    words = ["lock", "psql", "-X", database.url, "-c", build]
    started = [aweigh.start(*words, env={"DATABASE_URL": database.url}) for _ in range(3)]
    results = [running.finish(20) for running in started]
    assert [result.code for result in results] == [0, 0, 0], results
    valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 't_id'::regclass"
    assert database.query(valid) == [(True,)]


def test_nothing_of_the_session_outlives_it(aweigh, lock, database):
    assert aweigh.run(*lock, "true").code == 0
    own = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND usename = 'app'"
    eventually(lambda: not database.query(own), "the session is closed")
    assert database.version() is None, "it has written nothing"


def test_help_on_lock_tells_its_own_options_only(aweigh):
    text = aweigh.run("help", "lock").stdout
    assert text == aweigh.run("lock", "--help").stdout
    told = set(re.findall(r"--[a-z-]+", text.split("Waiting:")[1].split("exit codes")[0]))
    assert {"--unless", "--database", "--lock-timeout", "--timeout", "--wait"} <= told
    assert not told & {"--migrate", "--migrate-command", "--user", "--grace"}
