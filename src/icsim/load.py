"""Load: systems by name, with what is calibrated for them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from icsim.config.catalogue import locate_system
from icsim.config.tables import read_system
from icsim.fitting.calibration_file import NONE, calibrated_for, read_calibration
from icsim.system import System


def load_system(word: str | Path, calibration: str | Path | None = None) -> System:
    """The system a word stands for.

    Parameters
    ----------
    word
        ICB code (``QR1``), slug (``gloucestershire``), ``small``,
        ``england`` or a folder.
    calibration
        ``none`` for parameters as they are declared, or the path of a
        calibration file; without it, the system's own calibration, which for
        a system of England's tables is England's.

    Raises
    ------
    InputError
        If there is no such system, or its tables or the calibration have
        faults; every fault is named.
    """
    folder, code = locate_system(str(word))
    system = System.from_tables(read_system(folder, code))
    if calibration is None:
        return _calibrated(system, calibrated_for(word))
    if str(calibration) == NONE:
        return system
    return _calibrated(system, tuple(read_calibration(calibration).value.in_force.items()))


def _calibrated(system: System, values: tuple[tuple[str, float], ...]) -> System:
    """A system with values calibrated for it; with none, as its tables say it is."""
    if not values:
        return system
    digest = hashlib.sha256(f"{system.digest} {values!r}".encode()).hexdigest()
    return replace(system, calibrated=values, digest=digest)
