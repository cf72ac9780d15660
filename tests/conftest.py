"""The same surroundings for all tests, whoever starts them: a shell, nohup, or a CI runner.

What a process finds is what it passes on to all that it starts, and the tests start programs by the
thousand. Workers of xdist, too, inherit what is set here.
"""

import locale
import os
import resource
import signal
import time

_ENDLESS = resource.RLIM_INFINITY

# Soft limits, as far as the hard ones let us.
_LIMITS = {
    resource.RLIMIT_AS: _ENDLESS,
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_CPU: _ENDLESS,
    resource.RLIMIT_DATA: _ENDLESS,
    resource.RLIMIT_FSIZE: _ENDLESS,
    resource.RLIMIT_NOFILE: 1024,
    resource.RLIMIT_NPROC: _ENDLESS,
    resource.RLIMIT_STACK: 8 << 20,
}

_VARIABLES = {"LC_ALL": "C.UTF-8", "TERM": "dumb", "TZ": "UTC"}


def _settle_signals():
    """Who is started by nohup, or in the background, has INT, QUIT or HUP ignored, and what is
    ignored stays so in what it starts."""
    own = {signal.SIGPIPE, signal.SIGXFSZ}  # ignored by Python, but not in what it starts
    for number in signal.valid_signals() - own:
        if signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])


def _settle_limits():
    for which, wanted in _LIMITS.items():
        _, hard = resource.getrlimit(which)
        lower = hard != _ENDLESS and (wanted == _ENDLESS or hard < wanted)
        resource.setrlimit(which, (hard if lower else wanted, hard))


def _settle_environment():
    for name in list(os.environ):
        if name in ("LANG", "LANGUAGE") or name.startswith("LC_"):
            del os.environ[name]
    os.environ.update(_VARIABLES)
    locale.setlocale(locale.LC_ALL, "")
    time.tzset()


_settle_signals()
_settle_limits()
_settle_environment()
os.umask(0o022)
