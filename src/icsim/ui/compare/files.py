"""Files of the comparison: bring an agreement or a whole comparison, take the comparison away, copy its link."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import solara

from icsim.errors import InputError
from icsim.ui.parts import Details, Download, Notice, Upload, Words
from icsim.ui.parts.vue import vue
from icsim.ui.state.address import fits
from icsim.ui.state.changes import add_column
from icsim.ui.state.comparison import ComparisonState
from icsim.ui.state.comparison_file import from_file, is_comparison, read_column, to_file

_HERE = Path(__file__).parent
_MOST_SHOWN = 20
_NOTHING: tuple[str, tuple[str, ...]] = ("", ())


@vue(_HERE / "copy_link.vue")
def CopyLink(label: str) -> None:
    """A button that copies the address of the page."""


@solara.component
def Files(state: ComparisonState, on_state: Callable[[ComparisonState], Any]) -> None:
    """What goes in and out as a file or a link.

    Parameters
    ----------
    state
        The comparison.
    on_state
        Told the changed comparison.
    """
    said, set_said = solara.use_state(_NOTHING)

    def take(name: str, content: bytes) -> None:
        try:
            new = taken_in(state, name, content)
        except (InputError, ValueError) as error:
            set_said((f"{name[:80]} was not taken", _lines(error)))
        else:
            set_said(_NOTHING)
            on_state(new)

    with Details("Link and files"):
        Words(
            "The address of this page holds the whole comparison: keep it, send it, or go back and forth in it.", "note"
        )
        CopyLink("Copy the link")
        Download("Download the comparison", "comparison.yaml", lambda: to_file(state))
        Upload(
            "Bring a file",
            take,
            note="An agreement, which becomes another column, or a comparison, which takes the place of this one. "
            "YAML, at most 1 MiB.",
        )
        if said[0]:
            Notice(said[0], "Mend it and choose it again; nothing here has changed.", list(said[1]), kind="error")


def taken_in(state: ComparisonState, name: str, content: bytes) -> ComparisonState:
    """The comparison with a file taken in.

    Parameters
    ----------
    state
        The comparison so far.
    name, content
        The file, from anybody.

    Raises
    ------
    InputError
        With every fault by line and column.
    ValueError
        If there is no room for it.
    """
    new = from_file(name, content) if is_comparison(content) else add_column(state, read_column(name, content))
    if not fits(new):
        raise ValueError("it is too large for the address of a page: shorten its notes")
    return new


def _lines(error: ValueError) -> tuple[str, ...]:
    if not isinstance(error, InputError):
        return (str(error),)
    lines = [str(problem) for problem in error.problems]
    return (*lines[:_MOST_SHOWN], *([f"and {len(lines) - _MOST_SHOWN} more"] if len(lines) > _MOST_SHOWN else []))
