"""What is sent to us reaches the service: every signal, with what was queued, and nothing else."""

import os
import platform
import signal

import pytest
from support import fakes
from support.namespaces import PID1
from support.ports import free_port
from support.services import RECORDER, WITH_ODD_SIGNALS
from support.signals import queue
from support.waiting import eventually

ENDS = [signal.SIGTERM]
LIBCS_OWN = [32, 33]
FORWARDED = sorted(
    set(range(1, 65)) - {signal.SIGKILL, signal.SIGSTOP, signal.SIGCHLD, *ENDS, *LIBCS_OWN}
)
RTMIN = 34


def _assert_still_forwards(running):
    """And so nothing that was sent before can still be on its way."""
    running.signal(signal.SIGPROF)
    running.until_stdout(f"got {signal.SIGPROF.value}.")


@pytest.mark.parametrize("words", [[], ["--group"]], ids=" ".join)
def test_every_signal_is_forwarded(supervisor, words):
    running = supervisor.start(*words, *RECORDER)
    running.until_stdout("ready")
    for number in [*FORWARDED, *ENDS]:
        running.signal(number)
        running.until_stdout(f"got {number}.")
    assert running.finish().code == 42


@pytest.mark.parametrize("words", [[], ["--group"]], ids=" ".join)
def test_what_was_queued_with_a_signal_goes_along(supervisor, words):
    linux = tuple(int(part) for part in platform.release().split(".")[:2])
    kept = not words or linux >= (6, 9)  # PIDFD_SIGNAL_PROCESS_GROUP
    running = supervisor.start(*words, *RECORDER)
    running.until_stdout("ready")
    for number in [signal.SIGUSR1, signal.SIGSEGV, RTMIN, RTMIN + 3, 64]:
        queue(running.pid, number, 1000 + number)
        running.until_stdout(f"got {number:d} with {1000 + number}." if kept else f"got {number:d}")


def test_real_time_signals_queue_up_and_none_is_lost(supervisor):
    running = supervisor.start(*RECORDER)
    running.until_stdout("ready")
    for value in range(100):
        queue(running.pid, RTMIN, value)
    running.until_stdout(f"got {RTMIN} with 99.")
    values = [int(line.split()[-1].rstrip(".")) for line in running.stdout.splitlines()[1:]]
    assert values == list(range(100))


def test_a_signal_that_comes_twice_is_forwarded_twice(supervisor):
    running = supervisor.start(*RECORDER)
    running.until_stdout("ready")
    for times in (1, 2, 3):
        running.signal(signal.SIGUSR1)
        line = f"got {signal.SIGUSR1.value}."
        eventually(lambda: running.stdout.count(line) == times, f"{line} {times} times")


def test_signals_that_are_nobody_s_business_but_libc_s_are_not_forwarded(supervisor):
    """Nor is SIGCHLD, which is about our children."""
    running = supervisor.start(*RECORDER)
    running.until_stdout("ready")
    for number in [*LIBCS_OWN, signal.SIGCHLD]:
        running.signal(number)
    _assert_still_forwards(running)
    assert running.stdout.count("got") == 1


def test_a_signal_that_the_service_sends_to_us_comes_back(supervisor):
    result = supervisor.run("sh", "-c", "trap 'exit 9' USR1; kill -USR1 $PPID; sleep 60 & wait")
    assert result.code == 9


def test_a_service_out_of_reach_is_no_reason_to_leave(aweigh):
    """EPERM: it has become somebody whom we may not signal."""
    powerless = aweigh.within(["setpriv", "--bounding-set=-kill"], "--init=always")
    running = powerless.start("--user=65534", "sh", "-c", "echo ready; read word; exit 5", stdin=-1)
    running.until_stdout("ready")
    for number in [signal.SIGUSR1, signal.SIGTERM]:
        running.signal(number)
        running.until_stderr(f"cannot forward {number.name[3:]}")
    running.process.stdin.close()
    assert running.finish().code == 5


# What is sent, and what arrives; None: nothing does.
REWRITES = {
    "TERM:QUIT": {15: 3},
    "SIGTERM:SIGQUIT": {15: 3},
    "15:3": {15: 3},
    "TERM:RTMIN+3": {15: RTMIN + 3},
    "RTMIN+3:USR1": {RTMIN + 3: 10},
    "RTMAX:34": {64: RTMIN},
    "HUP:0": {1: None, 2: 2},
    "HUP:USR1 USR1:HUP WINCH:0": {1: 10, 10: 1, 28: None, 12: 12},
}


@pytest.mark.parametrize("words", REWRITES)
@pytest.mark.parametrize("way", ["option", "variable", "to the group"])
def test_a_signal_can_be_rewritten(supervisor, words, way):
    options = [] if way == "variable" else [f"--rewrite={word}" for word in words.split()]
    options += ["--group"] if way == "to the group" else []
    env = {"AWEIGH_REWRITE": words} if way == "variable" else {}
    running = supervisor.start(*options, *RECORDER, env=env)
    running.until_stdout("ready")
    for sent, arrives in REWRITES[words].items():
        running.signal(sent)
        if arrives is not None:
            running.until_stdout(f"got {arrives}.")
    _assert_still_forwards(running)
    got = [arrives for arrives in REWRITES[words].values() if arrives is not None]
    assert running.stdout.count("got") == len(got) + 1, running


def test_a_rewritten_signal_keeps_what_was_queued(supervisor):
    running = supervisor.start("--rewrite=USR1:USR2", *RECORDER)
    running.until_stdout("ready")
    queue(running.pid, signal.SIGUSR1, 7)
    running.until_stdout(f"got {signal.SIGUSR2.value} with 7.")


def test_term_can_be_rewritten_to_kill(supervisor):
    running = supervisor.start("--rewrite=TERM:KILL", *RECORDER)
    running.until_stdout("ready")
    running.signal(signal.SIGTERM)
    assert running.finish(5).code == 137


@pytest.mark.parametrize("rewrite", ["TERM:0", "TERM:HUP", "TERM:USR1"])
def test_what_is_rewritten_for_the_service_still_ends_the_wait(supervisor, new_fake, rewrite):
    silent = new_fake(fakes.silence).start()
    running = supervisor.start(f"--rewrite={rewrite}", "-w", f"redis://{silent.address}", "true")
    eventually(lambda: silent.connected_at, "it waits")
    running.signal(signal.SIGTERM)
    assert running.finish(3).code == 143


MAPPED = {
    "an exit code": (["3:4"], "exit 3", 4),
    "success": (["0:1"], "exit 0", 1),
    "to success": (["1:0"], "exit 1", 0),
    "a death by signal": (["143:0"], "kill -TERM $$", 0),
    "by KILL": (["137:7"], "kill -KILL $$", 7),
    "another one": (["3:4"], "exit 4", 4),
    "not twice": (["3:4", "4:5"], "exit 3", 4),
    "the last one": (["254:9", "255:10"], "exit 255", 10),
}


@pytest.mark.parametrize("maps, script, code", MAPPED.values(), ids=MAPPED)
def test_an_exit_code_can_be_mapped(supervisor, maps, script, code):
    words = [f"--map-exit={each}" for each in maps]
    assert supervisor.run(*words, "sh", "-c", script).code == code
    env = {"AWEIGH_MAP_EXIT": " ".join(maps)}
    assert supervisor.run("sh", "-c", script, env=env).code == code


def test_a_forwarded_term_can_count_as_success(supervisor):
    running = supervisor.start("--map-exit=143:0", "sh", "-c", "echo ready; exec sleep 60")
    running.until_stdout("ready")
    running.signal(signal.SIGTERM)
    assert running.finish(5).code == 0


def test_a_failed_wait_is_not_hidden_by_a_mapped_exit_code(supervisor):
    words = ["--map-exit=124:0", "-t", "0", "-w", f"127.0.0.1:{free_port()}", "true"]
    assert supervisor.run(*words).code == 124


def test_a_rejection_is_not_hidden_by_a_mapped_exit_code(supervisor, new_fake):
    fake = new_fake(fakes.garbage).start()
    words = ["--map-exit=69:0", "--fail-fast", "-w", f"redis://{fake.address}", "true"]
    assert supervisor.run(*words).code == 69


def test_an_ended_wait_is_not_hidden_by_a_mapped_exit_code(supervisor, new_fake):
    silent = new_fake(fakes.silence).start()
    running = supervisor.start("--map-exit=143:0", "-w", f"redis://{silent.address}", "true")
    eventually(lambda: silent.connected_at, "it waits")
    running.signal(signal.SIGTERM)
    assert running.finish(3).code == 143


@pytest.mark.parametrize("command, code", [("/no/such/program", 127), ("/", 126)])
def test_a_command_that_cannot_be_run_is_not_hidden_by_a_mapped_exit_code(
    supervisor, command, code
):
    assert supervisor.run(f"--map-exit={code}:0", command).code == code


SIGNAL_LINES = ["grep", "-E", "^(SigBlk|SigIgn|SigCgt|SigPnd|ShdPnd)", "/proc/self/status"]


@pytest.mark.parametrize("words", [[], ["--group"], ["-w"]], ids=["", "--group", "after a wait"])
def test_the_service_inherits_the_signals_that_libcs_hide(supervisor, redis, words):
    words = ["-w", redis.target] if words == ["-w"] else words
    prefix = [*supervisor.prefix, *WITH_ODD_SIGNALS]
    expected = supervisor.start_command([*prefix, *SIGNAL_LINES]).finish().stdout
    assert "SigBlk:\t8000000780014202\n" in expected, "32 to 34 are blocked"
    result = supervisor.within(prefix, "--init=always").run("-q", *words, *SIGNAL_LINES)
    assert result.stdout == expected, result


@pytest.mark.parametrize(
    "words", [["--init=auto"], ["--init=always"], ["--grace=1m"]], ids=" ".join
)
@pytest.mark.parametrize("prefix", [[], PID1], ids=["an ordinary process", "PID 1"])
def test_children_are_waited_for_though_they_are_inherited_as_ignored(aweigh, prefix, words):
    deaf = aweigh.within([*prefix, "env", "--ignore-signal=CHLD"])
    result = deaf.run(*words, "sh", "-c", "grep SigIgn /proc/self/status; exit 6", within=5)
    assert result.code == 6
    ignored = int(result.stdout.split()[1], 16)
    assert not ignored >> (signal.SIGCHLD - 1) & 1, "the service too can wait for its children"


@pytest.fixture
def nobody_reads():
    """A pipe without a reader: every write to it raises SIGPIPE."""
    reader, writer = os.pipe()
    os.close(reader)
    yield writer
    os.close(writer)


@pytest.fixture
def unread(supervisor, nobody_reads):
    """The supervisor, with a log that nobody reads any more."""
    prefix = [*supervisor.prefix, "bash", "-c", f'exec "$@" 2>&{nobody_reads}', "bash"]

    def start(*words):
        program = supervisor.within(prefix, "--init=always", "--log-level=trace")
        return program.start(*words, pass_fds=[nobody_reads])

    return start


def test_a_sigpipe_of_our_own_is_not_forwarded(unread):
    running = unread(*RECORDER)
    running.until_stdout("ready")
    for number in [signal.SIGUSR1, signal.SIGUSR2]:
        running.signal(number)
        running.until_stdout(f"got {number.value}.")
    _assert_still_forwards(running)
    assert f"got {signal.SIGPIPE.value}." not in running.stdout
    running.signal(signal.SIGPIPE)
    running.until_stdout(f"got {signal.SIGPIPE.value}.")


def test_a_sigpipe_that_the_wait_raised_does_not_stay_for_the_service(unread, redis):
    running = unread("-w", redis.target, *RECORDER)
    running.until_stdout("ready")
    _assert_still_forwards(running)
    assert running.stdout.count("got") == 1
