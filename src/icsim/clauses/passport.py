"""Passport: parties recognise one another's checks and training."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from icsim.clause import Clause, Signed
from icsim.recognition import Item

if TYPE_CHECKING:
    from icsim.model import ICS

ItemWord = Literal["identity", "dbs", "training", "occupational_health"]


class Passport(Clause):
    """Recognition of checks and training between the parties.

    It shortens onboarding after any change of host or employer between
    parties, and the time to hire. A person's onboarding or time to hire is
    never longer than without it.
    """

    key = "passport"
    rests_on = (
        "passport.time_saved_share",
        *(f"onboard.{item.name}_days" for item in Item),
        *(f"recruit.check_{item.name}_share" for item in Item if item != Item.training),
        "recruit.time_to_hire_days",
        "recruit.care_time_to_hire_days",
        "recruit.checks_days",
        "seek.friction_per_day",
    )
    expected = "Fewer onboarding days and shorter hiring between parties; more moves between them."
    costs = "Nothing is charged: what it saves is in onboarding days and agency."

    recognises: Annotated[list[ItemWord], Field(min_length=1)] = Field(
        description="What need not be done again: identity, dbs, training, occupational_health"
    )

    def sentence(self) -> str:
        """The clause in plain English."""
        items = [Item[word].label for word in self.recognises]
        listed = items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
        return (
            f"The parties accept one another's record of {listed}, so people who change host or employer "
            "between them spend fewer days onboarding and start sooner."
        )

    def apply(self, model: ICS, signed: Signed) -> None:
        """Grant recognition between the parties."""
        items = Item(0)
        for word in self.recognises:
            items |= Item[word]
        model.recognition.grant(signed.parties, items)
