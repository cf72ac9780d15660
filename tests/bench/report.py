#!/usr/bin/python3
"""Writes what all kept results say into docs/benchmarks.md: its tables, and the pictures beside it.

    tests/bench/report.py [--keep ROWS PACKAGE...]

`--keep` makes a new result of a file of rows first. A table of the document stands between the
lines `<!-- measured: NAME -->` and `<!-- end -->`; the text around it is written by hand.
"""

import argparse
import re
from pathlib import Path

import pictures
from results import Results, keep
from rows import OURS

_DOCS = Path(__file__).resolve().parents[2] / "docs"
_PLACE = re.compile(r"(<!-- measured: (\S+) -->\n).*?(<!-- end -->)", re.DOTALL)


def write(document, results):
    measured = {table: _table(list(results.rows(table))) for table in results.tables()}
    measured["machines"] = _machines(results.runs)
    text = document.read_text()
    homeless = measured.keys() - {place[2] for place in _PLACE.finditer(text)}
    assert not homeless, f"{document} has no place for {', '.join(sorted(homeless))}"

    def fill(place):
        return place[1] + measured.get(place[2], "") + place[3]

    document.write_text(_PLACE.sub(fill, text))


def _machines(runs):
    """Where the runs were made, of which versions: the newest of each."""
    machines = dict.fromkeys(
        "- {processors} × {model}, {memory}, Linux {kernel}\n".format(**run["machine"])
        for run in runs
    )
    versions = {name: version for run in runs for name, version in run["versions"].items()}
    shown = ", ".join(f"{name} {version}" for name, version in sorted(versions.items()))
    days = ", ".join(dict.fromkeys(run["at"][:10] for run in runs))
    return "".join([f"Runs of {days}:\n\n", *machines, f"- {shown}\n"])


def _table(rows):
    tools = list(dict.fromkeys(tool for row, _, _ in rows for tool in row.values))
    tools.sort(key=lambda tool: tool != OURS)
    beside = OURS in tools and len(tools) > 1
    header = ["", *tools, *(["ours ÷ the best other"] if beside else [])]
    lines = [header, ["---"] * len(header)]
    for row, spread, runs in rows:
        cells = [_figure(row.values.get(tool), row.unit) for tool in tools]
        lines.append([row.label, *cells, *([_compared(row, spread, runs)] if beside else [])])
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _figure(value, unit):
    """With three digits, and of a size that people read."""
    if value is None:
        return "–"
    while unit in _LARGER and abs(value) >= 10_000:
        value, unit = value / 1000, _LARGER[unit]
    digits = 0 if value == int(value) or abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f} {unit}".rstrip()


_LARGER = {"µs": "ms", "ms": "s", "kB": "MB"}


def _compared(row, spread, runs):
    """With the best of the others; of several runs from the least to the greatest."""
    others = {tool: value for tool, value in row.values.items() if tool != OURS}
    if OURS not in row.values or not others:
        return "–"
    best = min(others, key=others.get)
    if best not in spread:
        return "–"
    least, greatest = (f"{ratio:.2f}" for ratio in spread[best])
    if least == greatest:
        return f"{least} ({best})"
    return f"{least} – {greatest} ({best}; {runs} runs)"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keep", metavar="ROWS", type=Path)
    parser.add_argument("packages", nargs="*", metavar="PACKAGE")
    words = parser.parse_args()
    if words.keep:
        keep(words.keep.read_text().splitlines(), words.packages)
    results = Results()
    write(_DOCS / "benchmarks.md", results)
    pictures.draw(results, _DOCS / "benchmarks")


if __name__ == "__main__":
    main()
