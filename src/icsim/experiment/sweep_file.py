"""What a sweep file may say: a question, what is varied, under which agreements and futures, and what is expected."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, StringConstraints, Tag

from icsim.agreement import Month
from icsim.experiment.measures import ALL, BY_NAME
from icsim.experiment.written import AgreementEntry, FutureEntry

SECTORS, ORGANISATIONS = "sectors", "organisations"
"""Words for every sector that a system has, and for every organisation."""

_Word = Annotated[str, StringConstraints(min_length=1, max_length=200)]
_Number = Annotated[float, Field(allow_inf_nan=False)]
_FIRST_SEED, _MOST = 2**62, 1_000_000


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class RangeFile(_Strict):
    """A range, ends included; drawn from evenly."""

    low: _Number = Field(description="Low end")
    high: _Number = Field(description="High end")


class DeclaredFile(_Strict):
    """The range that a parameter is declared with."""

    source: Literal["range"] = Field(alias="from", description="range: the parameter's own low to high")


def _vary_form(written: object) -> str:
    if isinstance(written, list):
        return "values"
    return "declared" if isinstance(written, dict) and "from" in written else "range"


VaryEntry = Annotated[
    Annotated[Annotated[list[Any], Field(min_length=1, max_length=10_000)], Tag("values")]
    | Annotated[DeclaredFile, Tag("declared")]
    | Annotated[RangeFile, Tag("range")],
    Discriminator(_vary_form),
]
"""Values in a list, ``{low: 0.6, high: 1.05}`` or ``{from: range}``."""


def _arm_form(written: object) -> str:
    return "several" if isinstance(written, list) else "one"


ArmEntry = Annotated[
    Annotated[AgreementEntry, Tag("one")]
    | Annotated[Annotated[list[AgreementEntry], Field(min_length=1)], Tag("several")],
    Discriminator(_arm_form),
]
"""One agreement, or several in a list that are signed together."""


class DesignFile(_Strict):
    """Which values are tried together."""

    kind: Literal["grid", "list", "latin_hypercube", "sobol", "morris", "saltelli"] = Field(
        description="grid: every combination of lists; list: lists side by side; the others draw from ranges"
    )
    n: Annotated[int, Field(ge=1, le=_MOST)] | None = Field(
        None, description="Points drawn; trajectories for morris, base points for saltelli"
    )
    levels: Annotated[int, Field(ge=2, le=1000, multiple_of=2)] = Field(4, description="morris: levels of each range")
    second_order: bool = Field(False, description="saltelli: whether pairs are looked at too")


class ExpectedFile(_Strict):
    """Which way a measure should go, against the arm that all are compared with."""

    agreements: _Word | None = Field(None, description="Arm, by the name of what is signed; without it, every one")
    future: _Word | None = Field(None, description="Future, by its name; without it, every one")
    measure: Literal[tuple(BY_NAME)] = Field(description="A headline measure")  # type: ignore[valid-type]
    place: _Word = Field(ALL, description="all, sector:acute, or the code of an organisation")
    direction: Literal["falls", "rises", "unchanged"] = Field(description="unchanged means exactly, in every seed")


class SweepFile(_Strict):
    """A question that many runs answer."""

    question: Annotated[str, StringConstraints(min_length=1)] = Field(description="What is asked")
    why: str = Field("", description="Why the answer is expected")
    note: str = Field("", description="Anything a reader should know")
    system: _Word = Field(description="System, as icsim run takes it")
    start: Month = Field("2026-04", description="First month, YYYY-MM")
    months: Annotated[int, Field(ge=1, le=600)] = Field(60, description="Months to run")
    sample_share: Annotated[float, Field(gt=0.0, le=1.0)] = Field(
        1.0, description="Share of the staff that is modelled; a smaller one is faster and coarser"
    )
    seed: Annotated[int, Field(ge=0, le=_FIRST_SEED)] = Field(
        1, description="First seed; replications have this one and those after it, and designs are drawn from it"
    )
    replications: Annotated[int, Field(ge=1, le=_MOST)] = Field(description="Runs of each arm at each point")
    agreements: list[ArmEntry] = Field(
        [], description="Arms beside today: agreements by name, path or written out; a list in it is signed together"
    )
    today: bool = Field(True, description="Whether nothing signed is an arm as well")
    futures: list[FutureEntry] = Field([], description="Futures, by name, path or written out; flat without them")
    fixed: dict[str, _Number] = Field({}, description="Parameters by name that hold in every run")
    vary: dict[_Word, VaryEntry] = Field(
        {},
        description="What is varied: a parameter by name (turnover.* for several), agreement.<clause>.<field>, "
        "or future.<field>",
    )
    design: DesignFile | None = Field(None, description="Which values are tried together; a grid without it")
    against: _Word | None = Field(None, description="Arm that the others are compared with; the first without it")
    measures: Annotated[list[Literal[tuple(BY_NAME)]], Field(min_length=1)] | None = Field(  # type: ignore[valid-type]
        None, description="Headline measures in the table of results; all without it"
    )
    places: Annotated[list[_Word], Field(min_length=1)] = Field(
        [ALL], description="Where: all, sectors, organisations, sector:acute, or the code of an organisation"
    )
    expect: list[ExpectedFile] = Field([], description="What should be seen")
