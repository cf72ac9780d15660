"""A service that has moved to the process group of a child, and left another child in its own.

Each of the three says so when it gets USR1; TERM ends them.
"""

import os
import signal


def tell(name):
    signal.signal(signal.SIGUSR1, lambda *_: print(name, "has got it", flush=True))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGUSR1])
    while True:
        signal.pause()


def child(name):
    pid = os.fork()
    if pid == 0:
        tell(name)
    return pid


signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
child("the one left behind")
leader = child("the child")
os.setpgid(leader, leader)
os.setpgid(0, leader)


def leave(*_):
    """By TERM, and not without the child, which nobody else will reach."""
    os.kill(leader, signal.SIGKILL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.kill(os.getpid(), signal.SIGTERM)


signal.signal(signal.SIGTERM, leave)
print("ready", flush=True)
tell("the service")
