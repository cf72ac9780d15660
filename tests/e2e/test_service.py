"""The service finds everything as it would be without aweigh in front of it."""

import os

import pytest
from support.namespaces import PID1

# Words that look like ours, like nothing, or like no text at all.
ODD_WORDS = [
    "--timeout", "-w", "tcp://127.0.0.1:1", "--", "--init=never", "", " ", "a b", "${HOME}",
    "$(id)", "é", "\n", "'\"\\", "-", "AWEIGH_X=1", b"\xff\xfe".decode(errors="surrogateescape"),
]  # fmt: skip

# What the service sees, in words that a direct run and one through aweigh must agree on.
VIEWS = {
    "arguments": ["sh", "-c", 'printf "%s|" "$0" "$@"', *ODD_WORDS],
    "environment": ["cat", "/proc/self/environ"],
    "directory": ["pwd"],
    "umask": ["sh", "-c", "umask"],
    "signals": ["grep", "-E", "^Sig(Blk|Ign|Cgt)", "/proc/self/status"],
    "descriptors": ["ls", "/proc/self/fd"],
    "limits": ["cat", "/proc/self/limits"],
    "standard input and output": ["cat"],
    "standard error": ["sh", "-c", "cat >&2"],
    "name": ["cat", "/proc/self/comm"],
    "privileges": ["grep", "-E", "^(NoNewPrivs|Seccomp:|Cap)", "/proc/self/status"],
}

STDIN = bytes(range(256)) * 300


@pytest.fixture
def surroundings(tmp_path):
    """A directory, a umask, an open descriptor and environment that are not the usual ones."""
    reader, writer = os.pipe()
    (tmp_path / "stdin").write_bytes(STDIN)
    with open(tmp_path / "stdin", "rb") as stdin:
        yield {
            "cwd": tmp_path,
            "umask": 0o137,
            "pass_fds": [reader],
            "stdin": stdin,
            "env": {"A": "1", "EMPTY": "", "ODD": "a=b\n c", "DATABASE_URL": "none of ours"},
        }
    os.close(reader)
    os.close(writer)


SPELLINGS = {
    "as an ordinary process": ([], []),
    "as PID 1": (PID1, []),
    "under a supervisor": ([], ["--init=always"]),
    "as PID 1 without a supervisor": (PID1, ["--init=never"]),
    "with signals blocked and ignored": (
        ["env", "--block-signal=USR1,TERM", "--ignore-signal=HUP,INT,PIPE"],
        [],
    ),
}


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
@pytest.mark.parametrize("prefix, words", SPELLINGS.values(), ids=SPELLINGS)
def test_the_service_sees_what_it_would_see_without_us(aweigh, surroundings, prefix, words, view):
    expected = aweigh.start_command([*prefix, *view], **surroundings).finish()
    os.lseek(surroundings["stdin"].fileno(), 0, os.SEEK_SET)
    got = aweigh.within(prefix).run("-q", *words, "--", *view, **surroundings)
    assert (got.code, got.stdout, got.stderr) == (expected.code, expected.stdout, expected.stderr)


@pytest.mark.parametrize("words", [[], ["--init=always"]], ids=" ".join)
def test_waiting_and_migrating_leave_no_trace_in_the_service(
    anywhere, surroundings, redis, database, migrations, words
):
    directory = migrations({"1_a.up.sql": "CREATE TABLE a ();"})
    preflight = ["-w", redis.target, "-w", database.url]
    preflight += ["-m", str(directory), "--database", database.url]
    script = """
        ls /proc/self/fd
        grep -E '^Sig(Blk|Ign|Cgt)' /proc/self/status
        wc -w </proc/$$/task/$$/children
        cat
    """
    expected = anywhere.start_command([*anywhere.prefix, "sh", "-c", script], **surroundings)
    expected = expected.finish()
    os.lseek(surroundings["stdin"].fileno(), 0, os.SEEK_SET)
    got = anywhere.run(*preflight, *words, "sh", "-c", script, **surroundings)
    assert (got.code, got.stdout) == (0, expected.stdout)
    assert database.tables() == {"a"}


@pytest.mark.parametrize("words", [[], ["--init=always"], ["--init=never"]], ids=" ".join)
def test_our_variables_are_not_the_service_s(anywhere, redis, words):
    env = {
        "AWEIGH_WAIT": redis.target,
        "AWEIGH_TIMEOUT": "10s",
        "AWEIGH_PORT": "tcp://10.0.0.1:80",
        "AWEIGH_": "x",
        "NOT_AWEIGH_WAIT": "kept",
        "aweigh_wait": "kept",
    }
    result = anywhere.run(*words, "cat", "/proc/self/environ", env=env)
    names = {line.split("=")[0] for line in result.stdout.split("\0") if line}
    assert names == {"PATH", "HOME", "NOT_AWEIGH_WAIT", "aweigh_wait"}, result


def test_an_ordinary_process_becomes_the_service(aweigh):
    running = aweigh.start("sh", "-c", "echo $$")
    assert running.finish().stdout == f"{running.process.pid}\n"


def test_pid_1_keeps_its_place_and_the_service_is_its_child(pid1):
    result = pid1.run("sh", "-c", "echo $$ $PPID; cat /proc/1/comm")
    ids, name = result.stdout.splitlines()
    pid, parent = ids.split()
    assert (pid != "1", parent, name) == (True, "1", "aweigh"), result


def test_pid_1_becomes_the_service_if_told_so(pid1):
    assert pid1.run("--init=never", "sh", "-c", "echo $$").stdout == "1\n"


def test_a_supervisor_outside_of_pid_1_if_told_so(aweigh):
    running = aweigh.start("--init=always", "sh", "-c", "echo $PPID; exit 3")
    result = running.finish()
    assert (result.code, result.stdout) == (3, f"{running.process.pid}\n")


@pytest.mark.parametrize(
    "command", [["wait"], ["check"], ["version"], ["migrate"]], ids=lambda command: command[0]
)
def test_after_a_double_dash_every_word_is_a_command(aweigh, tmp_path, command):
    program = tmp_path / command[0]
    program.write_text("#!/bin/sh\necho the program $0\n")
    program.chmod(0o755)
    env = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    result = aweigh.run("--", *command, env=env)
    assert result.stdout.startswith("the program"), result


def test_the_command_s_own_options_are_its_own(aweigh, redis):
    result = aweigh.run("-w", redis.target, "printf", "%s ", "-t", "--help", "--", "-w")
    assert result.stdout == "-t --help -- -w "


def test_a_command_may_be_given_by_a_path_relative_to_the_directory(aweigh, tmp_path):
    program = tmp_path / "service"
    program.write_text("#!/bin/sh\nexit 9\n")
    program.chmod(0o755)
    assert aweigh.run("./service", cwd=tmp_path).code == 9


def test_standard_streams_that_are_closed_stay_closed(anywhere):
    """And nothing that we open takes their place."""
    script = 'exec "$@" <&-'
    command = [*anywhere.prefix, "sh", "-c", script, "sh", anywhere.binary, "--", "sh", "-c"]
    result = anywhere.start_command([*command, "test -e /proc/$$/fd/0; echo $?"]).finish()
    assert (result.code, result.stdout) == (0, "1\n"), result


# name: how to make the command, the exit code, and what the message says
NOT_RUN = {
    "our option after a double dash": (lambda make: "-w", 127, "o such file"),
    "not in PATH": (lambda make: "no-such-program", 127, "o such file"),
    "no such file": (lambda make: "/no/such/program", 127, "o such file"),
    "no interpreter": (lambda make: make("#!/no/such/sh\n"), 127, "o such file"),
    "no #!": (lambda make: make("echo a script\n"), 126, "#!"),
    "no program at all": (lambda make: make("\x7fELF and the rest missing"), 126, "xec format"),
    "not executable": (lambda make: make("#!/bin/sh\n", 0o644), 126, "ermission denied"),
    "a directory": (lambda make: "/usr", 126, "ermission denied"),
    "below a file": (lambda make: make("") + "/program", 126, "ot a directory"),
    "an empty word": (lambda make: "", 127, ""),
}


@pytest.mark.parametrize("command, code, says", NOT_RUN.values(), ids=NOT_RUN)
@pytest.mark.parametrize("words", [[], ["--init=always"]], ids=" ".join)
def test_a_command_that_cannot_be_run(anywhere, tmp_path, words, command, code, says):
    def make(text, mode=0o755):
        path = tmp_path / "program"
        path.write_text(text)
        path.chmod(mode)
        return str(path)

    command = command(make)
    result = anywhere.run(*words, "--", command, "argument")
    assert (result.code, result.stdout) == (code, ""), result
    assert command in result.stderr and says in result.stderr, result
