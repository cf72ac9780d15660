"""A container that waits for those it depends on, migrates, and runs its service as PID 1."""

import images
import pytest

URL = "postgres://app:secret@database/postgres"


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


@pytest.mark.parametrize(
    ("end", "code"), [("exit 0", 0), ("exit 7", 7), ("kill -TERM $$", 143), ("kill -KILL $$", 137)]
)
def test_the_exit_code_of_the_service_is_that_of_the_container(docker, end, code):
    assert docker.run("run", "--rm", images.APP, "sh", "-c", end).returncode == code
