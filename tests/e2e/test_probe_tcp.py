"""tcp:// beyond what is common to all kinds: `hold`, and inversion."""

import subprocess
import threading

import pytest
from support import fakes
from support.ports import free_port
from support.waiting import eventually


@pytest.fixture
def proxy(new_fake):
    """socat accepts before it knows whether its backend listens, as Docker's userland proxy does.
    (its port, the backend that is not started yet)"""
    port, backend = free_port(), new_fake()
    listen = f"TCP-LISTEN:{port},bind=127.0.0.1,reuseaddr,fork"
    process = subprocess.Popen(
        ["socat", listen, f"TCP:{backend.address}"], stderr=subprocess.DEVNULL
    )
    yield port, backend
    process.kill()
    process.wait()


def test_a_proxy_without_its_backend_is_not_ready_with_hold(aweigh, proxy, later):
    port, backend = proxy
    target = f"tcp://127.0.0.1:{port}"
    assert aweigh.run("wait", target).code == 0, "it accepts"
    result = aweigh.run("wait", "-t", "500ms", f"{target}#hold=300ms")
    assert result.code == 124, result
    assert "the connection was closed again within 300 ms (connect)" in result.stderr
    later(0.5, backend.start)
    result = aweigh.run("wait", f"{target}#hold=300ms")
    assert result.code == 0, result
    assert result.seconds >= 0.8


def test_silence_is_held_for_as_long_as_was_asked(aweigh, new_fake):
    fake = new_fake(fakes.silence).start()
    result = aweigh.run("wait", "-t", "0", f"{fake.address}#hold=400ms")
    assert result.code == 0, result
    assert 0.4 <= result.seconds < 3
    assert len(fake.connections()) == 1


def test_who_speaks_first_need_not_be_held(aweigh, new_fake):
    fake = new_fake(fakes.greeting(b"220 welcome\r\n")).start()
    result = aweigh.run("wait", "-t", "0", f"{fake.address}#hold=4s")
    assert result.code == 0, result
    assert result.seconds < 3


def test_hold_does_not_outlive_the_attempt(aweigh, new_fake):
    fake = new_fake(fakes.silence).start()
    result = aweigh.run("check", "--attempt-timeout=300ms", f"{fake.address}#hold=20s")
    assert result.code == 1
    assert result.seconds < 3


def test_the_connection_is_closed_after_the_attempt(aweigh, new_fake):
    ended = threading.Event()

    def behave(connection):
        fakes.silence(connection)
        ended.set()

    fake = new_fake(behave).start()
    assert aweigh.run("wait", f"{fake.address}#hold=50ms").code == 0
    eventually(ended.is_set, "the server sees the end")


@pytest.mark.parametrize("options", ["", "#hold=50ms"])
def test_an_inverted_target_waits_until_nobody_listens(aweigh, new_fake, later, options):
    fake = new_fake().start()
    later(0.5, fake.stop)
    result = aweigh.run("wait", f"!tcp://{fake.address}{options}")
    assert result.code == 0, result
    assert result.seconds >= 0.5


def test_a_connection_that_breaks_is_no_success_for_an_inverted_target(aweigh, new_fake):
    fake = new_fake(fakes.early_close).start()
    result = aweigh.run("wait", "-t", "300ms", f"!tcp://{fake.address}#hold=100ms")
    assert result.code == 124, result
