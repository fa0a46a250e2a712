"""Changes: what a person can do to a comparison. Each gives a new state and leaves the old one as it was."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from icsim.clause import all_clauses
from icsim.experiment.question import TODAY
from icsim.ui.state.comparison import LONGEST_NAME, MOST_COLUMNS, Column, ComparisonState
from icsim.ui.state.draft import name_fault
from icsim.ui.state.shelf import presets

type Way = tuple[str | int, ...]
"""Keys and positions that lead to an entry of an agreement."""

NEW_PARTIES = ("sector:acute", "sector:community")
"""Who signs an agreement that starts from nothing."""
STARTING: Mapping[str, Mapping[str, Any]] = {
    "aligned_terms": {"close_gap_share": 0.5},
    "integrated_roles": {"roles": [{"work_of": "nurse", "done_by": "nursing_associate", "share": 0.1}]},
    "passport": {"recognises": ["identity", "dbs", "training", "occupational_health"]},
    "released_time": {"staff_groups": ["nurse"], "hours_share": 0.05},
    "rotation": {"staff_groups": ["nurse"], "places": 40, "pattern": "hub"},
}
"""What a clause has when it is added, where its own defaults are not enough: sizes of the shipped agreements."""


def add_preset(state: ComparisonState, preset: str) -> ComparisonState:
    """Add a column with a shipped agreement; an empty word adds one without clauses."""
    if not preset:
        empty = Column(free_name(state, "New agreement"), "", {"parties": list(NEW_PARTIES)})
        return _with_columns(state, (*state.columns, empty))
    column = Column.of_preset(preset)
    return _with_columns(state, (*state.columns, column.called(free_name(state, column.name))))


def add_column(state: ComparisonState, column: Column) -> ComparisonState:
    """Add a column, under another name if there is one of its name."""
    return _with_columns(state, (*state.columns, column.called(free_name(state, column.name))))


def choose_preset(state: ComparisonState, i: int, preset: str) -> ComparisonState:
    """Start a column again from a shipped agreement."""
    others = state.with_(columns=(*state.columns[:i], *state.columns[i + 1 :]))
    column = Column.of_preset(preset)
    return _replaced(state, i, column.called(free_name(others, column.name)))


def duplicate(state: ComparisonState, i: int) -> ComparisonState:
    """Put a copy of a column beside it."""
    column = state.columns[i]
    copied = column.called(free_name(state, column.name))
    return _with_columns(state, (*state.columns[: i + 1], copied, *state.columns[i + 1 :]))


def remove(state: ComparisonState, i: int) -> ComparisonState:
    """Take a column away, and what was guessed of it."""
    name = state.columns[i].name
    kept = tuple(each for each in state.guess if each.column != name)
    return state.with_(columns=(*state.columns[:i], *state.columns[i + 1 :]), guess=kept)


def rename(state: ComparisonState, i: int, name: str) -> ComparisonState:
    """Give a column another name; what was guessed of it goes along.

    Raises
    ------
    ValueError
        If it cannot have the name; the message says why.
    """
    name = " ".join(name.split())
    if fault := name_taken(state, i, name):
        raise ValueError(fault)
    old = state.columns[i].name
    guess = tuple(each._replace(column=name) if each.column == old else each for each in state.guess)
    return _replaced(state, i, state.columns[i].called(name)).with_(guess=guess)


def name_taken(state: ComparisonState, i: int, name: str) -> str:
    """Why a column cannot have a name, empty if it can."""
    if fault := name_fault(name, LONGEST_NAME):
        return fault
    if name == TODAY:
        return f"{TODAY} is what agreements are compared with; choose another name"
    if any(each.name == name for j, each in enumerate(state.columns) if j != i):
        return f"another agreement is called {name}; choose another name"
    return ""


def reset(state: ComparisonState, i: int) -> ComparisonState:
    """Put a column back to the shipped agreement it came from; its name stays."""
    column = state.columns[i]
    return _replaced(state, i, Column.of_preset(column.preset, column.name)) if column.preset else state


def put(state: ComparisonState, i: int, way: Way, value: object) -> ComparisonState:
    """Set an entry of an agreement; None takes it away.

    Parameters
    ----------
    state
        The comparison.
    i
        Which column.
    way
        Keys and list positions that lead to the entry; what is missing on the way is made.
    value
        Plain data.
    """
    column = state.columns[i]
    changed = copy.deepcopy(dict(column.agreement))
    inner: Any = changed
    for step in way[:-1]:
        inner = inner[step] if isinstance(step, int) else inner.setdefault(step, {})
    if value is not None:
        inner[way[-1]] = copy.deepcopy(value)
    elif isinstance(inner, list):
        inner.pop(int(way[-1]))
    else:
        inner.pop(way[-1], None)
    return _replaced(state, i, Column(column.name, column.preset, changed))


def entry(column: Column, way: Way) -> Any:
    """What an agreement says at a place; None where it says nothing."""
    found: Any = column.agreement
    for step in way:
        try:
            found = found[step]
        except (KeyError, IndexError, TypeError):
            return None
    return found


def add_clause(state: ComparisonState, i: int, key: str) -> ComparisonState:
    """Add a clause: as the column's preset has it, else as clauses of its kind start."""
    shipped = presets().get(state.columns[i].preset, {}).get(key)
    return put(state, i, (key,), shipped or dict(STARTING.get(key, {})))


def remove_clause(state: ComparisonState, i: int, key: str) -> ComparisonState:
    """Take a clause away."""
    return put(state, i, (key,), None)


def clauses_of(column: Column) -> list[str]:
    """Kinds of clause that are written in a column."""
    return [kind.key for kind in all_clauses() if kind.key in column.agreement]


def free_name(state: ComparisonState, name: str) -> str:
    """A name like this one that no column has yet."""
    taken = {TODAY, *(each.name for each in state.columns)}
    if name not in taken:
        return name
    stem = name[: LONGEST_NAME - 4].rstrip("0123456789 ") or name[: LONGEST_NAME - 4]
    return next(new for n in range(2, len(taken) + 3) if (new := f"{stem} {n}") not in taken)


def _replaced(state: ComparisonState, i: int, column: Column) -> ComparisonState:
    return state.with_(columns=(*state.columns[:i], column, *state.columns[i + 1 :]))


def _with_columns(state: ComparisonState, columns: tuple[Column, ...]) -> ComparisonState:
    if len(columns) > MOST_COLUMNS:
        raise ValueError(f"{MOST_COLUMNS} agreements are shown side by side at most; remove one first")
    return state.with_(columns=columns)
