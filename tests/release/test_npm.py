"""The npm packages, installed from their files alone."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import tarfile

import pytest
from handed_out import output
from support.ports import free_port

_NODE = {"amd64": "x64", "arm64": "arm64"}
# Without what is meant for the tests, which the program would take as its own.
_ENVIRONMENT = {name: value for name, value in os.environ.items() if name[:7] != "AWEIGH_"}


@pytest.fixture(scope="module")
def packages(dist):
    """`aweigh`, and the one for this machine."""
    return [
        dist / "aweigh-VERSION.tgz",
        dist / f"aweigh-linux-{_NODE[dist.this]}-VERSION.tgz",
    ]


def _install(project, packages):
    """No registry is asked: what npm misses of the other platforms is optional."""
    environment = _ENVIRONMENT | {"HOME": str(project)}
    command = ["npm", "install", "--offline", "--no-audit", "--no-fund", *packages]
    output(*command, cwd=project, env=environment)
    return project


@pytest.fixture(scope="module")
def project(packages, tmp_path_factory):
    return _install(tmp_path_factory.mktemp("project"), packages)


def _npx(project, *words):
    return subprocess.run(
        ["npx", "--offline", "aweigh", *words],
        cwd=project,
        env=_ENVIRONMENT,
        capture_output=True,
        text=True,
    )


def test_it_is_this_version(dist, project):
    assert _npx(project, "version").stdout.startswith(f"aweigh {dist.version} ")


def test_it_waits(project):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        target = f"tcp://127.0.0.1:{listener.getsockname()[1]}"
        done = _npx(project, "wait", target)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert f"{target} is ready" in done.stderr


def test_the_exit_code_is_the_programs(project):
    assert _npx(project, "check", f"tcp://127.0.0.1:{free_port()}").returncode == 1
    assert _npx(project, "--no-such-option").returncode == 64


@pytest.mark.parametrize("name, code", [("TERM", 143), ("INT", 130)] * 3)
def test_a_signal_reaches_the_program(project, name, code):
    """Also one that comes as soon as the program runs."""
    launcher = project / "node_modules/.bin/aweigh"
    waiting = subprocess.Popen(
        [launcher, "wait", f"tcp://127.0.0.1:{free_port()}"], stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE, text=True, start_new_session=True, env=_ENVIRONMENT,
    )  # fmt: skip
    try:
        assert "waiting" in waiting.stderr.readline()
        waiting.send_signal(getattr(signal, f"SIG{name}"))
        waiting.communicate(timeout=20)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(waiting.pid, signal.SIGKILL)
    assert waiting.returncode == code


def test_a_service_that_a_signal_kills_is_seen_to_be_killed(project):
    launcher = project / "node_modules/.bin/aweigh"
    done = subprocess.run([launcher, "--init=never", "sh", "-c", "kill -KILL $$"])
    assert done.returncode == -signal.SIGKILL


def test_without_its_platforms_package_it_says_what_is_missing(packages, tmp_path):
    done = _npx(_install(tmp_path, packages[:1]), "version")
    assert done.returncode == 70
    assert "cannot find the package @aweigh/linux-" in done.stderr


def test_installing_runs_nothing(packages):
    for package in packages:
        assert "scripts" not in _manifest(package)


def test_a_platforms_package_is_for_that_platform_only(packages):
    manifest = _manifest(packages[1])
    assert manifest["os"] == ["linux"]
    assert manifest["name"] == f"@aweigh/linux-{manifest['cpu'][0]}"


def _manifest(package):
    with tarfile.open(package) as archive:
        return json.load(archive.extractfile("package/package.json"))


def test_npm_would_pack_the_same_files(packages, tmp_path):
    for package in packages:
        with tarfile.open(package) as archive:
            ours = {entry.name: entry.mode for entry in archive}
        output("tar", "--extract", "--file", package, "--directory", tmp_path)
        packed = output("npm", "pack", "--silent", cwd=tmp_path / "package").strip()
        with tarfile.open(tmp_path / "package" / packed) as archive:
            assert {entry.name: entry.mode for entry in archive} == ours
        assert packed == package.name
        shutil.rmtree(tmp_path / "package")
