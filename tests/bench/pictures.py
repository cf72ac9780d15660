"""The pictures of docs/benchmarks.md: small SVGs, the same bytes from the same results."""

import re
from dataclasses import dataclass

import matplotlib
from rows import OURS

matplotlib.use("svg")
matplotlib.rcParams |= {
    "axes.spines.right": False, "axes.spines.top": False, "font.size": 10, "legend.frameon": False,
    "svg.fonttype": "none", "svg.hashsalt": "aweigh",
}  # fmt: skip
from matplotlib import pyplot  # noqa: E402


@dataclass(frozen=True)
class Curves:
    """A line for each tool; a row's label begins with its x."""

    table: str
    title: str
    x: str
    y: str


@dataclass(frozen=True)
class Bars:
    """A bar for each tool, of the row whose label begins so."""

    table: str
    title: str
    label: str


PICTURES = {
    "start": Bars("init", "start-up added as PID 1, µs", "start-up added, as PID 1"),
    "lag": Curves("lag-refused", "lag behind a port that opens", "it opens after, s", "lag, ms"),
    "lag-postgres": Curves("lag-postgres", "lag behind PostgreSQL", "it starts after, s", "lag, ms"),
    "load": Curves("load-cpu", "CPU of waiting 60 s, half of them silent", "dead targets", "CPU, s"),
    "stacks": Bars("stacks", "from ready database to serving API, ms", "median"),
}


def draw(results, directory):
    directory.mkdir(exist_ok=True)
    for name, picture in PICTURES.items():
        rows = [row for row, _, _ in results.rows(picture.table)]
        if rows:
            figure, axes = pyplot.subplots(figsize=(6, 3.2), layout="constrained")
            {Curves: _curves, Bars: _bars}[type(picture)](axes, picture, rows)
            figure.savefig(directory / f"{name}.svg", metadata={"Date": None})
            pyplot.close(figure)


def _curves(axes, picture, rows):
    points = {}
    for row in rows:
        if ", " in row.label:  # with something else changed, too
            continue
        x = float(re.match(r"[\d.,]+", row.label)[0].replace(",", ""))
        for tool, value in row.values.items():
            points.setdefault(tool, []).append((x, value))
    for tool, line in points.items():
        ours = tool == OURS
        axes.plot(
            *zip(*sorted(line)), marker="o", markersize=4, label=tool,
            linewidth=2.5 if ours else 1.2, zorder=3 if ours else 2,
        )  # fmt: skip
    axes.set(title=picture.title, xlabel=picture.x, ylabel=picture.y, xscale="log", yscale="log")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter("{x:g}")
    axes.grid(alpha=0.3)
    axes.legend()


def _bars(axes, picture, rows):
    (values,) = [row.values for row in rows if row.label.startswith(picture.label)]
    tools = sorted(values, key=values.get, reverse=True)
    bars = axes.barh(tools, [values[tool] for tool in tools])
    axes.bar_label(bars, fmt="%.0f", padding=3)
    axes.set(title=picture.title)
