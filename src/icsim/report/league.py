"""League page: a league as one HTML file, a picture and the table that says the same."""

from __future__ import annotations

import math
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icsim.errors import InputError
from icsim.folder import replace_file
from icsim.report import palette

if TYPE_CHECKING:
    from markupsafe import Markup

    from icsim.experiment.league import League

_HERE = Path(__file__).parent
_TEMPLATE = "league.html.jinja"
_ROW, _ABOVE, _BELOW = 17.0, 8.0, 34.0
_WIDTH, _LETTER, _GAP, _RIGHT = 760.0, 6.0, 12.0, 16.0
"""Width of the picture and of a letter, and room between names and lines and beyond the lines."""
_LONGEST = 44
"""Letters of a name beside the picture; the table has all of it."""
_ROOM = 0.04
"""Empty part of the scale on each side of the intervals."""
_STYLE = f"""
:root {{ color-scheme: light; }}
body {{ font: 1rem/1.45 {palette.TYPE}; color: {palette.INK}; background: {palette.PAPER}; margin: 0; }}
main {{ max-width: 62rem; margin: 0 auto; padding: 1rem; }}
h1 {{ font-size: 1.5rem; line-height: 1.25; }} h2 {{ font-size: 1.15rem; margin-top: 2rem; }}
figure {{ margin: 1rem 0; }} figcaption, .note, caption {{ color: {palette.SOFT}; font-size: .875rem; }}
caption {{ text-align: left; padding-bottom: .5rem; position: sticky; left: 0; max-width: calc(100vw - 2rem); }}
svg {{ width: 100%; min-width: 54rem; height: auto; font: 11px {palette.TYPE}; }}
.name {{ text-anchor: end; fill: {palette.INK}; }} .tick {{ text-anchor: middle; fill: {palette.SOFT}; }}
.grid {{ stroke: {palette.LINE}; }} .zero {{ stroke: {palette.EDGE}; stroke-width: 1.5; }}
line.better {{ stroke: {palette.BETTER}; stroke-width: 2; }} circle.better {{ fill: {palette.BETTER}; }}
line.worse {{ stroke: {palette.WORSE}; stroke-width: 2; }} circle.worse {{ fill: {palette.WORSE}; }}
line.unclear {{ stroke: {palette.EDGE}; stroke-width: 1.5; }}
circle.unclear {{ fill: {palette.PAPER}; stroke: {palette.EDGE}; stroke-width: 1.5; }}
.scroll {{ overflow-x: auto; }} .scroll:focus-visible {{ outline: 3px solid {palette.FOCUS}; }}
table {{ border-collapse: collapse; width: 100%; font-size: .875rem; font-variant-numeric: tabular-nums; }}
th, td {{ padding: .25rem .5rem; border-bottom: 1px solid {palette.LINE}; text-align: left; font-weight: 400; }}
thead th {{ background: {palette.QUIET}; font-weight: 600; vertical-align: bottom; }}
.n {{ text-align: right; white-space: nowrap; }} thead .n {{ white-space: normal; }}
@media print {{ section {{ break-before: page; }} section:first-of-type {{ break-before: auto; }} }}
"""


@dataclass(frozen=True)
class Shown:
    """A league by one measure: id, title, how sure it is, picture, rows of the table."""

    name: str
    title: str
    sure: str
    chart: Markup
    rows: list[list[str]]


def write_page(found: League, folder: Path) -> Path:
    """Write the page of a league into its folder, over an earlier one; the same league gives the same bytes.

    Returns
    -------
    pathlib.Path
        The page.

    Raises
    ------
    InputError
        If the disk refuses, or the library of ``icsim[report]`` that it needs is not installed.
    """
    from icsim.experiment.league_files import PAGE

    if find_spec("jinja2") is None:
        raise InputError.at("the page of a league", "needs jinja2: install icsim[report]")
    content = page(found).encode()
    replace_file(folder / PAGE, lambda file: file.write(content))
    return folder / PAGE


def page(found: League) -> str:
    """The page as text: no file, font or script of anywhere else."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from icsim import __version__
    from icsim.experiment.league_words import columns, design_words

    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    question = found.asked.question
    return environment.get_template(_TEMPLATE).render(
        style=_STYLE,
        heading=found.asked.arm.name,
        lines=list(design_words(found)),
        columns=columns(len(found.asked.signing)),
        leagues=[_shown(found, name) for name in found.asked.measures],
        made=f"icsim {__version__}; data {question.system.digest[:12]}; league_seeds.csv has what each seed gave.",
    )


def _shown(found: League, name: str) -> Shown:
    from icsim.experiment.league_words import cells, sure_words, title

    table = found.table[found.table["measure"] == name]
    rows: list[dict[str, Any]] = table.to_dict("records")  # type: ignore[assignment]
    sure = sure_words(table, found.real_share[name], drawn=found.asked.question.draws is not None)
    return Shown(name, title(name), sure, _chart(name, rows), cells(rows))


def _chart(name: str, rows: list[dict[str, Any]]) -> Markup:
    """A line for each system, the best on top: a dot, its interval, and 0 for nothing gained."""
    from icsim.experiment.league_words import signed, title
    from icsim.report.svg import Drawing, ticks

    values: list[float] = [
        row[key] for row in rows for key in ("gain", "gain_low", "gain_high") if math.isfinite(row[key])
    ]
    low, high = min([0.0, *values]), max([0.0, *values])
    room = _ROOM * (high - low) or 1.0
    low, high = low - room, high + room
    bottom = _ABOVE + _ROW * len(rows)
    drawing = Drawing(_WIDTH, bottom + _BELOW)
    names = [_short(str(row["name"])) for row in rows]
    left = _LETTER * max(map(len, names))

    def across(value: float) -> float:
        return left + _GAP + (value - low) / (high - low) * (_WIDTH - left - _GAP - _RIGHT)

    for tick in ticks(low, high, 6):
        drawing.line((across(tick), _ABOVE), (across(tick), bottom), "zero" if abs(tick) < 1e-12 else "grid")
        drawing.text((across(tick), bottom + 14), signed(tick, high - low), "tick")
    for i, (row, words) in enumerate(zip(rows, names, strict=True)):
        y = _ABOVE + _ROW * (i + 0.5)
        kind = "better" if row["gain_low"] > 0 else "worse" if row["gain_high"] < 0 else "unclear"
        drawing.text((left, y + 4), words, "name")
        if math.isfinite(row["gain_low"]):
            drawing.line((across(row["gain_low"]), y), (across(row["gain_high"]), y), kind)
        drawing.dot((across(row["gain"]), y), 4.0, kind)
    drawing.text((across((low + high) / 2), bottom + 29), title(name), "tick")
    first, last = rows[0], rows[-1]
    ends = (f"{row['name']}, {signed(row['gain'], high - low)}" for row in (first, last))
    seen = f"From {' down to '.join(ends)}. The table below has every system."
    return drawing.figure(f"chart-{name}", title(name), seen)


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
