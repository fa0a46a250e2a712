"""One model per table of a system folder: what a row may hold.

Cells arrive as text, and rows mean what the files say: FTE is decimal here
(``7669.1``) and becomes whole hundredths when a system is made of the rows.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from icsim.codes import Leadership, Maturity
from icsim.config.wording import PATTERN_WORDS
from icsim.config.words import BasisWord, LeadershipWord, MaturityWord, ProgrammeWord, SectorWord, StaffGroupWord
from icsim.identity import MOST_HEADS

Code = Annotated[
    str,
    StringConstraints(pattern=r"^\w[\w.\-]*$", max_length=64),
    Field(json_schema_extra={PATTERN_WORDS: "is no code; use letters, digits, '.', '_' and '-', no blanks"}),
]
"""Code of an organisation, place or system: letters, digits, ``.``, ``_`` and ``-``."""

Name = Annotated[str, StringConstraints(min_length=1)]
"""Any text in any script; control characters are refused by the reader."""

Heads = Annotated[int, Field(ge=0, le=MOST_HEADS)]
"""Number of people."""

People = Annotated[int, Field(ge=0, le=100_000_000)]
"""Number of residents."""

Fte = Annotated[float, Field(ge=0, le=MOST_HEADS, allow_inf_nan=False)]
"""Full-time equivalents, as decimals."""

PerMonth = Annotated[float, Field(ge=0, le=MOST_HEADS, allow_inf_nan=False)]
"""People a month; a mean over several months may be a fraction."""

Places = Annotated[int, Field(ge=0, le=5_000)]
"""Students who start at one intake."""

MonthOfYear = Annotated[int, Field(ge=1, le=12)]
"""1 is January."""

ProgrammeMonths = Annotated[int, Field(ge=6, le=84)]
"""Months from the first day of a programme to the last."""

Latitude = Annotated[float, Field(ge=49.5, le=61, allow_inf_nan=False)]
"""Degrees north, about England."""

Longitude = Annotated[float, Field(ge=-9, le=2.5, allow_inf_nan=False)]
"""Degrees east, about England."""

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
"""Part of a whole, 0 to 1."""


class Row(BaseModel):
    """A row of any table."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    numbers: ClassVar[frozenset[str]] = frozenset()
    """Columns that hold numbers."""


class SystemFile(BaseModel):
    """``system.yaml``: what the folder is."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    system: Name = Field(description="Name of the system, as people say it")
    code: Code = Field(description="Short code, such as QR1")
    slug: Code | None = Field(None, description="Name for files and commands, such as gloucestershire")
    note: str = Field("", description="Anything a reader should know")
    maturity: MaturityWord = Field(Maturity.developing, description="How far the system has come")


class SystemRow(Row):
    """``systems.csv``: one integrated care system.

    Without a ``maturity`` of its own it has that of ``system.yaml``.
    """

    numbers = frozenset({"population"})

    code: Code
    slug: Code
    name: Name
    region: str = ""
    population: People
    maturity: MaturityWord | None = None


class OrganisationRow(Row):
    """``organisations.csv``: one employer, or several small ones together.

    ``providers`` is the number of real employers the row stands for.
    """

    numbers = frozenset({"lat", "lon", "providers"})

    code: Code
    name: Name
    sector: SectorWord
    system: Code | None = None
    place: Code | None = None
    lat: Latitude
    lon: Longitude
    providers: Annotated[int, Field(ge=1, le=100_000)] = 1
    leadership: LeadershipWord = Leadership.transactional
    basis: BasisWord | None = None
    source: str = ""


class StaffRow(Row):
    """``staff.csv``: one staff group of one organisation.

    What is None is filled from parameters by sector and group when the
    population is made.
    """

    numbers = frozenset({"heads", "fte", "establishment_fte", "leavers_per_month", "joiners_per_month"})

    organisation: Code
    staff_group: StaffGroupWord
    heads: Heads
    fte: Fte
    establishment_fte: Fte | None = None
    leavers_per_month: PerMonth | None = None
    joiners_per_month: PerMonth | None = None
    basis: BasisWord | None = None
    source: str = ""


class ProgrammeRow(Row):
    """``programmes.csv``: one programme of one university.

    ``places`` is the number of students who start at each intake, once a
    year in ``intake_month``.
    """

    numbers = frozenset({"intake_month", "length_months", "places"})

    university: Code
    programme: ProgrammeWord
    intake_month: MonthOfYear
    length_months: ProgrammeMonths
    places: Places
    basis: BasisWord | None = None
    source: str = ""


class PlaceRow(Row):
    """``places.csv``: a district where people live."""

    numbers = frozenset({"lat", "lon", "population"})

    code: Code
    name: Name
    system: Code | None = None
    lat: Latitude
    lon: Longitude
    population: People = 0
    basis: BasisWord | None = None
    source: str = ""


class EdgeRow(Row):
    """``edges.csv``: a partnership between two organisations, undirected."""

    numbers = frozenset({"weight"})

    a: Code
    b: Code
    kind: Literal["shared_catchment", "agreement", "other"]
    weight: Share


class ShareRow(Row):
    """``shares.csv``: the part of an organisation that serves one system."""

    numbers = frozenset({"share"})

    organisation: Code
    system: Code
    share: Share
