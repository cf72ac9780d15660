"""The end of a service is explained: in the log, as an event, and in /dev/termination-log."""

import datetime
import os
import re
import signal
import time
from pathlib import Path

import pytest
from support import fakes
from support.cgroup import MemoryLimit
from support.namespaces import devices
from support.ports import free_port
from support.services import RECORDER
from support.waiting import eventually

# how a service ends, its exit code, what is said of it
DEATHS = {
    "success": ("exit 0", 0, "the service ended with exit code 0 after"),
    "an exit code": ("exit 3", 3, "the service ended with exit code 3 after"),
    "a large exit code": ("exit 255", 255, "the service ended with exit code 255 after"),
    "TERM": ("kill -TERM $$", 143, "the service was ended by TERM after"),
    "KILL": ("kill -KILL $$", 137, "the service was ended by KILL after"),
    "a real-time signal": ("kill -37 $$", 165, "the service was ended by RTMIN+3 after"),
}


@pytest.mark.parametrize("script, code, line", DEATHS.values(), ids=DEATHS)
def test_the_end_is_explained_in_one_line(supervisor, script, code, line):
    result = supervisor.run("sh", "-c", script)
    assert result.code == code
    assert re.fullmatch(rf"aweigh: {re.escape(line)} [\d.e-]+ s\n", result.stderr), result


def test_a_mapped_exit_code_is_told_as_it_was(supervisor):
    result = supervisor.run("--map-exit=3:0", "sh", "-c", "exit 3")
    assert result.code == 0
    assert "exit code 3" in result.stderr


def test_the_end_is_an_event(supervisor):
    before = datetime.datetime.now(datetime.timezone.utc)
    result = supervisor.run("--log-format=json", "sh", "-c", "echo $$; sleep 0.2; exit 3")
    (event,) = result.events("service_exited")
    time = datetime.datetime.fromisoformat(event.pop("time").replace("Z", "+00:00"))
    assert before <= time + datetime.timedelta(milliseconds=1)
    assert time <= datetime.datetime.now(datetime.timezone.utc)
    assert 150 <= event.pop("elapsed_ms") < 5000
    assert event.pop("msg").startswith("the service ended with exit code 3 after 0.")
    assert event == {
        "level": "info", "event": "service_exited", "pid": int(result.stdout), "exit_code": 3,
    }  # fmt: skip


def test_a_death_by_signal_is_an_event(supervisor):
    result = supervisor.run("--log-format=json", "sh", "-c", "kill -37 $$")
    (event,) = result.events("service_exited")
    assert (event["signal"], "exit_code" in event) == ("RTMIN+3", False)
    assert "oom" not in event and "core_dumped" not in event


def test_a_forwarded_signal_is_an_event(supervisor):
    running = supervisor.start("--log-format=json", *RECORDER)
    running.until_stdout("ready")
    running.signal(signal.SIGUSR1)
    running.until_stdout("got")
    running.signal(signal.SIGTERM)
    result = running.finish()
    first, second = result.events("signal_forwarded")
    assert (first["signal"], second["signal"]) == ("USR1", "TERM")
    (exited,) = result.events("service_exited")
    assert first["pid"] == second["pid"] == exited["pid"]


def test_what_never_was_a_service_has_no_such_event(supervisor):
    words = ["--log-format=json", "-t", "0", "-w", f"127.0.0.1:{free_port()}", "true"]
    result = supervisor.run(*words)
    assert (result.code, result.events("service_exited")) == (124, [])
    result = supervisor.run("--log-format=json", "/no/such/program")
    assert (result.code, result.events("service_exited")) == (127, [])


def test_a_preflight_that_is_killed_is_an_event(supervisor):
    running = supervisor.start("-q", "--log-format=json", "-w", f"127.0.0.1:{free_port()}", "true")
    (preflight,) = eventually(running.children, "it waits")
    time.sleep(0.2)  # it has run for some time
    os.kill(preflight, signal.SIGSEGV)
    os.kill(preflight, signal.SIGKILL)
    (event,) = running.finish().events("failed")
    assert (event["level"], event["signal"], "oom" in event) == ("error", "KILL", False)
    assert event["elapsed_ms"] < 10_000


def test_a_quiet_one_says_nothing(supervisor):
    assert supervisor.run("-q", "sh", "-c", "kill -KILL $$").stderr == ""


def test_a_core_is_told_of(supervisor, tmp_path):
    """Where the kernel says that it has written one: that depends on the machine."""
    command = ["sh", "-c", "ulimit -c unlimited; kill -SEGV $$"]
    direct = os.posix_spawnp("sh", [*command[:2], f"cd {tmp_path}; {command[2]}"], os.environ)
    dumped = os.WCOREDUMP(os.waitpid(direct, 0)[1])
    result = supervisor.run(*command, cwd=tmp_path)
    assert result.code == 139
    assert "the service was ended by SEGV" in result.stderr
    assert ("(core dumped)" in result.stderr) == dumped
    result = supervisor.run("--log-format=json", *command, cwd=tmp_path)
    (event,) = result.events("service_exited")
    assert event.get("core_dumped", False) == dumped


@pytest.fixture
def memory_limit():
    yield from _limit(64 << 20)


@pytest.fixture
def tiny_memory_limit():
    """Over in a few milliseconds."""
    yield from _limit(8 << 20)


def _limit(size):
    limit = MemoryLimit(size)
    yield limit
    eventually(lambda: _removed(limit), "the control group is empty")


def _removed(limit):
    try:
        limit.remove()
    except OSError:
        return False
    return True


@pytest.fixture(params=["on the host", "in a container"])
def short_of_memory(request, supervisor, memory_limit):
    on_host = request.param == "on the host"
    prefix = memory_limit.prefix if on_host else memory_limit.as_in_a_container()
    return supervisor.within([*prefix, *supervisor.prefix], "--init=always")


def test_a_death_for_want_of_memory_is_explained(short_of_memory):
    result = short_of_memory.run("tail", "/dev/zero")
    assert result.code == 137
    assert "the service was ended by KILL (out of memory" in result.stderr


def test_a_death_for_want_of_memory_is_an_event(short_of_memory):
    result = short_of_memory.run("--log-format=json", "tail", "/dev/zero")
    (event,) = result.events("service_exited")
    assert (event["signal"], event["oom"]) == ("KILL", True)


def test_a_death_for_want_of_memory_in_the_first_moment_is_explained(supervisor, tiny_memory_limit):
    """Before the supervisor has settled."""
    short = supervisor.within([*tiny_memory_limit.prefix, *supervisor.prefix], "--init=always")
    result = short.run("dd", "if=/dev/zero", "of=/dev/null", "bs=16M", "count=1")
    assert result.code == 137
    assert "the service was ended by KILL (out of memory" in result.stderr, result


@pytest.fixture
def too_much_to_migrate(migrations):
    directory = migrations({"1_a.up.sql": "CREATE TABLE a ();"})
    with open(directory.path / "1_a.up.sql", "r+") as file:
        file.truncate(200 << 20)
    return ["-m", str(directory), "--database", f"postgres://u@127.0.0.1:{free_port()}/d"]


def test_a_preflight_s_death_for_want_of_memory_is_explained(short_of_memory, too_much_to_migrate):
    result = short_of_memory.run(*too_much_to_migrate, "true")
    assert result.code == 137
    assert "was ended by KILL (out of memory" in result.stderr, result
    last = result.stderr.splitlines()[-1]
    assert last.startswith("aweigh: error: the preflight, "), result


def test_the_time_counts_from_the_start_of_the_service(supervisor):
    """Also of one that ends before the supervisor has settled; a busy machine may see it late."""
    results = [supervisor.run("sleep", "0.006") for _ in range(10)]
    told = [float(re.search(r"after ([\d.e-]+) s", result.stderr)[1]) for result in results]
    assert max(told) >= 0.006, told


def test_a_kill_by_somebody_is_not_taken_for_want_of_memory(short_of_memory):
    result = short_of_memory.run("sh", "-c", "kill -KILL $$")
    assert result.code == 137
    assert "memory" not in result.stderr


def test_a_child_that_dies_for_want_of_memory_is_not_the_service(short_of_memory):
    result = short_of_memory.run("sh", "-c", "tail /dev/zero; exit 3")
    assert result.code == 3
    assert "the service ended with exit code 3 after" in result.stderr


@pytest.fixture
def dev(tmp_path):
    """What the service will see as /dev."""
    path = tmp_path / "dev"
    path.mkdir()
    return path


@pytest.fixture
def in_kubernetes(supervisor, dev):
    """The supervisor, where there may be a /dev/termination-log."""
    return supervisor.within([*devices(dev), *supervisor.prefix], "--init=always")


@pytest.fixture
def termination_log(dev):
    path = dev / "termination-log"
    path.touch()
    return path


@pytest.mark.parametrize("script, code, line", DEATHS.values(), ids=DEATHS)
def test_the_last_words_go_to_the_termination_log(
    in_kubernetes, termination_log, script, code, line
):
    result = in_kubernetes.run("sh", "-c", script)
    assert result.code == code, result
    assert termination_log.read_text().startswith(line)


def test_the_last_words_do_not_depend_on_the_log_level(in_kubernetes, termination_log):
    in_kubernetes.run("-q", "sh", "-c", "exit 3")
    assert "exit code 3" in termination_log.read_text()


@pytest.mark.parametrize("limit, how, code", [("0", "timed out", 124), ("1m", "TERM ended", 143)])
def test_the_last_words_of_a_failed_wait_go_there_too(
    in_kubernetes, termination_log, limit, how, code
):
    target = f"127.0.0.1:{free_port()}"
    running = in_kubernetes.start("-t", limit, "-w", target, "true")
    if code == 143:
        running.until_stderr("Connection refused")
        os.kill(_youngest(running.process.pid), signal.SIGTERM)
    assert running.finish().code == code
    first, second = termination_log.read_text().splitlines()
    assert how in first and f"1 of 1 targets not ready (exit code {code}: " in first
    assert f"{target}: Connection refused" in second


def _youngest(pid):
    """The end of a line of only children."""
    while children := Path(f"/proc/{pid}/task/{pid}/children").read_text():
        pid = int(children)
    return pid


def test_the_last_words_of_a_preflight_that_is_killed_go_there_too(in_kubernetes, termination_log):
    running = in_kubernetes.start("-w", f"127.0.0.1:{free_port()}", "true")
    running.until_stderr("waiting for")
    os.kill(_youngest(running.process.pid), signal.SIGKILL)
    assert running.finish().code == 137
    assert "the preflight, which waits and migrates, was ended by KILL" in (
        termination_log.read_text()
    )


def test_the_last_words_of_a_command_that_is_not_there_go_there_too(in_kubernetes, termination_log):
    assert in_kubernetes.run("no-such-program").code == 127
    assert "no-such-program" in termination_log.read_text()


def test_the_service_s_own_last_words_are_left_alone(in_kubernetes, termination_log):
    script = "echo its own >/dev/termination-log; exit 3"
    assert in_kubernetes.run("sh", "-c", script).code == 3
    assert termination_log.read_text() == "its own\n"


def test_last_words_with_a_server_s_hold_nothing_for_a_terminal(
    in_kubernetes, termination_log, new_fake
):
    fake = new_fake(fakes.greeting(b"-ERR \x1b[2J\x9b \xc2\x9b\r\n")).start()
    assert in_kubernetes.run("-t", "0", "-w", f"redis://{fake.address}", "true").code == 69
    (line,) = [line for line in termination_log.read_text().splitlines() if "redis" in line]
    assert "?[2J? ?" in line and line.isprintable()


def test_a_termination_log_is_never_made(in_kubernetes, dev):
    assert in_kubernetes.run("sh", "-c", "exit 3").code == 3
    assert in_kubernetes.run("no-such-program").code == 127
    assert not (dev / "termination-log").exists()


def test_a_termination_log_that_is_a_pipe_stops_nobody(in_kubernetes, dev):
    os.mkfifo(dev / "termination-log")
    assert in_kubernetes.run("sh", "-c", "exit 3", within=5).code == 3
    reader = os.open(dev / "termination-log", os.O_RDONLY | os.O_NONBLOCK)
    assert in_kubernetes.run("sh", "-c", "exit 3", within=5).code == 3
    assert os.read(reader, 1) == b""
    os.close(reader)
