"""Training: parties share placements, apprenticeships, preceptors and learning between professions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from icsim.accounts import CostKind
from icsim.apprentices import ELIGIBLE, WATCHED, begin, by_lot, course_months, eligible
from icsim.clause import Clause, Remark, Signed
from icsim.codes import QUALIFIES_AS, Grade, Programme, Sector, StaffGroup
from icsim.columns import Rows
from icsim.config.wording import listed
from icsim.ledger import Reason
from icsim.luck import Purpose, below, uniform
from icsim.months import MONTHS_PER_YEAR, WORKING_DAYS
from icsim.parameters import Parameter
from icsim.people import NEWLY_QUALIFIED, NOWHERE
from icsim.rule import Phase

if TYPE_CHECKING:
    from icsim.model import ICS
    from icsim.system import System

Organisations = NDArray[np.int64]

_GUESS = "icsim assumption"
PARAMETERS = (
    Parameter(
        "training.block_months", 6, 3, 12, "months", "evidence rotation.integrated_apprenticeship.block_months",
        Grade.high, "Length of an apprentice's block in the other part of health and care.",
    ),
    Parameter(
        "training.block_before_months", 12, 6, 18, "months", _GUESS, Grade.assumption,
        "Months before the end of the course in which the block begins.",
    ),
    Parameter(
        "training.learners_share", 0.2, 0.05, 0.5, "share of staff a year", _GUESS, Grade.assumption,
        "Staff who take part in shared learning.",
    ),
    Parameter(
        "training.learning_days", 3, 1, 10, "working days", _GUESS, Grade.assumption,
        "Days that a member of staff spends on shared learning with a partner, out of the numbers.",
    ),
    Parameter(
        "training.learning_gbp", 300, 100, 800, "GBP per learner", _GUESS, Grade.assumption,
        "Cost of teaching and room for one member of staff who takes part in shared learning.",
    ),
    Parameter(
        "training.preceptor_share", 0.027, 0.01, 0.05, "share of a whole-time post", _GUESS, Grade.assumption,
        "Time of a preceptor for each newly qualified person in their first year: an hour a week.",
    ),
)  # fmt: skip

Pathway = Literal["nursing_associate_apprenticeship", "nurse_degree_apprenticeship"]
_NAMES = {
    Programme.nursing_associate_apprenticeship: "nursing associate",
    Programme.nurse_degree_apprenticeship: "registered nurse",
}
_CARE = (Sector.social_care, Sector.local_authority, Sector.voluntary)
_HEALTH = (Sector.acute, Sector.mental_health, Sector.community, Sector.ambulance, Sector.primary_care)
_SUPPORT = (StaffGroup.care_worker, StaffGroup.clinical_support)
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip


class Training(Clause):
    """Shared placements, apprenticeships while employed, preceptors, and professions that learn together.

    Apprenticeships go by lot to settled staff of the parties, the pathways
    getting equal parts as far as there are people for them; a party's share
    is that of its eligible staff. Whoever finishes takes a post at the
    employer or, where it has none of the kind, at another party within reach.
    Learning together, a member of staff comes to know the sector of a
    partner, and the two organisations have worked together.
    """

    key = "training"
    phase = Phase.learn
    parameters = PARAMETERS
    rests_on = (
        "apprentices.associate_months",
        "apprentices.associate_stop_prob",
        "apprentices.leave_ratio",
        "apprentices.nurse_stop_prob",
        "apprentices.off_the_job_share",
        "apprentices.post_converted_prob",
        "apprentices.reach_minutes",
        "apprentices.top_up_months",
        "apprentices.tuition_gbp",
        "leave.preceptorship_ratio",
    )
    writes = ("sectors_known",)
    expected = "More nursing associates and nurses after two years; fewer support staff and less work done until then."
    costs = (
        "Fees, shared learning, preceptors' time and, with backfill, bank cover for hours of learning, all paid by the "
        "employer of those who learn."
    )

    shared_placements: bool = Field(False, description="Students of one party's university may be placed at any party")
    apprenticeships_per_year: Annotated[int, Field(ge=0, le=100_000)] = Field(
        0, description="Staff of all parties together who start an apprenticeship each year"
    )
    pathways: Annotated[list[Pathway], Field(min_length=1)] = Field(
        ["nursing_associate_apprenticeship", "nurse_degree_apprenticeship"],
        description="Apprenticeships: support worker to nursing associate, nursing associate to nurse",
    )
    intake_months: Annotated[list[Annotated[int, Field(ge=1, le=12)]], Field(min_length=1, max_length=12)] = Field(
        [3, 9], description="Months of the year in which apprenticeships start, 1 to 12"
    )
    backfill: bool = Field(False, description="Employers pay for bank cover of the hours that apprentices learn")
    blocks: bool = Field(
        False, description="Apprentices of health work a block in social care, and those of social care in health"
    )
    preceptorship: bool = Field(False, description="The newly qualified have a preceptor in their first year")
    shared_learning: bool = Field(False, description="Staff of different professions and parties learn together")

    @property
    def programmes(self) -> list[Programme]:
        """The pathways, each once."""
        return [Programme[word] for word in dict.fromkeys(self.pathways)]

    def sentence(self) -> str:
        """The clause in plain English."""
        parts = []
        if self.shared_placements:
            parts.append("The parties place one another's students.")
        if self.apprenticeships_per_year:
            goals = " or ".join(_NAMES[programme] for programme in self.programmes)
            when = " and ".join(_MONTHS[month - 1] for month in sorted(set(self.intake_months)))
            parts.append(
                f"Each year {self.apprenticeships_per_year} of their staff, drawn by lot, start an apprenticeship as "
                f"{goals} in {when}, stay employed, and may take a post at any party when they qualify."
            )
        if self.backfill:
            parts.append("Employers pay for bank cover of the hours that apprentices learn.")
        if self.blocks:
            parts.append("Apprentices of health work a block in social care, and those of social care in health.")
        if self.preceptorship:
            parts.append("The newly qualified have a preceptor in their first year.")
        if self.shared_learning:
            parts.append("Professions learn together, so staff come to know the sectors of partners.")
        return " ".join(parts) or "The parties provide no training."

    def remarks(self) -> Iterator[Remark]:
        """A clause that provides nothing, pathways that nobody starts on."""
        provided = (self.shared_placements, self.apprenticeships_per_year, self.backfill, self.blocks)
        if not any((*provided, self.preceptorship, self.shared_learning)):
            yield Remark((), "nothing in it is switched on, so it changes nothing", wrong=False)
        for name in ("pathways", "intake_months"):
            if name in self.model_fields_set and not self.apprenticeships_per_year:
                yield Remark((name,), "nobody starts: say how many with apprenticeships_per_year", wrong=False)

    def remarks_in(self, system: System, parties: Organisations) -> Iterator[Remark]:
        """Pathways that nobody at the parties could start on or qualify into, blocks with nowhere to go."""
        has = ((system.heads > 0) | (system.establishment > 0))[parties]
        for i, word in enumerate(self.pathways if self.apprenticeships_per_year else ()):
            programme = Programme[word]
            groups = ELIGIBLE[programme]
            if not has[:, [int(group) for group in groups]].any():
                words = f"none of the parties has {listed([group.name for group in groups])}: nobody would start"
                yield Remark(("pathways", i), words, wrong=False)
            elif not has[:, int(QUALIFIES_AS[programme])].any():
                words = f"none of the parties has posts for a {QUALIFIES_AS[programme].name}: who qualifies would wait"
                yield Remark(("pathways", i), words, wrong=False)
        sectors = system.sector[parties]
        sides = [np.isin(sectors, [int(sector) for sector in side]).any() for side in (_HEALTH, _CARE)]
        if self.blocks and not all(sides):
            missing = "in health" if sides[1] else "in social care"
            yield Remark(("blocks",), f"none of the parties is {missing}: nobody would work a block", wrong=False)

    def apply(self, model: ICS, signed: Signed) -> None:
        """Open placements, posts, bank cover and preceptors to the parties."""
        if self.shared_placements:
            model.provisions.share_placements(*model.partnerships.releasing(signed.parties))
        model.provisions.backfilled[signed.parties] |= self.backfill
        model.provisions.preceptorship[signed.parties] |= self.preceptorship
        if self.apprenticeships_per_year:
            model.provisions.careers_shared.append(signed.parties)

    def month(self, model: ICS, signed: Signed) -> None:
        """Start a cohort, send apprentices to their blocks, learn together, and pay preceptors."""
        months = sorted(set(self.intake_months))
        now = model.calendar.month_of_year(model.month)
        if now in months:
            i, n = months.index(now), self.apprenticeships_per_year
            self._begin(model, signed, (i + 1) * n // len(months) - i * n // len(months))
        if self.blocks:
            self._exchange(model, signed)
        if self.shared_learning and len(signed.parties) > 1:
            self._learn_together(model, signed)
        if self.preceptorship:
            self._precept(model, signed)

    def _begin(self, model: ICS, signed: Signed, places: int) -> None:
        """A cohort starts; what the pathway with fewest people leaves goes to the others."""
        pools = []
        for programme in self.programmes:
            cells = model.provisions.cells(signed.parties, [int(group) for group in ELIGIBLE[programme]])
            pools.append((eligible(model, cells, model.month), programme))
        pools.sort(key=lambda pool: (len(pool[0]), pool[1]))
        left = places
        for i, (pool, programme) in enumerate(pools):
            chosen = by_lot(model, pool, -(-left // (len(pools) - i)), model.month, signed.identity)
            begin(model, chosen, programme, course_months(model.p, programme), model.month)
            left -= len(chosen)
        if any(len(pool) for pool, _ in pools):
            model.refuse("training", "nobody eligible", left)

    def _exchange(self, model: ICS, signed: Signed) -> None:
        """Nursing associate apprentices in mid course go to the nearest party on the other side."""
        staff, posts = model.staff_table, model.posts
        rows = staff.watched(WATCHED)
        rows = rows[staff.course[rows] == 1 + Programme.nursing_associate_apprenticeship]
        due = staff.qualify_month[rows] - model.month == int(model.p["training.block_before_months"])
        due &= np.isin(posts.organisation[staff.employer_cell[rows]], signed.parties)
        due &= (staff.placement[rows] < 0) & (staff.appointed_cell[rows] == NOWHERE)
        rows = rows[due]
        until = min(model.month + int(model.p["training.block_months"]), signed.ends)
        if not len(rows) or until <= model.month:
            return
        hosts = self._hosts(model, signed, rows)
        model.refuse("training", "no block within reach", int((hosts < 0).sum()))
        rows, hosts = rows[hosts >= 0], hosts[hosts >= 0]
        model.movements.place(Reason.rotation_out, rows, hosts, until, 0, signed.number)

    @staticmethod
    def _hosts(model: ICS, signed: Signed, rows: Rows) -> NDArray[np.int64]:
        """Cell of each apprentice's block, -1 for none within reach of home, shape (k,)."""
        staff, posts = model.staff_table, model.posts
        own, other = (posts.cell_of[signed.parties, int(group)] for group in _SUPPORT)
        cells = np.where(own >= 0, own, other)  # only care providers have care workers, and councils
        sector = model.system.sector[signed.parties]
        care, health = (np.isin(sector, [int(s) for s in side]) for side in (_CARE, _HEALTH))
        from_care = np.isin(posts.sector[staff.employer_cell[rows]], [int(s) for s in _CARE])
        minutes = model.choice.minutes[np.ix_(staff.home[rows], signed.parties)].astype(np.int64)
        fits = np.where(from_care[:, None], health, care) & (cells >= 0)
        fits &= minutes <= model.p["apprentices.reach_minutes"]
        beyond = np.iinfo(np.int64).max
        nearest = np.where(fits, minutes, beyond).argmin(axis=1)
        return np.where(fits[np.arange(len(rows)), nearest], cells[nearest], -1)

    def _learn_together(self, model: ICS, signed: Signed) -> None:
        """Staff are invited once a year, in the month of their birthday; some come, each to one other party."""
        staff, posts, p = model.staff_table, model.posts, model.p
        place = np.full(len(posts.cell_of), -1, dtype=np.int64)
        place[signed.parties] = np.arange(len(signed.parties))
        rows = np.flatnonzero((staff.birth_month - model.month) % MONTHS_PER_YEAR == 0)
        rows = rows[place[posts.organisation[staff.employer_cell[rows]]] >= 0]
        words = model.luck.words(staff.key[rows], Purpose.shared_learning, model.month, signed.identity)
        come = below(words[0], p["training.learners_share"])
        rows, others = rows[come], len(signed.parties) - 1
        own = posts.organisation[staff.employer_cell[rows]]
        which = np.floor(uniform(words[1][come]) * others).astype(np.int64)
        partner = signed.parties[which + (which >= place[own])]
        staff.sectors_known[rows] |= (1 << model.system.sector[partner]).astype(np.uint16)
        days = p["training.learning_days"] / WORKING_DAYS
        pairs, learners = np.unique(own * len(place) + partner, return_counts=True)
        model.partnerships.note(pairs // len(place), pairs % len(place), learners * days)
        hours = posts.count(staff.host_cell[rows], staff.fte[rows].astype(np.int64)) * days
        model.state.studying_fte += np.floor(hours).astype(np.int64)
        fee = round(p["training.learning_gbp"] * 100)
        model.accounts.spend(CostKind.training, posts.count(staff.employer_cell[rows]) * fee)

    @staticmethod
    def _precept(model: ICS, signed: Signed) -> None:
        """Pay for the preceptors' time: their hours at the pay of the post."""
        staff, posts = model.staff_table, model.posts
        rows = staff.watched(NEWLY_QUALIFIED)
        rows = rows[np.subtract(model.month, staff.qualify_month[rows], dtype=np.int64) < MONTHS_PER_YEAR]
        rows = rows[np.isin(posts.organisation[staff.employer_cell[rows]], signed.parties)]
        share = model.p["training.preceptor_share"]
        hours = np.floor(posts.count(staff.employer_cell[rows]) * 100 * share).astype(np.int64)
        if hours.any():
            model.accounts.spend(CostKind.training, hours * model.pay_pence // 100)
