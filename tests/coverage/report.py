#!/usr/bin/env python3
"""Prints how many lines of each of our folders ran: tests/run.sh coverage has built and run them.

What a process has counted is in a file shared by all of the same program, at once: those that call exec or
are killed are in it, too.
"""

import collections
import json
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build/coverage"


def summaries():
    """The name of each file of ours below ROOT, and the counts of llvm-cov."""
    with tempfile.NamedTemporaryFile() as merged:
        counts = (BUILD / "counts").glob("*.profraw")
        subprocess.run(["llvm-profdata-19", "merge", "-o", merged.name, *counts], check=True)
        exported = subprocess.run(
            [
                "llvm-cov-19", "export", "-summary-only", f"-instr-profile={merged.name}",
                BUILD / "aweigh", "-object", BUILD / "tests/unit/aweigh_unit_tests",
                ROOT / "src", ROOT / "probes",
            ],
            check=True, stdout=subprocess.PIPE,
        ).stdout  # fmt: skip
    for file in json.loads(exported)["data"][0]["files"]:
        yield Path(file["filename"]).relative_to(ROOT), file["summary"]


def main():
    folders = collections.defaultdict(lambda: collections.Counter())
    for path, summary in summaries():
        for folder in (path.parent, Path("all")):
            for kind in ("lines", "branches"):
                for number in ("covered", "count"):
                    folders[folder][kind, number] += summary[kind][number]
    print(f"{'':16} {'lines':>14} {'branches':>16}")
    for folder in sorted(folders, key=lambda each: (each == Path("all"), each)):
        print(f"{folder!s:16}", end="")
        for kind in ("lines", "branches"):
            covered, count = folders[folder][kind, "covered"], folders[folder][kind, "count"]
            print(f"{covered:6} / {count:<5}{covered / max(count, 1):4.0%}", end="")
        print()


if __name__ == "__main__":
    main()
