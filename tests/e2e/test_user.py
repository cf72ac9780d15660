"""--user: what `docker run --user` takes, from tables of the test's own, and no way back to root.

Only real root can become somebody else: these tests run as root, in no user namespace."""

import shutil
import sys

import pytest
from support.namespaces import PID1
from support.ports import free_port

OWN_MOUNTS = ["unshare", "--mount"]
OWN_PID1 = [*OWN_MOUNTS, "--pid", "--fork", "--mount-proc", "--kill-child"]

PASSWD = """\
root:x:0:0:root:/root:/bin/sh
# a comment:x:1:1::/:/bin/sh

app:x:1000:1001:The App:/srv/app:/sbin/nologin
twin:x:1000:1009::/srv/twin:/bin/sh
4242:x:1500:1500::/srv/number:/bin/sh
homeless:x:1002:1002:::/bin/sh
brief:x:1003:1003
shorter:x:1004
wordy:x:many:1005::/:/bin/sh
negative:x:-1:1005::/:/bin/sh
huge:x:2147483648:1005::/:/bin/sh
groupless:x:1005:::/:/bin/sh
::1005:1005::/:/bin/sh
last:x:1006:1006::/srv/last:/bin/sh"""

GROUP = """\
root:x:0:
app:x:1001:
logs:x:1010:somebody,app
brief:x:1013
shorter:x
wordy:x:many:app
data:x:1011:app,somebody
apps:x:1012:application,4242
4343:x:1600:
last:x:1014:last"""

# real, effective, saved and file system IDs
WHO_AM_I = 'echo $(grep -E "^(Uid|Gid|Groups):" /proc/self/status) $HOME ${USER-nobody}'


@pytest.fixture
def with_tables(aweigh, tmp_path):
    """`with_tables()` is the binary where /etc holds these tables."""

    def make(prefix=OWN_MOUNTS):
        (tmp_path / "passwd").write_text(PASSWD)
        (tmp_path / "group").write_text(GROUP)
        script = 'mount --bind "$1" /etc/passwd && mount --bind "$2" /etc/group && shift 2'
        tables = [str(tmp_path / "passwd"), str(tmp_path / "group")]
        return aweigh.within([*prefix, "sh", "-c", f'{script} && exec "$@"', "sh", *tables])

    return make


@pytest.fixture(params=[OWN_MOUNTS, OWN_PID1], ids=["an ordinary process", "PID 1"])
def anywhere(request, with_tables):
    return with_tables(request.param)


# what is asked for: uid, gid, supplementary groups, HOME, USER
TAKEN = {
    "app": (1000, 1001, [1010, 1011], "/srv/app", "app"),
    "1000": (1000, 1001, [1010, 1011], "/srv/app", "app"),
    "app:logs": (1000, 1010, [], "/srv/app", "app"),
    "app:1010": (1000, 1010, [], "/srv/app", "app"),
    "app:5555": (1000, 5555, [], "/srv/app", "app"),
    "1000:logs": (1000, 1010, [], "/srv/app", "app"),
    "1000:5555": (1000, 5555, [], "/srv/app", "app"),
    "5555": (5555, 0, [], "/", "nobody"),
    "5555:data": (5555, 1011, [], "/", "nobody"),
    "5555:6666": (5555, 6666, [], "/", "nobody"),
    "2147483647:2147483647": (2147483647, 2147483647, [], "/", "nobody"),
    "0": (0, 0, [], "/root", "root"),
    "1000:": (1000, 1001, [1010, 1011], "/srv/app", "app"),
    "app:": (1000, 1001, [1010, 1011], "/srv/app", "app"),
    "5555:": (5555, 0, [], "/", "nobody"),
    "0:": (0, 0, [], "/root", "root"),
    ":1000": (0, 1000, [], "/root", "root"),
    ":app": (0, 1001, [], "/root", "root"),
    "root": (0, 0, [], "/root", "root"),
    "root:app": (0, 1001, [], "/root", "root"),
    "homeless": (1002, 1002, [], "/", "homeless"),
    "brief:brief": (1003, 1013, [], "/", "brief"),
    "last": (1006, 1006, [1014], "/srv/last", "last"),
    # a number is never a name
    "4242": (4242, 0, [], "/", "nobody"),
    "1500": (1500, 1500, [1012], "/srv/number", "4242"),
    "app:4343": (1000, 4343, [], "/srv/app", "app"),
    "app:1600": (1000, 1600, [], "/srv/app", "app"),
}


@pytest.mark.parametrize("user, identity", TAKEN.items(), ids=TAKEN)
def test_users_and_groups_by_name_and_number(anywhere, user, identity):
    env = {"USER": "somebody", "HOME": "/nowhere"}
    result = anywhere.run("-q", "--user", user, "sh", "-c", WHO_AM_I, env=env)
    uid, gid, groups, home, name = identity
    words = ["Uid:", *[uid] * 4, "Gid:", *[gid] * 4, "Groups:", *groups, home, name]
    assert (result.code, result.stdout.split()) == (0, [str(word) for word in words]), result


REFUSED = [
    "bogus", "0day", "0:bogus", "app:bogus", "-1", "0:-1", "2147483648", "0:2147483648",
    ":", "::", ":1000:", "1000::", "app:logs:data", " app", "0x10", "1e3", "App",
    "shorter", "wordy", "negative", "huge", "groupless", "0:shorter", "0:wordy",
]  # fmt: skip


def _assert_refused(result, tmp_path, says):
    """At once, in one line, and the service was not started."""
    assert result.code == 64 and result.seconds < 5, result
    assert len(result.stderr.splitlines()) == 1 and says in result.stderr, result
    assert not (tmp_path / "started").exists()


@pytest.mark.parametrize("user", REFUSED)
def test_who_does_not_exist_is_refused_before_anything_is_waited_for(with_tables, tmp_path, user):
    words = ["-w", f"127.0.0.1:{free_port()}", "-u", user]
    result = with_tables().run(*words, "touch", str(tmp_path / "started"))
    _assert_refused(result, tmp_path, "there is no ")


@pytest.fixture
def from_scratch(aweigh, tmp_path):
    """The binary in a root that holds nothing else but a second one, for a service."""
    root = tmp_path / "root"
    root.mkdir()
    shutil.copy(aweigh.binary, root / "aweigh")
    shutil.copy(aweigh.binary, root / "service")
    aweigh.binary = "/aweigh"
    return aweigh.within(["unshare", "--pid", "--fork", "--kill-child", "chroot", str(root)])


def test_numbers_need_no_tables(from_scratch):
    result = from_scratch.run("--log-level=debug", "-u", "1000:1000", "/service", "version")
    assert (result.code, result.stdout[:7]) == (0, "aweigh "), result


@pytest.mark.parametrize("user", ["app", "1000:app"])
def test_names_without_tables_are_one_clear_error(from_scratch, tmp_path, user):
    words = ["-w", f"127.0.0.1:{free_port()}", "-u", user]
    result = from_scratch.run(*words, "/service", "version")
    _assert_refused(result, tmp_path, '"app"')
    assert result.stdout == ""


NOT_ALLOWED = {
    "capabilities are dropped": ["setpriv", "--bounding-set=-setuid,-setgid"],
    "in a user namespace": PID1,
}


@pytest.mark.parametrize("prefix", NOT_ALLOWED.values(), ids=NOT_ALLOWED)
def test_who_may_not_change_the_user_is_told_so(aweigh, tmp_path, prefix):
    words = ["-u", "2000:2001", "touch", str(tmp_path / "started")]
    _assert_refused(aweigh.within(prefix).run(*words), tmp_path, "cannot become user 2000:2001")


AS_KUBERNETES_RUNS_IT = [
    "setpriv", "--reuid=1000", "--regid=0", "--groups=2000", "--bounding-set=-all",
    "--inh-caps=-all", "--no-new-privs",
]  # fmt: skip


@pytest.mark.parametrize("user", ["1000", "1000:1000", "app", "1000:"])
@pytest.mark.parametrize("prefix", [OWN_MOUNTS, OWN_PID1], ids=["an ordinary process", "PID 1"])
def test_the_user_that_one_already_is_needs_no_capability(with_tables, prefix, user):
    """`runAsUser: 1000`, whose groups are those of the pod."""
    program = with_tables(prefix)
    program = program.within([*program.prefix, *AS_KUBERNETES_RUNS_IT])
    result = program.run("-q", "-u", user, "sh", "-c", WHO_AM_I)
    words = "Uid: 1000 1000 1000 1000 Gid: 0 0 0 0 Groups: 2000 /srv/app app"
    assert (result.code, result.stdout) == (0, f"{words}\n"), result


def test_root_without_capabilities_is_root_already(with_tables):
    program = with_tables()
    program = program.within([*program.prefix, "setpriv", "--bounding-set=-all"])
    result = program.run("-q", "-u", "root", "id", "-u")
    assert (result.code, result.stdout) == (0, "0\n"), result


def test_another_user_without_a_capability_is_refused(aweigh, tmp_path):
    words = ["-u", "1001:1000", "touch", str(tmp_path / "started")]
    result = aweigh.within(AS_KUBERNETES_RUNS_IT).run(*words)
    _assert_refused(result, tmp_path, "cannot become user 1001:1000")


@pytest.mark.parametrize("prefix", NOT_ALLOWED.values(), ids=NOT_ALLOWED)
def test_that_is_noticed_before_anything_is_waited_for(aweigh, tmp_path, prefix):
    words = ["-w", f"127.0.0.1:{free_port()}", "-u", "2000", "touch", str(tmp_path / "started")]
    result = aweigh.within(prefix).run(*words)
    _assert_refused(result, tmp_path, "cannot become user 2000:0")


# Prints what it has achieved.
REGAIN_ROOT = """
import ctypes, os
libc = ctypes.CDLL(None)
attempts = {
    "setuid": lambda: os.setuid(0),
    "seteuid": lambda: os.seteuid(0),
    "setresuid": lambda: os.setresuid(-1, 0, -1),
    "setgid": lambda: os.setgid(0),
    "setegid": lambda: os.setegid(0),
    "setgroups": lambda: os.setgroups([0]),
    "capset": lambda: 1 / (1 + libc.capset((ctypes.c_uint32 * 2)(0x20080522, 0),
                                           (ctypes.c_uint32 * 6)(1 << 7, 1 << 7))),
}
for name, attempt in attempts.items():
    try:
        attempt()
        print(name)
    except (OSError, ZeroDivisionError):
        pass
print(*[line for line in open("/proc/self/status") if line[:6] in ("CapPrm", "CapEff", "CapAmb")])
"""


def test_root_cannot_be_regained(anywhere):
    command = [sys.executable, "-ISc", REGAIN_ROOT]
    result = anywhere.run("-q", "-u", "app", *command)
    none = "0" * 16
    words = ["CapPrm:", none, "CapEff:", none, "CapAmb:", none]
    assert (result.code, result.stdout.split()) == (0, words), result


def test_a_user_who_would_keep_root_s_capabilities_is_refused(aweigh, tmp_path):
    prefix = ["setpriv", "--securebits=+no_setuid_fixup"]
    result = aweigh.within(prefix).run("-u", "2000", "touch", str(tmp_path / "started"))
    _assert_refused(result, tmp_path, "root could be regained")


@pytest.fixture
def home_of_app(scratch):
    """A directory that only user 1000 may enter, with a program in it."""
    directory = scratch()
    program = directory / "service"
    program.write_text("#!/bin/sh\npwd\n")
    for path in [program, directory]:
        path.chmod(0o700)
        shutil.chown(path, 1000, 1000)
    return directory


def test_the_command_is_looked_up_by_the_user_in_the_directory(anywhere, home_of_app):
    """Both a relative path and a relative entry of PATH start there, and what root alone may run
    is not found."""
    for command, path in [("./service", "/usr/bin:/bin"), ("service", ".:/usr/bin:/bin")]:
        words = ["-q", "-u", "1000", "-C", str(home_of_app), command]
        result = anywhere.run(*words, env={"PATH": path})
        assert (result.code, result.stdout) == (0, f"{home_of_app}\n"), result


def test_a_command_that_only_root_may_run_cannot_be_run(anywhere, home_of_app):
    result = anywhere.run("-q", "-u", "2000", str(home_of_app / "service"))
    assert result.code == 126 and "ermission denied" in result.stderr, result


def test_a_directory_that_the_user_may_not_enter_is_an_error(anywhere, home_of_app):
    result = anywhere.run("-q", "-u", "2000", "-C", str(home_of_app), "pwd")
    assert result.code == 126 and str(home_of_app) in result.stderr, result
    assert result.stdout == ""


def test_the_user_changes_after_the_migration(anywhere, migrations, database):
    """Whose directory only root may read."""
    directory = migrations({"1_a.up.sql": "CREATE TABLE a ();"})
    directory.path.chmod(0o700)
    words = ["-m", str(directory), "--database", database.url, "-u", "app"]
    result = anywhere.run("-q", *words, "id", "-u")
    assert (result.code, result.stdout, database.tables()) == (0, "1000\n", {"a"}), result


def test_the_death_signal_is_set_after_the_user(with_tables):
    """A change of user would clear it."""
    words = ["-q", "--init=always", "--pdeath-signal=USR1", "-u", "app"]
    service = "import ctypes; n = ctypes.c_int(); ctypes.CDLL(None).prctl(2, ctypes.byref(n))"
    result = with_tables().run(*words, sys.executable, "-ISc", f"{service}; print(n.value)")
    assert (result.code, result.stdout) == (0, "10\n"), result
