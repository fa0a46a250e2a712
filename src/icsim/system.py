"""A system: its organisations, where they are, and who works there at the start.

Everything here is a fact or an estimate about a place, the same for every
seed and every agreement. Organisations and places are in code order, so
that the order of rows in a file changes nothing.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from icsim.codes import N_GROUPS, Leadership, Maturity, Programme, Sector
from icsim.distance import minutes_between, positions, travel_minutes
from icsim.errors import InputError, Problem
from icsim.identity import MOST_HEADS, organisation_identity

if TYPE_CHECKING:
    import networkx as nx

    from icsim.config.tables import SystemTables

_COURSE_ORDER = ("university", "programme", "intake_month")
"""Order of programmes."""


@dataclass(frozen=True)
class Organisation:
    """Facts about one organisation.

    Parameters
    ----------
    code, name
        Short code, unique in the system; name as people know it.
    sector
        What kind of employer it is.
    system
        Code of the integrated care system it belongs to.
    place
        Code of the place it is in, empty if not known.
    lat, lon
        Position in degrees.
    providers
        How many real employers it stands for: 1, or more for a row that
        gathers the small employers of a district.
    leadership
        How it is led.
    """

    code: str
    name: str
    sector: Sector
    system: str
    place: str
    lat: float
    lon: float
    providers: int = 1
    leadership: Leadership = Leadership.transactional


@dataclass(frozen=True)
class Place:
    """Somewhere people live: code, name, position in degrees, people."""

    code: str
    name: str
    lat: float
    lon: float
    population: float


@dataclass(frozen=True)
class Edge:
    """A partnership between two organisations, with a weight from 0 to 1."""

    a: str
    b: str
    kind: str
    weight: float


@dataclass(frozen=True)
class Course:
    """A programme of a university.

    Parameters
    ----------
    university
        Code of the organisation that teaches it.
    programme
        What is taught.
    intake_month
        Month of the year in which students start, 1 to 12.
    length_months
        Months from start to qualifying.
    places
        Students who start each year, in heads.
    """

    university: str
    programme: Programme
    intake_month: int
    length_months: int
    places: int


def _unknown() -> NDArray[np.float64]:
    return np.empty((0, N_GROUPS))


def _unstated() -> NDArray[np.int64]:
    return np.array([int(Maturity.developing)], dtype=np.int64)


@dataclass(frozen=True, eq=False)
class System:
    """One integrated care system, or several side by side.

    Parameters
    ----------
    code, name
        Short code and name.
    organisations, places, edges
        In code order.
    heads
        People in post, shape (n_organisations, n_groups).
    fte
        Whole-time equivalents in post in hundredths, same shape.
    establishment
        Funded posts in hundredths of FTE, same shape; -1 where not known.
    leavers, joiners
        People who leave, and join, the organisation in one month, same shape; NaN where not known, as
        everywhere when left out.
    programmes
        What its universities teach, in order of (university, programme, intake month).
    maturity
        `Maturity` of each integrated care system inside, shape (n_systems,), in order of `systems`;
        one value holds for all of them; developing when left out.
    digest
        SHA-256 of the tables it was read from, and of what is calibrated for it.
    calibrated
        Parameters calibrated for it, in order of name, with the values that a run takes unless told otherwise.
    system_names
        Names of the integrated care systems by code, where they are known.

    Raises
    ------
    InputError
        If two organisations have the same identity, one staff group of one has too many people, or a
        programme is of no university of the system.
    ValueError
        If there is not one maturity for each integrated care system.
    """

    code: str
    name: str
    organisations: tuple[Organisation, ...]
    places: tuple[Place, ...]
    edges: tuple[Edge, ...]
    heads: NDArray[np.int64]
    fte: NDArray[np.int64]
    establishment: NDArray[np.int64]
    leavers: NDArray[np.float64] = field(default_factory=_unknown)
    joiners: NDArray[np.float64] = field(default_factory=_unknown)
    programmes: tuple[Course, ...] = ()
    maturity: NDArray[np.int64] = field(default_factory=_unstated)
    digest: str = ""
    calibrated: tuple[tuple[str, float], ...] = ()
    system_names: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("leavers", "joiners"):
            if not len(getattr(self, name)):
                object.__setattr__(self, name, np.full(self.heads.shape, math.nan))
        if len(self.maturity) == 1:
            object.__setattr__(self, "maturity", np.repeat(self.maturity, len(self.systems)))
        if self.maturity.shape != (len(self.systems),):
            raise ValueError(f"{len(self.maturity)} maturities for {len(self.systems)} integrated care systems")
        if problems := [*self._shared_identities(), *self._too_many_heads(), *self._taught_elsewhere()]:
            raise InputError(*problems)

    def _shared_identities(self) -> Iterator[Problem]:
        seen: dict[int, str] = {}
        for organisation, identity in zip(self.organisations, self.identity.tolist(), strict=True):
            other = seen.setdefault(identity, organisation.code)
            if other != organisation.code:
                words = f"has the same 32-bit identity as {other}; give one of them another code"
                yield Problem(self.name, 0, 0, organisation.code, words)

    def _too_many_heads(self) -> Iterator[Problem]:
        for at in np.argwhere(self.heads > MOST_HEADS).tolist():
            heads, code = self.heads[tuple(at)], self.organisations[at[0]].code
            yield Problem(self.name, 0, 0, code, f"{heads:,} people of one staff group; at most {MOST_HEADS:,}")

    def _taught_elsewhere(self) -> Iterator[Problem]:
        universities = {o.code for o in self.organisations if o.sector == Sector.university}
        for code in sorted({course.university for course in self.programmes} - universities):
            yield Problem(self.name, 0, 0, code, "has programmes but is no university of the system")

    @classmethod
    def from_tables(cls, tables: SystemTables) -> System:
        """Build from validated tables (see :mod:`icsim.config`)."""
        return _from_tables(tables)

    @cached_property
    def index(self) -> dict[str, int]:
        """Position of each organisation by code."""
        return {organisation.code: i for i, organisation in enumerate(self.organisations)}

    @cached_property
    def sector(self) -> NDArray[np.int64]:
        """Sector of each organisation, shape (n_organisations,)."""
        return np.array([int(o.sector) for o in self.organisations], dtype=np.int64)

    @cached_property
    def systems(self) -> tuple[str, ...]:
        """Codes of the integrated care systems inside, in order."""
        return tuple(sorted({o.system for o in self.organisations}))

    def name_of(self, ics: str) -> str:
        """Name of an integrated care system inside; its code where no name is known."""
        return self.system_names.get(ics) or (self.name if self.systems == (ics,) else ics)

    @cached_property
    def system_index(self) -> NDArray[np.int64]:
        """Integrated care system of each organisation, shape (n_organisations,)."""
        order = {code: i for i, code in enumerate(self.systems)}
        return np.array([order[o.system] for o in self.organisations], dtype=np.int64)

    @cached_property
    def identity(self) -> NDArray[np.uint64]:
        """A 32-bit identity of each organisation, a pure function of its code.

        People's keys start with it, so an organisation added to a system
        leaves everybody else's draws as they were; what they can choose from may change.
        """
        return np.array([organisation_identity(o.code) for o in self.organisations], dtype=np.uint64)

    def minutes_from_places(self, minutes_per_km: float, within_place: float = math.inf) -> NDArray[np.uint16]:
        """Travel minutes from each place to each organisation, shape (n_places, n_organisations).

        Parameters
        ----------
        minutes_per_km
            Speed assumption (``travel.minutes_per_km``).
        within_place
            Most minutes to a workplace in the same place, however far its
            position is from the centre: people live all over a large district.
        """
        minutes = travel_minutes(self.places, self.organisations, minutes_per_km)
        order = {place.code: i for i, place in enumerate(self.places)}
        own = [(order[o.place], i) for i, o in enumerate(self.organisations) if o.place in order]
        at = tuple(np.array(own, dtype=np.intp).reshape(-1, 2).T)
        minutes[at] = np.minimum(minutes[at], within_place)
        return minutes

    def graph(self, minutes_per_km: float) -> nx.Graph[int]:
        """Partnership graph: node = organisation index, edge = partnership with travel minutes."""
        import networkx as nx

        graph: nx.Graph[int] = nx.Graph(name=self.name)
        for i, o in enumerate(self.organisations):
            graph.add_node(i, code=o.code, name=o.name, sector=o.sector.name, system=o.system, lat=o.lat, lon=o.lon)
        a, b = ([self.index[getattr(edge, end)] for edge in self.edges] for end in ("a", "b"))
        here = positions(self.organisations)
        minutes = minutes_between(here[:, a], here[:, b], minutes_per_km).tolist()
        for i, j, edge, far in zip(a, b, self.edges, minutes, strict=True):
            graph.add_edge(i, j, kind=edge.kind, weight=edge.weight, minutes=far)
        return graph


def join_systems(*systems: System) -> System:
    """Several systems side by side in one run.

    Nothing links them but distance: people move between them where the
    journey is short enough.

    Raises
    ------
    InputError
        If a code occurs in two of them, two codes have the same identity, or
        they are calibrated differently.
    """
    if len({s.calibrated for s in systems}) > 1:
        raise InputError.at("systems", "are calibrated differently; load them with calibration='none' or one file")
    organisations = [o for s in systems for o in s.organisations]
    places = [p for s in systems for p in s.places]
    order = sorted(range(len(organisations)), key=lambda i: organisations[i].code)
    for what, codes in (("organisation", [o.code for o in organisations]), ("place", [p.code for p in places])):
        twice = sorted({code for code in codes if codes.count(code) > 1})
        if twice:
            raise InputError.at("systems", f"{what} {', '.join(twice)} is in more than one of them")
    stacked = {
        name: np.concatenate([getattr(s, name) for s in systems])[order]
        for name in ("heads", "fte", "establishment", "leavers", "joiners")
    }
    maturity: dict[str, int] = {}
    for s in systems:
        for ics, stage in zip(s.systems, s.maturity.tolist(), strict=True):
            maturity[ics] = min(stage, maturity.get(ics, stage))  # two parts of one are as far as the slower
    return System(
        code="+".join(s.code for s in systems),
        name=" and ".join(s.name for s in systems),
        organisations=tuple(organisations[i] for i in order),
        places=tuple(sorted(places, key=lambda p: p.code)),
        edges=tuple(sorted((e for s in systems for e in s.edges), key=lambda e: (e.a, e.b))),
        programmes=tuple(sorted((c for s in systems for c in s.programmes), key=attrgetter(*_COURSE_ORDER))),
        maturity=np.array([maturity[ics] for ics in sorted(maturity)], dtype=np.int64),
        digest=hashlib.sha256("".join(s.digest for s in systems).encode()).hexdigest(),
        calibrated=systems[0].calibrated if systems else (),
        system_names={ics: s.name_of(ics) for s in systems for ics in s.systems},
        **stacked,
    )


def _from_tables(tables: SystemTables) -> System:
    code = tables.file.code
    organisations = tuple(
        Organisation(o.code, o.name, o.sector, o.system or code, o.place or "", o.lat, o.lon, o.providers, o.leadership)
        for o in tables.organisations
    )
    index = {o.code: i for i, o in enumerate(organisations)}
    shape = (len(organisations), N_GROUPS)
    heads, fte = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    establishment = np.full(shape, -1, dtype=np.int64)
    leavers, joiners = np.full(shape, math.nan), np.full(shape, math.nan)
    for row in tables.staff:
        at = index[row.organisation], int(row.staff_group)
        heads[at], fte[at] = row.heads, round(row.fte * 100)
        if row.establishment_fte is not None:
            establishment[at] = round(row.establishment_fte * 100)
        if row.leavers_per_month is not None:
            leavers[at] = row.leavers_per_month
        if row.joiners_per_month is not None:
            joiners[at] = row.joiners_per_month
    places = tuple(Place(p.code, p.name, p.lat, p.lon, p.population) for p in tables.places)
    own = {row.code: row.maturity for row in tables.systems if row.maturity is not None}
    inside = sorted({o.system for o in organisations})
    return System(
        code=code,
        name=tables.file.system,
        organisations=organisations,
        places=places or tuple(Place(o.code, o.name, o.lat, o.lon, 1.0) for o in organisations),
        edges=tuple(Edge(e.a, e.b, e.kind, e.weight) for e in tables.edges),
        heads=heads,
        fte=fte,
        establishment=establishment,
        leavers=leavers,
        joiners=joiners,
        programmes=tuple(
            Course(row.university, row.programme, row.intake_month, row.length_months, row.places)
            for row in tables.programmes
        ),
        maturity=np.array([own.get(ics, tables.file.maturity) for ics in inside], dtype=np.int64),
        system_names={row.code: row.name for row in tables.systems},
        digest=tables.digest,
    )
