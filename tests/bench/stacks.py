#!/usr/bin/env python3
"""How soon a service of a Docker Compose stack serves once its database is ready.

    tests/bench/stacks.py [--quick]

PostgreSQL comes up 3 to 8 s after its container. The service logs in once when it starts, ends if
it cannot, and serves. From the moment at which the server lets clients in (its own log) to the
moment at which the service serves (its own word), with what people write in a compose file: aweigh
(AWEIGH_BINARY, else build/release/aweigh) as the entrypoint or as a `pre_start` of Docker Compose,
`condition: service_healthy` at several intervals (30 s by default), Debian's wait-for-it, and
`restart: on-failure` alone. Two stacks at a time, each with a database of its own, in random order.

The health check asks at 127.0.0.1: at the Unix socket, the official image answers too early while
it fills a new database. wait-for-it ends when the port is open, which may be before the server lets
clients in: it needs the restart, too.
Needs root, and: apt-get install docker.io debootstrap iproute2 gcc wait-for-it
"""

import argparse
import concurrent.futures
import contextlib
import itertools
import json
import random
import re
import shutil
import statistics
import sys
import tempfile
import threading
from pathlib import Path

from in_docker import daemon_with, tag
from inits import compiled
from rows import OURS, Row, hand_on

sys.path.append(str(Path(__file__).resolve().parents[1] / "peers"))

import tools  # noqa: E402
from compose import Compose  # noqa: E402

IMAGE = "stack"
LATE = (3.0, 8.0)
AT_A_TIME = 2

URL = "postgres://app@db/postgres"
SERVICE = ["/service", "db"]
CRASHES = {"restart": "on-failure"}
HEALTHY = {"depends_on": {"db": {"condition": "service_healthy"}}}
# Compose's default of 3 is too few for a database that is late.
ASK = {"test": ["CMD", "pg_isready", "--quiet", "--host=127.0.0.1"], "retries": 60}

# What stands in the compose file: of the service, and of its database.
STACKS = {
    OURS: ({"command": ["/aweigh", "-q", "-w", URL, *SERVICE]}, {}),
    "aweigh as pre_start": ({"pre_start": [{"command": ["/aweigh", "wait", "-q", URL]}]}, {}),
    "service_healthy": (HEALTHY, {"healthcheck": ASK}),
    "service_healthy, 5 s": (HEALTHY, {"healthcheck": ASK | {"interval": "5s"}}),
    "service_healthy, 1 s": (HEALTHY, {"healthcheck": ASK | {"interval": "1s"}}),
    "wait-for-it": (
        {"command": ["/wait-for-it", "-q", "-t", "60", "db:5432", "--", *SERVICE], **CRASHES},
        {},
    ),
    "restart: on-failure": (CRASHES, {}),
}


def compose_file(name, late):
    of_service, of_database = STACKS[name]
    server = "/usr/local/bin/entrypoint postgres -c log_line_prefix='%n '"  # %n: seconds since 1970
    database = {"command": ["sh", "-c", f"sleep {late:.2f}; exec {server}"]}
    service = {"depends_on": ["db"], "command": SERVICE}
    image = {"image": tag(IMAGE), "stop_grace_period": "0s"}
    return {
        "services": {
            "db": image | database | of_database,
            "app": image | service | of_service,
        }
    }


class Stacks:
    """Brings up one for each call; `abandoned` ends the wait for those that are on their way."""

    def __init__(self, docker):
        self._docker = docker
        self._compose = tools.docker_compose()
        self._numbers = itertools.count()
        self.abandoned = threading.Event()

    def lag(self, name):
        """In milliseconds."""
        with tempfile.TemporaryDirectory(prefix="aweigh-stack-") as directory:
            text = json.dumps(compose_file(name, random.uniform(*LATE)))
            (Path(directory) / "compose.yaml").write_text(text)
            number = next(self._numbers)
            project = Compose(self._docker, directory, f"stack{number}", self._compose)
            try:
                project("up", "--detach")
                serving = self._moment(project, "app", r"^serving (\S+)$")
                ready = self._moment(project, "db", r"^(\S+) LOG: .* ready to accept connections$")
            finally:
                project.down()
        return (serving - ready) * 1000

    def _moment(self, project, service, line):
        """The one that the service names. Asks seldom: the stacks are to have the processors."""
        container = project.container(service)
        for _ in range(90):
            if found := re.search(line, container.log(), re.M):
                return float(found[1])
            if self.abandoned.wait(1):
                break
        raise TimeoutError(f"{service} did not say {line}:\n{container.log()}")


@contextlib.contextmanager
def workers(stacks):
    pool = concurrent.futures.ThreadPoolExecutor(AT_A_TIME)
    try:
        yield pool
    finally:
        stacks.abandoned.set()
        pool.shutdown(cancel_futures=True)


def measure(docker, repeats):
    stacks = Stacks(docker)
    samples = {name: [] for name in STACKS}
    with workers(stacks) as pool:
        jobs = {
            pool.submit(stacks.lag, name): name
            for _ in range(repeats)
            for name in random.sample(sorted(STACKS), len(STACKS))
        }
        for job in concurrent.futures.as_completed(jobs):
            samples[jobs[job]].append(job.result())
            print(f"{jobs[job]}: {job.result():.0f} ms", file=sys.stderr)
    for what, figure in {"median": statistics.median, "worst": max}.items():
        values = {name: figure(each) for name, each in samples.items()}
        yield Row("stacks", f"{what}, Docker Compose {tools.DOCKER_COMPOSE}", "ms", values)


def make_programs(directory):
    compiled("service.c", directory, "-pie")  # its names are looked up by libraries of the image
    shutil.copy(shutil.which("wait-for-it"), directory)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="each once, to see that it works")
    repeats = 1 if parser.parse_args().quick else 7
    tools.docker_compose()  # may have to be built, for which no daemon need run
    with daemon_with(IMAGE, make_programs, "postgres") as docker:
        hand_on(measure(docker, repeats))


if __name__ == "__main__":
    main()
