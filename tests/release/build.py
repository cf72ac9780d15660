"""Builds of the release preset with other settings, in directories of their own."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KINDS = re.findall(r'\.scheme = "(.+?)"', (ROOT / "probes/registry.cpp").read_text())


def configure(directory, **settings):
    words = [f"-D{name}={value}" for name, value in settings.items()]
    command = ["cmake", "--preset", "release", "-B", directory, *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


def build(directory):
    subprocess.run(["cmake", "--build", directory, "--target", "aweigh"], check=True)
    return directory / "aweigh"
