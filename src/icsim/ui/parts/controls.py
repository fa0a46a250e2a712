"""Controls: native form controls with their labels, so that keyboards, phones and screen readers know them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from icsim.ui.parts.vue import vue

_HERE = Path(__file__).parent


@vue(_HERE / "number_row.vue")
def NumberRow(
    label: str,
    value: float,
    low: float,
    high: float,
    step: float = 1,
    unit: str = "",
    usual: float | None = None,
    usual_word: str = "usual",
    why: str = "",
    disabled: bool = False,
    on_value: Callable[[float], Any] | None = None,
) -> None:
    """A number: a slider with a tick at the usual value, a box, the unit, and why it is what it is.

    A change is told when the slider is let go or a key is pressed, not while
    it is dragged; the box shows the number meanwhile.

    Parameters
    ----------
    label, unit
        What it is, and in what.
    value, low, high, step
        The number and what it may be.
    usual, usual_word
        The value it has if nobody says otherwise, marked on the slider and one click away.
    why
        Where it comes from and how sure it is; shown on request.
    disabled
        Whether it cannot be changed now.
    on_value
        Told the new number.
    """


@vue(_HERE / "choice.vue")
def Choice(
    label: str,
    value: str,
    options: Sequence[Mapping[str, str]],
    note: str = "",
    disabled: bool = False,
    on_value: Callable[[str], Any] | None = None,
) -> None:
    """One of several: ``options`` as ``{"value": ..., "label": ...}``, ``group`` where they stand in groups."""


@vue(_HERE / "text_row.vue")
def TextRow(
    label: str,
    value: str,
    note: str = "",
    lines: int = 1,
    most: int = 200,
    placeholder: str = "",
    on_value: Callable[[str], Any] | None = None,
) -> None:
    """A line of text, or several; told when the person is done."""


@vue(_HERE / "tick.vue")
def Tick(
    label: str, value: bool, note: str = "", disabled: bool = False, on_value: Callable[[bool], Any] | None = None
) -> None:
    """Yes or no."""


@vue(_HERE / "ticks.vue")
def Ticks(
    label: str,
    value: Sequence[str],
    options: Sequence[Mapping[str, str]],
    note: str = "",
    on_value: Callable[[list[str]], Any] | None = None,
) -> None:
    """Any of several."""


@vue(_HERE / "action.vue")
def Action(
    label: str,
    kind: Literal["plain", "main", "quiet"] = "plain",
    disabled: bool = False,
    describes: str = "",
    event_press: Callable[[Any], Any] | None = None,
) -> None:
    """A button; ``describes`` is added to its name for those who do not see where it stands."""


@vue(_HERE / "progress.vue")
def Progress(label: str, share: float, words: str = "") -> None:
    """How far something is, 0 to 1, and in words."""
