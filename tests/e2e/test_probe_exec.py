"""exec: a program of the user's own that exits 0."""

import signal
import subprocess
import sys

import pytest
from support.namespaces import PID1
from support.processes import survivors
from support.secret import CANARY
from support.waiting import eventually


def test_exit_code_0_is_ready(anywhere, script):
    result = anywhere.run("wait", "-t", "0", "--log-format=json", f"exec:{script('exit 0')} a b")
    assert result.code == 0, result
    assert result.events("target_ready")[0]["target"] == f"exec:{script('exit 0')}"


def test_a_real_probe(aweigh, postgres, late_database, later):
    ask = "exec:pg_isready -q -h 127.0.0.1 -p {}"
    assert aweigh.run("wait", "-t", "0", ask.format(postgres.port)).code == 0
    later(0.5, late_database.server.start)
    assert aweigh.run("wait", ask.format(late_database.server.port)).code == 0


def test_any_other_code_is_pending_with_the_last_line(aweigh, script, tmp_path, later):
    gate = tmp_path / "gate"
    path = script(f"test -e {gate} && exit\necho first; echo 'not yet' >&2; echo; exit 7")
    result = aweigh.run("wait", "-t", "300ms", "--log-format=json", f"exec:{path}")
    assert result.code == 124, result
    (unready,) = result.events("target_unready")
    assert unready["error"] == "exit code 7: not yet"
    assert unready["stage"] == "query"
    later(0.5, gate.touch)
    assert aweigh.run("wait", f"exec:{path}").code == 0


def test_nothing_of_its_output_is_passed_on(aweigh, script):
    path = script(f"echo {CANARY}; echo {CANARY} >&2; echo end")
    result = aweigh.run("wait", f"exec:{path}")
    assert result.code == 0
    assert result.stdout == "" and CANARY not in result.stderr


def test_an_endless_last_line_is_cut(aweigh, script):
    path = script("head -c 10000000 /dev/zero | tr '\\0' 'x'; exit 1")
    result = aweigh.run("check", f"exec:{path}")
    assert result.code == 1, result
    assert "exit code 1: xxx" in result.stdout
    assert len(result.stdout) < 500


def test_an_end_by_signal_is_pending(aweigh, script):
    result = aweigh.run("wait", "-t", "200ms", f"exec:{script('kill -SEGV $$')}")
    assert result.code == 124, result
    assert "ended by SEGV" in result.stderr


CANNOT_RUN = {
    "not found": ("exec:no-such-program", "cannot run no-such-program: No such file or directory "
                  "(not found in PATH)"),
    "no such file": ("exec:/no/such/file x", "cannot run /no/such/file: No such file or directory"),
    "a directory": ("exec:/etc", "cannot run /etc: Permission denied"),
    "found by nobody else": ("exec:sh -c no-such-program", "exit code 127: "),
    "not executable for somebody else": ("exec:sh -c /etc/passwd", "exit code 126: "),
}  # fmt: skip


@pytest.mark.parametrize("target, words", CANNOT_RUN.values(), ids=CANNOT_RUN)
def test_what_cannot_be_run_is_rejected(anywhere, target, words):
    result = anywhere.run("wait", "--fail-fast", target)
    assert result.code == 69, result
    assert words in result.stderr
    assert anywhere.run("wait", "--fail-fast", f"!{target}").code == 69, "nor does it say no"


def test_a_file_without_an_interpreter_is_rejected(aweigh, script):
    path = script("#!/no/such/interpreter\n")
    result = aweigh.run("wait", "--fail-fast", f"exec:{path}")
    assert result.code == 69, result
    assert "what is missing is its interpreter" in result.stderr


def test_words_are_split_as_a_shell_would(aweigh, script, tmp_path):
    path = script('printf "%s|" "$@" >"$0.args"')
    target = f"exec:{path} 'two words' \"$HOME\" a\\ b '' ${{FROM_ENV}} #attempt-timeout=3s"
    assert aweigh.run("wait", "-t", "0", target, env={"FROM_ENV": "x y #'z"}).code == 0
    assert (tmp_path / "probe.args").read_text() == "two words|$HOME|a b||x y #'z|"


SURROUNDINGS = f"""#!{sys.executable} -IS
import os, re, resource, sys
status = open("/proc/self/status").read()
found = {{
    "stdin": sys.stdin.read(),
    "descriptors": sorted(os.listdir("/proc/self/fd")),
    "leads its group": os.getpgrp() == os.getpid(),
    "signals": set(re.findall("(?:SigBlk|SigIgn):\\t(.*)", status)),
    "environment": {{name for name in os.environ if re.match("AWEIGH_|FROM_", name)}},
    "descriptor limit": resource.getrlimit(resource.RLIMIT_NOFILE)[0],
}}
sys.exit(str(found) if found != eval(os.environ["WANTED"]) else 0)
"""


def test_its_surroundings(anywhere, script, tmp_path):
    """Those of the service, with nothing of ours in it; in a group of its own, and with no signal
    ignored or blocked."""
    wanted = {
        "stdin": "",
        "descriptors": ["0", "1", "2", "3"],  # 3: the listing of them
        "leads its group": True,
        "signals": {"0" * 16, "0000000001001000"},  # Python ignores PIPE and XFSZ
        "environment": {"FROM_FILE", "FROM_OUTSIDE"},
        "descriptor limit": 1000,
    }
    (tmp_path / "env").write_text("FROM_FILE=1\n")
    limited = anywhere.within(
        [*anywhere.prefix, "sh", "-c", "trap '' HUP USR1; ulimit -Sn 1000; exec \"$@\"", "sh"]
    )
    result = limited.run(
        "wait", "-t", "0", "--env-file", str(tmp_path / "env"), f"exec:{script(SURROUNDINGS)}",
        env={"AWEIGH_MAX_INTERVAL": "2s", "FROM_OUTSIDE": "1", "WANTED": str(wanted)},
        stdin=subprocess.PIPE,
    )  # fmt: skip
    assert result.code == 0, result


def test_it_is_killed_with_its_group_at_the_attempt_timeout(aweigh, script, marker):
    path = script(f"trap '' TERM\nsleep {marker} &\nsleep {marker}")
    words = ["-t", "1s", "--attempt-timeout=300ms", "--log-format=json", f"exec:{path}"]
    result = aweigh.run("wait", *words)
    assert result.code == 124, result
    assert result.seconds < 4
    assert "no answer within 300 ms" in result.events("target_unready")[0]["error"]
    assert result.events("target_unready")[0]["attempts"] >= 2
    assert survivors(marker) == []


def test_what_it_leaves_behind_is_killed_when_it_ends(aweigh, script, marker):
    path = script(f"sleep {marker} &\nexit 0")
    result = aweigh.run("wait", f"exec:{path}")
    assert result.code == 0, result
    assert result.seconds < 3, "its output is still open"
    eventually(lambda: survivors(marker) == [], "what it left behind is gone")


# where it runs, with what the service finds there: PID 1's preflight, or PID 1 itself
INITS = {"an ordinary process": [], "PID 1": [], "PID 1 without a supervisor": ["--init=never"]}


@pytest.mark.parametrize("options", INITS.values(), ids=INITS)
def test_no_zombie_is_left_to_the_service(aweigh, script, marker, options, request):
    """Neither of those that ended nor of those that were killed, orphans included."""
    own_pid = "PID 1" in request.node.callspec.id
    program = aweigh.within(PID1) if own_pid else aweigh
    slow = script(f"(sleep {marker} & sleep {marker}) & sleep {marker}", "slow")
    quick = script("(true & true) & exit 0", "quick")
    result = program.run(
        *options, "-w", f"exec:{slow} #timeout=400ms&attempt-timeout=100ms&optional",
        "-w", f"exec:{quick}", "--", "sh", "-c", "ps -o pid,stat,args --no-headers --ppid $$",
    )  # fmt: skip
    assert result.code == 0, result
    children = [line for line in result.stdout.splitlines() if " ps -o " not in line]
    assert children == [], result
    assert survivors(marker) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_it_does_not_outlive_the_wait(anywhere, script, marker, number):
    running = anywhere.start("wait", f"exec:{script(f'exec sleep {marker}')}")
    eventually(lambda: survivors(f"sleep {marker}"), "the program runs")
    running.signal(number)
    result = running.finish()
    assert result.code != 0 and result.seconds < 4, result
    eventually(lambda: not survivors(marker), "the program is gone")


def test_an_inverted_target_waits_until_the_program_says_no(aweigh, script, tmp_path, later):
    busy = tmp_path / "busy"
    busy.touch()
    later(0.5, busy.unlink)
    result = aweigh.run("wait", f"!exec:test -e {busy}")
    assert result.code == 0, result
    assert result.seconds >= 0.5


def test_many_at_once(aweigh, script):
    path = script("exit 0")
    result = aweigh.run("wait", *[f"exec:{path} {number}" for number in range(50)])
    assert result.code == 0, result


def test_in_an_empty_root(in_empty_root):
    """Without a /dev/null, too."""
    assert in_empty_root.run("wait", "-t", "0", "exec:/aweigh version").code == 0
    result = in_empty_root.run("wait", "-t", "0", "exec:/aweigh check dns://name.test")
    assert result.code == 124, result
    assert "exit code 1: not ready  dns://name.test" in result.stderr
