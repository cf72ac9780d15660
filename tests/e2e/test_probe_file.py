"""file://: a path that exists, holds something, or is gone."""

import os
import time

import pytest
from support.namespaces import UNPRIVILEGED
from support.seccomp import refusing


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


def fill(path):
    path.write_text("x")


def replace(path):
    path.with_suffix(".new").write_text("x")
    path.with_suffix(".new").rename(path)


def fill_directory(path):
    (path / "entry").mkdir()


@pytest.mark.parametrize(
    "before, option, change",
    [
        (None, "", make_file),
        (None, "", make_directory),
        (make_file, "#nonempty", fill),
        (make_file, "#nonempty", replace),
        (make_directory, "#nonempty", fill_directory),
        (make_file, "#contains=x", fill),
        (make_file, "#contains=/^x$/", replace),
        (make_file, "#absent", os.remove),
    ],
)
def test_the_kernel_tells_of_a_change(aweigh, path, target, later, before, option, change):
    """The pause alone would last as long as the wait."""
    if before:
        before(path)
    later(0.3, lambda: change(path))
    result = aweigh.run("wait", "--interval=1m", f"{target}{option}")
    assert result.code == 0, result
    assert 0.3 <= result.seconds < 20


def test_a_directory_on_the_way_that_is_made_late(aweigh, path, target, later):
    later(0.3, lambda: (path / "a/b").mkdir(parents=True))
    assert aweigh.run("wait", "--interval=1m", f"{target}/a/b").code == 0


def test_without_the_kernels_word_a_pause_ends_all_the_same(aweigh, path, target, later):
    """A user may have used up the instances of inotify."""
    later(0.3, lambda: path.write_text(""))
    assert aweigh.within(refusing("inotify_init1", "EMFILE")).run("wait", target).code == 0


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


def test_fresh_waits_until_it_was_changed_of_late(aweigh, path, target, later):
    path.write_text("beat")
    os.utime(path, (time.time() - 3600,) * 2)
    result = aweigh.run("wait", "-t", "200ms", f"{target}#fresh=30s")
    assert result.code == 124, result
    assert "it was last changed 60m" in result.stderr
    later(0.5, lambda: os.utime(path))
    assert aweigh.run("wait", f"{target}#fresh=30s&nonempty").code == 0


def test_what_is_fresh_grows_old(aweigh, path, target):
    path.write_text("")
    assert aweigh.run("check", f"{target}#fresh=1h").code == 0
    assert aweigh.run("wait", f"!{target}#fresh=300ms").code == 0
    assert aweigh.run("check", f"{target}#fresh=300ms").code == 1
    assert aweigh.run("check", f"{target}#fresh=1h&nonempty").code == 1


def test_a_file_of_the_future_is_fresh(aweigh, path, target):
    """The clock of a file server may be ahead of ours."""
    path.write_text("")
    os.utime(path, (time.time() + 3600,) * 2)
    assert aweigh.run("check", f"{target}#fresh=1s").code == 0


def test_in_an_empty_root(in_empty_root):
    assert in_empty_root.run("wait", "-t", "0", "file:///aweigh#nonempty").code == 0
    assert in_empty_root.run("wait", "-t", "0", "file:///etc#absent").code == 0


CONTENTS = {
    "a text": ("seeded: yes\n", "contains=ed: y", True),
    "another text": ("seeded: yes\n", "contains=ed: n", False),
    "an expression": ("a\nseeded: 12 rows\n", "contains=/^seeded: [0-9]+ rows$/", True),
    "an expression that is not there": ("not seeded: 12\n", "contains=/^seeded/", False),
    "two texts": ("one\ntwo\n", "contains=two&contains=one", True),
    "one of two texts": ("one\n", "contains=two&contains=one", False),
    "nothing": ("", "contains=x", False),
    "at the end of what is read": ("\0" * ((1 << 20) - 1) + "x", "contains=x", True),
    "behind it": ("\0" * (1 << 20) + "x", "contains=x", False),
}


@pytest.mark.parametrize("text, option, ready", CONTENTS.values(), ids=CONTENTS)
def test_what_a_file_contains(aweigh, path, target, text, option, ready):
    path.write_text(text)
    result = aweigh.run("check", f"{target}#{option}")
    assert result.code == (0 if ready else 1), result
    assert ready or "does not hold what contains= asks for" in result.stdout
    assert aweigh.run("check", f"!{target}#{option}").code == (1 if ready else 0)


def test_a_file_of_the_kernel_that_has_no_size_has_contents(aweigh):
    assert aweigh.run("check", "file:///proc/self/status#contains=/^Name:.aweigh/").code == 0


@pytest.mark.parametrize("make", [make_directory, make_fifo])
def test_what_is_no_file_contains_nothing(aweigh, path, target, make):
    make(path)
    result = aweigh.run("check", f"{target}#contains=x")
    assert result.code == 1, result
    assert "it is no regular file" in result.stdout
    assert result.seconds < 3
