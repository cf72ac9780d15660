"""The directory that release/build.sh makes."""

import json
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class HandedOut:
    def __init__(self, directory, this, architectures):
        self.directory = directory
        self.this = this  # machine's architecture
        self.architectures = architectures
        cmake = (ROOT / "CMakeLists.txt").read_text()
        self.version = re.search(r"^project\(aweigh VERSION (\S+)", cmake, re.MULTILINE)[1]

    def __truediv__(self, name):
        """A file by its name, in which VERSION and ARCH are filled in."""
        path = self.directory / name.replace("VERSION", self.version).replace("ARCH", self.this)
        assert path.is_file(), f"{path} is not there"
        return path

    @property
    def program(self):
        return self / "aweigh-VERSION-linux-ARCH"

    @property
    def debug(self):
        return self / "aweigh-VERSION-linux-ARCH.debug"

    @property
    def images(self):
        return self / "aweigh-VERSION-images.tar"

    def json(self, name):
        return json.loads((self / name).read_text())

    def sums(self):
        lines = (self / "SHA256SUMS").read_text().splitlines()
        return {name: digest for digest, name in (line.split("  ") for line in lines)}


def output(*command, **options):
    """What a program that succeeds writes to stdout."""
    done = subprocess.run(command, capture_output=True, text=True, **options)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout
