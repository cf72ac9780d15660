"""--chown: nothing that lies elsewhere becomes the user's, whatever the user has prepared."""

import os
import signal
import stat
import subprocess

import pytest
from support.owned import (  # noqa: F401: fixtures
    OURS,
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


def test_links_are_changed_themselves_and_not_followed(chown, tree, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "file").write_text("x")
    (tree / "to-directory").symlink_to(outside)
    (tree / "to-file").symlink_to(outside / "file")
    assert chown(tree).code == 0
    assert (owner(tree / "to-directory"), owner(tree / "to-file")) == (OURS, OURS)
    assert set(owners(outside).values()) == {ROOTS}


@pytest.mark.parametrize("at", ["link", "link/a", "link/../link/a/file"])
def test_a_path_through_a_link_of_root_s_is_what_it_leads_to(chown, tree, tmp_path, at):
    (tmp_path / "link").symlink_to("data/" if at == "link" else tree)
    assert chown(tmp_path / at).code == 0
    assert owner(tree / at.removeprefix("link/../").removeprefix("link").lstrip("/")) == OURS
    assert owner(tmp_path / "link") == ROOTS


@pytest.mark.parametrize("mode, whose", [(0o755, OURS), (0o777, ROOTS), (0o775, ROOTS)])
@pytest.mark.parametrize("below", ["", "/sub"])
def test_a_link_that_another_may_have_made_is_refused(chown, tmp_path, mode, whose, below):
    outside, data = tmp_path / "outside", tmp_path / "data"
    (outside / "sub").mkdir(parents=True)
    data.mkdir()
    (data / "logs").symlink_to(outside)
    os.chown(data, *whose)
    data.chmod(mode)
    assert_refused(chown(f"{data}/logs{below}"), "logs is a symbolic link")
    assert set(owners(outside).values()) == {ROOTS}


def test_links_in_a_circle_are_an_error(chown, tmp_path):
    (tmp_path / "circle").symlink_to("circle")
    assert_refused(chown(tmp_path / "circle"), "ymbolic link")


def test_a_hard_link_is_left_as_it_is(chown, tree, tmp_path):
    (tmp_path / "shadow").write_text("x")
    os.link(tmp_path / "shadow", tree / "a/trap")
    result = chown(tree, "--log-format=json")
    (kept,) = result.events("owner_kept")
    assert (kept["level"], kept["reason"], kept["count"]) == ("warn", "linked", 1)
    assert kept["path"] == f"{tree}/a/trap"
    assert owner(tmp_path / "shadow") == ROOTS
    assert owner(tree / "a/file") == OURS
    assert chown(tree / "a/trap").code == 0
    assert owner(tmp_path / "shadow") == ROOTS
    os.chown(tmp_path / "shadow", *OURS)
    assert str(tree) not in chown(tree).stderr


UNPROTECTED = [
    "unshare", "--mount", "sh", "-c",
    'mount --bind "$1" /proc/sys/fs/protected_hardlinks && shift && exec "$@"', "sh",
]  # fmt: skip


def test_where_anybody_may_link_only_root_s_directories_are_trusted(aweigh, tree, tmp_path):
    (tmp_path / "zero").write_text("0\n")
    program = aweigh.within([*UNPROTECTED, str(tmp_path / "zero")])
    os.chown(tree / "a", *OURS)
    (tree / "a/b").chmod(0o777)
    result = program.run("--chown", str(tree), *USER, "--log-format=json", "true")
    (kept,) = result.events("owner_kept")
    assert (kept["reason"], kept["count"]) == ("linkable", 4)
    left = [path for path, whose in owners(tree).items() if whose == ROOTS]
    assert sorted(left) == ["a/b/Ä 1\n2", "a/dangling", "a/fifo", "a/file"]


def test_a_device_is_given_only_by_its_name(chown, tree):
    device = tree / "a/device"
    os.mknod(device, stat.S_IFCHR | 0o600, os.makedev(1, 3))
    result = chown(tree)
    assert (result.code, owner(device)) == (0, ROOTS), result
    assert f"the owner of {device} is kept: a device" in result.stderr
    assert (chown(device).code, owner(device)) == (0, OURS)


MOUNTS = {
    "another file system": "mount -t tmpfs none {tree}/empty && touch {tree}/empty/new",
    "a directory of the same": "mount --bind {outside} {tree}/empty",
    "a file": "touch {tree}/empty/x && mount --bind {outside}/new {tree}/empty/x",
}


@pytest.mark.parametrize("mount", MOUNTS.values(), ids=MOUNTS)
def test_what_is_mounted_below_is_left_as_it_is(aweigh, tree, tmp_path, mount):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "new").write_text("x")
    script = mount.format(tree=tree, outside=outside)
    after = f'"$@"; echo $? $(stat -c %u {tree}/empty/*) $(stat -c %u {tree}/a)'
    prefix = ["unshare", "--mount", "sh", "-c", f"{script} && {after}", "sh"]
    result = aweigh.within(prefix).run("--chown", str(tree), *USER, "true")
    assert result.stdout.split() == ["0", "0", str(UID)], result
    assert "is kept: something else is mounted there" in result.stderr
    assert set(owners(outside).values()) == {ROOTS}


def test_a_tree_that_is_changed_meanwhile(anywhere, tree, tmp_path):
    """Files come and go, and a directory becomes a link to another one, which stays root's."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_text("x")
    changer = subprocess.Popen(["sh", "-c", f"""
        cd {tree}
        while :; do
            mkdir -p swap more/a/b; touch swap/secret more/1 more/2 more/a/b/3
            mv swap aside; ln -s {outside} swap; rm -r more/a more/?; rm swap; rm -r aside
        done"""], stderr=subprocess.DEVNULL, start_new_session=True)  # fmt: skip
    try:
        for _ in range(20):
            result = anywhere.run("-q", "--chown", str(tree), *USER, "true")
            assert result.code == 0, result
            assert set(owners(outside).values()) == {ROOTS}
    finally:
        os.killpg(changer.pid, signal.SIGKILL)
        changer.wait()
