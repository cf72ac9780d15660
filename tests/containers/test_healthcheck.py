"""`aweigh check` as the health check of an image that has nothing else."""

import re

import images
from support.waiting import eventually

HEALTHCHECK = """
HEALTHCHECK --interval=1s --timeout=6s --start-period=2m --retries=2 \\
    CMD ["/aweigh", "check", "--attempt-timeout=1s", "http://127.0.0.1:8080/users"]
"""


def test_it_follows_the_service(go_api, docker):
    with (go_api.directory / "Dockerfile").open("a") as dockerfile:
        dockerfile.write(HEALTHCHECK)
    go_api.project("up", "-d", "--build", "--no-deps", "api")
    api = go_api.container

    def until(status):
        health = "{{.State.Health.Status}}"
        eventually(lambda: api.inspect(health) == status, f"it is {status}", within=30)

    def signal_service(name):
        """From beside it: the image has no program that could."""
        [pid] = re.findall(r"starting /api \(pid (\d+)\)", api.log())
        beside = ["--rm", f"--pid=container:{api.id}", "--entrypoint=sh", images.APP]
        docker("run", *beside, "-c", f"kill -{name} {pid}")

    api.until_log("waiting for")
    until("starting")
    go_api.project("up", "-d", "--no-deps", "db", "cache")
    until("healthy")
    signal_service("STOP")
    until("unhealthy")
    assert "not ready  http://127.0.0.1:8080/users" in api.inspect("{{json .State.Health.Log}}")
    signal_service("CONT")
    until("healthy")
