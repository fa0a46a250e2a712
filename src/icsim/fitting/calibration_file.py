"""Calibration files: the values that were fitted for a system, and how they were found.

A file holds each fitted parameter with its value and interval, what it was
fitted to and what came of that, and what made it. A CSV file beside it
holds draws from the posterior, each as likely as any other. ``icsim
calibrate`` writes both; :func:`icsim.load_system` reads the values with the
system they are for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from icsim.config.catalogue import ENGLAND, configs_root, locate_system
from icsim.config.located import Located, read_yaml
from icsim.config.source_text import did_you_mean
from icsim.errors import InputError, Problem
from icsim.parameters import Parameter

if TYPE_CHECKING:
    from icsim.system import System

NONE = "none"
"""Word for no calibration: every parameter as it is declared."""
FOLDER, OWN = "calibrations", "calibration.yaml"
"""Folder of the shipped calibrations, and name of the one in a system's own folder."""
DRAWS = ".draws.csv"
"""How the file of posterior draws ends, beside the calibration of the same name."""

_Number = Annotated[float, Field(allow_inf_nan=False)]
_Word = Annotated[str, StringConstraints(min_length=1, max_length=500)]
_Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Fitted(_Strict):
    """One parameter: its value and the interval that holds nine tenths of its posterior."""

    value: _Number = Field(description="Value in force by default")
    low: _Number = Field(description="Low end of the 90% interval")
    high: _Number = Field(description="High end of the 90% interval")
    answers_to: _Word = Field(description="Which published figures it answers to")
    swept: bool = Field(False, description="Kept over its whole range, because published figures disagree")
    narrowed_share: _Number = Field(0.0, description="How much narrower the interval is than before fitting, 0 to 1")


class FitRow(_Strict):
    """One published figure, and the model's."""

    target: _Word = Field(description="Key of the target")
    unit: str = Field("", description="What it is counted in")
    published: _Number = Field(description="Published value")
    low: _Number = Field(description="Least that counts as a fit")
    high: _Number = Field(description="Most that counts as a fit")
    before: _Number | None = Field(None, description="Model before fitting")
    after: _Number | None = Field(None, description="Model with the fitted values")
    after_low: _Number | None = Field(None, description="Low end over draws and seeds, 90%")
    after_high: _Number | None = Field(None, description="High end over draws and seeds, 90%")
    stand_in: _Number | None = Field(None, description="The same of the systems that stood in while fitting")
    fits: bool = Field(description="Whether the model is within low to high")


class Wave(_Strict):
    """One wave of history matching."""

    points: int = Field(description="Points of the design that were run")
    kept_share: _Number = Field(description="Share of the space of parameters that is not ruled out after it")


class Provenance(_Strict):
    """What made a calibration."""

    command: _Word = Field(description="Command that makes it")
    icsim: _Word = Field(description="Version")
    code_digest: _Digest = Field(description="SHA-256 of the code of the runs")
    data_digest: _Digest = Field(description="SHA-256 of the system's tables")
    targets: _Word = Field(description="Name of the file of targets")
    targets_digest: _Digest = Field(description="SHA-256 of it")
    start: _Word = Field(description="First month of the runs")
    months: int = Field(description="Months of each run")
    seed: int = Field(description="First seed; each run has its own")
    stand_ins: list[_Word] = Field([], description="Systems that stood in for the whole while fitting")
    runs_of_the_whole: int = Field(0, description="Runs of the whole system, for the difference and the table")
    draws: int = Field(description="Draws in the file beside")
    draws_digest: _Digest = Field(description="SHA-256 of that file")


class CalibrationFile(_Strict):
    """A calibration: values that replace declared ones by default for a system."""

    calibration: _Word = Field(description="Name")
    system: _Word = Field(description="System it is for, as icsim run takes it")
    note: str = Field("", description="Anything a reader should know")
    values: Annotated[dict[_Word, Fitted], Field(min_length=1)] = Field(description="Fitted parameters by name")
    fit: list[FitRow] = Field([], description="Published figures it was fitted to, and the model's")
    waves: list[Wave] = Field([], description="Waves of history matching")
    provenance: Provenance | None = Field(None, description="What made it; left out when written by hand")

    @property
    def in_force(self) -> dict[str, float]:
        """The fitted values by name."""
        return {name: each.value for name, each in sorted(self.values.items())}


def read_calibration(path: str | Path) -> Located[CalibrationFile]:
    """Read a calibration file.

    Raises
    ------
    InputError
        With every fault, where it stands: also parameters that do not exist,
        and values outside the declared range or their own interval.
    """
    located = read_yaml(Path(path), CalibrationFile)
    if problems := list(_faults(located)):
        raise InputError(*problems)
    return located


def _faults(located: Located[CalibrationFile]) -> Iterable[Problem]:
    declared = _declared()
    for name, fitted in located.value.values.items():
        if name not in declared:
            words = f"no such parameter{did_you_mean(name, declared)}; icsim describe parameters lists them"
            yield located.problem(words, "values", name, at="key")
            continue
        low, high = declared[name].low, declared[name].high
        for end in ("value", "low", "high"):
            number = getattr(fitted, end)
            if not low <= number <= high:
                words = f"{number:g} is outside the parameter's range {low:g} to {high:g}"
                yield located.problem(words, "values", name, end)
        if not fitted.low <= fitted.value <= fitted.high:
            words = f"{fitted.value:g} is outside its own interval {fitted.low:g} to {fitted.high:g}"
            yield located.problem(words, "values", name, "value")


def _declared() -> Mapping[str, Parameter]:
    from icsim.registry import all_parameters

    return {parameter.name: parameter for parameter in all_parameters()}


def calibration_of(word: str | Path) -> Path | None:
    """The calibration file that a system has by default.

    A system's own folder may hold ``calibration.yaml``. Shipped systems have
    one of their code or name, and a system out of England's tables has
    England's if it has none of its own.

    Parameters
    ----------
    word
        What the system is asked for by.

    Returns
    -------
    Path or None
        None if there is none.
    """
    folder, code = locate_system(str(word))
    root = configs_root()
    if folder.parent.resolve() != (root / "systems").resolve():
        names = [folder / OWN]
    else:
        names = [root / FOLDER / f"{name}.yaml" for name in (code, folder.name) if name]
    return next((path for path in names if path.is_file()), None)


def calibrated_for(word: str | Path) -> tuple[tuple[str, float], ...]:
    """Parameters that are calibrated for a system, with their values, in order of name; none without a calibration.

    Raises
    ------
    InputError
        If the file has faults.
    """
    path = calibration_of(word)
    return () if path is None else tuple(_read(path, path.stat().st_mtime_ns).in_force.items())


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int) -> CalibrationFile:
    return read_calibration(path).value


def instead(system: System | None, choice: str | Path | None, drawn: Collection[str] = ()) -> dict[str, float]:
    """Parameters to change so that another calibration holds than the system's own.

    Parameters
    ----------
    system
        The system; None if it could not be read, which changes nothing.
    choice
        ``none``, the path of a calibration file, or None for the system's own.
    drawn
        Parameters that are drawn, so are not held.

    Returns
    -------
    dict
        Values by name; empty for the system's own.

    Raises
    ------
    InputError
        If the file has faults.
    """
    if choice is None or system is None:
        return {}
    declared = _declared()
    values = {name: declared[name].value for name, _ in system.calibrated}
    if str(choice) != NONE:
        path = Path(choice)
        if not path.is_file():
            raise InputError.at("--calibration", f"no file {path}; write none, or the path of a calibration file")
        values |= read_calibration(path).value.in_force
    return {name: value for name, value in values.items() if name not in drawn}


def of_another(word: str | Path, choice: str | Path | None) -> list[Problem]:
    """What is to be said of a named calibration that is of another system: a warning, or none.

    Parameters
    ----------
    word
        What the system is asked for by.
    choice
        ``none``, the path of a calibration file, or None for the system's own.
    """
    if choice is None or str(choice) == NONE:
        return []
    located = read_calibration(choice)
    try:
        theirs, of = locate_system(located.value.system)
    except InputError:
        return []  # a folder of somebody else's machine
    ours, code = locate_system(str(word))
    if theirs.resolve() == ours.resolve() and of in (None, code):
        return []
    return [located.problem(f"is of {located.value.system}, and {word} is another system", "system")]


def shipped_calibration() -> CalibrationFile | None:
    """England's calibration, which systems have by default; None if none is shipped."""
    path = configs_root() / FOLDER / f"{ENGLAND}.yaml"
    return _read(path, path.stat().st_mtime_ns) if path.is_file() else None


def calibrated_words() -> dict[str, str]:
    """Value and interval of each parameter that is calibrated for England, as a phrase, by name."""
    shipped = shipped_calibration()
    values = {} if shipped is None else shipped.values
    return {
        name: f"calibrated for England: {each.value:.4g} ({each.low:.4g} to {each.high:.4g})"
        for name, each in sorted(values.items())
    }


def as_written(content: BaseModel) -> dict[str, Any]:
    """A calibration as YAML holds it, without what is not known."""
    return content.model_dump(mode="json", exclude_none=True)
