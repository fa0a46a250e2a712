"""The page of questions: what was asked of many runs, what was expected and what came out."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from icsim.cli.screen import as_markdown
from icsim.config.located import read_yaml
from icsim.experiment.measures import BY_NAME
from icsim.experiment.sweep_file import SweepFile
from icsim.experiment.sweep_plan import INDICES, SCREENING, Sweep
from icsim.experiment.sweep_reader import read_sweep

FOLDER = Path(__file__).parents[1] / "experiments"
NOTE = "<!-- Made by `make docs` from experiments; change the files there, not this page. -->\n\n"

INTRODUCTION = """\
Each file of `experiments/` asks a question of many runs, and says beforehand which way the answer should go and why.
`make questions` makes the runs and writes the tables of `experiments/results/`, which this page shows; a test makes
some of the runs again and compares every digit. Arms of a question have the same people and the same luck. The
interval is the 95% interval of the mean difference over the seeds; *as expected* and *contrary* mean that all of it is
on one side, *not clear* that it is not. With so many rows, one in twenty may be so by chance alone.

The answers are of the model: they rest on the [parameters](parameters.md), many of them assumptions.
How to ask your own question is on the page about [sweeps](sweep.md).
"""
_PLACES = {"all": "whole system"}


def page() -> str:
    """Every question with its table of results."""
    text = f"# Questions\n\n{NOTE}{INTRODUCTION}"
    for path in sorted(FOLDER.glob("*.yaml")):
        sweep = read_sweep(path).sweep
        facts = json.loads(_results(path, ".json").read_text(encoding="utf-8"))
        said = read_yaml(path, SweepFile).value.note
        note = f"{said.strip()}\n\n" if said else ""
        text += f"\n## {sweep.question}\n\n*Expected:* {sweep.why}\n\n{note}{_table(sweep, path)}\n"
        sample = "" if sweep.sample_share == 1 else f" of {sweep.sample_share:.0%} of the staff"
        text += (
            f"`{path.stem}.yaml`: {sweep.system}, {sweep.months} months, {sweep.replications} seeds, "
            f"{facts['runs']:,} runs{sample}.\n"
        )
    return text


def _results(path: Path, ending: str) -> Path:
    return path.parent / "results" / f"{path.stem}{ending}"


def _table(sweep: Sweep, path: Path) -> str:
    if sweep.drawn.kind in (SCREENING, INDICES):
        return _sensitivity(path)
    with _results(path, ".csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    varied = [each.name for each in sweep.varied]
    words = [name for name in ("future", "agreement") if len({row[name] for row in rows}) > 1]
    first = rows[0]["against"]
    columns = (*words, *(name.rpartition(".")[2].replace("_", " ") for name in varied), "where", "measured", first)
    cells = [
        (
            *(row[name] for name in (*words, *varied)),
            _PLACES.get(row["place"], row["place"].removeprefix("sector:").replace("_", " ")),
            _measured(row["measure"]),
            *(_short(row[name]) for name in ("base", "difference")),
            f"{_short(row['low'])} to {_short(row['high'])}",
            row["verdict"],
        )
        for row in rows
    ]
    return as_markdown((*columns, "difference", "95% interval", "verdict"), cells)


def _sensitivity(path: Path) -> str:
    with _results(path, ".sensitivity.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = list(rows[0])
    cells = [[f"`{row['name']}`", *(_short(row[name]) for name in columns[1:])] for row in rows]
    table = as_markdown([name.replace("_", " ") for name in columns], cells)
    most = ", ".join(f"{row['name']} from {row['low_outcome']} to {row['high_outcome']}" for row in rows[:3])
    words = f"Tornado chart of the table below; the answer moves most with {most}"
    read = (
        "*mu* is the mean change of the answer as the number goes through its range, *mu star* the mean of its size, "
        "with half the width of its 95% interval; *sigma* is large where the change depends on the other numbers. "
        "Where the half width is as large as *mu star*, luck cannot be told from an effect."
    )
    return f"![{words}](../experiments/results/{path.stem}.svg)\n\n{table}\n{read}\n"


def _measured(measure: str) -> str:
    return f"{BY_NAME[measure].title} ({BY_NAME[measure].unit})"


def _short(number: str) -> str:
    """Four digits that count, with separators in large numbers."""
    if not number:
        return "-"
    value = float(number)
    return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:.4g}"
