"""Load: systems by name."""

from __future__ import annotations

from pathlib import Path

from icsim.config.catalogue import locate_system
from icsim.config.tables import read_system
from icsim.system import System


def load_system(word: str | Path) -> System:
    """The system a word stands for.

    Parameters
    ----------
    word
        ICB code (``QR1``), slug (``gloucestershire``), ``small``,
        ``england`` or a folder.

    Raises
    ------
    InputError
        If there is no such system, or its tables have faults; every fault is named.
    """
    folder, code = locate_system(str(word))
    return System.from_tables(read_system(folder, code))
