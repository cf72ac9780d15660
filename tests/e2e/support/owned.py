"""Trees that --chown is to give away, and who owns what in them.

Only real root can give files away: the tests run as root, in no user namespace."""

import os

import pytest

OWN_PID1 = ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child"]
UID, GID = 12345, 12346
USER = ["--user", f"{UID}:{GID}"]
OURS = (UID, GID)
ROOTS = (0, 0)


def owner(path):
    state = os.lstat(path)
    return state.st_uid, state.st_gid


def owners(top):
    """Of all that lies there, links themselves."""
    paths = [top, *(os.path.join(at, name) for at, dirs, files in os.walk(top)
                    for name in dirs + files)]  # fmt: skip
    return {os.path.relpath(path, top): owner(path) for path in paths}


@pytest.fixture(params=[[], OWN_PID1], ids=["an ordinary process", "PID 1"])
def anywhere(request, aweigh):
    """In no user namespace, where nobody else is."""
    return aweigh.within(request.param)


@pytest.fixture
def tree(tmp_path):
    """One of each kind that a user can make."""
    top = tmp_path / "data"
    (top / "a/b").mkdir(parents=True)
    (top / "empty").mkdir()
    (top / "a/file").write_text("x")
    (top / "a/b/Ä 1\n2").write_text("x")
    os.mkfifo(top / "a/fifo")
    (top / "a/dangling").symlink_to("/no/such")
    return top


@pytest.fixture
def chown(anywhere):
    """Runs a service that shows that it has started."""

    def chown(path, *words, **options):
        return anywhere.run("--chown", str(path), *USER, *words, "echo", "started", **options)

    return chown


def assert_refused(result, *says):
    assert (result.code, result.stdout) == (64, ""), result
    assert all(word in result.stderr for word in says), result
