"""The results that are kept: a file for each run of tests/bench/run.sh."""

import json
import os
import platform
import re
import subprocess
import time
from collections import defaultdict
from pathlib import Path
from statistics import median

from rows import OURS, Row

_HERE = Path(__file__).parent / "results"


def keep(lines, packages):
    """Beside the rows: when and where they were measured, of which versions."""
    run = {
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "machine": _machine(),
        "versions": _versions(packages),
        "rows": [json.loads(line) for line in lines],
    }
    name = run["at"].replace(":", "")
    (_HERE / f"{name}.json").write_text(json.dumps(run, indent=1) + "\n")


def _machine():
    model = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return {
        "processors": os.cpu_count(),
        "model": model[1] if model else platform.machine(),
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB",
        "kernel": ".".join(platform.release().split(".")[:2]),
    }


def _versions(packages):
    """Of Debian's packages; what comes from elsewhere has its version in the name of its row."""
    shown = subprocess.check_output(
        ["dpkg-query", "--show", "--showformat", "${Package} ${Version}\n", *packages], text=True
    )
    return dict(line.split() for line in shown.splitlines())


class Results:
    """What all runs say of each row."""

    def __init__(self):
        self.runs = [json.loads(path.read_text()) for path in sorted(_HERE.glob("*.json"))]
        self._rows = defaultdict(list)
        for run in self.runs:
            for fields in run["rows"]:
                row = Row(**fields)
                self._rows[row.table, row.label].append(row)

    def tables(self):
        return list(dict.fromkeys(table for table, _ in self._rows))

    def rows(self, table):
        """Of each row the median of its runs, and the least and the greatest ratio to each tool. The
        size is that of the newest."""
        for (name, _), rows in self._rows.items():
            if name == table:
                rows = rows[-1:] if table == "size" else rows
                yield _middle(rows), _spread(rows), len(rows)


def _middle(rows):
    tools = dict.fromkeys(tool for row in rows for tool in row.values)
    values = {
        tool: median(row.values[tool] for row in rows if tool in row.values) for tool in tools
    }
    return Row(rows[-1].table, rows[-1].label, rows[-1].unit, values)


def _spread(rows):
    ratios = defaultdict(list)
    for row in rows:
        if OURS in row.values:
            for tool, ratio in row.ratios().items():
                ratios[tool].append(ratio)
    return {tool: (min(each), max(each)) for tool, each in ratios.items()}
