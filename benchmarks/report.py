"""Report: one table of measurements, printed and kept with the facts of the machine that made it."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.table import Table

import icsim

RESULTS = Path(__file__).parent / "results"

Cell = str | float | int | None


@dataclass
class Report:
    """One table of measurements.

    Parameters
    ----------
    name
        Name of the sub-command, and of the file it is kept in.
    title
        What was measured, with its unit.
    columns
        Headings.
    rows
        Measurements, a cell for each heading.
    notes
        What a reader must know to use the numbers.
    quick
        Whether it was measured in a hurry; such a table is printed and not kept.
    """

    name: str
    title: str
    columns: list[str]
    rows: list[list[Cell]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    quick: bool = False

    def show(self, console: Console) -> None:
        """Print it."""
        table = Table(title=self.title, title_justify="left", caption="\n".join(self.notes), caption_justify="left")
        for i, column in enumerate(self.columns):
            table.add_column(column, justify="right" if i else "left")
        for row in self.rows:
            table.add_row(*(_shown(cell) for cell in row))
        console.print(table)

    def keep(self) -> None:
        """Write it to ``benchmarks/results``, with the machine's facts."""
        RESULTS.mkdir(exist_ok=True)
        kept = {key: value for key, value in asdict(self).items() if key != "quick"}
        kept["rows"] = [[round(c, 6) if isinstance(c, float) else c for c in row] for row in self.rows]
        text = json.dumps(kept | {"machine": machine_facts()}, indent=1)
        (RESULTS / f"{self.name}.json").write_text(text + "\n", encoding="utf-8")


def machine_facts() -> dict[str, str | int]:
    """What the numbers depend on, without anything that names the machine."""
    packages = {name: version(name) for name in ("mesa", "numpy", "pandas")}
    return {
        "processor": _processor(),
        "logical_cores": os.cpu_count() or 0,
        "system": platform.system(),
        "python": platform.python_version(),
        "icsim": icsim.__version__,
        **packages,
    }


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _shown(cell: Cell) -> str:
    if cell is None:
        return "-"
    if isinstance(cell, float):
        return f"{cell:,.0f}" if abs(cell) >= 1000 else f"{cell:.3g}"
    return f"{cell:,}" if isinstance(cell, int) else cell
