"""The images under test, built as a user builds them, on a base made without a registry."""

import platform
import shutil
import subprocess
import tempfile
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_ROOT = _HERE.parents[1]
_SUITE = "trixie"
_BASE = f"debian:{_SUITE}"
_KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"

AWEIGH = "aweigh"
APP = "aweigh-app"

# Images that a registry would give, by the directory of standins/ that makes them.
_STAND_INS = {
    "golang": "golang:1.24-alpine",
    "postgres": "postgres:17-alpine",
    "python": "python:3.13-slim",
    "redis": "redis:8-alpine",
}


def build_all(docker, cache):
    """Layers that are still good are used again; those that nothing uses any more are removed."""
    docker("container", "prune", "--force")
    if docker.run("image", "inspect", _BASE).returncode:
        _make_base(docker, cache / "base")
    with tempfile.TemporaryDirectory(prefix="aweigh-source-") as source:
        _export_tree(source)
        _build(docker, AWEIGH, source)
        _build(docker, "aweigh-build", source, "--target=build")  # a name keeps its layers
    _build(docker, APP, _HERE / "app")
    for directory, name in _STAND_INS.items():
        _build(docker, name, _HERE / "standins" / directory)
    docker("image", "prune", "--force", within=300)


def _build(docker, tag, directory, *options):
    docker("build", "--network=host", "--force-rm", "-t", tag, *options, directory, within=3600)


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
    docker("import", "-", _BASE, stdin=archive.stdout, within=600)
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
