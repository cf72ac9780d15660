"""What lag.py waits for: each case makes targets that are not ready, and become so when told."""

import asyncio
import contextlib
import itertools
import re
import shutil
import socket
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Callable

import waiters  # noqa: F401  (puts `support` on the path)
from support.dns import NameServer
from support.postgres import Database, Postgres, make_template
from support.redis import Redis, slow_load


@dataclass
class Target:
    commands: dict  # that wait for it, by the tool
    become_ready: Callable  # at a moment; a coroutine, which returns when it was


class Bench:
    """What all targets share."""

    def __init__(self, waiters):
        self.waiters = waiters
        self.scratch = tempfile.mkdtemp()
        Path(self.scratch).chmod(0o755)
        self.names = NameServer(53)
        self.postgres = make_template(self.directory())
        self._ports = itertools.count(10_000)  # all are free, and none is given to a client

    def directory(self):
        return Path(tempfile.mkdtemp(dir=self.scratch))

    def port(self):
        return next(self._ports)


async def sleep_until(moment):
    await asyncio.sleep(max(0.0, moment - time.time()))


async def logged(server, pattern):
    """The first line of its log that matches, as soon as it is there."""
    while not (found := re.search(pattern, (server.directory / "log").read_text(), re.M)):
        await asyncio.sleep(0.02)
    return found


class Case:
    """One case; `name` is that of its tables."""

    has_server = False  # of which there cannot be many

    def __init__(self, bench):
        self.bench = bench
        self.waiters = bench.waiters


class Refused(Case):
    name = "refused"

    @contextlib.asynccontextmanager
    async def pending(self, _):
        address = ("127.0.0.1", self.bench.port())
        with contextlib.ExitStack() as stack:

            async def listen(moment):
                await sleep_until(moment)
                stack.enter_context(socket.create_server(address, backlog=16))
                return time.time()

            yield Target(self.waiters.tcp(f"127.0.0.1:{address[1]}"), listen)


class Name(Case):
    """The server is there; the name server does not know it yet."""

    name = "name"

    @contextlib.asynccontextmanager
    async def pending(self, _):
        port = self.bench.port()
        name = f"server-{port}.test"

        async def add(moment):
            await sleep_until(moment)
            self.bench.names.addresses[name] = ["127.0.0.1"]
            return time.time()

        with socket.create_server(("127.0.0.1", port), backlog=16):
            yield Target(self.waiters.tcp(f"{name}:{port}"), add)


class File(Case):
    name = "file"

    @contextlib.asynccontextmanager
    async def pending(self, _):
        path = self.bench.directory() / "ready"

        async def touch(moment):
            await sleep_until(moment)
            path.touch()
            return time.time()

        yield Target(self.waiters.file(path), touch)


class PostgresStarts(Case):
    """It says that it starts up until, as its log has it, it is ready: a standby that takes no
    queries, and is promoted."""

    name = "postgres"
    has_server = True

    @contextlib.asynccontextmanager
    async def pending(self, _):
        directory, port = self.bench.directory(), self.bench.port()
        settings = {"log_line_prefix": "%n "}  # the time, to the millisecond
        server = await asyncio.to_thread(Postgres, directory, port, self.bench.postgres, **settings)
        server.become_standby()

        async def promote(moment):
            await sleep_until(moment)
            await asyncio.to_thread(server.promote)
            return float((await logged(server, r"^(\S+) .*ready to accept connections"))[1])

        server.start()
        try:
            await logged(server, "entering standby mode")
            yield Target(self.waiters.postgres(Database(server).url), promote)
        finally:
            await asyncio.to_thread(server.stop)
            shutil.rmtree(directory)


class RedisLoads(Case):
    """It says that it loads its data set, of as many keys as the wait takes."""

    name = "redis"
    has_server = True
    _DELAY = 500e-6  # s for a key; it answers its clients after about ten of them
    _EACH = 580e-6  # s, with what the kernel adds to such a sleep

    @contextlib.asynccontextmanager
    async def pending(self, length):
        directory, port = self.bench.directory(), self.bench.port()
        keys = int(length / self._EACH)
        server = Redis(directory, port)
        await asyncio.to_thread(self._fill, server, keys)
        server.settings |= slow_load(keys * self._DELAY, keys)

        async def load(_):
            line = await logged(server, r"(\d+ \w+ \d+ [\d:.]+) \* Ready to accept connections")
            return datetime.strptime(line[1], "%d %b %Y %H:%M:%S.%f").timestamp()

        (directory / "log").unlink()
        server.start()
        try:
            await logged(server, "Loading RDB")
            yield Target(self.waiters.redis(port), load)
        finally:
            await asyncio.to_thread(server.stop)
            shutil.rmtree(directory)

    @staticmethod
    def _fill(server, keys):
        server.start_and_wait()
        server.fill(keys)
        server.cli("SAVE")
        server.stop()


CASES = [Refused, Name, File, PostgresStarts, RedisLoads]
