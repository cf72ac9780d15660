"""On a terminal: nobody should notice that something stands in front of the service."""

import re

import pytest
from support import fakes
from support.namespaces import PID1
from support.services import RECORDER
from support.terminal import CTRL_BACKSLASH, CTRL_C, CTRL_Z
from support.waiting import eventually

SHELLS = {"bash": ["bash", "--norc", "--noprofile", "--noediting", "-i"], "dash": ["dash", "-i"]}

SAYS_THAT_IT_IS_CONTINUED = r"""
$SIG{CONT} = sub { syswrite STDOUT, "continued\n" };
syswrite STDOUT, "started\n"; sleep 60 while 1;
"""


@pytest.fixture(params=["--init=always", "--group", "--grace=1m", "--init=never"])
def mode(request):
    return request.param


@pytest.fixture
def aweigh_(binary, mode):
    """What somebody types to run the binary."""
    return f"{binary} {mode}"


@pytest.fixture(params=SHELLS)
def shell(request, terminal):
    """An interactive shell."""
    shell = terminal(SHELLS[request.param])
    shell.until("$ ")
    return shell


def _stop(shell):
    shell.type(CTRL_Z)
    shell.until("Stopped")
    shell.until("$ ")
    eventually(shell.jobs_are_stopped, "all processes of the job are stopped")


def _continue(shell):
    shell.type("fg\n")
    eventually(lambda: not shell.is_in_front(), "the job has the terminal")


def _assert_shell_is_back(shell):
    shell.type("echo the shell has the terminal\n")
    shell.until("the shell has the terminal")


def _assert_code(shell, code):
    shell.type("echo code $?\n")
    shell.until(f"code {code}\n")


def test_a_service_can_be_stopped_and_continued(shell, aweigh_):
    shell.type(f"{aweigh_} cat\n")
    for words in ["one", "two", "three"]:
        shell.type(words + "\n")
        shell.until(words + "\n")
        _stop(shell)
        _assert_shell_is_back(shell)
        _continue(shell)
        # A CONT that is forwarded late would undo the next stop.
        eventually(shell.jobs_are_continued, "all processes of the job run again")
    shell.type("four\n")
    shell.until("four\n")
    shell.type(CTRL_C)
    shell.until("$ ")
    _assert_code(shell, 130)


def test_a_service_of_several_processes_can_be_stopped_and_continued(shell, aweigh_):
    shell.type(f"{aweigh_} sh -c 'cat; exit 3'\n")
    shell.type("one\n")
    shell.until("one\n")
    _stop(shell)
    _continue(shell)
    shell.type("two\n")
    shell.until("two\n")
    shell.type("\x04")
    shell.until("$ ")
    _assert_code(shell, 3)


def test_a_stopped_service_can_go_on_in_the_background(shell, aweigh_, tmp_path):
    (tmp_path / "service").write_text(SAYS_THAT_IT_IS_CONTINUED)
    shell.type(f"{aweigh_} perl {tmp_path}/service\n")
    shell.until("started\n")
    _stop(shell)
    shell.type("bg\n")
    shell.until("continued\n")
    _assert_shell_is_back(shell)
    shell.type("jobs\n")
    shell.until("Running")
    shell.type("kill %1; wait %1\n")
    shell.until("$ ")
    shell.until("$ ")
    _assert_code(shell, 143)


def test_a_service_in_the_background_leaves_the_terminal_to_the_shell(shell, aweigh_):
    shell.type(f"{aweigh_} sh -c 'echo star''ted; exec sleep 60' &\n")
    shell.until("started\n")
    _assert_shell_is_back(shell)
    shell.until("$ ")
    shell.type(CTRL_C)
    shell.until("$ ")
    shell.type("jobs\n")
    shell.until("Running")
    _continue(shell)
    shell.type(CTRL_C)
    shell.until("$ ")
    _assert_code(shell, 130)


def test_a_service_in_the_background_is_stopped_when_it_reads_the_terminal(shell, aweigh_):
    shell.type(f"{aweigh_} cat &\n")

    def stopped():
        shell.type("jobs\n")
        shell.until("cat")
        return "Stopped" in shell.screen

    eventually(stopped, "the job is stopped")
    _assert_shell_is_back(shell)
    _continue(shell)
    shell.type("one\n")
    shell.until("one\n")
    shell.type("\x04")
    shell.until("$ ")
    _assert_code(shell, 0)


def test_the_service_can_open_the_terminal(shell, aweigh_):
    script = "exec 3<>/dev/tty; echo as''k >&3; read x <&3; echo got $x"
    shell.type(f"{aweigh_} sh -c '{script}' </dev/null\n")
    shell.until("ask\n")
    shell.type("this\n")
    shell.until("got this\n")


def _assert_each_comes_once(terminal):
    terminal.until("ready")
    for number, press in [
        (2, lambda: terminal.type(CTRL_C)),
        (3, lambda: terminal.type(CTRL_BACKSLASH)),
        (20, lambda: terminal.type(CTRL_Z)),
        (28, lambda: terminal.resize(50, 100)),
        (2, lambda: terminal.type(CTRL_C)),
    ]:
        press()
        terminal.until(f"got {number}.")
    got = [int(number) for number in re.findall(r"got (\d+)\.", terminal.screen)]
    assert got == [2, 3, 20, 28, 2], terminal.screen


def test_what_the_terminal_sends_reaches_the_service_once(shell, aweigh_):
    shell.type(f"{aweigh_} {' '.join(RECORDER)}\n")
    _assert_each_comes_once(shell)


def test_what_the_terminal_sends_reaches_a_service_without_a_shell_once(terminal, binary, mode):
    _assert_each_comes_once(terminal([binary, mode, *RECORDER]))


def test_a_pipeline_is_stopped_continued_and_ended_as_one(shell, aweigh_):
    shell.type(f"{aweigh_} -- cat | sed -u s/^/read-/\n")
    shell.type("one\n")
    shell.until("read-one\n")
    _stop(shell)
    _continue(shell)
    shell.type("two\n")
    shell.until("read-two\n")
    shell.type(CTRL_C)
    shell.until("$ ")
    _assert_shell_is_back(shell)


def test_a_script_has_the_terminal_again_when_the_service_has_ended(shell, aweigh_):
    script = f"{aweigh_} true; read x; echo got $x"
    shell.type(f"sh -c '{script}'\n")
    shell.type("this\n")
    shell.until("got this\n")


def test_a_script_is_stopped_and_continued_with_the_service(shell, aweigh_):
    script = f"{aweigh_} cat; echo code $?"
    shell.type(f"sh -c '{script}'\n")
    shell.type("one\n")
    shell.until("one\n")
    _stop(shell)
    _assert_shell_is_back(shell)
    _continue(shell)
    shell.type("two\n")
    shell.until("two\n")
    shell.type("\x04")
    shell.until("code 0\n")


def test_a_wait_can_be_stopped_continued_and_ended(shell, aweigh_, new_fake):
    silent = new_fake(fakes.silence).start()
    shell.type(f"{aweigh_} -w redis://{silent.address} true\n")
    eventually(lambda: silent.connected_at, "it waits")
    _stop(shell)
    _assert_shell_is_back(shell)
    _continue(shell)
    shell.type(CTRL_C)
    shell.until("INT ended the wait")
    shell.until("$ ")
    _assert_code(shell, 130)


@pytest.fixture(params=[[], ["--group"], ["--grace=1m"]], ids=" ".join)
def as_pid1(request, terminal, binary):
    """`as_pid1(command)`: PID 1 on a terminal of its own, as with `docker run -it`."""
    return lambda *command: terminal([binary, *request.param, *command], PID1)


def test_what_the_terminal_sends_reaches_the_service_of_pid_1_once(as_pid1):
    _assert_each_comes_once(as_pid1(*RECORDER))


@pytest.mark.parametrize("service", [["cat"], ["sh", "-c", "cat; :"]], ids=" ".join)
def test_a_stop_that_nobody_could_continue_does_not_last(as_pid1, service):
    terminal = as_pid1(*service)
    terminal.type("one\n")
    terminal.until("one\n")
    for word in ["two\n", "three\n"]:
        terminal.type(CTRL_Z)
        terminal.type(word)
        terminal.until(word)
    terminal.type(CTRL_C)
    assert terminal.process.wait(5) == 130


def test_the_service_of_pid_1_can_open_the_terminal(as_pid1):
    script = "exec 3<>/dev/tty; echo ask >&3; read x <&3; echo got $x"
    terminal = as_pid1("sh", "-c", script)
    terminal.until("ask\n")
    terminal.type("this\n")
    terminal.until("got this\n")
    assert terminal.process.wait(5) == 0


@pytest.mark.parametrize("shell", SHELLS.values(), ids=SHELLS)
def test_a_shell_as_the_service_of_pid_1_has_job_control(as_pid1, shell):
    terminal = as_pid1(*shell)
    terminal.until("$ ")
    assert "job control" not in terminal.screen
    terminal.type("cat\n")
    terminal.type("one\n")
    terminal.until("one\n")
    terminal.type(CTRL_Z)
    terminal.until("Stopped")
    terminal.type("fg\n")
    terminal.until("cat\n")
    terminal.type("two\n")
    terminal.until("two\n")
    terminal.type(CTRL_C)
    terminal.until("$ ")
    terminal.type("exit 9\n")
    assert terminal.process.wait(5) == 9


def test_pid_1_ends_when_the_terminal_hangs_up(as_pid1):
    terminal = as_pid1("cat")
    terminal.type("one\n")
    terminal.until("one\n")
    terminal.hang_up()
    assert terminal.process.wait(5) in (129, 0, 1), "HUP, or the end of its input came first"


def test_a_wait_of_pid_1_is_not_stopped(as_pid1, new_fake):
    silent = new_fake(fakes.silence).start()
    terminal = as_pid1("-w", f"redis://{silent.address}", "true")
    eventually(lambda: silent.connected_at, "it waits")
    terminal.type(CTRL_Z)
    terminal.type(CTRL_C)
    terminal.until("INT ended the wait")
    assert terminal.process.wait(5) == 130
