"""Fixtures: Docker, the images, and containers that end with their test."""

import sys
import uuid
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "e2e"))

import images
from compose import Compose
from container import run_container


@pytest.fixture(scope="session")
def daemon():
    """A daemon that has the images, and can be restarted."""
    with images.daemon_with_images() as daemon:
        yield daemon


@pytest.fixture(scope="session")
def docker(daemon):
    """Its client."""
    return daemon.client


@pytest.fixture
def start(docker):
    """`start("app", "-w", "redis://cache", name="app")` runs a container in the background, on a
    network where containers find each other by name."""
    docker("network", "create", "aweigh")
    containers = []

    def start(*words, **options):
        containers.append(run_container(docker, *words, network="aweigh", **options))
        return containers[-1]

    yield start
    for container in containers:
        container.remove()
    docker("network", "rm", "aweigh")


@pytest.fixture
def compose(docker):
    """`project = compose(directory)`; `project("up", "-d")`. Of each project nothing is left."""
    projects = []

    def compose(directory):
        projects.append(Compose(docker, directory, f"aweigh{uuid.uuid4().hex[:8]}"))
        return projects[-1]

    yield compose
    for project in projects:
        project.remove()
