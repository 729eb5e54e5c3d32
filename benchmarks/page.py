"""docs/performance.md and the charts in it, from what was measured."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pygal
from pygal.style import Style

from measuring import Chart, Part

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "performance.md"
CHARTS = ROOT / "docs" / "performance"
STYLE = Style(
    background="white", plot_background="white", font_family="sans-serif", label_font_size=12, legend_font_size=12
)

HEADING = """# Performance

Written by `make bench`, which runs everything on this page side by side; `make bench-guard` holds a few of the ratios
with a margin of 2, and is what CI runs. Nothing here is a promise about another machine; the ratios are what carries
over, and the counts of instructions are what noise does not touch.

"""


def written(parts: list[Part], why: str, dropped: str) -> None:
    """Write the page and its charts."""
    CHARTS.mkdir(exist_ok=True)
    targets = [target.row() for part in parts for target in part.targets]
    reached = sum(target.reached for part in parts for target in part.targets)
    text = HEADING + machine() + f"\n\n## Targets\n\n{reached} of {len(targets)} are reached.\n\n"
    text += table(("", "target", "measured", ""), targets) + "\n"
    for part in parts:
        text += f"\n## {part.title}\n\n{part.text.strip()}\n\n"
        for name, chart in part.charts.items():
            drawn(chart).render_to_file(str(CHARTS / f"{name}.svg"))
            text += f"![{chart.title}](performance/{name}.svg)\n\n"
        if part.rows:
            text += table(part.head, part.rows) + "\n"
        if part.after:
            text += f"\n{part.after.strip()}\n"
    text += f"\n{why.strip()}\n\n{dropped.strip()}\n"
    PAGE.write_text(text)


def machine() -> str:
    """Where and when, and what else the machine did."""
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return (
        f"Measured on {datetime.now(UTC):%Y-%m-%d} at commit {commit.stdout.strip() or 'unknown'}, with "
        f"{platform.python_implementation()} {platform.python_version()} on {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} processors, a load of {load} over the last 1, 5 and 15 minutes."
    )


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A table in Markdown."""
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def drawn(chart: Chart) -> pygal.graph.graph.Graph:
    """The chart as pygal has it."""
    told = {"title": chart.title, "y_title": chart.unit, "x_title": chart.over, "style": STYLE, "js": (), "height": 420}
    made = pygal.Bar(**told) if chart.bars else pygal.Line(**told, logarithmic=chart.logarithmic)
    made.x_labels = [f"{each:,}" if isinstance(each, int) else str(each) for each in chart.at]
    for name, line in chart.series.items():
        made.add(name, line)
    return made
