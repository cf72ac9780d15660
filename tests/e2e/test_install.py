"""`aweigh install`: the binary copies itself to where an image without it finds it."""

import errno
import os
import shutil
import signal
import stat
import time
from pathlib import Path

import pytest
from support import namespaces
from support.program import Program
from support.waiting import eventually, scaled


@pytest.fixture
def volume(tmp_path):
    path = tmp_path / "volume"
    path.mkdir()
    return path


@pytest.fixture
def mounted(aweigh, volume):
    """`mounted("size=1m")`: the binary in front of a file system of its own, whose files are listed
    on stdout when it has ended."""

    def mount(options):
        script = (
            'mount -t tmpfs -o "$1" tmpfs "$0" && shift || exit; "$@"; code=$?; ls -A "$0"; '
            "exit $code"
        )
        as_root = [*namespaces.UNPRIVILEGED, "--map-root-user", "--mount"]
        return aweigh.within([*as_root, "sh", "-c", script, str(volume), options])

    return mount


def is_whole(binary, copy):
    mode = stat.S_IMODE(copy.stat().st_mode)
    return mode == 0o755 and Path(binary).read_bytes() == copy.read_bytes()


PLACES = {
    "a directory": ("", "aweigh"),
    "a directory and a slash": ("/", "aweigh"),
    "a name": ("/init", "init"),
}


@pytest.mark.parametrize("umask", ["000", "077", "777"])
@pytest.mark.parametrize("place, name", PLACES.values(), ids=PLACES)
def test_the_copy_is_whole_and_anybody_can_run_it(aweigh, volume, place, name, umask):
    careful = aweigh.within(["sh", "-c", f'umask {umask} && exec "$@"', "sh"])
    result = careful.run("install", f"{volume}{place}")
    assert (result.code, result.stdout) == (0, "")
    assert result.stderr == f"aweigh: installed {volume / name}\n"
    assert os.listdir(volume) == [name]
    assert is_whole(aweigh.binary, volume / name)
    assert aweigh.start_command([volume / name, "version"]).finish().code == 0


def test_a_relative_path(aweigh, volume):
    for place, name in {".": "./aweigh", "init": "init"}.items():
        result = aweigh.run("install", place, cwd=volume)
        assert (result.code, result.stderr) == (0, f"aweigh: installed {name}\n")
    assert sorted(os.listdir(volume)) == ["aweigh", "init"]


def test_the_event_for_machines(aweigh, volume):
    result = aweigh.run("install", "--", volume, env={"AWEIGH_LOG_FORMAT": "json"})
    (event,) = result.events()
    assert (event["event"], event["level"]) == ("installed", "info")
    assert event["path"] == f"{volume}/aweigh"
    assert aweigh.run("install", "-q", volume).stderr == ""


def test_as_pid_1_of_an_image_from_scratch(aweigh, tmp_path):
    root = tmp_path / "root"
    for directory in ["proc", "shared"]:
        (root / directory).mkdir(parents=True)
    shutil.copy(aweigh.binary, root / "aweigh")
    prefix = [
        *namespaces.UNPRIVILEGED, "--map-root-user", "--pid", "--fork", "--kill-child",
        f"--mount-proc={root}/proc", "chroot", str(root),
    ]  # fmt: skip
    program = Program("/aweigh", home=root, prefix=prefix)
    assert program.run("install", "/shared").code == 0
    assert is_whole(aweigh.binary, root / "shared/aweigh")


def test_a_copy_that_runs_is_replaced_and_goes_on(aweigh, volume):
    copy = volume / "aweigh"
    aweigh.run("install", volume)
    running = aweigh.start_command([copy, "-w", "127.0.0.1:1", "true"])
    running.until_stderr("waiting for")
    before = copy.stat().st_ino
    assert aweigh.run("install", volume).code == 0
    assert copy.stat().st_ino != before
    assert not running.ended()
    running.signal(signal.SIGTERM)
    assert running.finish().code == 143


def test_a_copy_installs_itself_over_itself(aweigh, volume):
    aweigh.run("install", volume)
    again = aweigh.start_command([volume / "aweigh", "install", volume]).finish()
    assert again.code == 0
    assert os.listdir(volume) == ["aweigh"]
    assert is_whole(aweigh.binary, volume / "aweigh")


def test_what_is_there_is_replaced(aweigh, tmp_path, volume):
    """As mv does it: a link gives way, what it points to is left alone."""
    innocent = tmp_path / "innocent"
    innocent.write_text("as it was")
    (volume / "link").symlink_to(innocent)
    (volume / "old").write_text("an older version")
    for name in ["link", "old"]:
        assert aweigh.run("install", volume / name).code == 0
        assert not (volume / name).is_symlink() and is_whole(aweigh.binary, volume / name)
    assert innocent.read_text() == "as it was"


def test_whoever_runs_it_meanwhile_finds_all_of_it(aweigh, volume):
    """Neither half a file nor one that is still being written to (ETXTBSY)."""
    aweigh.run("install", volume)
    installing = [aweigh.start("install", volume) for _ in range(scaled(20, 400))]
    runs = 0
    while any(not each.ended() for each in installing) or not runs:
        assert aweigh.start_command([volume / "aweigh", "version"]).finish().code == 0
        runs += 1
    assert {each.finish().code for each in installing} == {0}
    assert os.listdir(volume) == ["aweigh"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=lambda each: each.name)
def test_a_signal_at_any_moment_leaves_no_half_file(aweigh, volume, number):
    copy = volume / "aweigh"
    began = time.monotonic()
    aweigh.run("install", volume)
    usual = time.monotonic() - began
    shots = scaled(20, 400)
    for shot in range(shots):
        copy.unlink(missing_ok=True)
        running = aweigh.start("install", volume)
        time.sleep(usual * shot / shots)
        running.process.send_signal(number)
        code = running.finish().code
        assert code in (0, 128 + number)
        if code == 0 or copy.exists():
            assert is_whole(aweigh.binary, copy)
        if number == signal.SIGTERM:
            assert set(os.listdir(volume)) <= {"aweigh"}


def refused(result, name, *words):
    assert result.code == 64, result
    assert result.stderr.startswith(f"aweigh: error: cannot install to {name}: "), result
    for word in words:
        assert word in result.stderr, result


def test_a_full_disk(mounted, volume):
    result = mounted("size=1m").run("install", volume)
    refused(result, volume / "aweigh", os.strerror(errno.ENOSPC))
    assert result.stdout == "", "nothing is left behind"


def test_a_read_only_target(mounted, volume):
    refused(mounted("ro").run("install", volume), volume / "aweigh", os.strerror(errno.EROFS))


def test_a_directory_of_somebody_else(aweigh, volume):
    volume.chmod(0o555)
    result = aweigh.within(namespaces.UNPRIVILEGED).run("install", volume)
    refused(result, volume / "aweigh", os.strerror(errno.EACCES))


@pytest.mark.parametrize("place, name", [("missing/", "aweigh"), ("missing/init", "init")])
def test_a_missing_parent_is_named(aweigh, volume, place, name):
    result = aweigh.run("install", f"{volume}/{place}")
    missing = volume / "missing"
    refused(result, missing / name, f"there is no directory {missing};", "mount")
    assert os.listdir(volume) == []


def test_what_is_no_file_stays(aweigh, volume):
    (volume / "aweigh").mkdir()
    os.mkfifo(volume / "pipe")
    refused(aweigh.run("install", volume), volume / "aweigh", "no file")
    refused(aweigh.run("install", volume / "pipe"), volume / "pipe", "no file")
    assert sorted(os.listdir(volume)) == ["aweigh", "pipe"]


def test_without_proc(in_empty_root):
    refused(in_empty_root.run("install", "/"), "/aweigh", "/proc/self/exe", "mounted")


USAGES = {
    "no path": [],
    "an empty path": [""],
    "two paths": ["a", "b"],
    "an option of others": ["--timeout", "1s", "a"],
    "a target": ["-w", "db:5432", "a"],
}


@pytest.mark.parametrize("words", USAGES.values(), ids=USAGES)
def test_bad_usage(aweigh, volume, words):
    result = aweigh.run("install", *words, cwd=volume)
    assert result.code == 64 and result.stderr, result
    assert os.listdir(volume) == []


def test_its_help(aweigh):
    for words in [["help", "install"], ["install", "--help"]]:
        text = aweigh.run(*words).stdout
        assert "aweigh install [OPTIONS] PATH" in text and "--log-format" in text
        assert "--timeout" not in text
