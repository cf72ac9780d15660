"""aweigh called tini, tini-static or docker-init, beside tini."""

import os
import shlex
import signal
import sys

import pytest
from support.services import RECORDER
from support.stand_in import DockerInit, Tini, each_peer, side_by_side, signals_got
from support.waiting import eventually

both = each_peer(Tini)

# What tini leaves to the kernel: these end or leave it alone, and do not reach the service.
NOT_FORWARDED = {
    signal.SIGFPE, signal.SIGILL, signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT, signal.SIGTRAP,
    signal.SIGSYS, signal.SIGTTIN, signal.SIGTTOU,
}  # fmt: skip
FORWARDED = sorted(
    signal.valid_signals()
    - NOT_FORWARDED
    - {signal.SIGKILL, signal.SIGSTOP, signal.SIGCHLD, signal.SIGTERM}
)
THREE = ["sh", "-c", '"$@" & "$@" & exec "$@"', "sh", *RECORDER]

ENDS = {
    "-s -- true": 0,
    "-- sh -c 'exit 3'": 3,
    "-s -- sh -c 'exit 255'": 255,
    "-s -- sh -c 'kill -9 $$'": 137,
    "-gs -- sh -c 'kill -TERM $$'": 143,
    "-e 3 -- sh -c 'exit 3'": 0,
    "-e3 -- sh -c 'exit 4'": 4,
    "-se 143 -- sh -c 'kill -TERM $$'": 0,
    "-e 1 -e 2 -- sh -c 'exit 2'": 0,
    "-p SIGKILL true": 0,
    "-pSIGHUP -- true": 0,
    "-w -- true": 0,
    "-s no-such-program": 127,
    "-s /no/such/program": 127,
    "-s /etc/passwd": 126,
    "-s /etc": 126,
    "": 1,
    "--": 1,
    "-s": 1,
    "-s --": 1,
    "-x true": 1,
    "-gx true": 1,
    "--no-such-option true": 1,
    "--version true": 1,
    "-e": 1,
    "-e 256 true": 1,
    "-e -1 true": 1,
    "-e x true": 1,
    "-p": 1,
    "-p SIGNONE true": 1,
    "-s echo ${HOME} a*b": 0,
    "echo": 0,
    "-- -s": 127,
    "-s -- wait": 127,
}


@pytest.mark.parametrize("words", ENDS)
def test_both_end_alike(both, words):
    both.assert_alike(ENDS[words], *shlex.split(words))


@pytest.mark.parametrize("words", ["-h", "-l", "-h -x", "-sh true"])
def test_both_tell_and_do_nothing(both, words):
    for result in both.run(*shlex.split(words)):
        assert result.code == 0 and result.stdout and not result.stderr, result


def test_the_version_is_the_one_that_docker_looks_for(both):
    theirs, ours = both.run("--version")
    assert (theirs.code, ours.code) == (0, 0)
    assert ours.stdout.startswith(theirs.stdout.rstrip() + " (aweigh ")
    assert " - " not in ours.stdout, "a commit, which Docker would compare with its own"


@pytest.mark.parametrize("name", ["TINI_SUBREAPER", "TINI_KILL_PROCESS_GROUP", "TINI_VERBOSITY"])
def test_a_variable_reaches_the_service_and_is_no_news(both, name):
    told = both.assert_alike(0, "--", "sh", "-c", f"echo ${name}", env={name: "0"})
    assert told == "0\n"
    assert both.ours.run("--", "true", env={name: "0"}).stderr == ""


def test_each_signal_reaches_the_service(both):
    theirs, ours = (signals_got(each, FORWARDED, "-s", "--") for each in (both.theirs, both.ours))
    assert theirs == ours
    assert theirs[0] == 42


def test_those_that_tini_keeps_are_forwarded_too(both):
    code, told = signals_got(both.ours, sorted(NOT_FORWARDED), "-s", "--")
    assert code == 42 and len(told) == len(NOT_FORWARDED) + 2, told


@pytest.mark.parametrize("words, env", [(["-g"], {}), ([], {"TINI_KILL_PROCESS_GROUP": ""})])
def test_signals_reach_the_whole_group(both, words, env):
    numbers = [signal.SIGHUP, signal.SIGUSR1, signal.SIGWINCH]
    for each in (both.theirs, both.ours):
        code, told = signals_got(each, numbers, *words, "-s", "--", command=THREE, times=3, env=env)
        assert code == 42
        assert [told.count(f"got {number:d}.") for number in numbers] == [3] * 3


def test_it_says_nothing_but_what_is_wrong(both):
    """tini outside of PID 1 asks for -s."""
    for result in both.run("-s", "--", "sh", "-c", "exit 3"):
        assert (result.code, result.stdout, result.stderr) == (3, "", "")
    for result in both.run("-s", "no-such-program"):
        assert "no-such-program" in result.stderr


@pytest.mark.parametrize(
    "words, env, told",
    [
        (["-v"], {}, True),
        (["-vvv"], {}, True),
        ([], {"TINI_VERBOSITY": "2"}, True),
        (["-v"], {"TINI_VERBOSITY": "1"}, False),
        ([], {"TINI_VERBOSITY": "0"}, False),
        ([], {"TINI_VERBOSITY": "x"}, False),
    ],
)
def test_it_says_more_when_told_so_and_stdout_is_the_service_s(both, words, env, told):
    """tini writes it on stdout."""
    theirs, ours = both.run("-s", *words, "--", "sh", "-c", "exit 3", env=env)
    assert bool(theirs.stdout) == told
    assert ("the service ended with exit code 3" in ours.stderr) == told
    assert ours.stdout == ""


def test_the_parent_s_death_is_a_signal_to_the_init(aweigh, tmp_path):
    with side_by_side(Tini.paths[0], aweigh, tmp_path) as both:
        for each in (both.theirs, both.ours):
            command = each.command("-s", "-p", "SIGUSR1", "--", *RECORDER)
            parent = each.start_command(["sh", "-c", '"$@" & wait', "sh", *command])
            parent.until_stdout("ready")
            (init,) = parent.children()
            os.kill(parent.process.pid, signal.SIGKILL)
            try:
                line = f"got {signal.SIGUSR1.value}."
                eventually(lambda parent=parent, line=line: line in parent.stdout, line)
            finally:
                os.kill(init, signal.SIGTERM)  # nobody else would find it


@pytest.mark.parametrize(
    "words, theirs_code, told",
    [
        ("echo -v x", 0, (0, "-v x\n")),
        ("sh -c 'exit 3'", 1, (3, "")),
        ("-s sh -c 'echo $0' -g", 1, (0, "-g\n")),
    ],
)
def test_what_stands_behind_command_is_command_s(both, words, theirs_code, told):
    """tini takes it for options of its own, unless `--` stands before COMMAND."""
    theirs, ours = both.run(*shlex.split(words))
    assert theirs.code == theirs_code
    assert (ours.code, ours.stdout) == told


def test_a_script_without_an_interpreter_is_not_run_by_a_shell(both, tmp_path):
    """libc runs it with /bin/sh."""
    script = tmp_path / "script"
    script.write_text("exit 5\n")
    script.chmod(0o755)
    theirs, ours = both.run("-s", str(script))
    assert (theirs.code, ours.code) == (5, 126)
    assert "#!" in ours.stderr


def test_a_code_of_our_own_is_not_remapped(both):
    """tini's child takes 127 along into what -e sees."""
    theirs, ours = both.run("-se", "127", "--", "no-such-program")
    assert (theirs.code, ours.code) == (0, 127)


def test_docker_s_name_for_it(aweigh, tmp_path):
    (path,) = DockerInit.paths
    with side_by_side(path, aweigh, tmp_path, name="docker-init") as both:
        both.assert_alike(4, "--", "sh", "-c", "exit 4")
        both.assert_alike(1, "-x")
        assert both.ours.run("--version").stdout.startswith("tini version 0.19.0")


TELLS_ITS_NEXT_PARENT = """
import os, time
init = os.getppid()
end, other = os.pipe()
middle = os.fork()
if middle == 0:
    middle = os.getpid()
    if os.fork() == 0:
        while os.getppid() == middle:
            time.sleep(0.01)
        os.write(other, b"ours" if os.getppid() == init else b"another")
    os._exit(0)
os.waitpid(middle, 0)
print(os.read(end, 9).decode())
"""


def test_orphans_are_reaped_without_s_too(aweigh, tmp_path):
    with side_by_side(Tini.paths[0], aweigh, tmp_path) as both:
        orphan = [sys.executable, "-IS", "-c", TELLS_ITS_NEXT_PARENT]
        theirs, ours = both.run("--", *orphan)
        assert ours.stdout == "ours\n", ours
        assert theirs.stdout == "another\n", theirs
        assert "isn't registered as a child subreaper" in theirs.stderr


def test_a_wait_is_added_by_a_variable(both, tmp_path):
    target = tmp_path / "there"
    running = both.ours.start("--", "echo", "started", env={"AWEIGH_WAIT": f"file://{target}"})
    eventually(lambda: running.status("State"), "it runs")
    target.touch()
    assert running.finish().stdout == "started\n"


def test_a_wait_that_fails_leaves_with_our_code(both):
    env = {"AWEIGH_WAIT": "tcp://127.0.0.1:1", "AWEIGH_TIMEOUT": "0"}
    result = both.ours.run("-s", "--", "true", env=env)
    assert result.code == 124 and "127.0.0.1:1" in result.stderr, result
