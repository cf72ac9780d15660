#!/usr/bin/env python3
"""The cold start of a container, from `docker run` to the service's first line.

    tests/bench/cold_start.py [--quick]

A static program in an empty image says when it runs: as the entrypoint itself, with `--init` (which
is tini), and behind aweigh (AWEIGH_BINARY, else build/release/aweigh) as the entrypoint. They take
turns, in a daemon of their own. "middle half" is how far the quartiles are apart: a difference
below that is noise.
Needs root, and: apt-get install docker.io debootstrap iproute2 gcc
"""

import argparse
import random
import statistics
import time

from in_docker import daemon_with, tag
from inits import compiled
from rows import OURS, Row, hand_on

IMAGE = "cold"
RUNS = {
    "nothing": [f"{tag(IMAGE)}-plain"],
    "docker run --init": ["--init", f"{tag(IMAGE)}-plain"],
    OURS: [f"{tag(IMAGE)}-behind-aweigh"],
}


def cold_start(docker, words):
    """In milliseconds."""
    began = time.time()
    said = docker("run", "--rm", *words)
    return (float(said.removeprefix("hello ")) - began) * 1000


def measure(docker, repeats):
    for words in RUNS.values():
        cold_start(docker, words)  # reads the image from the disk
    samples = {name: [] for name in RUNS}
    for _ in range(repeats):
        for name in random.sample(sorted(RUNS), len(RUNS)):
            samples[name].append(cold_start(docker, RUNS[name]))

    def row(label, figure):
        values = {name: figure(each) for name, each in samples.items()}
        return Row("cold-start", label, "ms", values)

    yield row("docker run to the first line", statistics.median)
    yield row("docker run to the first line, middle half", middle_half)


def middle_half(values):
    low, _, high = statistics.quantiles(values, n=4)
    return high - low


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a few runs, to see that it works")
    repeats = 5 if parser.parse_args().quick else 60
    with daemon_with(IMAGE, lambda to: compiled("hello.c", to)) as docker:
        hand_on(measure(docker, repeats))


if __name__ == "__main__":
    main()
