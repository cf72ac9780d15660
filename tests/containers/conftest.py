"""Fixtures: Docker, the images, and containers that end with their test."""

import fcntl
import os
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "e2e"))

import images
from container import Container
from dockerd import daemon


@pytest.fixture(scope="session")
def docker():
    """The client of a daemon that has the images."""
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    cache = caches / "aweigh/containers"  # beside the kits
    cache.mkdir(parents=True, exist_ok=True)
    with open(cache / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with daemon(cache / "docker", own_network=False) as docker:
            images.build_all(docker, cache)
        with daemon(cache / "docker", own_network=True) as docker:
            yield docker


@pytest.fixture
def start(docker):
    """`start("app", "-w", "redis://cache", name="app")` runs a container in the background, on a
    network where containers find each other by name."""
    docker("network", "create", "aweigh")
    containers = []

    def start(*words, **options):
        containers.append(Container(docker, *words, network="aweigh", **options))
        return containers[-1]

    yield start
    for container in containers:
        container.remove()
    docker("network", "rm", "aweigh")
