"""The manifests in examples/kubernetes are what an API server of Kubernetes takes."""

import copy
from pathlib import Path

import pytest
import yaml
from kubernetes_schemas import find_problems

MANIFESTS = {
    path.stem: list(yaml.safe_load_all(path.read_text()))
    for path in (Path(__file__).resolve().parents[2] / "examples/kubernetes").glob("*.yaml")
}


def container_of(documents):
    return documents[-1]["spec"]["template"]["spec"]["containers"][0]


def misspell(documents):
    container_of(documents)["imagePullPolcy"] = "Always"


def misplace(documents):
    container_of(documents)["resources"]["memory"] = "64Mi"


def omit(documents):
    del container_of(documents)["name"]


def mistype(documents):
    documents[-1]["spec"]["replicas"] = "3"


def halve(documents):
    documents[-1]["spec"]["replicas"] = 1.5


# what is done to entrypoint.yaml, and what must be named
MISTAKES = {
    misspell: "imagePullPolcy",
    misplace: "memory",
    omit: "name",
    mistype: "string",
    halve: "replicas must be integer",
}


@pytest.fixture(scope="module")
def problems(tmp_path_factory):
    manifests = dict(MANIFESTS)
    for mistake in MISTAKES:
        manifests[mistake.__name__] = copy.deepcopy(MANIFESTS["entrypoint"])
        mistake(manifests[mistake.__name__])
    return find_problems(manifests, tmp_path_factory.mktemp("manifests"))


@pytest.mark.parametrize("name", MANIFESTS)
def test_a_manifest_is_valid(problems, name):
    assert problems[name] == ""


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.__name__)
def test_a_mistake_is_found(problems, mistake):
    assert MISTAKES[mistake] in problems[mistake.__name__]
