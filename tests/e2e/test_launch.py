"""How the service is started: its directory, its privileges, and what happens to it without us."""

import os
import signal
import subprocess
import sys

import pytest
from support.ports import free_port
from support.services import RECORDER
from support.waiting import eventually


def test_the_service_runs_in_the_directory(anywhere, tmp_path):
    result = anywhere.run("-q", "--chdir", str(tmp_path), "sh", "-c", "pwd; pwd -P", cwd="/")
    assert (result.code, result.stdout) == (0, f"{tmp_path}\n" * 2), result


def test_the_directory_may_be_relative_to_ours(anywhere, tmp_path):
    (tmp_path / "a/b").mkdir(parents=True)
    result = anywhere.run("-q", "-C", "a/b", "pwd", cwd=tmp_path)
    assert (result.code, result.stdout) == (0, f"{tmp_path}/a/b\n"), result


def test_the_command_is_looked_up_in_the_directory(anywhere, tmp_path):
    program = tmp_path / "service"
    program.write_text("#!/bin/sh\nexit 9\n")
    program.chmod(0o755)
    for command, path in [("./service", "/bin"), ("service", ".:/bin"), ("service", ":/bin")]:
        result = anywhere.run("-q", "-C", str(tmp_path), command, env={"PATH": path}, cwd="/")
        assert result.code == 9, result


def test_the_command_is_looked_up_in_the_service_s_own_path(anywhere, tmp_path):
    """Which an --env-file may set."""
    program = tmp_path / "service"
    program.write_text("#!/bin/sh\nexit 9\n")
    program.chmod(0o755)
    (tmp_path / "env").write_text(f"PATH={tmp_path}\n")
    assert anywhere.run("-q", "--env-file", str(tmp_path / "env"), "service").code == 9


@pytest.mark.parametrize("what", ["missing", "a file", "not ours"])
def test_a_directory_that_cannot_be_entered_is_named(anywhere, tmp_path, what):
    directory = tmp_path / "directory"
    if what == "a file":
        directory.touch()
    elif what == "not ours":
        directory = directory / "below" / "a missing one"
    result = anywhere.run("-C", str(directory), "echo", "started")
    assert (result.code, result.stdout) == (126, ""), result
    errors = [line for line in result.stderr.splitlines() if "error" in line]
    assert len(errors) == 1 and str(directory) in errors[0], result


@pytest.mark.parametrize("words, value", [([], "0"), (["--no-new-privs"], "1")])
def test_no_new_privileges(anywhere, words, value):
    result = anywhere.run("-q", *words, "grep", "NoNewPrivs", "/proc/self/status")
    assert (result.code, result.stdout.split()) == (0, ["NoNewPrivs:", value]), result


def test_no_new_privileges_make_set_user_id_programs_harmless(aweigh, scratch):
    """And are set when the user has changed already."""
    directory = scratch()
    directory.chmod(0o755)
    program = directory / "grep"
    program.write_bytes(open("/bin/grep", "rb").read())
    program.chmod(0o4755)
    command = [str(program), "Uid", "/proc/self/status"]
    effective = {
        words: aweigh.run("-q", "-u", "1000", *words, *command).stdout.split()[2]
        for words in [(), ("--no-new-privs",)]
    }
    assert effective == {(): "0", ("--no-new-privs",): "1000"}


# A service that leaves a word behind when a signal ends it.
WITH_LAST_WORDS = """
import signal, sys
signal.pthread_sigmask(signal.SIG_BLOCK, [int(sys.argv[1])])
print("ready", flush=True)
signal.sigwait([int(sys.argv[1])])
print("signalled", flush=True)
"""


@pytest.mark.parametrize("spelling, number", [("USR1", 10), ("SIGTERM", 15), ("RTMIN+1", 35)])
@pytest.mark.parametrize("user", [[], ["--user=1000:1000"]], ids=["root", "another user"])
def test_the_service_is_told_when_we_are_killed(aweigh, user, spelling, number):
    words = ["--pdeath-signal", spelling, *user]
    running = aweigh.start(*words, sys.executable, "-ISc", WITH_LAST_WORDS, str(number))
    running.until_stdout("ready")
    os.kill(running.pid, signal.SIGKILL)
    eventually(lambda: "signalled" in running.stdout, "the service got the signal")
    assert running.finish().code == 137


def test_the_service_outlives_us_unless_told_otherwise(aweigh, tmp_path):
    pid = tmp_path / "pid"
    running = aweigh.start("--init=always", "sh", "-c", f"echo $$ >{pid}; echo ready; sleep 60")
    running.until_stdout("ready")
    os.kill(running.pid, signal.SIGKILL)
    running.process.wait(10)
    os.kill(int(pid.read_text()), 0)  # it is there


# the option, and a value that it takes
NEEDS_SUPERVISOR = {
    "--group": [],
    "--rewrite": ["TERM:QUIT"],
    "--grace": ["5s"],
    "--term-delay": ["5s"],
    "--map-exit": ["143:0"],
    "--pdeath-signal": ["TERM"],
}


@pytest.mark.parametrize("option, value", NEEDS_SUPERVISOR.items(), ids=NEEDS_SUPERVISOR)
def test_options_that_need_a_supervisor_get_one(aweigh, option, value):
    running = aweigh.start("-q", option, *value, "sh", "-c", "echo $PPID")
    assert running.finish().stdout == f"{running.process.pid}\n"


@pytest.mark.parametrize("option, value", NEEDS_SUPERVISOR.items(), ids=NEEDS_SUPERVISOR)
def test_options_that_need_a_supervisor_contradict_having_none(anywhere, option, value):
    words = ["--init=never", option, *value, "-w", f"127.0.0.1:{free_port()}"]
    result = anywhere.run(*words, "echo", "started")
    assert (result.code, result.stdout) == (64, ""), result
    assert option in result.stderr and "--init" in result.stderr


BAD_VALUES = {
    "--rewrite": ["TERM", "TERM:", ":QUIT", "TERM:BOGUS", "0:TERM", "65:1", "TERM:1:2", "term:1"],
    "--map-exit": ["143", "143:", ":0", "256:0", "0:256", "-1:0", "a:b", "1:2:3", "0x1:0",
                   "99999999999:7", "4294967296:9", "7:99999999999"],
    "--pdeath-signal": ["0", "65", "BOGUS", "RTMIN+31", "RTMAX-31", "TERM:1", "+9"],
    "--grace": ["soon", "-1s", "5x"],
    "--term-delay": ["soon", "-1s", "none"],
    "--chown": [""],
    "--secret": ["A=B"],
    "--unset": ["A=B"],
}  # fmt: skip


@pytest.mark.parametrize(
    "option, value", [(option, value) for option in BAD_VALUES for value in BAD_VALUES[option]]
)
def test_a_value_that_makes_no_sense_is_refused(aweigh, option, value):
    result = aweigh.run(option, value, "echo", "started")
    assert (result.code, result.stdout) == (64, ""), result
    assert result.stderr.count("\n") == 1 and option in result.stderr, result


def test_rewrites_from_a_list(pid1):
    """As from the command line: by name or number, with and without SIG."""
    script = """
        trap 'echo int' INT
        trap 'echo hup; exit 3' HUP
        echo ready
        while :; do sleep 0.05; done
    """
    env = {"AWEIGH_REWRITE": "USR1:SIGINT 'TERM:HUP'\n12:0"}
    running = pid1.start("sh", "-c", script, env=env)
    running.until_stdout("ready")
    running.signal(signal.SIGUSR2)
    running.signal(signal.SIGUSR1)
    running.until_stdout("int")
    running.signal(signal.SIGTERM)
    result = running.finish()
    assert (result.code, result.stdout) == (3, "ready\nint\nhup\n"), result


def test_setpriv_does_what_tini_s_p_does(aweigh):
    """The signal is for aweigh, when its parent dies, and is forwarded as any other."""
    started = aweigh.command("--init=always", *RECORDER)
    parent = 'setpriv --pdeathsig=USR1 "$@" & echo "pid $!"; read word'
    running = aweigh.start_command(["sh", "-c", parent, "sh", *started], stdin=subprocess.PIPE)
    running.until_stdout("ready")
    running.process.stdin.close()
    got = f"got {signal.SIGUSR1.value}."
    eventually(lambda: got in running.stdout, f"the service has {got}")  # the parent has ended
    pid = int(running.stdout.split("pid ")[1].split()[0])
    os.kill(pid, signal.SIGTERM)
    eventually(lambda: not os.path.exists(f"/proc/{pid}"), "it has left")


def test_help_for_those_who_come_from_another_init(aweigh):
    result = aweigh.run("help", "pid1")
    assert (result.code, result.stderr) == (0, ""), result
    for theirs, ours in [
        ("tini -s", "--init"), ("tini -p", "setpriv --pdeathsig"), ("tini -e", "--map-exit"),
        ("tini -g", "--group"), ("dumb-init -r", "--rewrite"), ("dumb-init -c", "default"),
    ]:  # fmt: skip
        (line,) = [line for line in result.stdout.splitlines() if theirs in line]
        assert ours in line


@pytest.mark.parametrize("words", [["pid2"], ["pid1", "pid1"], ["PID1"]], ids=" ".join)
def test_help_for_what_has_none(aweigh, words):
    result = aweigh.run("help", *words)
    assert (result.code, result.stdout) == (64, "") and "pid1" in result.stderr, result
