"""Ready: what every visit needs, read once before the first one."""

from __future__ import annotations

from importlib import import_module

from icsim.experiment.spec import system_of
from icsim.ui.state import shelf
from icsim.ui.state.comparison import FIRST_SYSTEM
from icsim.ui.state.fields import clause_kinds, controls


def make_ready() -> None:
    """Import and read what the first page shows.

    Solara asks for the classes of pandas whenever a component keeps a value;
    a thread that is half through importing it would make that fail.
    """
    import_module("pandas")
    shelf.systems()
    shelf.system_words()
    shelf.presets()
    shelf.futures()
    for key in clause_kinds():
        controls(key)
    system_of(FIRST_SYSTEM)
