"""unix://: a Unix socket that accepts."""

import contextlib
import os
import socket

import pytest
from support.namespaces import UNPRIVILEGED


@pytest.fixture
def listening():
    """`listening(path)` makes a socket that listens there, until the test ends; `close` it before
    and the file stays behind, as after a crash."""
    with contextlib.ExitStack() as stack:

        def make(path, kind=socket.SOCK_STREAM, backlog=16):
            listener = stack.enter_context(socket.socket(socket.AF_UNIX, kind))
            listener.bind(str(path))
            if kind == socket.SOCK_STREAM:
                listener.listen(backlog)
            return listener

        yield make


@pytest.fixture
def path(scratch):
    return scratch() / "app.sock"


def test_a_real_server_is_ready(aweigh, postgres):
    target = f"unix://{postgres.directory}/.s.PGSQL.{postgres.port}"
    result = aweigh.run("wait", "-t", "0", "--log-format=json", target)
    assert result.code == 0, result
    assert result.events("target_ready")[0]["target"] == target


def test_what_is_not_there_yet_is_pending(anywhere, path, listening, later):
    result = anywhere.run("wait", "-t", "300ms", f"unix://{path}")
    assert result.code == 124, result
    assert f"unix://{path}: No such file or directory (connect)" in result.stderr
    later(0.5, lambda: listening(path))
    assert anywhere.run("wait", f"unix://{path}").code == 0


@pytest.mark.parametrize("left_behind", [False, True])
def test_the_kernel_tells_of_a_new_socket(aweigh, path, listening, later, left_behind):
    """The pause alone would last as long as the wait."""
    if left_behind:
        listening(path).close()

    def start():
        path.unlink(missing_ok=True)
        listening(path)

    later(0.3, start)
    result = aweigh.run("wait", "--interval=1m", f"unix://{path}")
    assert result.code == 0, result
    assert 0.3 <= result.seconds < 20


def test_a_socket_that_a_crash_left_behind_is_pending(aweigh, path, listening, later):
    listening(path).close()
    result = aweigh.run("wait", "-t", "300ms", f"unix://{path}")
    assert result.code == 124, result
    assert "Connection refused (connect)" in result.stderr

    def start_again():
        path.unlink()
        listening(path)

    later(0.5, start_again)
    assert aweigh.run("wait", f"unix://{path}").code == 0


def test_a_file_that_the_server_is_yet_to_replace_is_pending(aweigh, path):
    path.write_text("stale")
    result = aweigh.run("wait", "-t", "300ms", f"unix://{path}")
    assert result.code == 124, result
    assert "it is no socket" in result.stderr


def test_a_socket_whose_queue_is_full_is_pending(aweigh, path, listening):
    listening(path, backlog=0)
    with socket.socket(socket.AF_UNIX) as first:  # a backlog of 0 has room for one
        first.connect(str(path))
        result = aweigh.run("wait", "-t", "300ms", f"unix://{path}")
    assert result.code == 124, result


def test_a_socket_that_we_may_not_write_to_is_rejected(aweigh, path, listening):
    listening(path)
    path.chmod(0o400)
    ours = aweigh.within(UNPRIVILEGED)
    result = ours.run("wait", "--fail-fast", f"unix://{path}")
    assert result.code == 69, result
    assert "Permission denied (connect); aweigh's user needs write permission" in result.stderr
    path.chmod(0o600)
    assert ours.run("wait", "-t", "0", f"unix://{path}").code == 0
    path.parent.chmod(0o600)
    assert ours.run("wait", "--fail-fast", f"unix://{path}").code == 69


def test_hold(aweigh, path, listening, later):
    listener = listening(path)

    def hang_up():
        listener.accept()[0].close()

    later(0, hang_up)
    result = aweigh.run("wait", "-t", "0", f"unix://{path}#hold=1s")
    assert result.code == 124, result
    assert "closed again within 1.00 s" in result.stderr
    assert aweigh.run("wait", "-t", "0", f"unix://{path}#hold=100ms").code == 0


@pytest.mark.parametrize("leave_file", [True, False], ids=["crash", "clean stop"])
def test_an_inverted_target_waits_until_nobody_listens(aweigh, path, listening, later, leave_file):
    listener = listening(path)

    def stop():
        listener.close()
        if not leave_file:
            os.unlink(path)

    later(0.5, stop)
    result = aweigh.run("wait", f"!unix://{path}")
    assert result.code == 0, result
    assert result.seconds >= 0.5


@pytest.mark.parametrize("target", ["unix:run/app.sock", "unix://run/app.sock", "unix://"])
def test_the_path_is_absolute(aweigh, target):
    result = aweigh.run("wait", target)
    assert result.code == 64, result
    assert "unix:///run/app.sock" in result.stderr


def test_a_path_that_no_socket_can_have_is_a_usage_error(aweigh):
    result = aweigh.run("wait", "unix:///" + "x" * 108)
    assert result.code == 64
    assert "at most 107" in result.stderr
