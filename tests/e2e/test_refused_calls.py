"""System calls that an old kernel has not, or that a container's seccomp profile refuses. We do
without, or say so in one line."""

import os
import resource
import signal

import pytest
from support import limits
from support.namespaces import PID1
from support.processes import survivors
from support.seccomp import refusing
from support.services import RECORDER
from support.waiting import eventually

SUBREAPER, NO_NEW_PRIVS, PDEATHSIG, NAME = 36, 38, 1, 15

DONE_WITHOUT = [
    *[(call, error) for call in ("close_range", "pidfd_open", "clone3", "madvise")
      for error in ("ENOSYS", "EPERM")],
    *[("prctl", "EPERM", option) for option in (SUBREAPER, PDEATHSIG, NAME)],
]  # fmt: skip


def _name(words):
    return " ".join(map(str, words))


@pytest.fixture(params=[[], ["--init=always"], PID1], ids=["alone", "supervisor", "PID 1"])
def where(request, aweigh):
    """`where(call, error)`: the binary, to which the kernel refuses that."""
    prefix, options = (PID1, []) if request.param is PID1 else ([], request.param)
    return lambda *call: aweigh.within([*prefix, *refusing(*call)], *options)


@pytest.mark.parametrize("call", DONE_WITHOUT, ids=_name)
def test_a_program_is_run_and_the_service_starts(where, call):
    words = ["-t", "20s", "-w", "exec:sh -c 'exit 0'", "--", "sh", "-c", "echo started; exit 7"]
    result = where(*call).run(*words)
    assert (result.code, result.stdout) == (7, "started\n"), result


@pytest.mark.parametrize("call", DONE_WITHOUT[:4], ids=_name)
def test_a_program_that_cannot_be_run_is_told(where, call):
    result = where(*call).run("-t", "0", "-w", "exec:/no/such/program", "true")
    assert result.code == 69 and "No such file or directory" in result.stderr, result


@pytest.mark.parametrize("call", DONE_WITHOUT[:4], ids=_name)
def test_a_program_that_hangs_is_ended_with_us(where, call, marker):
    running = where(*call).start("-w", f"exec:sleep {marker}", "true")
    eventually(lambda: survivors(f"^sleep {marker}"), "it runs")
    running.signal(signal.SIGTERM)
    assert running.finish().code == 143
    assert not survivors(f"^sleep {marker}")


@pytest.mark.parametrize("call", DONE_WITHOUT[:4], ids=_name)
def test_the_lock_is_held_for_a_program_and_let_go(anywhere, call, database):
    program = anywhere.within([*anywhere.prefix, *refusing(*call)])
    words = ["lock", "--database", database.url, "--lock-timeout=0", "--", "echo", "done"]
    for _ in range(2):
        result = program.run(*words)
        assert result.code == 0 and "done" in result.stderr.splitlines(), result


@pytest.mark.parametrize("call", DONE_WITHOUT[:4], ids=_name)
def test_a_program_migrates_and_the_service_starts(where, call, database):
    words = ["--database", database.url, "--migrate-command", "echo done", "echo", "started"]
    result = where(*call).run(*words)
    assert (result.code, result.stdout) == (0, "started\n"), result
    assert "done" in result.stderr.splitlines(), result


@pytest.mark.parametrize("call", DONE_WITHOUT[:2], ids=_name)
def test_pipes_that_others_read_are_let_go(supervisor, call):
    program = supervisor.within([*supervisor.prefix, *refusing(*call)], "--init=always")
    inherited, writer = os.pipe()
    running = program.start(*RECORDER, pass_fds=[writer])
    os.close(inherited)
    os.close(writer)
    running.until_stdout("ready")
    eventually(lambda: os.listdir(f"/proc/{running.pid}/fd") == ["2"], "it holds stderr only")


def test_pipes_are_let_go_without_proc(in_empty_root):
    *prefix, chroot, root = in_empty_root.prefix
    program = in_empty_root.within([*prefix, *refusing("close_range"), chroot, root])
    inherited, writer = os.pipe()
    service = ["/aweigh", "wait", "-t", "none", "file:/never"]
    running = program.start("--", *service, pass_fds=[writer])
    os.close(inherited)
    os.close(writer)
    [pid] = eventually(running.children, "it has been forked")
    eventually(lambda: os.listdir(f"/proc/{pid}/fd") == ["2"], "it holds stderr only")


def test_a_refused_signalfd_is_one_clear_error(where):
    result = where("signalfd4", "EPERM").run("-w", "tcp://127.0.0.1:1", "true")
    assert result.code == 70, result
    assert result.stderr.splitlines() == [
        "aweigh: error: internal error: cannot wait for signals: signalfd: Operation not permitted "
        "(exit code 70: internal error)"
    ]


def test_without_a_signalfd_signals_are_forwarded(supervisor):
    program = supervisor.within([*supervisor.prefix, *refusing("signalfd4")], "--init=always")
    running = program.start(*RECORDER)
    running.until_stdout("ready")
    running.signal(signal.SIGUSR1)
    running.until_stdout(f"got {signal.SIGUSR1.value}.")


ASKED_FOR = {
    "--no-new-privs": (NO_NEW_PRIVS, "cannot set no_new_privs: "),
    "--pdeath-signal=TERM": (PDEATHSIG, "cannot set the parent-death signal: "),
}


@pytest.mark.parametrize("option", ASKED_FOR)
def test_what_is_asked_for_and_refused_is_an_error(where, option):
    call, says = ASKED_FOR[option]
    words = ["--init=always", option, "echo", "started"]
    result = where("prctl", "EPERM", call).run(*words)
    assert (result.code, result.stdout) == (70, ""), result
    assert f"aweigh: error: {says}Operation not permitted (exit code 70: " in result.stderr, result


def test_orphans_that_are_not_reaped_are_told(aweigh):
    program = aweigh.within(refusing("prctl", "EPERM", SUBREAPER), "--init=always")
    result = program.run("true")
    assert result.code == 0 and "cannot become a child subreaper" in result.stderr, result


def test_a_want_of_memory_before_main_is_told(aweigh):
    result = aweigh.within(refusing("mmap", "ENOMEM")).run("--", "true")
    assert result.code == 70, result
    words = "aweigh: error: internal error: out of memory (exit code 70: internal error)\n"
    assert result.stderr == words


def test_a_want_of_memory_is_told(aweigh, tmp_path):
    file = tmp_path / "variables"
    file.write_bytes(b"A=b\n" * (8 << 20))
    program = aweigh.within(limits.address_space(24 << 20))
    result = program.run("--env-file", str(file), "--", "true")
    assert result.code == 70 and "internal error: out of memory (" in result.stderr, result


def test_a_limit_of_descriptors_that_is_not_told_stays(where):
    program = where("prlimit64", "EPERM", 0, 2)  # the new limit of getrlimit(2)
    count = ["sh", "-c", "grep '^Max open files' /proc/self/limits"]
    result = program.run("-t", "5s", "-w", f"file:{program.binary}", "--", *count)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert result.stdout.split()[3:5] == [str(soft), str(hard)], result


def test_what_is_wrong_is_told_where_nobody_says_whether_stderr_would_block(where):
    result = where("poll", "ENOMEM").run("-t", "0", "-w", "file:/no/such", "true")
    assert result.code == 124 and "aweigh: error: file:///no/such" in result.stderr, result


def test_a_program_whose_guard_cannot_be_killed_ends(where):
    words = ["-t", "20s", "-w", "exec:sh -c 'exit 0'", "--", "sh", "-c", "echo started"]
    result = where("kill", "EPERM").run(*words)
    assert (result.code, result.stdout) == (0, "started\n"), result


def test_a_migration_that_cannot_be_looked_at_is_not_taken_for_something_else(aweigh, migrations):
    directory = migrations({"1_users.up.sql": "SELECT 1;"})
    program = aweigh.within(refusing("fstat", "EACCES"))
    result = program.run("migrate", "validate", "-m", str(directory))
    assert result.code == 65 and "1_users.up.sql: Permission denied" in result.stderr, result


def test_a_postgres_for_which_there_is_no_socket_is_not_ready_yet(aweigh):
    program = aweigh.within(refusing("socket", "EMFILE"))
    result = program.run("wait", "-t", "300ms", "postgres://app@127.0.0.1:5432/app")
    assert result.code == 124, result
    assert "5432/app: cannot open a socket: No file descriptors available" in result.stderr, result
