"""Of docs/recipes.md, what needs Docker."""

import shlex

import images
import pytest
import yaml
from container import run_container
from support.documents import blocks, page, section


@pytest.fixture
def published_postgres(docker):
    """A server that the machine reaches on port 5432, as a service of GitHub's runner."""
    password = ["POSTGRES_USER=app", "POSTGRES_PASSWORD=secret"]
    server = run_container(docker, "postgres:17-alpine", network="host", env=password)
    yield server
    server.remove()


def test_a_github_action_step(docker, published_postgres):
    docker("tag", images.AWEIGH, "aweigh:0.2.0")
    (block,) = blocks(section(page("recipes"), "A GitHub Action step"), "yaml")
    (step,) = yaml.safe_load(block)
    program, *words = shlex.split(step["run"])
    assert program == "docker"
    done = docker.run(*words)
    assert done.returncode == 0, done.stderr
    assert "postgres://127.0.0.1:5432/app is ready" in done.stderr
    docker("image", "rm", "aweigh:0.2.0")
