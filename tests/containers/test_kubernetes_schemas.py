"""The manifests in examples/kubernetes and docs/recipes.md are what an API server takes."""

import copy
import json
import re
from pathlib import Path

import pytest
import yaml
from kubernetes_schemas import find_problems
from support.documents import blocks, page, section

MANIFESTS = {
    path.stem: list(yaml.safe_load_all(path.read_text()))
    for path in (Path(__file__).resolve().parents[2] / "examples/kubernetes").glob("*.yaml")
}

RECIPES = page("recipes")


def rendered():
    """The Helm block with its values, in a pod. The template has no more of Helm than this."""
    template, values = blocks(section(RECIPES, "A Helm block"), "yaml")
    values = yaml.safe_load(values)["aweigh"]
    for name in ("image", "timeout"):
        template = template.replace(f"{{{{ .Values.aweigh.{name} }}}}", values[name])
    loop = r"^ *{{- range .Values.aweigh.targets }}\n(.*)^ *{{- end }}\n"
    ranged = re.search(loop, template, re.M | re.S)
    lines = [ranged[1].replace("{{ . | quote }}", json.dumps(each)) for each in values["targets"]]
    template = template.replace(ranged[0], "".join(lines))
    assert "{{" not in template
    spec = yaml.safe_load(template) | {"containers": [{"name": "api", "image": "api:1.0"}]}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "api"}, "spec": spec}


(JOB,) = blocks(section(RECIPES, "Exit codes in Kubernetes"), "yaml")
MANIFESTS["recipe-job"] = [yaml.safe_load(JOB)]
MANIFESTS["recipe-helm"] = [rendered()]


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


def test_the_helm_block_gives_the_words_of_its_values():
    (wait,) = rendered()["spec"]["initContainers"]
    assert wait["image"] == "aweigh:0.2.0"
    assert wait["args"] == ["wait", "--timeout=5m", "postgres://db", "redis://cache"]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.__name__)
def test_a_mistake_is_found(problems, mistake):
    assert MISTAKES[mistake] in problems[mistake.__name__]
