"""`docker run` with --interactive --tty, and with --init."""

import contextlib
import uuid

import images
import pytest
from support.terminal import CTRL_BACKSLASH, CTRL_C, CTRL_Z

SHELL = ["bash", "--norc", "--noprofile", "--noediting"]
COUNTS_INTERRUPTS = r"""
$SIG{INT} = sub { $n++; syswrite STDOUT, "interrupt $n\n" };
syswrite STDOUT, "counting\n"; sleep 1 while 1;
"""


@pytest.fixture
def run_on_terminal(docker):
    """`terminal = run_on_terminal("bash")`, without what the terminal would echo."""
    with contextlib.ExitStack() as stack:

        def run(*words):
            name = f"aweigh-{uuid.uuid4().hex}"
            stack.callback(docker.run, "rm", "--force", name)
            command = ["run", "--rm", f"--name={name}", "--interactive", "--tty"]
            terminal = docker.on_a_terminal(*command, images.APP, *words)
            stack.callback(terminal.close)
            return terminal

        yield run


@pytest.fixture
def shell(run_on_terminal):
    shell = run_on_terminal(*SHELL)
    shell.until("# ")
    shell.type("stty -echo; PS1='$ '\n")
    shell.until("\n$ ")
    return shell


def _assert_ends_with(terminal, code):
    assert terminal.process.wait(10) == code, terminal.screen


def test_a_shell_has_job_control(shell):
    shell.type(f"perl -e '{COUNTS_INTERRUPTS}'\n")
    shell.until("counting\n")
    shell.type(CTRL_C)
    shell.until("interrupt 1\n")
    shell.type(CTRL_Z)
    shell.until("Stopped")
    shell.until("$ ")
    shell.type("fg\n")
    shell.until("perl")
    shell.type(CTRL_C)
    shell.until("interrupt 2\n")
    shell.type(CTRL_BACKSLASH)
    shell.until("$ ")
    shell.type("exit 3\n")
    _assert_ends_with(shell, 3)


def test_the_size_of_the_window_arrives(shell):
    shell.resize(33, 111)
    shell.type('until [ "$(stty size)" = "33 111" ]; do sleep 0.1; done; echo resized\n')
    shell.until("resized\n")


def test_a_job_can_open_the_terminal(shell):
    shell.type("sh -c 'echo asked >/dev/tty; read x </dev/tty; echo got $x' </dev/null\n")
    shell.until("asked\n")
    shell.type("this\n")
    shell.until("got this\n")


def test_a_service_that_nobody_could_continue_is_not_stopped(run_on_terminal):
    terminal = run_on_terminal("sh", "-c", "stty -echo; echo ready; cat")
    terminal.until("ready\n")
    terminal.type(CTRL_Z)
    terminal.type("one\n")
    terminal.until("one\n")
    terminal.type(CTRL_C)
    _assert_ends_with(terminal, 130)


def test_ctrl_c_ends_a_wait(run_on_terminal):
    terminal = run_on_terminal("--wait=127.0.0.1:1", "true")
    terminal.until("127.0.0.1:1")
    terminal.type(CTRL_C)
    _assert_ends_with(terminal, 130)


def test_below_docker_s_own_init_there_is_no_second(start):
    app = start(images.APP, "--wait=file:///service", "sleep", "infinity", init=True)
    app.until_log("starting sleep")
    init, service = app.processes("pid,ppid,comm")
    assert (init[2], service[1:]) == ("docker-init", [init[0], "sleep"])
    code, seconds = app.stop()
    assert code == 143
    assert seconds < 5
