"""A network, a /tmp and a table of processes that belong to one benchmark alone."""

import os
import signal
import subprocess
import sys

_INSIDE = "AWEIGH_BENCH_INSIDE"

_MAKE = """
    mount -t tmpfs tmpfs /tmp && ip link set lo up &&
    echo nameserver 127.0.0.1 >/tmp/resolv.conf &&
    mount --bind /tmp/resolv.conf "$(readlink -f /etc/resolv.conf)" && exec "$@"
"""
_COMMAND = [
    "setpriv", "--pdeathsig=KILL", "unshare", "--net", "--mount", "--pid", "--fork", "--kill-child",
    "--mount-proc", "sh", "-c", _MAKE, "sh",
]  # fmt: skip


def enter_sandbox():
    """Runs the program once more, inside, where this returns. Every port is free there, the name
    server is 127.0.0.1, and the kernel ends all processes when the program ends in any way."""
    if _INSIDE in os.environ:
        return
    if os.getuid() != 0:
        sys.exit("this makes namespaces of its own: run it as root")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    command = [*_COMMAND, sys.executable, *sys.argv]
    process = subprocess.Popen(command, env={**os.environ, _INSIDE: "1"})
    try:
        sys.exit(process.wait())
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
    finally:
        process.kill()
        process.wait()


def tcp_counters(pid="self"):
    """What the kernel has counted in the network of a process, by the names of RFC 4022:
    ActiveOpens, PassiveOpens, AttemptFails …"""
    with open(f"/proc/{pid}/net/snmp") as file:
        names, values = (line.split()[1:] for line in file if line.startswith("Tcp:"))
    return dict(zip(names, map(int, values)))
