"""Fixtures: Docker, the images, and containers that end with their test."""

import shutil
import sys
import uuid
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "e2e"))

import images
from compose import Compose
from container import run_container
from django_shop import DjangoShop
from go_api import GoApi, copy_example


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


@pytest.fixture(scope="session")
def go_api_source(docker, tmp_path_factory):
    directory = tmp_path_factory.mktemp("source") / "go-api"
    copy_example(docker, images.GOLANG, directory)
    return directory


@pytest.fixture
def go_api(daemon, go_api_source, tmp_path, compose):
    """The stack of examples/go-api, not yet started."""
    directory = tmp_path / "go-api"
    shutil.copytree(go_api_source, directory)
    return GoApi(daemon, directory, compose(directory))


@pytest.fixture
def django_shop(daemon, tmp_path, compose):
    """The stack of examples/django, not yet started."""
    directory = tmp_path / "django"
    shutil.copytree(images.EXAMPLES / "django", directory)
    return DjangoShop(daemon, directory, compose(directory))
