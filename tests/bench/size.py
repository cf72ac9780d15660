#!/usr/bin/env python3
"""What the binary is made of, in kilobytes: by library and layer, from the linker's map, and by kind
of target, each by a link without it. The build directory is that of a release preset, built.

    tests/bench/size.py [--quick] [DIRECTORY]      --quick: without the kinds
"""

import argparse
import collections
import gzip
import re
import shlex
import subprocess
import tempfile
from pathlib import Path

from rows import OURS, Row, hand_on

ROOT = Path(__file__).resolve().parents[2]
REGISTRY = ROOT / "probes/registry.cpp"

# Archives by what people call them; the archive of a layer of ours is libaweigh_LAYER.a.
LIBRARIES = {
    "libcrypto": "OpenSSL",
    "libssl": "OpenSSL",
    "libpq": "libpq",
    "libpgcommon_shlib": "libpq",
    "libpgport_shlib": "libpq",
    "libcares": "c-ares",
    "libc++core": "libc++",
    "libc++abi": "libc++",
    "libunwind": "libc++",
    "libmusl": "musl",
    "libzigc": "musl",
    "libclang_rt.builtins": "musl",
}
# Of the columns of a map, the indent of what a section is made of.
IN_THE_INPUT = 8
# What is in memory alone.
NOT_IN_THE_FILE = (".bss", ".tbss")


def size_by_part(lines):
    """The sums of lld's map. A line has VMA, LMA, size and alignment, then the section of the output;
    below it, indented, FILE:(SECTION) or ARCHIVE(MEMBER):(SECTION) of the input."""
    sizes = collections.Counter()
    section = ""
    for line in lines:
        columns = re.match(r" *\w+ +\w+ +(\w+) +\d+ ( *)(.*)", line)
        if not columns or columns[1] == "Size":
            continue
        if not columns[2]:
            section = columns[3]
        elif len(columns[2]) == IN_THE_INPUT and section not in NOT_IN_THE_FILE:
            sizes[part_of(columns[3])] += int(columns[1], 16)
    return sizes


def part_of(place):
    archive = re.search(r"([^/]+)\.a\(", place)
    if not archive:
        return "strings and tables of the linker" if place.startswith("<internal>") else "start"
    if archive[1].startswith("libaweigh_"):
        return "aweigh " + archive[1].removeprefix("libaweigh_")
    return LIBRARIES.get(archive[1], archive[1].removeprefix("lib"))


class Build:
    """The commands of a build directory, to be given again with something else."""

    def __init__(self, directory):
        self.directory = directory

    def link(self, into, *more):
        """The binary as it is linked, with `more`: an object before the archives wins over theirs."""
        command = self._command("aweigh")
        command[command.index("-o") + 1] = str(into)
        self._run([command[0], *map(str, more), *command[1:]])
        return into.stat().st_size

    def compile_registry(self, kinds, into):
        command = self._command("CMakeFiles/aweigh_probes.dir/probes/registry.cpp.o")
        at = next(at for at, word in enumerate(command) if word.startswith("-DAWEIGH_KINDS="))
        command[at] = f'-DAWEIGH_KINDS="{" ".join(kinds)}"'
        command[command.index("-o") + 1] = str(into)
        self._run(command)
        return into

    def _command(self, target):
        asked = ["ninja", "-C", self.directory, "-t", "commands", "-s", target]
        line = subprocess.run(asked, check=True, capture_output=True, text=True).stdout
        return [word for word in shlex.split(line) if word not in (":", "&&")]

    def _run(self, command):
        subprocess.run(command, cwd=self.directory, check=True)


def families():
    """The schemes of each maker, which are one kind to people: redis and rediss."""
    of_maker = collections.defaultdict(list)
    rows = re.findall(r'\.scheme = "(.+?)".*?\.make = (\w+)', REGISTRY.read_text(), re.DOTALL)
    for scheme, maker in rows:
        of_maker[maker].append(scheme)
    return list(of_maker.values())


def rows(build, work, kinds):
    whole = build.link(work / "aweigh", f"-Wl,-Map={work / 'map'}")
    yield row("in all", whole)
    yield row("gzip -9", len(gzip.compress((work / "aweigh").read_bytes(), 9)))
    with (work / "map").open() as lines:
        for part, size in size_by_part(lines).most_common():
            yield row(part, size)
    everything = [scheme for family in families() for scheme in family]
    for family in families() if kinds else []:
        others = [scheme for scheme in everything if scheme not in family]
        registry = build.compile_registry(others, work / "registry.o")
        without = build.link(work / "less", registry)
        yield row("kind " + ", ".join(family), whole - without)


def row(label, size):
    return Row(table="size", label=label, unit="kB", values={OURS: size / 1000})


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("directory", nargs="?", type=Path, default=ROOT / "build/release")
    words = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        hand_on(rows(Build(words.directory), Path(work), not words.quick))


if __name__ == "__main__":
    main()
