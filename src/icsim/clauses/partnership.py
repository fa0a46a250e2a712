"""Partnership: what parties do so that working together works."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from icsim.accounts import CostKind
from icsim.clause import Clause, Remark, Signed
from icsim.codes import Grade, StaffGroup
from icsim.months import MONTHS_PER_YEAR
from icsim.parameters import Parameter
from icsim.rule import Phase

if TYPE_CHECKING:
    from icsim.model import ICS

_GUESS = "icsim assumption"
PARAMETERS = (
    Parameter(
        "partnership.condition_level", 0.8, 0.5, 1.0, "0-1", _GUESS, Grade.assumption,
        "Level to which a condition of partnership rises that the parties work on.",
    ),
    Parameter(
        "partnership.coordinator_per_party_fte", 0.1, 0.02, 0.5, "FTE", _GUESS, Grade.assumption,
        "Coordinators for each party that give full capacity for partnership work.",
    ),
    Parameter(
        "partnership.open_books_ratio", 1.5, 1.0, 3.0, "ratio", _GUESS, Grade.assumption,
        "Trust won by keeping an agreement with open books, against without.",
    ),
    Parameter(
        "partnership.coordinator_gbp", 58_000, 45_000, 75_000, "GBP a year per FTE", _GUESS, Grade.assumption,
        "Cost of a coordinator, employer's contributions included.",
    ),
    Parameter(
        "partnership.board_gbp", 600, 200, 2_000, "GBP a month per party", _GUESS, Grade.assumption,
        "Time of senior staff of one party on a joint board.",
    ),
    Parameter(
        "partnership.relationship_gbp", 250, 50, 1_000, "GBP a month per party", _GUESS, Grade.assumption,
        "Time and travel of one party for visits, shadowing and joint events.",
    ),
)  # fmt: skip

_PENCE = 100


class Partnership(Clause):
    """Work on the conditions of a working partnership: goals, relationships, capacity, governance, openness.

    Everybody who signed begins in the month of signing, before other
    clauses come into use. The conditions between parties rise over months;
    they raise pace and ceiling of mutual trust and soften its losses.
    """

    key = "partnership"
    phase = Phase.relate
    parameters = PARAMETERS
    rests_on = (
        "relate.condition_share",
        "relate.gain_per_commitment",
        "relate.gain_without_conditions",
        "relate.ceiling_without_conditions",
        "relate.softened_share",
    )
    expected = (
        "Mutual trust between parties rises faster and higher, so agreements come into use sooner and release more."
    )
    costs = "Coordinators, board time and joint events, shared equally among the parties."
    from_signing = True

    shared_goals: bool = Field(False, description="Goals written and reviewed together")
    relationship_building: bool = Field(False, description="Visits, shadowing and joint events")
    joint_board: bool = Field(False, description="A joint board with delegated decisions")
    transparency: bool = Field(False, description="Open books on vacancies, money and who released whom")
    coordinator_fte: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)] = Field(
        0.0, description="Coordinators for all parties together, FTE"
    )

    def sentence(self) -> str:
        """The clause in plain English."""
        does = {
            "write and review goals together": self.shared_goals,
            "visit, shadow and meet one another": self.relationship_building,
            "decide through a joint board": self.joint_board,
            "open their books on vacancies, money and releases": self.transparency,
            f"pay {self.coordinator_fte:g} FTE of coordinators between them": self.coordinator_fte > 0,
        }
        said = [words for words, written in does.items() if written] or ["do nothing together beyond signing"]
        return f"The parties {said[0] if len(said) == 1 else f'{", ".join(said[:-1])} and {said[-1]}'}."

    def remarks(self) -> Iterator[Remark]:
        """A partnership that works on nothing."""
        on = self.shared_goals or self.relationship_building or self.joint_board or self.transparency
        if not on and not self.coordinator_fte:
            words = "works on no condition: nothing would change (write shared_goals, relationship_building, "
            yield Remark((), f"{words}joint_board, transparency or coordinator_fte)", wrong=False)

    def apply(self, model: ICS, signed: Signed) -> None:
        """Be seen to stand by the agreement with open books."""
        if self.transparency:
            model.partnerships.commit(signed.parties, model.p["partnership.open_books_ratio"])

    def month(self, model: ICS, signed: Signed) -> None:
        """Lead the conditions between parties on, and share the cost."""
        model.partnerships.lead_to(signed.parties, self._levels(model, len(signed.parties)))
        if pence := self._pence(model, len(signed.parties)):
            model.accounts.spend(CostKind.partnership, _shared(model, signed.parties, pence))

    def _levels(self, model: ICS, parties: int) -> NDArray[np.float64]:
        """Levels that goals, relationships, capacity and governance are led to."""
        p = model.p
        full, rest = p["partnership.condition_level"], model.partnerships.resting_condition
        able = min(self.coordinator_fte / (max(parties, 1) * p["partnership.coordinator_per_party_fte"]), 1.0)
        share = np.array([self.shared_goals, self.relationship_building, able, self.joint_board], dtype=np.float64)
        return np.asarray(rest + share * max(full - rest, 0.0))

    def _pence(self, model: ICS, parties: int) -> int:
        """What a month costs all parties together."""
        p = model.p
        each = self.joint_board * p["partnership.board_gbp"]
        each += self.relationship_building * p["partnership.relationship_gbp"]
        coordinators = self.coordinator_fte * p["partnership.coordinator_gbp"] / MONTHS_PER_YEAR
        return int((each * parties + coordinators) * _PENCE + 0.5)


def _shared(model: ICS, parties: NDArray[np.int64], pence: int) -> NDArray[np.int64]:
    """Equal shares in whole pence, the odd pence by code order, shape (n_cells,).

    A party pays from its cell of other staff, or else from its largest; an
    organisation without staff in the model pays nothing.
    """
    posts, spent = model.posts, np.zeros(model.posts.n, dtype=np.int64)
    if not posts.n:
        return spent
    cells = posts.cell_of[np.sort(parties)]
    cells = cells[(cells >= 0).any(axis=1)]
    largest = np.where(cells >= 0, posts.start_heads[cells], -1).argmax(axis=1)
    other = cells[:, StaffGroup.other]
    paying = np.where(other >= 0, other, cells[np.arange(len(cells)), largest])
    if len(paying):
        each, odd = divmod(pence, len(paying))
        spent[paying] = each + (np.arange(len(paying)) < odd)
    return spent
