"""A container that waits for those it depends on, migrates, and runs its service as PID 1."""

import images
import pytest
from support.waiting import eventually

URL = "postgres://app:secret@database/postgres"

# A service, its child, and fifty that belong to nobody and end on USR1.
LEAVES_ORPHANS = """
for i in $(seq 50); do orphans="$orphans $(sleep infinity >/dev/null & echo $!)"; done
trap 'kill $orphans' USR1
sleep infinity &
echo ready
while :; do wait; done
"""


def test_wait_migrate_run_stop(start):
    # Docker's name server is silent about the names of containers that are not there yet.
    options = ["--wait=redis://cache", "--migrate=/migrations", "--attempt-timeout=1s"]
    app = start(images.APP, *options, "/service", env=f"DATABASE_URL={URL}")
    app.until_log("cache")
    start(images.APP, name="database", user="postgres", entrypoint="/database")
    start(images.APP, "--protected-mode", "no", name="cache", entrypoint="redis-server")

    app.until_log("hello Ada, visit 1")
    assert app.execute("cat", "/proc/1/comm") == "aweigh"
    assert "secret" not in app.execute("cat", "/proc/1/cmdline", "/proc/1/environ")

    code, seconds = app.stop()
    assert (code, "stopped by TERM" in app.log()) == (42, True)
    assert seconds < 5


def test_stop_ends_a_wait(start):
    waiting = start(images.AWEIGH, "--wait=127.0.0.1:1", "/service")
    waiting.until_log("127.0.0.1:1")
    code, seconds = waiting.stop()
    assert code == 143
    assert seconds < 5


def test_orphans_are_reaped(start):
    app = start(images.APP, "sh", "-c", LEAVES_ORPHANS)
    app.until_log("ready")
    assert app.processes() == 53
    app.signal("USR1")
    eventually(lambda: app.processes() == 3, "no orphan is left, not even as a zombie")


@pytest.mark.parametrize(
    ("end", "code"), [("exit 0", 0), ("exit 7", 7), ("kill -TERM $$", 143), ("kill -KILL $$", 137)]
)
def test_the_exit_code_of_the_service_is_that_of_the_container(docker, end, code):
    assert docker.run("run", "--rm", images.APP, "sh", "-c", end).returncode == code
