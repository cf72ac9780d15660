"""What a command under the lock finds around it."""

import signal
import subprocess
import sys

import pytest
from support.secret import CANARY, PASSWORD

SURROUNDINGS = f"""#!{sys.executable} -IS
import os, re, sys
status = open("/proc/self/status").read()
found = {{
    "stdin": sys.stdin.read(),
    "descriptors": sorted(os.listdir("/proc/self/fd")),
    "leads its group": os.getpgrp() == os.getpid(),
    "signals": set(re.findall("(?:SigBlk|SigIgn):\\t(.*)", status)),
    "numbered": os.environ.pop("AWEIGH_LOCK_TOKEN").isdecimal(),
    "environment": {{n: os.environ[n] for n in os.environ if re.match("AWEIGH_|FROM_", n)}},
}}
sys.exit(str(found) if found != eval(os.environ["WANTED"]) else 0)
"""


def test_its_surroundings(anywhere, database, script, tmp_path):
    """Those of the service; in a group of its own, and with no signal ignored or blocked."""
    (tmp_path / "secret").write_text("from a file\n")
    (tmp_path / "env").write_text("FROM_FILE=1\n")
    wanted = {
        "stdin": "",
        "descriptors": ["0", "1", "2", "3"],  # 3: the listing of them
        "leads its group": True,
        "signals": {"0" * 16, "0000000001001000"},  # Python ignores PIPE and XFSZ
        "numbered": True,
        "environment": {"FROM_FILE": "1", "FROM_SECRET": "from a file"},
    }
    ignoring = anywhere.within(
        [*anywhere.prefix, "sh", "-c", "trap '' HUP USR1; exec \"$@\"", "sh"]
    )
    result = ignoring.run(
        "lock", "--env-file", str(tmp_path / "env"), "--secret=FROM_SECRET", script(SURROUNDINGS),
        env={
            "AWEIGH_DATABASE": database.url, "AWEIGH_LOCK_TIMEOUT": "2s", "WANTED": str(wanted),
            "FROM_SECRET_FILE": str(tmp_path / "secret"),
        },
        stdin=subprocess.PIPE,
    )  # fmt: skip
    assert result.code == 0, result


@pytest.mark.parametrize("own, options, seen", [
    (None, [], ("0", "0", "off")),
    (None, ["--ddl-lock-timeout=2s"], ("2s", "0", "off")),
    ("-c enable_seqscan=off -c lock_timeout=1", [], ("1ms", "0", "off")),
    ("-c enable_seqscan=off -c lock_timeout=1", ["--ddl-lock-timeout=3s", "--statement-timeout=1m"],
     ("3s", "1min", "off")),
])  # fmt: skip
def test_limits_reach_it_in_pgoptions(aweigh, database, own, options, seen):
    names = ["lock_timeout", "statement_timeout"] + ["enable_seqscan"] * (own is not None)
    shows = [word for name in names for word in ("-c", f"SHOW {name}")]
    env = {
        "DATABASE_URL": database.url, "PGHOST": "127.0.0.1", "PGPORT": str(database.server.port),
        "PGUSER": "app", "PGPASSWORD": PASSWORD, "PGDATABASE": database.name,
    }  # fmt: skip
    env |= {"PGOPTIONS": own} if own else {}
    result = aweigh.run("lock", "--log-format=json", *options, "psql", "-XAt", *shows, env=env)
    assert result.code == 0, result
    output = tuple(line["msg"] for line in result.events("command_output"))
    assert output == seen[: len(names)]


def test_no_password_is_seen(aweigh, database):
    """Nor in the words of a process, but those in which the user has written it."""
    env = {"AWEIGH_DATABASE": database.url}
    running = aweigh.start("lock", "--log-level=trace", "sh", "-c", "echo up; sleep 60", env=env)
    running.until_stderr("up\n")
    for pid in [running.pid, *running.children()]:
        with open(f"/proc/{pid}/cmdline") as words:
            assert CANARY not in words.read()
    running.signal(signal.SIGTERM)
    assert running.finish().code == 143
