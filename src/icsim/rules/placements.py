"""Placements: students learn with employers, as far as there is anybody to supervise them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from icsim.codes import Grade, Sector
from icsim.keys import EARLIEST_INTAKE, person_keys
from icsim.luck import Purpose, uniform
from icsim.months import MONTHS_PER_YEAR
from icsim.parameters import Parameter
from icsim.placement_hosts import Pairs, first_by_lot
from icsim.rule import Phase, Rule
from icsim.students import OUTSIDE, UNPLACED, Stage

if TYPE_CHECKING:
    from icsim.columns import Rows
    from icsim.model import ICS

Counts = NDArray[np.int64]

_GUESS = "icsim assumption"


def _supervision(sector: str, value: float, high: float, words: str) -> Parameter:
    meaning = f"Students that each member of their future staff group can supervise, {words}; raise it to expand."
    unit = "students per supervisor"
    return Parameter(f"placements.per_supervisor_{sector}", value, 0.0, high, unit, _GUESS, Grade.assumption, meaning)


PARAMETERS = (
    _supervision("trust", 0.4, 2.0, "NHS trusts"),
    _supervision("council", 0.4, 2.0, "councils"),
    _supervision("primary_care", 0.15, 2.0, "primary care"),
    _supervision("social_care", 0.1, 2.0, "social care and voluntary sector"),
    Parameter(
        "placements.open_share", 0.0, 0.0, 1.0, "share of room", "icsim assumption: a lever", Grade.assumption,
        "Room in primary and social care, councils and charities open to universities with no partnership there.",
    ),
    Parameter(
        "placements.block_months", 4, 1, 12, "months", _GUESS, Grade.assumption,
        "Length of a placement, time at university included.",
    ),
    Parameter(
        "placements.room_lost_per_unfilled", 3.0, 0.0, 8.0, "share per share of work", _GUESS, Grade.assumption,
        "Places lost where all the work is left unfilled, so three tenths of them for a tenth of the work.",
    ),
    Parameter(
        "placements.calm_quality", 80, 50, 100, "points", _GUESS, Grade.assumption,
        "Quality of a placement where no work is left unfilled.",
    ),
    Parameter(
        "placements.quality_lost_per_unfilled", 300, 0, 800, "points per share of work", _GUESS, Grade.assumption,
        "Quality lost where all the work is left unfilled, so 30 points for a tenth.",
    ),
    Parameter(
        "placements.unplaced_quality", 20, 0, 60, "points", _GUESS, Grade.assumption,
        "What a block without a host counts as.",
    ),
    Parameter(
        "placements.outside_share", 1.0, 0.0, 1.0, "share of students", _GUESS, Grade.assumption,
        "Students for whom nobody here has room on the first day who are placed outside the system, then and later.",
    ),
)  # fmt: skip

_PER_SUPERVISOR = {
    Sector.acute: "trust",
    Sector.mental_health: "trust",
    Sector.community: "trust",
    Sector.ambulance: "trust",
    Sector.primary_care: "primary_care",
    Sector.social_care: "social_care",
    Sector.voluntary: "social_care",
    Sector.local_authority: "council",
    Sector.university: "council",
}
_PAST_MONTHS = 24
"""Months before the run in which students have been placed as they would be now."""


class Placements(Rule):
    """Students change placement every few months; a short-staffed host takes fewer and teaches them worse.

    Hosts are the employers that the university has a partnership with, and
    those that share placements. A host takes as many as its staff of the
    group can supervise (rounded by lot, so that a small one has a student now
    and then), fewer where work is left unfilled. Whom nobody here
    can take goes outside the system, as far as that was so on the first day,
    and otherwise has no placement. Medical students are placed outside. It
    comes after cover, because a host is as short-staffed as this month shows.
    """

    phase = Phase.feel
    parameters = PARAMETERS

    def __init__(self, model: ICS) -> None:
        p = model.p
        self._pairs = Pairs(model.system, model.posts, model.pipeline, p["placements.open_share"])
        each = np.array([p[f"placements.per_supervisor_{_PER_SUPERVISOR[sector]}"] for sector in Sector])
        self._each = each[model.posts.sector]
        self._block = int(p["placements.block_months"])
        self._cell_keys = person_keys(model.posts.identity, model.posts.staff_group, 0)
        self._outside: Counts | None = None
        self._sectors = (1 << model.system.sector).astype(np.uint16)
        self._least = int(p["placements.unplaced_quality"])

    def settle(self, model: ICS) -> None:
        """Place students in the months before the run; whom nobody has room for goes outside."""
        if not model.pipeline.n:
            return
        for month in range(-_PAST_MONTHS, 0):
            self._change(model, month)
        pipeline = model.pipeline
        table, pair = pipeline.table, self._pairs.of_course
        now = np.bincount(pair, pipeline.start_heads, self._pairs.n)
        full = np.bincount(pair, pipeline.places * pipeline.length_months / MONTHS_PER_YEAR, self._pairs.n)
        outside = np.bincount(pair[table.course[table.host == OUTSIDE]], minlength=self._pairs.n)
        ever = outside * np.maximum(full / np.maximum(now, 1), 1.0) * model.p["placements.outside_share"]
        self._outside = np.floor(ever + 0.5).astype(np.int64)

    def month(self, model: ICS) -> None:
        """Begin this month's placements, and note who works with whom."""
        pipeline = model.pipeline
        if not pipeline.n:
            return
        self._pairs.share(model.provisions.placements_shared)
        self._change(model, model.month)
        table = pipeline.table
        placed = np.flatnonzero(table.host >= 0)
        n = len(model.system.organisations)
        joint, heads = np.unique(pipeline.university[table.course[placed]] * n + table.host[placed], return_counts=True)
        model.partnerships.note(joint // n, joint % n, heads.astype(np.float64))

    def _change(self, model: ICS, month: int) -> None:
        """Students whose placement ends in a month begin the next one."""
        pipeline = model.pipeline
        table = pipeline.table
        learning = (table.stage == Stage.training) & ~pipeline.national[table.course] & (table.started_month <= month)
        ends = learning & ((month - table.started_month) % self._block == 0)
        rows = np.flatnonzero(ends)
        if not len(rows):
            return
        cells = self._find(model, rows, np.flatnonzero(learning & ~ends), month)
        self._begin(model, rows, cells)

    def _find(self, model: ICS, rows: Rows, others: Rows, month: int) -> Counts:
        """Cell that takes each student; :data:`UNPLACED` or :data:`OUTSIDE` where none does, shape (k,)."""
        pipeline, posts = model.pipeline, model.posts
        table, pairs = pipeline.table, self._pairs.of_course
        host, course = table.host[others].astype(np.int64), table.course[others]
        here = host >= 0
        at = posts.cell_of[host[here], pipeline.staff_group[course[here]]]
        calm = np.maximum(1.0 - model.p["placements.room_lost_per_unfilled"] * model.state.pressure, 0.0)
        lot = uniform(model.luck.words(self._cell_keys, Purpose.student_placement, month - EARLIEST_INTAKE)[0])
        room = np.floor(posts.hosted_heads * self._each * self._pairs.room_share * calm + lot).astype(np.int64)
        free = np.maximum(room - np.bincount(at, minlength=posts.n), 0)
        keys, pair = table.key[rows], pairs[table.course[rows]]
        occasion = month - EARLIEST_INTAKE
        cells = self._pairs.assign(model.luck, keys, pair, occasion, free)
        left = np.flatnonzero(cells < 0)
        cells[left] = OUTSIDE
        if self._outside is not None:
            taken = np.bincount(pairs[course[host == OUTSIDE]], minlength=self._pairs.n)
            lot = model.luck.words(keys[left], Purpose.student_placement, occasion)[2]
            goes = first_by_lot(pair[left], lot, keys[left], np.maximum(self._outside - taken, 0))
            cells[left[~goes]] = UNPLACED
        return cells

    def _begin(self, model: ICS, rows: Rows, cells: Counts) -> None:
        """Students are with their hosts, and remember it."""
        table, p, here = model.pipeline.table, model.p, cells >= 0
        host = cells.copy()
        host[here] = model.posts.organisation[cells[here]]
        quality = np.where(host == OUTSIDE, int(p["students.usual_quality"]), self._least)
        lost = p["placements.quality_lost_per_unfilled"] * model.state.pressure[cells[here]]
        quality[here] = np.floor(np.maximum(p["placements.calm_quality"] - lost, self._least) + 0.5)
        university = model.pipeline.university[table.course[rows]]
        hundredths = np.zeros(len(rows))
        hundredths[here] = np.floor(model.partnerships.trust(university[here], host[here]) * 100 + 0.5)
        with table.writing(_WRITTEN):
            table.host[rows] = host
            table.placement_quality[rows] = quality
            table.quality_points[rows] += quality.astype(np.uint16)
            table.blocks[rows] += 1
            table.quality[rows] = table.quality_points[rows] // table.blocks[rows]
            table.trust[rows] = hundredths
            table.trained_at[rows[here]] = host[here]
            table.sectors_known[rows[here]] |= self._sectors[host[here]]


_WRITTEN = (
    "host", "placement_quality", "quality_points", "blocks", "quality", "trust", "trained_at", "sectors_known",
)  # fmt: skip
