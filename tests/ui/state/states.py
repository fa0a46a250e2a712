"""Comparisons of every kind, for properties that hold for all of them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from icsim.ui.state.changes import NEW_PARTIES, STARTING, name_taken
from icsim.ui.state.comparison import LONGEST_NAME, Column, ComparisonState, Guess
from icsim.ui.state.fields import Control, clause_kinds, controls
from icsim.ui.state.shelf import futures, presets, systems

NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn")),
    min_size=1,
    max_size=LONGEST_NAME,
).map(lambda text: " ".join(text.split()))
"""Names a person could type, hostile ones too."""


def values(control: Control) -> st.SearchStrategy[Any]:
    """What a control can write."""
    if control.kind == "yes_no":
        return st.booleans()
    if control.kind == "number":
        low, high = round(control.low / control.step), int(control.high / control.step)
        return st.integers(low, min(high, low + 5000)).map(
            lambda n: control.written(min(max(round(n * control.step, 6), control.low), control.high))
        )
    if control.kind == "one_of":
        return st.sampled_from([word for word, _ in control.options])
    if control.kind == "some_of":
        words = st.sampled_from([int(word) if control.whole else word for word, _ in control.options])
        return st.lists(words, min_size=1, max_size=4, unique=True)
    if control.kind == "rows":
        return st.lists(parts(control.inside, full=True), min_size=1, max_size=3)
    if control.kind == "part":
        return parts(control.inside)
    return st.sampled_from(["RTE", "X & Y"])


def parts(inside: tuple[Control, ...], *, full: bool = False) -> st.SearchStrategy[dict[str, Any]]:
    """What the controls of a clause, a part or a row can write together."""
    needed = {each.key: values(each) for each in inside if full or (each.default is None and not each.may_lack)}
    others = {each.key: values(each) for each in inside if each.key not in needed}
    return st.fixed_dictionaries(needed, optional=others)


CLAUSES = {key: parts(controls(key)) for key in clause_kinds()}
AGREEMENTS = st.fixed_dictionaries(
    {"parties": st.lists(st.sampled_from([*NEW_PARTIES, "all", "RTE", "district:E07000078"]), max_size=4, unique=True)},
    optional={
        **CLAUSES,
        "starts": st.sampled_from(["2026-10", "2027", "soon"]),
        "ends": st.sampled_from(["2026-09", "2029-01"]),
        "exits": st.dictionaries(st.sampled_from(["RTE", "-", "exits"]), st.just("2028-01"), max_size=2),
        "open_to_others": st.booleans(),
        "note": st.text("abc <>&\"'{}:#\U0001f600", max_size=40),
    },
)
"""Agreements that controls can leave, finished or not."""


@st.composite
def comparisons(draw: st.DrawFn) -> ComparisonState:
    """Any comparison the page can show."""
    state = ComparisonState(
        system=draw(st.sampled_from([each.word for each in systems()])),
        start=draw(st.sampled_from(["2026-04", "1999-12"])),
        months=draw(st.integers(1, 180)),
        futures=tuple(draw(st.lists(st.sampled_from(list(futures())), min_size=1, unique=True))),
        guess_first=draw(st.booleans()),
        guess_saved=draw(st.booleans()),
    )
    for _ in range(draw(st.integers(0, 4))):
        name = draw(NAMES)
        if name_taken(state, -1, name):
            continue
        preset = draw(st.sampled_from(["", *presets()]))
        base = presets()[preset] if preset else {}
        changed = {**base, **draw(AGREEMENTS)}
        if changed.keys() & STARTING.keys() and draw(st.booleans()):
            changed.pop(next(iter(changed.keys() & STARTING.keys())))
        state = state.with_(columns=(*state.columns, Column(name, preset, changed)))
    guesses = [
        Guess("leavers", column.name, draw(st.none() | st.floats(-100, 100)), draw(NAMES)) for column in state.columns
    ]
    return state.with_(guess=tuple(guesses))
