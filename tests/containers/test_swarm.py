"""examples/swarm, deployed as its README says.

The kernel may lack IPVS, which Swarm's virtual addresses and published ports need: what asks the
service is its own health check.
"""

import json
import re

import images
import pytest
from container import Container
from support.waiting import eventually

STACK = images.EXAMPLES / "swarm/stack.yml"
NEXT_VERSION = "FROM go-api:1\nCOPY 000003_add_born.up.sql /migrations/\n"
OF_THE_API = "label=com.docker.swarm.service.name=app_api"


@pytest.fixture(scope="module")
def versions(docker, tmp_path_factory):
    """go-api:1, and go-api:2 with a migration more."""
    docker("tag", images.GO_API, "go-api:1")
    context = tmp_path_factory.mktemp("version-2")
    (context / "Dockerfile").write_text(NEXT_VERSION)
    (context / "000003_add_born.up.sql").write_text("ALTER TABLE users ADD COLUMN born date;")
    docker("build", "--tag=go-api:2", context)
    yield
    docker("image", "rm", "go-api:1", "go-api:2")


@pytest.fixture
def deploy(docker, versions, tmp_path):
    """Deploys version 1, and returns once all replicas are healthy."""
    docker("swarm", "init", "--advertise-addr=127.0.0.1")
    (tmp_path / "password").write_text("secret")
    docker("secret", "create", "db_password", tmp_path / "password")

    def deploy(replicas, interval):
        api = {"deploy": {"replicas": replicas}, "healthcheck": {"interval": interval}}
        override = {"version": "3.8", "services": {"api": api}}
        (tmp_path / "override.yml").write_text(json.dumps(override))
        files = [f"--compose-file={file}" for file in (STACK, tmp_path / "override.yml")]
        docker("stack", "deploy", "--resolve-image=never", *files, "app")
        service = ["service", "ls", "--filter=name=app_api", "--format={{.Replicas}}"]
        up = f"{replicas}/{replicas}"
        eventually(lambda: docker(*service) == up, f"{up} replicas are up", within=60)

    yield deploy
    docker("swarm", "leave", "--force")
    eventually(lambda: _no_container_left(docker), "its containers are removed")
    remove = ["volume", "rm", "--force", *docker("volume", "ls", "--quiet").split()]
    eventually(lambda: docker.run(*remove).returncode == 0, "the volumes are free and removed")


def _no_container_left(docker):
    """One that was about to be replaced may be forgotten."""
    left = docker("ps", "--all", "--quiet", "--filter=label=com.docker.swarm.service.name").split()
    if left:
        docker.run("rm", "--force", *left)
    return not left


@pytest.fixture
def update(docker):
    """Changes the service, and returns how that ended."""

    def update(*words):
        docker("service", *words, "app_api", within=120)
        return docker("service", "inspect", "--format={{.UpdateStatus.State}}", "app_api")

    return update


@pytest.fixture
def logs(docker):
    """Those of the service's containers, also of the ended ones."""

    def logs(*filters):
        listed = docker("ps", "--all", "--quiet", f"--filter={OF_THE_API}", *filters).split()
        return [Container(docker, id).log() for id in listed]

    return logs


def _applied(logs):
    return sorted(re.findall(r"^aweigh: applied (\d+)", "".join(logs), re.MULTILINE))


def test_twenty_replicas_start_at_once_and_migrate_once(deploy, logs):
    deploy(replicas=20, interval="5s")
    all_logs = logs()
    assert len(all_logs) == 20  # none has failed
    assert _applied(all_logs) == ["000001", "000002"]
    assert sum("aweigh: starting /api" in log for log in all_logs) == 20


def test_a_new_version_the_old_one_again_and_one_that_is_refused(deploy, update, logs):
    deploy(replicas=2, interval="1s")
    assert update("update", "--no-resolve-image", "--image=go-api:2") == "completed"
    assert _applied(logs()) == ["000001", "000002", "000003"]

    assert update("rollback") == "rollback_completed"
    running = logs("--filter=status=running")
    assert len(running) == 2
    assert all("warning: the database is at version 3, newer than" in log for log in running)

    refusing = ["--no-resolve-image", "--env-add=AWEIGH_IF_AHEAD=fail"]
    assert update("update", *refusing) == "rollback_completed"
    refused = logs("--filter=exited=65")
    assert refused
    assert all("this image is older than the database" in log for log in refused)
    assert len(logs("--filter=status=running")) == 2
