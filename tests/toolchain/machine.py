"""A machine of one's own, as far as fetching goes, and locks for it."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

TOOLCHAIN = Path(__file__).resolve().parents[2] / "cmake/toolchain"


class Machine:
    """Has nothing in its cache, and two mirrors and a package index that are all `places`."""

    def __init__(self, directory, places):
        self.directory = directory
        self.lock = directory / "sources.lock"
        self.cache = directory / "cache/aweigh/sources"
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(directory),
            "XDG_CACHE_HOME": str(directory / "cache"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "no_proxy": "*",
            "AWEIGH_LOCK": str(self.lock),
            "AWEIGH_DEBIAN_MIRRORS": f"{places.url}/first {places.url}/second/",
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_INDEX_URL": f"{places.url}/index/",
            "AWEIGH_FETCH_STALL": "5",
        }

    def start(self, script, *arguments, **environment):
        interpreter = [sys.executable] if script.endswith(".py") else []
        return subprocess.Popen(
            [*interpreter, TOOLCHAIN / script, *arguments],
            env=self.environment | environment,
            cwd=self.directory,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def fetch(self, *names, **environment):
        process = self.start("fetch.py", *names, **environment)
        output, errors = process.communicate(timeout=60)
        return subprocess.CompletedProcess(process.args, process.returncode, output, errors)

    def cached(self):
        """With what is hidden: it may be a part that was left."""
        return sorted(path.name for path in self.cache.iterdir()) if self.cache.exists() else []


def row(name, content, *places, file=None, version="1.2.3"):
    file = file or f"{name}.tar.gz"
    return (
        " ".join([name, version, file, digest(content), str(len(content)), "MIT", *places]) + "\n"
    )


def versioned(name, version, file, content, place="debian:pool/old/"):
    return row(name, content, *place.split(), file=file, version=version)


def digest(content):
    return hashlib.sha256(content).hexdigest()


def update(machine, *arguments):
    process = machine.start("update.sh", *arguments)
    output, errors = process.communicate(timeout=60)
    assert "Traceback" not in errors, errors
    return process.returncode, output, errors
