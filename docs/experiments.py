"""The page of experiments: what was asked, what was expected and what was found."""

from __future__ import annotations

import csv
from pathlib import Path

from icsim.cli.screen import as_markdown
from icsim.config.located import read_yaml
from icsim.experiment.verdict import FAMILY, LEVEL
from icsim.experiment.written import ExperimentFile

FOLDER = Path(__file__).parents[1] / "experiments" / "mechanisms"
NOTE = "<!-- Made by `make docs` from experiments/mechanisms; change the files there, not this page. -->\n\n"

INTRODUCTION = f"""\
Each mechanism of the model has an experiment: a question, what is changed against what, which way a measure should
go, and why. The files are in `experiments/mechanisms/`; `make experiments` runs them all on the teaching system
`small` and writes the tables of `experiments/mechanisms/results/`, which this page shows, and what every seed gave
beside them. Tests work the verdicts out again from every seed, and run the first seeds again to the last digit.

Both arms of an experiment have the same people and the same luck, so the difference is what was changed, seed by
seed. An expectation is *confirmed* when a one-sided paired t-test finds it at p of {LEVEL:g} or less; *unchanged*
means exactly the same in every seed. At that level, and with as many expectations as are made here, the chance that
any mechanism without effect is taken for one that works is {FAMILY:.0%} at most. The seeds are 1, 2, 3 and on; none
was chosen. Experiments about people who join, leave or move have 24 of them, most others 12. Several designs, and
numbers of seeds, were settled after first runs on some of the same seeds had shown too little, so take the levels as
nominal.

That a mechanism goes the way expected says that the model does what it is meant to do. It does not say that the
world does: the sizes below rest on the [parameters](parameters.md), many of them assumptions, and on a teaching
system of some 600 staff. Most experiments put an agreement in use at once, to show the mechanism without the slow
relations between partners; a few set parameters to one end of their range, and their files say so.

```text
icsim experiment experiments/mechanisms/passport.yaml            # one question
icsim experiment experiments/mechanisms/*.yaml --out DIR         # all, with a table each
```
"""


def page() -> str:
    """Every experiment with its table of results."""
    text = f"# Experiments\n\n{NOTE}{INTRODUCTION}"
    for path in sorted(FOLDER.glob("*.yaml")):
        written = read_yaml(path, ExperimentFile).value
        text += f"\n## {written.experiment}\n\n{written.question} *Expected because:* {written.why.strip()}\n\n"
        text += f"{_table(path)}\n`{path.stem}.yaml`, {written.months} months, {written.seeds} seeds.\n"
    return text


def _table(path: Path) -> str:
    with (path.parent / "results" / f"{path.stem}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = ("measured", "baseline", "changed", "difference", "95% interval", "expected", "verdict")
    cells = [
        (
            f"`{row['measure']}`, {row['scope'].replace(':', ' ').replace('_', ' ')}, {row['over']}",
            *(_short(row[name]) for name in ("baseline", "changed", "difference")),
            f"{_short(row['low'])} to {_short(row['high'])}",
            row["expected"],
            row["verdict"],
        )
        for row in rows
    ]
    return as_markdown(columns, cells)


def _short(number: str) -> str:
    """Four digits that count, with separators in large numbers."""
    if not number:
        return "-"
    value = float(number)
    return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:.4g}"
