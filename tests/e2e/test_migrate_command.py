"""`--migrate-command`: a program of the user's own migrates, under the lock."""

import signal

import pytest
from support.migrations import (
    AT_THE_GATE,
    gate_closed,
    wait_until_at_gate,
)
from support.processes import survivors


@pytest.fixture
def words(lockable):
    """`words("program and its arguments")`: the words before the service."""
    return lambda program: [
        "--migrate-command", str(program), "--database", lockable.url, "--log-format=json"
    ]  # fmt: skip


def test_it_runs_before_the_service(anywhere, words, tmp_path):
    trace = tmp_path / "trace"
    program = f"""sh -c 'echo "$@" >{trace}' sh 'two words' "$HOME" x\\ y"""
    result = anywhere.run(*words(program), "sh", "-c", f"cat {trace}; echo service")
    assert result.code == 0, result
    assert result.stdout == "two words $HOME x y\nservice\n", "split, and nothing expanded"
    events = [line["event"] for line in result.events() if line["event"] != "summary"][:5]
    assert events == ["waiting", "target_ready", "command_started", "command_ended", "service_started"]


@pytest.mark.parametrize("script_text, words_of_it", [
    ("echo first; echo why it failed; exit 3", "exit code 3: why it failed"),
    ("exit 1", "exit code 1"),
    ("exit 127", "exit code 127"),
    ("kill -KILL $$", "ended by KILL"),
])  # fmt: skip
def test_failed_it_is_65_and_the_service_is_not_started(
    anywhere, words, script, tmp_path, script_text, words_of_it
):
    started = tmp_path / "started"
    program = script(script_text)
    result = anywhere.run(*words(program), "touch", str(started))
    assert result.code == 65, result
    (failed,) = result.events("failed")
    assert failed["msg"] == f"cannot migrate with {program}: {words_of_it}"
    assert not started.exists()


CANNOT_RUN = {
    "not found": ("no-such-program x", "cannot run no-such-program (--migrate-command): No such "
                  "file or directory (not found in PATH)"),
    "not executable": ("/etc/passwd", "cannot run /etc/passwd (--migrate-command): Permission"),
    "nothing": ("''", "cannot read --migrate-command: it names no program"),
    "an open quote": ("sh -c 'x", "cannot read --migrate-command: a quote is not closed"),
}  # fmt: skip


@pytest.mark.parametrize("program, message", CANNOT_RUN.values(), ids=CANNOT_RUN)
def test_what_cannot_be_run_is_a_mistake_in_the_configuration(anywhere, program, message):
    nobody = ["--database", "postgres://127.0.0.1:1/x"]
    result = anywhere.run("--migrate-command", program, *nobody, "echo", "service")
    assert (result.code, result.stdout) == (64, ""), result
    assert message in result.stderr


def test_it_and_a_directory_exclude_each_other(aweigh, words, migrations):
    directory = migrations({"1_a.up.sql": "SELECT 1;"})
    for extra, env in [(["-m", str(directory)], {}), ([], {"AWEIGH_MIGRATE": str(directory)})]:
        result = aweigh.run(*words("true"), *extra, "true", env=env)
        assert result.code == 64, result
        assert "--migrate and --migrate-command exclude each other" in result.stderr


def test_a_database_is_needed(aweigh):
    result = aweigh.run("--migrate-command", "true", "true")
    assert result.code == 64, result
    assert "--database DSN, DATABASE_URL or PGHOST" in result.stderr


def test_variables_name_it_and_the_database_which_is_waited_for(anywhere, new_lockable, later):
    late = new_lockable()
    later(0.5, late.server.start)
    env = {"DATABASE_URL": late.url, "AWEIGH_MIGRATE_COMMAND": "sh -c 'echo migrating'"}
    result = anywhere.run("sh", "-c", "echo service; env | cut -d= -f1", env=env)
    assert result.code == 0, result
    assert "\nmigrating\n" in result.stderr
    assert "service" in result.stdout and "AWEIGH_" not in result.stdout


def test_the_service_has_not_what_was_for_the_program_alone(aweigh, database, script, tmp_path):
    """--unset takes a variable away from the service; PGOPTIONS is the program's."""
    seen = tmp_path / "seen"
    program = script(f'echo "$OWNER_URL, $PGOPTIONS" >{seen}')
    result = aweigh.run(
        "--migrate-command", str(program), "--database", database.url,
        "--unset=OWNER_URL", "--ddl-lock-timeout=2s",
        "sh", "-c", 'echo "$OWNER_URL, $PGOPTIONS"', env={"OWNER_URL": "owner"},
    )  # fmt: skip
    assert result.code == 0, result
    assert seen.read_text() == "owner, -c lock_timeout=2000\n"
    assert result.stdout == ", \n"


def test_it_is_ended_at_the_migrate_timeout(anywhere, words, marker):
    limit = "--migrate-timeout=300ms"
    result = anywhere.run(*words(f"sleep {marker}"), limit, "echo", "service", within=4)
    assert (result.code, result.stdout) == (65, ""), result
    assert "as --migrate-timeout says" in result.stderr
    assert survivors(marker) == []


@pytest.mark.parametrize("number, code", [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_ends_it_and_no_service_starts(anywhere, words, script, marker, number, code):
    program = script(f"trap 'echo got TERM; exit 0' TERM; echo it runs; sleep {marker} & wait")
    running = anywhere.start(*words(program), "echo", "service")
    running.until_stderr("it runs")
    running.signal(number)
    result = running.finish(4)
    assert (result.code, result.stdout) == (code, ""), result
    assert "got TERM" in result.stderr
    assert survivors(marker) == []


def test_the_lock_is_given_up_in_time(anywhere, words, lockable):
    with lockable.held():
        result = anywhere.run(*words("true"), "--lock-timeout=300ms", "echo", "service")
    assert (result.code, result.stdout) == (75, ""), result


def test_it_waits_for_migrations_of_files(aweigh, database, migrations):
    directory = migrations({"1_a.up.sql": f"CREATE TABLE a ();\n{AT_THE_GATE}"})
    with gate_closed(database):
        migrating = aweigh.start("-m", str(directory), "--database", database.url, "true")
        wait_until_at_gate(database)
        own = ["--migrate-command", "echo it ran", "--database", database.url]
        running = aweigh.start(*own, "--log-format=json", "true")
        running.until_stderr("lock_waiting")
        assert "it ran" not in running.stderr
    assert migrating.finish().code == 0
    assert running.finish().code == 0


def test_no_process_of_it_is_left_to_the_service(anywhere, words, marker):
    program = f"sh -c 'sleep {marker} & true'"
    list_children = "ps -o pid,stat,args --no-headers --ppid $$"
    result = anywhere.run(*words(program), "sh", "-c", list_children)
    assert result.code == 0, result
    assert [line for line in result.stdout.splitlines() if " ps -o " not in line] == []
    assert survivors(marker) == []
