"""Tornado chart: how far an answer moves from the low to the high end of each thing that is varied."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icsim.errors import InputError
from icsim.experiment.measures import BY_NAME
from icsim.folder import replace_file

if TYPE_CHECKING:
    from icsim.experiment.sensitivity import Sensitivity

KINDS = (".svg", ".png")
"""Endings of a chart's file."""
MOST = 15
"""Bars shown at most: those of the largest swing."""

_LOW, _HIGH = "#0072B2", "#D55E00"
"""Colours that people tell apart whatever their sight (Okabe and Ito 2008)."""
_NO_DIFFERENCE = "no difference"
_WIDTH_INCHES, _BAR_INCHES, _AROUND_INCHES = 8.0, 0.36, 1.6
_DPI = 150


def write_tornado(found: Sensitivity, path: Path) -> None:
    """Draw a tornado chart; the same bytes for the same answer where the same fonts are.

    Parameters
    ----------
    found
        What an answer depends on.
    path
        The file, ``.svg`` or ``.png``.

    Raises
    ------
    InputError
        If it has another ending, matplotlib is not installed, or the disk refuses.
    """
    if path.suffix not in KINDS:
        raise InputError.at(path, f"a chart is {' or '.join(KINDS)}")
    content = _drawn(found, path.suffix[1:])
    replace_file(path, lambda file: file.write(content))


def description(found: Sensitivity) -> str:
    """The chart in words, for those who do not see it."""
    measure = BY_NAME[found.measure]
    table = found.table.reindex(found.table["swing"].abs().sort_values(ascending=False, kind="stable").index)
    parts = [
        f"{row.name_}: {row.low_outcome:.4g} at {_number(row.low)}, {row.high_outcome:.4g} at {_number(row.high)}"
        for row in table.head(MOST).rename(columns={"name": "name_"}).itertuples()
    ]
    return f"{measure.title} in {measure.unit}, {found.mean:.4g} on average. " + "; ".join(parts) + "."


def _drawn(found: Sensitivity, kind: str) -> bytes:
    try:
        import matplotlib as mpl
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as error:
        raise InputError.at("--chart", "needs matplotlib: install icsim with the extra sensitivity") from error
    options: dict[Any, Any] = {"svg.hashsalt": "icsim", "svg.fonttype": "none", "font.size": 9}
    with mpl.rc_context(options):
        bars = min(len(found.table), MOST)
        figure = Figure(figsize=(_WIDTH_INCHES, _AROUND_INCHES + _BAR_INCHES * bars), layout="constrained")
        FigureCanvasAgg(figure)
        axes = figure.add_subplot()
        _bars(axes, found)
        figure.legend(*axes.get_legend_handles_labels(), loc="outside lower right", ncols=2, frameon=False)
        file = io.BytesIO()
        notes: dict[str, Any] = {"Title": _title(found), "Description": description(found)}
        if kind == "svg":
            notes["Date"] = None
        figure.savefig(file, format=kind, dpi=_DPI, metadata=notes)
    return file.getvalue()


def _title(found: Sensitivity) -> str:
    measure = BY_NAME[found.measure]
    less = f", {found.agreement} less {found.against}" if found.against else ""
    return f"{measure.title}{less}"


def _bars(axes: Any, found: Sensitivity) -> None:
    """One bar a thing, the longest on top, with the value at either end beside it."""
    order = found.table["swing"].abs().sort_values(kind="stable").index[-MOST:]
    table = found.table.loc[order]
    for at, row in enumerate(table.to_dict("records")):
        low, high = row["low_outcome"], row["high_outcome"]
        for end, value, colour, right in (("low", low, _LOW, low > high), ("high", high, _HIGH, high >= low)):
            label = f"at its {end} end" if at == 0 else None
            axes.barh(at, value - found.mean, left=found.mean, height=0.6, color=colour, label=label)
            words = _number(row[end]) if low != high else _NO_DIFFERENCE * right
            axes.annotate(
                words,
                (value, at),
                xytext=(4 if right else -4, 0),
                textcoords="offset points",
                ha="left" if right else "right",
                va="center",
                color="#444444",
            )
    axes.axvline(found.mean, color="#222222", linewidth=1)
    axes.set_yticks(range(len(table)), list(table["name"]))
    axes.margins(x=0.18)
    axes.set_xlabel(f"{BY_NAME[found.measure].unit}; the line is the mean, {found.mean:.4g}")
    axes.set_title(_title(found), loc="left", fontsize=11)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(axis="y", length=0)


def _number(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
