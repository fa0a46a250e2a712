"""Parts of the page on England: the league that is committed, as tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from icsim.cli.screen import as_markdown
from icsim.experiment.league import top_of
from icsim.experiment.league_words import cells, columns, sure_words, title
from icsim.experiment.ranking import ranking
from icsim.took import length

LEAGUE = Path(__file__).parents[1] / "experiments" / "leagues" / "rotation_passport"
_LAST = 5


def league() -> str:
    """The league by each measure: its top and its end, and how sure they are."""
    table, seeds = (pd.read_csv(f"{LEAGUE}{ending}") for ending in (".csv", ".seeds.csv"))
    note: dict[str, Any] = json.loads(Path(f"{LEAGUE}.json").read_text(encoding="utf-8"))
    parts = [_made(note)]
    for name in dict.fromkeys(table["measure"]):
        rows = table[table["measure"] == name]
        own = seeds[seeds["measure"] == name].pivot(index="seed", columns="system", values="gain")
        best = top_of(len(rows))
        real = ranking(own.to_numpy(), best).real_share
        records: list[dict[str, Any]] = rows.to_dict("records")  # type: ignore[assignment]
        heads = columns(len(rows))
        gap = [["…"] * len(heads)]
        said = cells(records)
        lines = [*said[:best], *gap, *said[-_LAST:]]
        sure = sure_words(rows, real, drawn=bool(note["posterior"]))
        parts.append(f"### {title(name)}\n\n{as_markdown(heads, lines)}\n{sure}\n")
    return "\n".join(parts)


def _made(note: dict[str, Any]) -> str:
    """How the league was made, and what it took."""
    seeds, took = len(note["seeds"]), note["took"]
    cost = (
        f" It took {length(took['cpu_seconds'])} of processor time, and {took['peak_bytes'] / 1e9:.1f} GB of memory in "
        "each process."
        if took
        else ""
    )
    drawn = f" {note['posterior']['said']}" if note["posterior"] else ""
    return (
        f"{seeds} seeds, {note['months']} months from {note['start']}, {note['design']}; "
        f"{len(note['systems_that_sign'])} systems sign.{drawn}{cost}\n"
    )
