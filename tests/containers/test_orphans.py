"""Processes that belong to nobody: none of them is seen as a zombie, however many there were."""

import images
from support.waiting import eventually

# A service, its child, and fifty that belong to nobody and end on USR1.
LEAVES_ORPHANS = """
for i in $(seq 50); do orphans="$orphans $(sleep infinity >/dev/null & echo $!)"; done
trap 'kill $orphans' USR1
sleep infinity &
echo ready
while :; do wait; done
"""

# An hour's worth of a busy service: daemons, and what they in turn leave behind.
LEAVES_THOUSANDS = r"""
use POSIX;
for (1 .. 2000) {
    if (fork == 0) {
        setsid;
        if (fork == 0) {
            select undef, undef, undef, rand 0.3;
            fork;
        }
        _exit(0);
    }
    wait;
}
$| = 1; print "all left\n"; sleep;
"""


def test_orphans_are_reaped(start):
    app = start(images.APP, "sh", "-c", LEAVES_ORPHANS)
    app.until_log("ready")
    assert len(app.processes()) == 53
    app.signal("USR1")
    eventually(lambda: len(app.processes()) == 3, "no orphan is left, not even as a zombie")


def test_thousands_of_daemons_and_their_orphans_are_reaped(start):
    app = start(images.APP, "perl", "-e", LEAVES_THOUSANDS)
    app.until_log("all left", within=60)
    for _ in range(5):
        app.execute("sh", "-c", "sleep 0.1 >/dev/null 2>&1 &")  # an orphan of docker exec
    eventually(lambda: len(app.processes()) == 2, "no orphan is left, not even as a zombie")
    states = app.execute("sh", "-c", "grep --no-filename ^State: /proc/[0-9]*/status")
    assert "zombie" not in states
