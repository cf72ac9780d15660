"""A service that has moved to the process group of a child, and left another child in its own.

Each of the three says so when it gets USR1; TERM ends them.
"""

import os
import signal


def tell(name, until=None):
    """The signals are blocked and waited for: a handler of Python's may run late by a whole pause."""
    while signal.sigwait([signal.SIGUSR1, until or signal.SIGUSR1]) != until:
        print(name, "has got it", flush=True)


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
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
print("ready", flush=True)
tell("the service", until=signal.SIGTERM)

# By TERM, and not without the child, which nobody else will reach.
os.kill(leader, signal.SIGKILL)
os.kill(os.getpid(), signal.SIGTERM)
signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
