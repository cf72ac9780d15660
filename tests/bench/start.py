#!/usr/bin/python3
"""What a start costs when all is ready: three targets, and nothing to migrate.

    tests/bench/start.py [--quick]

aweigh (AWEIGH_BINARY, else build/release/aweigh) asks PostgreSQL, Redis and a port, and executes
`true`. Beside it what a script would do: `pg_isready && redis-cli ping && exec true`. It asks two
of the three, and does not log in at PostgreSQL; aweigh does, once with a password (SCRAM-SHA-256,
of which the client computes some milliseconds) and once as a user whom the server trusts. Real
servers, on this machine; the two take turns. CPU is the client's own.
Needs root, and: apt-get install postgresql redis-server python3-psycopg2
"""

import argparse
import contextlib
import os
import random
import statistics
import sys
import tempfile
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(_ROOT / "tests/e2e"), str(_ROOT / "tests/peers")]

from inits import AWEIGH  # noqa: E402
from migrations import cost_of  # noqa: E402
from rows import OURS, Row, hand_on  # noqa: E402
from support.ports import free_port  # noqa: E402
from support.postgres import Database, Postgres, make_template  # noqa: E402
from support.redis import Redis  # noqa: E402

SCRIPT = "pg_isready && redis-cli ping"


@contextlib.contextmanager
def running(kind, scratch, *words):
    """A server, stopped in the end."""
    directory = Path(tempfile.mkdtemp(dir=scratch))
    server = kind(directory, free_port(), *words)
    try:
        yield server.start_and_wait()
    finally:
        server.stop()


@contextlib.contextmanager
def servers():
    """PostgreSQL, Redis, and another Redis for a port that is open."""
    with contextlib.ExitStack() as stack:
        scratch = stack.enter_context(tempfile.TemporaryDirectory(prefix="aweigh-start-"))
        os.chmod(scratch, 0o755)  # PostgreSQL is another user
        (Path(scratch) / "template").mkdir()
        template = make_template(Path(scratch) / "template")
        yield [
            stack.enter_context(running(Postgres, scratch, template)),
            stack.enter_context(running(Redis, scratch)),
            stack.enter_context(running(Redis, scratch)),
        ]


def commands(postgres, redis, other):
    targets = [Database(postgres).url, redis.target, f"tcp://127.0.0.1:{other.port}"]
    waits = [word for target in targets for word in ("-w", target)]
    script = (
        f"pg_isready -q -h 127.0.0.1 -p {postgres.port} && "
        f"redis-cli -p {redis.port} ping && exec true"
    )
    return {OURS: [AWEIGH, "-q", *waits, "--", "true"], SCRIPT: ["sh", "-c", script]}


def trust(postgres):
    """Anybody, from now on."""
    (postgres.data / "pg_hba.conf").write_text("local all all trust\nhost all all all trust\n")
    postgres.query("SELECT pg_reload_conf()")


def measure(all_servers, repeats):
    yield from compare("with a password", commands(*all_servers), repeats)
    trust(all_servers[0])
    yield from compare("without a password", commands(*all_servers), repeats)


def compare(how, commands, repeats):
    samples = {name: [] for name in commands}
    for _ in range(repeats):
        for name in random.sample(sorted(commands), len(commands)):
            samples[name].append(cost_of(commands[name]))
    for at, what in enumerate(["start", "CPU of a start"]):
        values = {
            name: statistics.median(cost[at] for cost in each) * 1000
            for name, each in samples.items()
        }
        yield Row("start", f"{what}, 3 ready targets, {how}", "ms", values)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a few starts, to see that it works")
    repeats = 10 if parser.parse_args().quick else 300
    with servers() as made:
        hand_on(measure(made, repeats))


if __name__ == "__main__":
    main()
