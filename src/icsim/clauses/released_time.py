"""Released time: administrative work is automated, and staff get the hours back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from icsim.accounts import CostKind
from icsim.clause import Clause, Remark, Signed
from icsim.codes import Grade
from icsim.config.wording import listed, together
from icsim.config.words import StaffGroupWord
from icsim.parameters import Parameter
from icsim.rule import Phase

if TYPE_CHECKING:
    from icsim.model import ICS
    from icsim.system import System

_GUESS = "icsim assumption"
PARAMETERS = (
    Parameter(
        "released_time.strain_points", 40, 0, 150, "points per share of hours", _GUESS, Grade.assumption,
        "Strain that less administrative work takes away, so 2 points where a twentieth of the hours comes back.",
    ),
    Parameter(
        "released_time.set_up_gbp", 300, 50, 1000, "GBP a head", _GUESS, Grade.assumption,
        "Cost of bringing in the tools and learning them, for each person in the staff groups.",
    ),
    Parameter(
        "released_time.running_gbp", 25, 5, 80, "GBP a head and month", _GUESS, Grade.assumption,
        "Cost of running the tools, for each person in the staff groups, where the agreement does not say.",
    ),
    Parameter(
        "released_time.time_to_hire_share", 0.2, 0.0, 0.43, "share of the time to hire",
        "icsim assumption, at most from evidence time_to_hire.average to evidence time_to_hire.target: 1 - 56 / 98",
        Grade.assumption, "How much sooner people start with recruiting tools, where the agreement does not say.",
    ),
    Parameter(
        "released_time.recruiting_gbp", 2, 0, 10, "GBP a head and month", _GUESS, Grade.assumption,
        "Cost of running recruiting tools, for each person employed.",
    ),
)  # fmt: skip

Gbp = Annotated[float, Field(ge=0, le=10_000)]


class RecruitingTools(BaseModel):
    """Tools that shorten the time from vacancy to first day."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    enabled: bool = Field(True, description="false switches the recruiting tools off, and leaves the rest")
    time_to_hire_share: Annotated[float, Field(ge=0, le=0.43)] | None = Field(
        None, description="Share by which the time to hire falls; 0.43 would be from 98 days to the target of 56"
    )


class ReleasedTime(Clause):
    """Administrative work is automated, so that staff have more of their hours for patients and are less strained.

    The hours come back over the months of the ramp, counted from the month
    the clause came into use, and count as available work of people in post.
    Recruiting tools are a part of their own: they shorten the time to hire
    of every staff group of the parties, at once. Two such agreements add up.
    """

    key = "released_time"
    phase = Phase.agency
    parameters = PARAMETERS
    expected = "More available work, less bank and agency, and less strain, so fewer people leave."
    costs = (
        "Setting up, in equal parts over the ramp, and running the tools, for each person in the staff groups; "
        "each party pays for its own."
    )

    staff_groups: Annotated[list[StaffGroupWord], Field(min_length=1)] = Field(
        description="Staff groups whose hours come back"
    )
    hours_share: Annotated[float, Field(ge=0, le=0.3)] = Field(description="Share of their hours that comes back")
    ramp_months: Annotated[int, Field(ge=0, le=60)] = Field(12, description="Months until all of it comes back")
    set_up_per_head_gbp: Gbp | None = Field(None, description="Setting up, GBP for each person; assumed if left out")
    running_per_head_gbp: Gbp | None = Field(
        None, description="Running, GBP a month for each person; assumed if left out"
    )
    recruiting_tools: RecruitingTools | None = Field(None, description="Tools that shorten the time to hire")

    def sentence(self) -> str:
        """The clause in plain English."""
        groups = together([group.label for group in self.staff_groups])
        when = f"in equal steps over {self.ramp_months} months" if self.ramp_months else "at once"
        come_back = f"{100 * self.hours_share:g}% of the hours of staff at the parties ({groups}) comes back {when}"
        words = [f"Administrative work is automated: {come_back}, and they are less strained for it."]
        if self.set_up_per_head_gbp is not None:
            words.append(f"Setting it up costs GBP {self.set_up_per_head_gbp:g} a head.")
        if self.running_per_head_gbp is not None:
            words.append(f"Running it costs GBP {self.running_per_head_gbp:g} a head and month.")
        if (tools := self._tools) is not None:
            share = tools.time_to_hire_share
            by = "" if share is None else f" by {100 * share:g}%"
            words.append(f"Recruiting tools shorten the time to hire at the parties{by}.")
        return " ".join(words)

    @property
    def _tools(self) -> RecruitingTools | None:
        """The recruiting tools, if they are switched on."""
        return self.recruiting_tools if self.recruiting_tools is not None and self.recruiting_tools.enabled else None

    def remarks(self) -> Iterator[Remark]:
        """Hours that do not come back, tools that shorten nothing."""
        if self.hours_share == 0:
            yield Remark(("hours_share",), "0 gives nothing back: the tools are paid for and do nothing", wrong=False)
        if (tools := self._tools) is not None and tools.time_to_hire_share == 0:
            way = ("recruiting_tools", "time_to_hire_share")
            yield Remark(way, "0 shortens nothing: the tools are paid for and do nothing", wrong=False)

    def remarks_in(self, system: System, parties: NDArray[np.int64]) -> Iterator[Remark]:
        """Staff groups that no party has."""
        has = ((system.heads > 0) | (system.establishment > 0))[parties].any(axis=0)
        if not has[[int(group) for group in self.staff_groups]].any():
            names = listed([group.name for group in self.staff_groups])
            yield Remark(("staff_groups",), f"none of the parties has {names}: no hours would come back", wrong=False)
        else:
            for i, group in enumerate(self.staff_groups):
                if not has[group]:
                    yield Remark(("staff_groups", i), f"none of the parties has {group.name}", wrong=False)

    def apply(self, model: ICS, signed: Signed) -> None:
        """Give back the hours that have come so far, take strain away, and shorten the time to hire."""
        p, provided = model.p, model.provisions
        so_far = min((model.month - signed.starts + 1) / max(self.ramp_months, 1), 1.0)
        cells = provided.cells(signed.parties, self._groups)
        provided.released_share[cells] += self.hours_share * so_far
        provided.strain_points[cells] += p["released_time.strain_points"] * self.hours_share * so_far
        if (tools := self._tools) is not None:
            share = tools.time_to_hire_share
            shorter = p["released_time.time_to_hire_share"] if share is None else share
            provided.hire_ratio[provided.cells(signed.parties)] *= 1.0 - shorter

    def month(self, model: ICS, signed: Signed) -> None:
        """Book what the tools cost, for the people in post."""
        p, posts, provided = model.p, model.posts, model.provisions
        running = p["released_time.running_gbp"] if self.running_per_head_gbp is None else self.running_per_head_gbp
        set_up = p["released_time.set_up_gbp"] if self.set_up_per_head_gbp is None else self.set_up_per_head_gbp
        parts = max(self.ramp_months, 1)
        each = _pence(running) + (_pence(set_up / parts) if model.month - signed.starts < parts else 0)
        pence = np.zeros(posts.n, dtype=np.int64)
        cells = provided.cells(signed.parties, self._groups)
        pence[cells] = posts.heads[cells] * each
        if self._tools is not None:
            cells = provided.cells(signed.parties)
            pence[cells] += posts.heads[cells] * _pence(p["released_time.recruiting_gbp"])
        if pence.any():
            model.accounts.spend(CostKind.released_time, pence)

    @property
    def _groups(self) -> list[int]:
        """The staff groups, each once."""
        return [int(group) for group in dict.fromkeys(self.staff_groups)]


def _pence(gbp: float) -> int:
    """Whole pence of an amount."""
    return int(gbp * 100 + 0.5)
