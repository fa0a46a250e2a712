"""Editing: what the controls of one agreement have in common, and the way they tell of a change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from icsim.ui.state.changes import Way, entry, put
from icsim.ui.state.comparison import Column, ComparisonState, Findings

if TYPE_CHECKING:
    from icsim.system import System


@dataclass(frozen=True)
class Editing:
    """One agreement that is being edited.

    Parameters
    ----------
    state
        The comparison.
    i
        Which of its columns.
    system
        Its system; None until that is read.
    found
        What is wrong with it.
    on_state
        Told the changed comparison.
    """

    state: ComparisonState
    i: int
    system: System | None
    found: Findings
    on_state: Callable[[ComparisonState], Any]

    @property
    def column(self) -> Column:
        """The agreement."""
        return self.state.columns[self.i]

    def says(self, way: Way) -> Any:
        """What it says at a place; None where it says nothing."""
        return entry(self.column, way)

    def put(self, way: Way, value: object) -> None:
        """Set an entry, None to take it away, and tell."""
        self.on_state(put(self.state, self.i, way, value))

    def shipped(self, way: Way) -> Any:
        """What the shipped agreement it came from says at a place; None where there is none."""
        return entry(Column.of_preset(self.column.preset), way) if self.column.preset else None

    def organisations(self) -> list[tuple[str, str, str]]:
        """Code, name and sector of every organisation of the system, by sector and name."""
        if self.system is None:
            return []
        found = [(each.code, each.name, each.sector) for each in self.system.organisations]
        return [(code, name, sector.label) for code, name, sector in sorted(found, key=lambda o: (o[2], o[1]))]
