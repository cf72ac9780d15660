"""The Debian package in a Debian 13: installed, upgraded from an older one, purged."""

import shutil

import deb
import images
import pytest
import texts
from container import run_container
from release import MACHINES, Release


@pytest.fixture
def older(dist, tmp_path):
    """A package of the same program that says to be an older one."""
    machines = [machine for machine in MACHINES if machine.name == dist.this]
    older = Release("0.0.1", "", 0, tmp_path, machines)
    shutil.copy(dist.program, older.program(machines[0]))
    for name in ("THIRD-PARTY-NOTICES", *texts.PLACES):
        shutil.copy(dist / name, tmp_path)
    deb.make(older)
    return f"/older/aweigh_0.0.1_{dist.this}.deb"


@pytest.fixture
def debian(docker, dist, older, tmp_path):
    volumes = [f"{tmp_path}:/older:ro", f"{dist.directory}:/dist:ro"]
    container = run_container(
        docker, images.DEBIAN, "sleep", "infinity", network="none", volume=volumes, init="true"
    )
    yield container
    container.remove()


def test_it_installs_upgrades_and_purges(dist, debian, older):
    files = _files(debian)
    debian.execute("dpkg", "--install", older)
    debian.execute("dpkg", "--install", f"/dist/aweigh_{dist.version}_{dist.this}.deb")
    assert debian.execute("aweigh", "version").startswith(f"aweigh {dist.version} ")
    assert debian.execute("dpkg", "--verify", "aweigh") == ""
    assert debian.execute("dpkg", "--audit") == ""
    debian.execute("dpkg", "--purge", "aweigh")
    assert _files(debian) == files


def _files(debian):
    """All but what dpkg writes of its own work."""
    listed = debian.execute("find", "/", "-xdev", "-not", "-path", "/var/lib/dpkg/*-old")
    return set(listed.splitlines()) - {"/var/log/dpkg.log", "/var/log/alternatives.log"}
