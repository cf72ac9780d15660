"""The lists of parts and the notices name what is linked, and nothing else."""

import json
import os
import subprocess
import venv
from pathlib import Path

import pytest
from handed_out import output
from release import sha256

_HERE = Path(__file__).parent

_LINKED = {
    "asio", "c-ares", "cli11", "compiler-rt", "expected", "hiredis", "libc++", "libc++abi",
    "libunwind", "llhttp", "musl", "nghttp2", "openssl", "postgresql", "yyjson",
}  # fmt: skip
_BESIDE = {"ca-certificates"}


@pytest.fixture(scope="module")
def validators():
    """A Python with the validators that the standards' projects publish, made once."""
    requirements = _HERE / "requirements.txt"
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    directory = caches / "aweigh/validators" / sha256(requirements.read_bytes())[:16]
    python = directory / "bin/python"
    complete = directory / "complete"
    if not complete.exists():
        venv.create(directory, clear=True, with_pip=True)
        output(python, "-m", "pip", "install", "--quiet", "--no-deps", "-r", requirements)
        complete.touch()
    return python


@pytest.fixture(scope="module")
def spdx(dist):
    return dist.json("aweigh-VERSION.spdx.json")


@pytest.fixture(scope="module")
def cyclonedx(dist):
    return dist.json("aweigh-VERSION.cdx.json")


@pytest.mark.parametrize("name", ["aweigh-VERSION.spdx.json", "aweigh-VERSION.cdx.json"])
def test_a_list_is_valid(dist, validators, name):
    output(validators, _HERE / "validate.py", dist / name)


@pytest.mark.parametrize("name", ["aweigh-VERSION.spdx.json", "aweigh-VERSION.cdx.json"])
def test_a_list_that_lacks_what_it_must_have_is_not(dist, validators, tmp_path, name):
    content = dist.json(name)
    del content["packages" if "packages" in content else "specVersion"]
    spoiled = tmp_path / (dist / name).name
    spoiled.write_text(json.dumps(content))
    done = subprocess.run([validators, _HERE / "validate.py", spoiled], capture_output=True)
    assert done.returncode == 1


def test_the_parts_are_those_that_are_linked(spdx, cyclonedx):
    found = {package["name"] for package in spdx["packages"]}
    assert found == _LINKED | _BESIDE | {"aweigh"}
    scopes = {part["name"]: part["scope"] for part in cyclonedx["components"]}
    assert scopes == dict.fromkeys(_LINKED, "required") | dict.fromkeys(_BESIDE, "optional")


def test_both_lists_agree(spdx, cyclonedx):
    packages = {package["name"]: package["versionInfo"] for package in spdx["packages"]}
    components = {part["name"]: part["version"] for part in cyclonedx["components"]}
    assert packages == components | {"aweigh": cyclonedx["metadata"]["component"]["version"]}


def test_the_program_tells_the_same_versions(dist, cyclonedx):
    libraries = json.loads(output(dist.program, "version", "--output=json"))["libraries"]
    told = {each["name"].lower(): each["version"] for each in libraries}
    told["postgresql"] = told.pop("libpq")
    listed = {part["name"]: part["version"] for part in cyclonedx["components"]}
    assert told == {name: listed.get(name) for name in told}


def test_the_lists_are_of_these_programs(dist, spdx, cyclonedx):
    sums = dist.sums()
    programs = [f"aweigh-{dist.version}-linux-{arch}" for arch in dist.architectures]
    assert {file["fileName"]: _sha256(file) for file in spdx["files"]} == {
        f"./{name}": sums[name] for name in programs
    }
    files = cyclonedx["metadata"]["component"]["components"]
    assert {file["name"]: file["hashes"] for file in files} == {
        name: [{"alg": "SHA-256", "content": sums[name]}] for name in programs
    }


def _sha256(file):
    (value,) = [check for check in file["checksums"] if check["algorithm"] == "SHA256"]
    return value["checksumValue"]


def test_the_notices_have_a_licence_for_each_part(dist):
    head, *chapters = (dist / "THIRD-PARTY-NOTICES").read_text().split("=" * 100 + "\n")
    assert _LINKED | _BESIDE == {line.split()[0] for line in head.splitlines() if line[:2] == "  "}
    titles = {name for title in chapters[::2] for name in title.strip().split(", ")}
    assert titles == _LINKED | _BESIDE
    for title, text in zip(chapters[::2], chapters[1::2], strict=True):
        assert "icense" in text or "ermission" in text, title
