"""What the benchmarks hand on: rows of numbers, of which report.py makes tables and pictures."""

import json
import sys
from dataclasses import asdict, dataclass

OURS = "aweigh"


@dataclass(frozen=True)
class Row:
    """One line of a table of docs/benchmarks.md: the same thing, measured with each tool."""

    table: str  # "lag": the name of its table there
    label: str  # "refused, for 5 s": also what finds it again in the results of another day
    unit: str  # "ms"; empty for counts
    values: dict  # tool → number; a tool that cannot do it is not there

    def ratios(self, ours=OURS):
        """Ours, as a part of what each other tool takes."""
        return {
            tool: self.values[ours] / value
            for tool, value in self.values.items()
            if tool != ours and value
        }


def hand_on(rows):
    """Each row as soon as it is there, as a line of JSON on stdout; what happens goes to stderr."""
    for row in rows:
        print(json.dumps(asdict(row)), flush=True)
        figures = ", ".join(f"{tool} {value:.4g}" for tool, value in row.values.items())
        print(f"{row.table}: {row.label}: {figures} {row.unit}".rstrip(), file=sys.stderr)
