"""Replicas that take turns at a lock, and what befalls them and their servers."""

import contextlib
import itertools
import os
import signal
import threading
import time

from support.ports import free_port
from support.postgres import Postgres
from support.program import descendants
from support.secret import IN_URL
from support.waiting import eventually

_RECORD = 'echo "$1 $RUN $AWEIGH_LOCK_TOKEN" >>"$RECORD"'
PROGRAM = f"note() {{ {_RECORD}; }}; note begin; sleep 0.05; note end"


class Cluster:
    """A primary, and a standby that follows it. The names of both are in one URL."""

    def __init__(self, scratch, template):
        self._scratch = scratch
        self._ports = [free_port(), free_port()]
        self._template = template
        self.primary = self._new_server(self._ports[0]).start_and_wait()
        self.standby = self._new_standby(self._ports[1])

    @property
    def url(self):
        hosts = ",".join(f"127.0.0.1:{port}" for port in self._ports)
        return f"postgres://app:{IN_URL}@{hosts}/app?target_session_attrs=read-write"

    def _new_standby(self, port):
        server = self._new_server(port)
        server.follow(self.primary)
        return server.start_and_wait()

    def _new_server(self, port):
        return Postgres(self._scratch(), port, self._template, wal_keep_size="1GB")

    def end_holder(self):
        self.primary.query(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
        )

    def restart(self):
        """As after a crash."""
        self.primary.stop(signal.SIGQUIT)
        self.primary.start_and_wait()

    def fail_over(self):
        """To a standby that has seen all: what it has not may come back as the same number."""
        [[written]] = self.primary.query("SELECT pg_current_wal_flush_lsn()")
        self.primary.stop(signal.SIGQUIT)
        replayed = f"SELECT pg_last_wal_replay_lsn() >= '{written}'"
        eventually(lambda: self.standby.query(replayed) == [(True,)], "the standby has followed")
        self.standby.promote()
        eventually(
            lambda: self.standby.query("SELECT pg_is_in_recovery()") == [(False,)], "it is primary"
        )
        old, self.primary = self.primary, self.standby
        self.standby = self._new_standby(old.port)

    def stop(self):
        self.primary.stop()
        self.standby.stop()


class Replicas:
    """They run PROGRAM under the lock again and again, each run under a name of its own."""

    def __init__(self, start, count):
        self._start = start  # (name of the run) → Running
        self.codes = {}
        self.said = {}  # by the run
        self._running = {}
        self._enough = threading.Event()
        self._threads = [
            threading.Thread(target=self._replica, args=(number,)) for number in range(count)
        ]
        for thread in self._threads:
            thread.start()

    def _replica(self, number):
        for turn in itertools.count():
            if self._enough.is_set():
                return
            run = f"{number}.{turn}"
            running = self._running[number] = self._start(run)
            result = running.finish(60)
            self.codes[run], self.said[run] = result.code, result.stderr

    def kill(self, number):
        self._signal(number, signal.SIGKILL)

    def pause(self, number, seconds, meanwhile=lambda: None):
        """With its program: as a machine that stands still."""
        self._signal(number, signal.SIGSTOP)
        meanwhile()
        time.sleep(seconds)
        self._signal(number, signal.SIGCONT)

    def _signal(self, number, which):
        running = self._running.get(number)
        if running is not None and not running.ended():
            for pid in [running.pid, *descendants(running.pid)]:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, which)

    def finish(self):
        """Once each has ended the run that it is at."""
        self._enough.set()
        for thread in self._threads:
            thread.join()
