"""Targets: published figures that a run is held against, read from a file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from icsim.config.catalogue import configs_root
from icsim.config.source_text import did_you_mean
from icsim.config.words import ProgrammeWord, SectorWord, StaffGroupWord
from icsim.errors import InputError, Problem

if TYPE_CHECKING:
    from icsim.config.located import Located
    from icsim.fitting.measured import Where

USE_WORDS = {
    "fit": "fitted",
    "first_year": "fitted (first year)",
    "input": "input",
    "held": "held",
    "predict": "predicted",
}
"""What a figure is used for, from most to least, as a word for a table."""
Use = Literal["fit", "first_year", "input", "held", "predict"]
Band = Literal["published", "acceptance", "judged"]
"""Where the range of a figure comes from: its own ends, what was set beforehand as acceptable, or a judgement."""

_SECTOR_SETS = {
    "trusts": ("acute", "mental_health", "community", "ambulance"),
    "care": ("social_care", "local_authority", "voluntary"),
}
_GROUP_SETS = {
    "all_but_residents": (
        "nurse", "midwife", "doctor_senior", "gp", "ahp_scientific", "paramedic", "nursing_associate",
        "clinical_support", "social_worker", "care_worker", "other",
    ),
    "support": ("clinical_support", "nursing_associate"),
}  # fmt: skip


def _spelt_out(sets: dict[str, tuple[str, ...]]) -> BeforeValidator:
    """Words for several sectors or groups become those."""

    def spell(value: Any) -> Any:
        if not isinstance(value, list | tuple):
            return value
        return tuple(each for word in value for each in (sets.get(word, (word,)) if isinstance(word, str) else (word,)))

    return BeforeValidator(spell)


Sectors = Annotated[tuple[SectorWord, ...], _spelt_out(_SECTOR_SETS)]
Groups = Annotated[tuple[StaffGroupWord, ...], _spelt_out(_GROUP_SETS)]
Text = Annotated[str, StringConstraints(min_length=1)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Year = Annotated[int, Field(ge=1, le=50)]


class Target(BaseModel):
    """One published figure and how a run shows it."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    key: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")] = Field(description="Short name, unique")
    title: Text = Field(description="What it is, as people say it")
    quantity: Text = Field(description="What is measured, by the name of a quantity")
    sectors: Sectors = Field((), description="Sectors of the employers; all without it")
    staff_groups: Groups = Field((), description="Staff groups; all without it")
    others: Sectors = Field((), description="Sectors at the other end of a move, or compared with")
    programmes: tuple[ProgrammeWord, ...] = Field((), description="Programmes of students; all without it")
    region: str = Field("", description="NHS region of the employers; all without it")
    codes: str = Field("", description="Pattern of the employers' codes, such as HC-*")
    years: tuple[Year, Year] = Field((1, 5), description="First and last year of the run")
    value: Number | None = Field(None, description="Published value; none where only a range is")
    low: Number = Field(description="Least that counts as reproduced")
    high: Number | None = Field(None, description="Most that counts as reproduced; no end without it")
    band: Band = Field(description="Where low and high come from")
    tolerance: Annotated[float, Field(ge=0, allow_inf_nan=False)] = Field(
        0.0, description="How far the model may be off the figure for being a model, as a standard deviation"
    )
    unit: Text = Field(description="Unit of value, low and high")
    evidence: Text = Field(description="Row of the evidence table")
    derived: str = Field("", description="How the value comes of the evidence, where it is not the row's own")
    source: Text = Field(description="Who published it")
    year: Text = Field(description="When it was so")
    definition: Text = Field(description="What is counted there, and how the model's figure differs")
    use: Use = Field(description="fit, first_year, input, held or predict")
    acceptance: bool = Field(False, description="Whether the model is accepted or not by it")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.high is not None and self.high < self.low:
            raise ValueError("high must not be less than low")
        if self.years[1] < self.years[0]:
            raise ValueError("the last year must not come before the first")
        return self

    @property
    def where(self) -> Where:
        """What part of a run it is measured in."""
        from icsim.fitting.measured import Where

        return Where(self.sectors, self.staff_groups, self.others, self.programmes, self.region, self.codes, self.years)

    @property
    def measure(self) -> str:
        """What is measured, as canonical JSON: the published value is no part of it."""
        content = {"quantity": self.quantity, **self.where.as_dict()}
        return json.dumps(content, sort_keys=True, separators=(",", ":"))

    @property
    def aim(self) -> float:
        """What a fit aims at: the published value, or the middle of the range."""
        if self.value is not None:
            return self.value
        return self.low if self.high is None else (self.low + self.high) / 2

    def holds(self, value: float) -> bool:
        """Whether a value lies in the range."""
        return self.low <= value and (self.high is None or value <= self.high)


class Targets(BaseModel):
    """A file of targets."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: Text = Field(description="Name of the set")
    note: str = Field("", description="Anything a reader should know")
    targets: tuple[Target, ...] = Field(description="The figures")

    def __iter__(self) -> Iterator[Target]:  # type: ignore[override]
        return iter(self.targets)

    def __len__(self) -> int:
        return len(self.targets)

    def of_use(self, *uses: str) -> tuple[Target, ...]:
        """Targets of some uses, in order."""
        return tuple(target for target in self.targets if target.use in uses)

    @property
    def digest(self) -> str:
        """SHA-256 of the whole content."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()

    @property
    def measures_digest(self) -> str:
        """SHA-256 of what is measured: unchanged when a published value is corrected."""
        text = json.dumps([[target.key, target.measure] for target in self.targets])
        return hashlib.sha256(text.encode()).hexdigest()


def shipped_targets(name: str = "england") -> Path:
    """The file of targets that comes with icsim."""
    return configs_root() / "targets" / f"{name}.yaml"


def read_targets(path: str | Path) -> Located[Targets]:
    """Read a file of targets.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    InputError
        Every fault, with line, column and key.
    """
    from icsim.config.located import read_yaml

    found = read_yaml(Path(path), Targets)
    problems = list(_problems(found))
    if problems:
        raise InputError(*problems)
    return found


def _problems(found: Located[Targets]) -> Iterator[Problem]:
    from icsim.config.catalogue import list_systems
    from icsim.fitting.quantities import QUANTITIES

    seen: set[str] = set()
    regions = sorted({row.region for row in list_systems()})
    if not found.value.targets:
        yield found.problem("holds no figure; at least one is needed", "targets")
    for n, target in enumerate(found.value.targets):
        way = "targets", n
        quantity = QUANTITIES.get(target.quantity)
        if target.key in seen:
            yield found.problem("is the key of another target too", *way, "key")
        seen.add(target.key)
        if quantity is None:
            hint = did_you_mean(target.quantity, QUANTITIES) or f"; known are {', '.join(QUANTITIES)}"
            yield found.problem(f"no such quantity{hint}", *way, "quantity")
        elif quantity.unit != target.unit:
            yield found.problem(f"{target.quantity} is measured in {quantity.unit!r}", *way, "unit")
        if target.use == "fit" and target.high is None:
            yield found.problem("has no high; a figure that is fitted to needs both ends of its range", *way)
        elif target.use == "fit" and not target.holds(target.aim):
            yield found.problem(
                f"{target.aim:g} lies outside its own range, {target.low:g} to {target.high:g}", *way, "value"
            )
        if target.region and target.region not in regions:
            hint = did_you_mean(target.region, regions) or f"; known are {', '.join(regions)}"
            yield found.problem(f"no such region{hint}", *way, "region")
