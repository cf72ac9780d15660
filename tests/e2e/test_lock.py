"""`aweigh lock`: any command under the migration lock."""

import re

import pytest
from support.waiting import eventually


@pytest.fixture
def lock(lockable):
    """The words before COMMAND."""
    return ["lock", "--database", lockable.url, "--log-format=json"]


@pytest.fixture
def record(script, tmp_path):
    """A program that writes down when it begins and ends, and the records so far."""
    records = tmp_path / "records"
    records.touch()
    program = script(f"echo begin >>{records}; sleep 0.1; echo end >>{records}", "record")
    return str(program), lambda: records.read_text().split()


def test_five_at_once_take_turns(anywhere, lockable, lock, record):
    program, records = record
    started = [anywhere.start(*lock, "--", program) for _ in range(5)]
    results = [running.finish() for running in started]
    assert [result.code for result in results] == [0] * 5, results
    assert records() == ["begin", "end"] * 5
    waited = [line["msg"] for result in results for line in result.events("lock_waiting")]
    # One that leaves at that moment is told by its number alone.
    assert any(lockable.holder_of_ours in words for words in waited)


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
    "an option of the main form": (["--migrate", "x", "true"], "lock takes no --migrate"),
    "no database": (["true"], "--database DSN, DATABASE_URL or PGHOST"),
}


@pytest.mark.parametrize("words, message", REFUSED.values(), ids=REFUSED)
def test_wrong_words_are_refused(aweigh, words, message):
    result = aweigh.run("lock", *words)
    assert result.code == 64, result
    assert message in result.stderr


def test_the_lock_is_given_up_in_time(anywhere, lock, lockable, tmp_path):
    ran = tmp_path / "ran"
    with lockable.held():
        result = anywhere.run(*lock, "--lock-timeout=500ms", "touch", str(ran))
    assert result.code == 75, result
    assert 0.5 <= result.seconds < 3
    assert lockable.held_by in result.events("lock_waiting")[0]["msg"]
    assert not ran.exists()


def test_the_database_is_waited_for(aweigh, new_lockable, later):
    late = new_lockable()
    later(0.5, late.server.start)
    env = {"DATABASE_URL": late.url}
    result = aweigh.run("lock", "--log-format=json", "echo", "x", env=env)
    assert result.code == 0, result
    assert result.events("target_pending")


def test_a_wait_that_fails(aweigh, tmp_path):
    ran = tmp_path / "ran"
    nobody = ["--database", "postgres://127.0.0.1:1/x", "-t", "200ms"]
    assert aweigh.run("lock", *nobody, "touch", str(ran)).code == 124
    assert not ran.exists()


def test_a_rejected_login(aweigh, lockable):
    url = re.sub(r":[^:]*@", ":wrong@", lockable.url)
    assert aweigh.run("lock", "--database", url, "--fail-fast", "true").code == 69


def test_other_targets_are_waited_for_too(aweigh, lock, tmp_path, later):
    there = tmp_path / "there"
    later(0.3, there.touch)
    assert aweigh.run(*lock, "-w", f"file://{there}", "test", "-e", str(there)).code == 0


def test_a_waiter_comes_back_to_a_server_that_is_restarted(aweigh, new_lockable):
    lockable = new_lockable()
    server = lockable.server.start_and_wait()
    with lockable.held():
        running = aweigh.start("lock", "--database", lockable.url, "echo", "it ran")
        running.until_stderr("waiting for the migration lock")
        server.stop()
    server.start_and_wait()
    result = running.finish()
    assert result.code == 0, result
    assert "; trying again for up to 60 s (--timeout)" in result.stderr and "it ran" in result.stderr


def test_nothing_of_the_session_outlives_it(aweigh, lock, lockable):
    assert aweigh.run(*lock, "true").code == 0
    eventually(lambda: lockable.sessions() == 0, "the session is closed")
    assert not lockable.tables(), "it has written nothing"


def test_help_on_lock_tells_its_own_options_only(aweigh):
    text = aweigh.run("help", "lock").stdout
    assert text == aweigh.run("lock", "--help").stdout
    told = set(re.findall(r"--[a-z-]+", text.split("Waiting:")[1]))
    assert {"--unless", "--database", "--lock-timeout", "--timeout", "--wait"} <= told
    assert not told & {"--migrate", "--migrate-command", "--user", "--grace"}
