"""--chown: what lies at a path becomes the user's, and only what is not is written to."""

import os
import re
import signal
import subprocess

from support.owned import (  # noqa: F401: fixtures
    OURS,
    GID,
    OWN_PID1,
    ROOTS,
    UID,
    USER,
    anywhere,
    assert_refused,
    chown,
    owner,
    owners,
    tree,
)
from support.ports import free_port


def test_all_of_it_becomes_the_user_s(chown, tree):
    result = chown(tree, "--log-format=json")
    assert (result.code, result.stdout) == (0, "started\n"), result
    assert set(owners(tree).values()) == {OURS}
    (told,) = result.events("owner_changed")
    assert (told["path"], told["count"], told["changed"]) == (str(tree), 8, 8)


def test_what_belongs_to_the_user_is_not_written_to(chown, tree):
    assert chown(tree).code == 0
    os.chown(tree / "a/file", UID, 0)
    before = {path: os.lstat(tree / path).st_ctime_ns for path in owners(tree)}
    result = chown(tree, "--log-format=json")
    after = {path: os.lstat(tree / path).st_ctime_ns for path in owners(tree)}
    assert [path for path in before if before[path] != after[path]] == ["a/file"]
    assert owner(tree / "a/file") == OURS
    assert [told["changed"] for told in result.events("owner_changed")] == [1]


def test_where_all_is_done_nothing_is_said(chown, tree):
    assert chown(tree).code == 0
    assert str(tree) not in chown(tree).stderr
    assert f"{tree}: 0 of 8 changed" in chown(tree, "--log-level=debug").stderr


def test_a_file_alone_and_several_paths(anywhere, tree):
    paths = [tree / "a/file", tree / "a/b"]
    env = {"AWEIGH_CHOWN": f"'{paths[0]}' '{paths[1]}/'"}
    result = anywhere.run(*USER, "true", env=env)
    assert result.code == 0, result
    assert [path for path, whose in owners(tree).items() if whose == OURS] == [
        "a/b", "a/file", "a/b/Ä 1\n2",
    ]  # fmt: skip


def test_it_is_done_before_the_migration(anywhere, tree, database):
    look = f"sh -c 'test $(stat -c %u {tree}/a/file) = {UID}'"
    words = ["--chown", str(tree), *USER, "--database", database.url, "--migrate-command", look]
    result = anywhere.run(*words, "true")
    assert result.code == 0, result


def test_a_rehearsal_changes_nothing(anywhere, tree, database, migrations):
    directory = migrations({"1_a.up.sql": "SELECT 1"})
    words = ["--dry-run", "-m", str(directory), "--database", database.url]
    result = anywhere.run("--chown", str(tree), *USER, *words, "true")
    assert (result.code, set(owners(tree).values())) == (0, {ROOTS}), result


def test_without_a_user_nobody_knows_whose(anywhere, tree):
    result = anywhere.run("--chown", str(tree), "echo", "started")
    assert_refused(result, "--chown", "--user USER")


def test_who_is_not_root_changes_nothing(aweigh, tmp_path):
    """`runAsUser`: the manifest may be the same."""
    drop = ["setpriv", f"--reuid={UID}", f"--regid={GID}", "--clear-groups", "--bounding-set=-all"]
    user = aweigh.within([*drop, "--inh-caps=-all"], *USER)
    words = ["--log-level=debug", "--chown", "/no/such/path"]
    result = user.run(*words, "echo", "started", cwd="/")
    assert (result.code, result.stdout) == (0, "started\n"), result
    assert "the owner of /no/such/path is kept: this is not root" in result.stderr
    assert user.run(*words[1:], "true", cwd="/").stderr == ""


def test_a_path_that_is_not_there_is_an_error_that_says_so(chown, tree):
    wait = ["-w", f"127.0.0.1:{free_port()}"]
    result = chown(tree / "missing/x", *wait)
    assert_refused(result, f"cannot change the owner of {tree}/missing/x: ", "create it")
    assert result.seconds < 5


def test_a_read_only_file_system_is_one_error(aweigh, tree, tmp_path):
    script = f'mount --bind {tree} {tree} && mount -o remount,bind,ro {tree} && exec "$@"'
    program = aweigh.within(["unshare", "--mount", "sh", "-c", script, "sh"])
    result = program.run("--chown", str(tree), *USER, "touch", str(tmp_path / "started"))
    assert_refused(result, f"cannot change the owner of {tree}", "Read-only file system")
    assert not (tmp_path / "started").exists()


def test_root_without_the_right_is_one_error(aweigh, tree):
    program = aweigh.within(["setpriv", "--bounding-set=-chown"])
    result = program.run("--chown", str(tree), *USER, "echo", "started")
    assert_refused(result, f"cannot change the owner of {tree}", "not permitted")


def deep(top, depth):
    """A path deeper than any path may be long."""
    fd = os.open(top, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir("x" * 100, dir_fd=fd)
        os.close(os.open("file", os.O_CREAT, dir_fd=fd))
        below = os.open("x" * 100, os.O_RDONLY, dir_fd=fd)
        os.close(fd)
        fd = below
    return fd


def test_any_depth_takes_few_descriptors(anywhere, tree):
    depth = 500
    last = deep(tree, depth)
    limited = anywhere.within([*anywhere.prefix, "prlimit", "--nofile=40"])
    result = limited.run("--chown", str(tree), *USER, "--log-format=json", "true")
    (told,) = result.events("owner_changed")
    assert told["changed"] == told["count"] == 8 + 2 * depth, result
    assert os.stat(last).st_uid == UID
    os.close(last)
    subprocess.run(["rm", "-r", tree], check=True)


def test_term_ends_it(anywhere, tree):
    """As it ends a wait. One that has come already is enough."""
    blocked = ["python3", "-ISc", "import os, signal, sys\n"
               "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])\n"
               "os.kill(os.getpid(), signal.SIGTERM)\n"
               "os.execv(sys.argv[1], sys.argv[1:])"]  # fmt: skip
    program = anywhere.within([*anywhere.prefix, *blocked])
    words = ["--init=never", "--chown", str(tree), *USER]
    result = program.run(*words, "echo", "started")
    assert (result.code, result.stdout) == (143, ""), result
    assert "TERM ended the change of owners" in result.stderr


def test_it_is_explained_and_not_done(aweigh, tree):
    words = ["--explain", "--chown", str(tree), *USER]
    result = aweigh.run(*words, "true")
    assert result.code == 0 and re.search(rf"what lies at\s+{tree}\s", result.stdout), result
    assert set(owners(tree).values()) == {ROOTS}
    result = aweigh.run(*words, "--chown=/no/such", "true")
    assert result.code == 64 and "cannot change the owner of /no/such" in result.stderr


def test_a_supervisor_stays_in_front_of_the_service(aweigh, tree):
    script = "until grep -q aweigh-init /proc/1/cmdline; do sleep 0.05; done; id -u"
    program = aweigh.within(OWN_PID1)
    result = program.run("--chown", str(tree), *USER, "sh", "-c", script)
    assert (result.code, result.stdout) == (0, f"{UID}\n"), result
