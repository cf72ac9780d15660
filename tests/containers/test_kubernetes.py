"""The manifests in examples/kubernetes do what they say, their commands run as they stand there."""

import json
import re
from pathlib import Path

import images
import pytest
import yaml
from cluster import Cluster

_EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
_MANIFESTS = sorted((_EXAMPLES / "kubernetes").glob("*.yaml"))
_SERVERS = _EXAMPLES / "kubernetes/servers.yaml"
_MIGRATIONS = sorted((_EXAMPLES / "go-api/internal/db/migrations").glob("*.up.sql"))

# In place of what the README has built under these names.
_IMAGES = {"aweigh:0.2": images.AWEIGH, "go-api:1.0": "aweigh-go-api"}

# Which pods wait before they do anything else, and in which container.
_WAITING = {"reports": "wait", "api": "api", "migrate-1.0": "migrate", "cache-replica": "redis"}


@pytest.fixture(scope="module")
def network(docker):
    docker("network", "create", "aweigh-pods")
    yield "aweigh-pods"
    docker("network", "rm", "aweigh-pods")


@pytest.fixture(scope="module")
def cluster(docker, network, tmp_path_factory):
    """All manifests applied at once, and the servers when everybody waits for them."""
    cluster = Cluster(docker, network, _IMAGES, tmp_path_factory.mktemp("pods"))
    try:
        cluster.apply(*(path for path in _MANIFESTS if path != _SERVERS))
        for name, container in _WAITING.items():
            cluster.until_logged("waiting for", name, container)
        cluster.apply(_SERVERS)
        cluster.until_ready()
        yield cluster
    finally:
        cluster.remove()


def events(pod, container):
    """The lines of a container with AWEIGH_LOG_FORMAT=json, less those of its service."""
    lines = pod.log(container).splitlines()
    return [json.loads(line) for line in lines if line.startswith("{")]


def test_an_init_container_waits_for_both(cluster):
    (pod,) = cluster.pods("reports")
    assert "aweigh: postgres://db/app is ready" in pod.log("wait")
    assert "aweigh: redis://cache:6379 is ready" in pod.log("wait")
    assert "secret" not in pod.log("wait")
    pod.container("reports").until_log("serving on :8080")
    assert "aweigh" not in pod.log("reports")


def test_each_migration_is_applied_once_by_whoever_came_first(cluster):
    logs = [pod.log("api") for pod in cluster.pods("api")]
    logs += [pod.log("migrate") for pod in cluster.pods("migrate-1.0")]
    assert len(logs) == 4 and _MIGRATIONS
    for migration in _MIGRATIONS:
        assert sum(log.count(f"applied {migration.name}") for log in logs) == 1


def test_all_replicas_serve_what_was_migrated(cluster):
    for pod in cluster.pods("api"):
        names = [event["event"] for event in events(pod, "api")]
        assert names.count("service_started") == 1
        users = "http://127.0.0.1:8080/users#status=200"
        assert pod.container("api").succeeds("/aweigh", "check", users)
        assert not pod.container("api").succeeds("/aweigh", "check", "tcp://127.0.0.1:8081")


def test_a_worker_waits_for_the_schema_and_applies_nothing(cluster):
    for pod in cluster.pods("worker"):
        pod.container("worker").until_log("serving on :8080")
        assert "aweigh: starting /api" in pod.log("worker")
        assert "applied" not in pod.log("worker")


def test_the_sidecar_serves_before_the_service_starts(cluster):
    (pod,) = cluster.pods("search")
    assert "aweigh: redis://127.0.0.1:6379 is ready" in pod.log("search")
    pod.container("search").until_log("serving on :8080")
    assert pod.container("cache").runs()


def test_an_image_without_aweigh_gets_it_from_the_volume(cluster):
    for pod in cluster.pods("cache-replica"):
        assert pod.log("install") == "aweigh: installed /shared/aweigh\n"
        assert "aweigh: redis://cache:6379 is ready" in pod.log("redis")
        # that it is a replica was its readiness probe's to say


@pytest.mark.parametrize("name", ["api", "cache-replica"])
def test_term_ends_a_pod_in_order(cluster, name):
    code, seconds = cluster.pods(name)[0].container(name.replace("cache-replica", "redis")).stop()
    assert code == 0
    assert seconds < 10


def test_a_start_that_failed_leaves_its_last_words_for_kubectl_describe(
    cluster, docker, network, tmp_path
):
    """The password is not the server's; `cluster` has the servers."""
    secret = tmp_path / "secret.yaml"
    given = (_EXAMPLES / "kubernetes/secret.yaml").read_text()
    secret.write_text(given.replace("password: secret", "password: not-that"))
    other = Cluster(docker, network, _IMAGES, tmp_path)
    try:
        other.apply(secret, _EXAMPLES / "kubernetes/init-container.yaml")
        with pytest.raises(AssertionError, match="ended with 69"):
            other.until_ready()
        (pod,) = other.pods("reports")
        assert "rejected by 1 of 2 targets" in pod.last_words("wait")
        assert "postgres://db/app: password authentication failed" in pod.last_words("wait")
        assert "not-that" not in pod.log("wait")
    finally:
        other.remove()


def graces():
    """Of each container with --grace: its seconds, and those of its pod."""
    for path in _MANIFESTS:
        for document in yaml.safe_load_all(path.read_text()):
            spec = document.get("spec", {}).get("template", {}).get("spec", {})
            for container in spec.get("containers", []):
                words = container.get("args", [])
                variables = container.get("env", [])
                words += [f"{each['name']}={each.get('value')}" for each in variables]
                for word in words:
                    if found := re.fullmatch(r"(?:--grace|AWEIGH_GRACE)=(\d+)s", word):
                        ours = int(found[1])
                        yield container["name"], ours, spec["terminationGracePeriodSeconds"]


@pytest.mark.parametrize("name, ours, kubelets", graces())
def test_our_grace_ends_before_the_kubelet_s(name, ours, kubelets):
    assert ours < kubelets
