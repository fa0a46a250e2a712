"""Draws: values of the fitted parameters that the data leave possible, each set as likely as any other.

Runs at the fitted values have the luck of their seeds alone. Where each seed
takes a draw of its own, what varies between seeds holds what the data leave
open as well; the arms of a comparison share both, seed by seed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icsim.config.csv_cells import Cells, read_cells
from icsim.config.source_text import did_you_mean, raise_all, shown
from icsim.errors import InputError, Problem
from icsim.fitting.calibration_file import DRAWS, NONE, calibration_of, read_calibration
from icsim.registry import all_parameters

if TYPE_CHECKING:
    from icsim.parameters import Parameter

OPTION = "--posterior"
"""Option that asks for draws."""


@dataclass(frozen=True)
class Draws:
    """Draws from the posterior of a calibration.

    Parameters
    ----------
    names
        Parameters, in order of columns.
    rows
        One value a parameter, for each draw.
    digest
        SHA-256 of the file.
    calibration
        Path of the calibration they are of where it is not the system's own; None for that.
    """

    names: tuple[str, ...]
    rows: tuple[tuple[float, ...], ...]
    digest: str
    calibration: str | None = None

    def without(self, names: Collection[str]) -> Draws | None:
        """The same without some parameters; None if nothing is left to draw."""
        kept = [i for i, name in enumerate(self.names) if name not in names]
        rows = tuple(tuple(row[i] for i in kept) for row in self.rows)
        return replace(self, names=tuple(self.names[i] for i in kept), rows=rows) if kept else None

    def of(self, seed: int) -> dict[str, float]:
        """The draw of a seed: seed 1 has the first; after the last they begin again."""
        return dict(zip(self.names, self.rows[(seed - 1) % len(self.rows)], strict=True))

    @property
    def words(self) -> str:
        """What they do to results, as a sentence."""
        n = len(self.names)
        what = "a calibrated parameter" if n == 1 else f"{n} calibrated parameters"
        return f"Each seed has its own draw of {what}: ranges hold what the data leave open, beside luck."

    @property
    def note(self) -> dict[str, Any]:
        """What they are, for a manifest."""
        return {
            "parameters": list(self.names),
            "digest": self.digest,
            "calibration": self.calibration,
            "said": self.words,
        }


def posterior(word: str | Path, choice: str | Path | None = None) -> Draws:
    """The draws beside the calibration that holds for a system.

    Parameters
    ----------
    word
        What the system is asked for by.
    choice
        Path of a calibration file that holds instead of the system's own; None for its own.

    Raises
    ------
    InputError
        If there is no calibration or no draws, or the file has faults.
    """
    if str(choice) == NONE:
        raise InputError.at(OPTION, "draws are of a calibration, and --calibration none leaves it out")
    path = calibration_of(word) if choice is None else Path(choice)
    if path is None:
        words = f"{shown(str(word))} has no calibration to draw from; icsim calibrate makes one, --calibration names it"
        raise InputError.at(OPTION, words)
    beside = draws_beside(path)
    if not beside.is_file():
        raise InputError.at(OPTION, f"no file {beside} with draws beside the calibration")
    draws = _read(path, beside, (path.stat().st_mtime_ns, beside.stat().st_mtime_ns))
    return Draws(draws.names, draws.rows, draws.digest, None if choice is None else str(choice))


def noted(word: str | Path, note: Mapping[str, Any] | None) -> Draws | None:
    """The draws that a manifest speaks of (:attr:`Draws.note`), found again; None if it speaks of none.

    Parameters
    ----------
    word
        How the system is found.
    note
        The note.

    Raises
    ------
    InputError
        If they are gone, or are no longer what they were.
    """
    if note is None:
        return None
    draws = posterior(word, note["calibration"])
    if draws.digest != note["digest"]:
        of = note["calibration"] or calibration_of(word)
        raise InputError.at(draws_beside(Path(str(of))), "the draws are not those that the result is of")
    return draws.without(set(draws.names) - set(note["parameters"]))


def draws_beside(calibration: Path) -> Path:
    """The file of draws of a calibration file."""
    return calibration.with_name(f"{calibration.stem}{DRAWS}")


@lru_cache(maxsize=8)
def _read(calibration: Path, path: Path, _changed: tuple[int, int]) -> Draws:
    return read_draws(path, calibration)


def read_draws(path: Path, calibration: Path) -> Draws:
    """Read draws, and check that they are those of a calibration.

    Raises
    ------
    InputError
        With every fault: no table, another's draws, parameters that do not exist or are not fitted, values outside
        their declared range.
    """
    fitted, cells = read_calibration(calibration).value, read_cells(path)
    digest = hashlib.sha256(cells.text.encode()).hexdigest()
    declared = {parameter.name: parameter for parameter in all_parameters()}
    raise_all([*cells.problems, *_columns(cells, fitted.values), *_values(cells, declared)])
    if fitted.provenance is not None and fitted.provenance.draws_digest != digest:
        raise InputError.at(path, f"is not the file of draws that {calibration} was written with")
    rows = tuple(tuple(float(cell) for cell in row) for row in cells.rows)
    if not rows:
        raise InputError.at(path, "has no draws; each line after the first is one")
    return Draws(tuple(cells.header), rows, digest)


def _columns(cells: Cells, fitted: dict[str, Any]) -> Iterator[Problem]:
    for i, name in enumerate(cells.header):
        if name not in fitted:
            yield cells.header_fault(i, f"is no parameter that the calibration fits{did_you_mean(name, fitted)}")


def _values(cells: Cells, declared: dict[str, Parameter]) -> Iterator[Problem]:
    for i, row in enumerate(cells.rows):
        for name, cell in zip(cells.header, row, strict=True):
            parameter = declared.get(name)
            if parameter is None:
                continue
            try:
                inside = parameter.low <= float(cell) <= parameter.high
            except ValueError:
                yield cells.fault(i, name, f"{shown(cell)} is no number")
            else:
                if not inside:
                    yield cells.fault(
                        i, name, f"{cell} is outside the parameter's range {parameter.low:g} to {parameter.high:g}"
                    )
