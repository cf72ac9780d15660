"""The tests find the same surroundings, whoever starts them; tests/conftest.py sees to it."""

import os
import subprocess
import sys

import pytest

SHOW = """
umask
for limit in c f n s v; do ulimit -S$limit; done
locale charmap
date +%Z
echo "$TERM"
grep -E "Sig(Blk|Ign)" /proc/self/status
"""

SHOWN = """\
0022
0
unlimited
1024
8192
unlimited
UTF-8
UTC
dumb
SigBlk:\t0000000000000000
SigIgn:\t0000000000000000
"""

ADVERSE = [
    "env", "--ignore-signal=HUP,INT,QUIT,TERM,CHLD,USR1,PIPE", "--block-signal=TERM,USR2",
    "LANG=tr_TR.ISO-8859-9", "LC_CTYPE=POSIX", "TERM=xterm-256color", "TZ=Asia/Kathmandu",
    "prlimit", "--as=8000000000:", "--core=unlimited:", "--fsize=100000000:", "--nofile=300:",
    "--stack=4000000:", "sh", "-c", 'umask 077 && exec "$@"', "sh",
]  # fmt: skip


def test_what_is_started_finds_usual_surroundings():
    assert subprocess.check_output(["sh", "-c", SHOW], text=True) == SHOWN


@pytest.mark.parametrize("how", [["-n1"], ["-pno:xdist"]], ids=["in a worker", "in one process"])
def test_whoever_starts_the_tests(how):
    one = f"{__file__}::{test_what_is_started_finds_usual_surroundings.__name__}"
    command = [*ADVERSE, sys.executable, "-m", "pytest", "-q", *how, one]
    env = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and "1 passed" in done.stdout, done.stdout + done.stderr
