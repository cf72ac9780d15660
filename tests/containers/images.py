"""The images under test, built as a user builds them, on a base made without a registry."""

import contextlib
import fcntl
import os
import platform
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from dockerd import run_daemon
from go_api import copy_example

_HERE = Path(__file__).resolve().parent
_ROOT = _HERE.parents[1]
EXAMPLES = _ROOT / "examples"
_SUITE = "trixie"
DEBIAN = f"debian:{_SUITE}"
_KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"

AWEIGH = "aweigh"
COMMIT = "0123456789abcdef" * 2 + "01234567"  # that it is told; the same always, for the layer's sake
APP = "aweigh-app"
GO_API = "aweigh-go-api"
E2E = "aweigh-e2e"

# Images that a registry would give, by the directory of standins/ that makes them.
ALPINE = "alpine:3.22"
GOLANG = "golang:1.24-alpine"
REDIS = "redis:8-alpine"
_STAND_INS = {
    "alpine": ALPINE,
    "golang": GOLANG,
    "postgres": "postgres:17-alpine",
    "python": "python:3.13-slim",
    "redis": REDIS,
}

# The same, of which each is a stage of standins/brokers.
_BROKERS = {
    "mariadb": "mariadb:11",
    "memcached": "memcached:1.6-alpine",
    "mosquitto": "eclipse-mosquitto:2",
    "nats": "nats:2-alpine",
    "nginx": "nginx:1-alpine",
    "rabbitmq": "rabbitmq:4-alpine",
}


@contextlib.contextmanager
def daemon_with_images(make=None):
    """Makes what the last run has not left, all of it or what `make(docker)` does, and runs a
    daemon that reaches nothing outside."""
    with _locked_cache() as cache:
        with _run_builder(cache) as builder:
            (make or _build_all)(builder.client)
        with run_daemon(cache / "docker", own_network=True) as daemon:
            yield daemon


@contextlib.contextmanager
def daemon_with_base():
    """A daemon on the machine's network, that has a minimal Debian."""
    with _locked_cache() as cache, _run_builder(cache) as daemon:
        yield daemon


@contextlib.contextmanager
def _locked_cache():
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    cache = caches / "aweigh/containers"  # beside the kits
    cache.mkdir(parents=True, exist_ok=True)
    with open(cache / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield cache


@contextlib.contextmanager
def _run_builder(cache):
    with run_daemon(cache / "docker", own_network=False) as daemon:
        _remove_what_a_killed_run_left(daemon.client)
        if daemon.client.run("image", "inspect", DEBIAN).returncode:
            _make_base(daemon.client, cache / "base")
        yield daemon


def _build_all(docker):
    """Layers that are still good are used again; those that nothing uses any more are removed."""
    with tempfile.TemporaryDirectory(prefix="aweigh-source-") as source:
        _export_tree(source)
        build(docker, AWEIGH, source, f"--build-arg=AWEIGH_COMMIT={COMMIT}")
    build(docker, APP, _HERE / "app")
    for name in _STAND_INS:
        build_stand_in(docker, name)
    for stage, name in _BROKERS.items():
        command = ["build", "--network=host", "--force-rm", f"--target={stage}", "-t", name]
        docker(*command, _HERE / "standins/brokers", within=3600)
    build(docker, E2E, _HERE / "e2e")
    with tempfile.TemporaryDirectory(prefix="aweigh-go-api-") as parent:
        copy = Path(parent) / "go-api"
        copy_example(docker, GOLANG, copy)
        build(docker, GO_API, copy)  # that compose has nothing left to compile
    build(docker, "aweigh-django", EXAMPLES / "django")
    docker("image", "prune", "--force", within=300)


def _remove_what_a_killed_run_left(docker):
    if containers := docker("ps", "--all", "--quiet").split():
        docker("rm", "--force", *containers)
    if volumes := docker("volume", "ls", "--quiet").split():
        docker("volume", "rm", *volumes)


def build_stand_in(docker, name):
    """Returns the name that the image has at a registry."""
    build(docker, _STAND_INS[name], _HERE / "standins" / name)
    return _STAND_INS[name]


def build(docker, tag, directory, *options):
    command = ["build", "--network=host", "--force-rm", *options]
    docker(*command, "-t", tag, directory, within=3600)
    dockerfile = (Path(directory) / "Dockerfile").read_text()
    for stage in re.findall(r"^FROM .* AS (\S+)$", dockerfile, re.MULTILINE):
        # a name keeps its layers
        docker(*command, "-t", f"{tag}-{stage}", f"--target={stage}", directory)


def _export_tree(to):
    """What a clean checkout of the working tree would hold."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=_ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, names.split("\0")):
        if (_ROOT / name).exists():
            target = Path(to) / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(_ROOT / name, target, follow_symlinks=False)


def _make_base(docker, root):
    """A minimal Debian under the name that Docker's official image has."""
    shutil.rmtree(root, ignore_errors=True)
    # a mount namespace of its own: nothing stays mounted should it be interrupted
    command = ["unshare", "--mount", "debootstrap", "--variant=minbase"]
    command += [f"--keyring={_KEYRING}", _SUITE, root, _mirror()]
    made = subprocess.run(command, text=True, capture_output=True)
    assert made.returncode == 0, f"{command}: {made.stdout}{made.stderr}"
    archive = subprocess.Popen(["tar", "-C", root, "-c", "."], stdout=subprocess.PIPE)
    docker("import", "-", DEBIAN, stdin=archive.stdout, within=600)
    assert archive.wait() == 0
    shutil.rmtree(root)


def _mirror():
    """Where this machine gets its own Debian from."""
    suite = platform.freedesktop_os_release()["VERSION_CODENAME"]
    command = ["apt-get", "indextargets", "--format", "$(REPO_URI)"]
    command += ["Created-By: Packages", "Component: main", f"Release: {suite}"]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert listed, f"apt knows no Debian archive with the suite {suite}"
    return listed.split()[0]
