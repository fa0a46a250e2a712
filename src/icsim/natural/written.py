"""What a file of a natural experiment may say."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from icsim.agreement import Month
from icsim.config.wording import PATTERN_WORDS
from icsim.experiment.written import ArmFile, Scope
from icsim.natural.windows import WINDOW_PATTERN

_Word = Annotated[str, StringConstraints(min_length=1, max_length=200)]
_Text = Annotated[str, StringConstraints(min_length=1)]
_Number = Annotated[float, Field(allow_inf_nan=False)]
_Over = Annotated[str, StringConstraints(pattern=WINDOW_PATTERN)]
_WINDOWS: dict[str, Any] = {PATTERN_WORDS: "is not all, end, months 1 to 12, 2022-06 or 2020-10 to 2021-09"}

Kind = Literal["fitted", "imposed", "predicted", "placebo", "direction", "upper check"]
"""What a row is: a number the arm was set to show, what was done to the model, what the model says of itself, a
check of the direction alone, and a bound that the model should stay below."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class FactFile(_Strict):
    """A published figure."""

    fact: _Word = Field(description="Name by which rows and pictures refer to it")
    what: _Text = Field(description="What was measured, where and when")
    value: _Number = Field(description="Published value")
    low: _Number | None = Field(None, description="Low end, where a range is published")
    high: _Number | None = Field(None, description="High end, where a range is published")
    unit: _Word = Field(description="What it is counted in")
    use: Literal["compared", "imposed", "context"] = Field(
        "compared", description="Whether the model is compared with it, it is put in, or it only helps to judge"
    )
    evidence: _Word | None = Field(None, description="Key of the evidence gathered for the model")
    source: _Text | None = Field(None, description="Source, where the evidence does not hold it")


class AgainstFile(_Strict):
    """What a number is set against; what is left out is as in the row."""

    how: Literal["difference", "ratio", "fall", "fall beyond"] = Field(
        description="Less the other, over the other, the share by which it falls from the other, or the share by "
        "which it falls from a time before beyond what it does elsewhere (difference in differences)"
    )
    arm: _Word | None = Field(None, description="Another arm")
    over: _Over | None = Field(None, description="Other months", json_schema_extra=_WINDOWS)
    scope: Scope | None = Field(None, description="Others: the organisations that it is compared with")


class RowFile(_Strict):
    """One line of the answer: a number of the model and what is published."""

    row: _Text = Field(description="What is compared, in words")
    kind: Kind = Field(description="fitted, imposed, predicted, placebo, direction or upper check")
    measure: _Word = Field(description="What is measured")
    scope: Scope = Field([], description="trusts, sector:..., staff_group:..., organisation:..., among:NAME ...")
    arm: _Word = Field(description="Arm it is taken from")
    over: _Over = Field(description="Months it is taken over", json_schema_extra=_WINDOWS)
    against: AgainstFile | None = Field(None, description="What it is set against; without it, the number itself")
    facts: list[_Word] = Field([], description="Published figures it is compared with, by name")
    published: _Number | None = Field(None, description="The published number, where there is one")
    low: _Number | None = Field(None, description="Least that counts as a hit")
    high: _Number | None = Field(None, description="Most that counts as a hit")
    band: str = Field("", description="Where the band comes from")


class MarkFile(_Strict):
    """A published figure in a picture."""

    at: Month = Field(description="Month it stands at")
    fact: _Word = Field(description="Name of the figure")


class PanelFile(_Strict):
    """One part of the picture: a measure month by month."""

    title: _Text = Field(description="Title")
    measure: _Word = Field(description="What is measured")
    scope: Scope = Field([], description="Of whom")
    others: Scope | None = Field(None, description="Others, drawn as further lines of the same arms")
    trailing_months: Annotated[int, Field(ge=1, le=60)] = Field(1, description="Months each point is taken over")
    arms: Annotated[list[_Word], Field(min_length=1)] = Field(description="Arms that are drawn")
    published: list[MarkFile] = Field([], description="Published figures that are drawn")


class NaturalFile(_Strict):
    """What happened once: published figures, what of it is imposed, what the model says followed."""

    natural: _Word = Field(description="Name of the natural experiment")
    question: _Text = Field(description="What is asked")
    imposed: _Text = Field(description="What is put into the model: fitted or imposed, and from which figures")
    follows: _Text = Field(description="What the model makes of it, and what the comparison cannot show")
    reading: str = Field("", description="What to make of the answer, once there is one")
    system: _Word = Field("england", description="System, as icsim run takes it")
    calibration: _Word | None = Field(
        None, description="none, or a calibration file; without it, the system's own calibration"
    )
    start: Month = Field(description="First month, YYYY-MM")
    months: Annotated[int, Field(ge=1, le=600)] = Field(description="Months to run")
    seeds: Annotated[int, Field(ge=2, le=1000)] = Field(description="Runs of each arm, with seeds 1, 2, 3 and on")
    facts: Annotated[list[FactFile], Field(min_length=1)] = Field(description="Published figures")
    groups: dict[_Word, Annotated[list[_Word], Field(min_length=1)]] = Field(
        {}, description="Organisations by a name for them together, for scopes: among:NAME, not_among:NAME"
    )
    both: ArmFile = Field(ArmFile(), description="What holds in every arm")
    arms: Annotated[dict[_Word, ArmFile], Field(min_length=1)] = Field(description="Arms by name")
    rows: Annotated[list[RowFile], Field(min_length=1)] = Field(description="Lines of the answer")
    picture: Annotated[list[PanelFile], Field(min_length=1)] = Field(description="Parts of the picture")
