"""What an experiment file may say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    GetPydanticSchema,
    StringConstraints,
    Tag,
)
from pydantic_core import CoreSchema

from icsim.agreement import Agreement, Month, agreement_model
from icsim.config.wording import PATTERN_WORDS
from icsim.config.words import LeadershipWord, MaturityWord
from icsim.experiment.reading import ALL, OVER_PATTERN
from icsim.future import Future

_Word = Annotated[str, StringConstraints(min_length=1, max_length=200)]


def _agreement_schema(_source: object, handler: Callable[[Any], CoreSchema]) -> CoreSchema:
    """The schema of an agreement with its clauses."""
    return handler(agreement_model())


def _form(written: object) -> str:
    return "name" if isinstance(written, str) else "inline"


AgreementEntry = Annotated[
    Annotated[_Word, Tag("name")] | Annotated[Agreement, GetPydanticSchema(_agreement_schema), Tag("inline")],
    Discriminator(_form),
]
"""Name of a shipped agreement, path of a file, or the agreement itself."""
FutureEntry = Annotated[Annotated[_Word, Tag("name")] | Annotated[Future, Tag("inline")], Discriminator(_form)]
"""Name of a shipped future, path of a file, or the future itself."""


def _as_list(written: object) -> object:
    """``scope: sector:acute`` without brackets; ``all`` is no restriction."""
    if written == ALL:
        return []
    return [written] if isinstance(written, str) else written


Scope = Annotated[list[_Word], BeforeValidator(_as_list, json_schema_input_type=list[_Word] | _Word)]
"""Which rows count: ``all``, ``sector:acute``, or a list of words that must all hold."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class ArmFile(_Strict):
    """What holds in one arm, or in both: what is signed, the future, parameters, and how the system is led."""

    agreements: list[AgreementEntry] = Field(
        [], description="Agreements: names of shipped ones, paths from this file's folder, or written out"
    )
    future: FutureEntry | None = Field(None, description="Outside conditions, named or written out; flat without it")
    parameters: dict[str, Annotated[float, Field(allow_inf_nan=False)]] = Field(
        {}, alias="set", description="Parameters by name that replace the declared values"
    )
    leadership: LeadershipWord | None = Field(
        None, description="How every organisation is led; without it, as the system's tables say"
    )
    maturity: MaturityWord | None = Field(
        None, description="Stage at which the system begins; without it, as its tables say"
    )


class ExpectationFile(_Strict):
    """What is measured, and which way it should go."""

    measure: _Word = Field(description="A number column of the monthly table, table.column, or a share")
    scope: Scope = Field([], description="all, sector:acute, organisation:RTE, staff_group:nurse, or several in a list")
    over: Annotated[str, StringConstraints(pattern=OVER_PATTERN)] = Field(
        description="sum, mean or end of the run, or the mean of some: last 12 months, months 13 to 24",
        json_schema_extra={PATTERN_WORDS: "is not sum, mean, end, last 12 months or months 13 to 24"},
    )
    direction: Literal["falls", "rises", "unchanged"] = Field(
        description="Changed against baseline; unchanged means exactly, in every seed"
    )


class ExperimentFile(_Strict):
    """A question, what is changed against what, and the answer expected."""

    experiment: _Word = Field(description="Name of the experiment")
    question: Annotated[str, StringConstraints(min_length=1)] = Field(description="What is asked")
    why: Annotated[str, StringConstraints(min_length=1)] = Field(description="Why the answer is expected")
    system: _Word = Field("small", description="System, as icsim run takes it")
    start: Month = Field("2026-04", description="First month, YYYY-MM")
    months: Annotated[int, Field(ge=1, le=600)] = Field(36, description="Months to run")
    seeds: Annotated[int, Field(ge=3, le=10000)] = Field(10, description="Runs of each arm, with seeds 1, 2, 3 and on")
    both: ArmFile = Field(ArmFile(), description="What holds in both arms")
    baseline: ArmFile = Field(ArmFile(), description="What it is compared with; without it, today")
    changed: ArmFile = Field(description="What is tried, beside what holds in both arms; nothing of the baseline")
    expect: Annotated[list[ExpectationFile], Field(min_length=1)] = Field(description="What should be seen")
