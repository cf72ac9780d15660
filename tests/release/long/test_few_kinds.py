"""A binary of some kinds alone: what is in it works, and what is not is told."""

import socket
import subprocess

import pytest
from build import build, configure

WITHOUT_TLS = ["tcp", "unix", "redis", "http", "dns", "file", "exec"]


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    directory = tmp_path_factory.mktemp("few-kinds")
    configured = configure(directory, AWEIGH_KINDS=";".join(WITHOUT_TLS))
    assert configured.returncode == 0, configured.stderr
    return build(directory)


def run(binary, *words):
    return subprocess.run([binary, *words], capture_output=True, text=True, timeout=30)


def test_it_is_small(small):
    assert small.stat().st_size <= 2_450_000


def test_its_kinds_are_ready(small, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        targets = [f"127.0.0.1:{port}", f"file://{tmp_path}", "exec:true", "dns://localhost"]
        ended = run(small, "wait", "-t", "10", *targets)
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize("target", ["kafka://host/topic", "postgresql://host/db", "https://host/"])
def test_a_target_of_another_kind_says_that_it_is_not_there(small, target):
    ended = run(small, "wait", target)
    assert ended.returncode == 64
    assert "this build has no kind `" in ended.stderr
    assert f"`: it has {', '.join(WITHOUT_TLS)}" in ended.stderr


def test_what_migrates_goes_with_postgres(small):
    ended = run(small, "migrate", "--database", "postgres://host/db", "-m", "/", "up")
    assert ended.returncode == 64
    assert "this build has no kind `postgres`" in ended.stderr


def test_the_help_tells_of_its_kinds_alone(small):
    page = " ".join(run(small, "help").stdout.split())
    assert f"targets {', '.join(WITHOUT_TLS)} more" in page
    assert "kafka" not in run(small, "help", "targets").stdout
    assert run(small, "help", "kafka").returncode == 64
    assert run(small, "help", "redis").returncode == 0
