"""file://: a path that exists, holds something, or is gone."""

import os

import pytest
from support.namespaces import UNPRIVILEGED


@pytest.fixture
def path(tmp_path):
    return tmp_path / "path with a blank"


@pytest.fixture
def target(path):
    return f"file://{path}".replace(" ", "%20")


def make_file(path):
    path.write_text("")


def make_directory(path):
    path.mkdir()


def make_fifo(path):
    os.mkfifo(path)


@pytest.mark.parametrize("make", [make_file, make_directory, make_fifo])
def test_whatever_exists_is_ready(anywhere, path, target, make):
    make(path)
    result = anywhere.run("wait", "-t", "0", target)
    assert result.code == 0, result
    assert result.seconds < 3


def test_what_is_not_there_yet_is_pending(aweigh, path, target, later):
    result = aweigh.run("wait", "-t", "200ms", "--log-format=json", target)
    assert result.code == 124, result
    (unready,) = result.events("target_unready")
    assert unready["error"] == "No such file or directory"
    assert unready["stage"] == "query"
    assert unready["target"] == target
    later(0.5, lambda: path.write_text(""))
    result = aweigh.run("wait", target)
    assert result.code == 0, result
    assert result.seconds >= 0.5


def test_a_path_below_a_file_is_pending(aweigh, path, target):
    path.write_text("")
    result = aweigh.run("wait", "-t", "200ms", f"{target}/below")
    assert result.code == 124, result
    assert "Not a directory" in result.stderr


def test_a_link_to_nowhere_is_pending(aweigh, path, target):
    path.symlink_to("nowhere")
    assert aweigh.run("wait", "-t", "200ms", target).code == 124
    (path.parent / "nowhere").write_text("")
    assert aweigh.run("wait", "-t", "0", target).code == 0


@pytest.mark.parametrize("make, fill", [
    (make_file, lambda path: path.write_text("x")),
    (make_directory, lambda path: (path / ".hidden").write_text("")),
])  # fmt: skip
def test_nonempty_waits_for_content(aweigh, path, target, make, fill, later):
    make(path)
    result = aweigh.run("wait", "-t", "200ms", f"{target}#nonempty")
    assert result.code == 124, result
    assert "it is empty" in result.stderr
    later(0.5, lambda: fill(path))
    assert aweigh.run("wait", f"{target}#nonempty").code == 0


@pytest.mark.parametrize("spelling", ["{}#absent", "!{}"])
def test_a_file_can_be_waited_away(aweigh, path, target, spelling, later):
    target = spelling.format(target)
    assert aweigh.run("wait", "-t", "0", target).code == 0
    path.write_text("")
    result = aweigh.run("wait", "-t", "200ms", target)
    assert result.code == 124, result
    later(0.5, path.unlink)
    assert aweigh.run("wait", target).code == 0


@pytest.mark.parametrize("options", ["", "#absent"])
def test_a_directory_that_we_may_not_search_is_rejected(aweigh, path, target, options):
    """Whether the file is there cannot be told; nobody who creates it changes that."""
    path.mkdir(mode=0o600)
    result = aweigh.within(UNPRIVILEGED).run("wait", "--fail-fast", f"{target}/x{options}")
    assert result.code == 69, result
    assert "Permission denied (query); give aweigh's user the permission" in result.stderr
    inverted = aweigh.within(UNPRIVILEGED).run("wait", "--fail-fast", f"!{target}/x{options}")
    assert inverted.code == 69, inverted


def test_a_directory_that_we_may_not_read_is_not_called_empty(aweigh, path, target):
    path.mkdir(mode=0o100)
    ours = aweigh.within(UNPRIVILEGED)
    assert ours.run("wait", "-t", "0", target).code == 0
    assert ours.run("wait", "--fail-fast", f"{target}#nonempty").code == 69


def test_a_file_is_not_absent_and_nonempty(aweigh, target):
    result = aweigh.run("wait", f"{target}#absent&nonempty")
    assert result.code == 64, result
    assert "which one is meant?" in result.stderr


def test_in_an_empty_root(in_empty_root):
    assert in_empty_root.run("wait", "-t", "0", "file:///aweigh#nonempty").code == 0
    assert in_empty_root.run("wait", "-t", "0", "file:///etc#absent").code == 0
