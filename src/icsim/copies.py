"""Copies of a model: pickled or deep, they go on exactly as the original does.

Mesa's own parts know how to be copied. What is left: an agent belongs to
its model, and a factor may be declared with a lambda, which has no name to
pickle it by.
"""

from __future__ import annotations

import copy
import copyreg
from typing import Any, Self

from icsim.hazards import Factor
from icsim.rule import all_rules


class CopiedWithModel:
    """Something that refers to a model: copied deep, it follows its model or stays with it.

    Inside a copy of the model it belongs to the copy. Copied alone it does
    not drag the model along, so that reporters may return agents.
    """

    model: Any

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        if id(self.model) not in memo:
            return copy.copy(self)
        twin = memo[id(self)] = object.__new__(type(self))
        twin.__dict__.update(copy.deepcopy(self.__dict__, memo))
        return twin


def _declared(clock: str, name: str) -> Factor:
    """The factor that a rule declares under a name."""
    hazards = (hazard for rule in all_rules() for hazard in rule.hazards if hazard.clock == clock)
    return next(factor for hazard in hazards for factor in hazard.factors if factor.name == name)


def _reduced(factor: Factor) -> tuple[Any, ...]:
    """How to pickle a factor: by name if a rule declares it."""
    for rule in all_rules():
        for hazard in rule.hazards:
            if any(factor is declared for declared in hazard.factors):
                return _declared, (hazard.clock, factor.name)
    return Factor, (factor.name, factor.by, factor.table, factor.watch)


copyreg.pickle(Factor, _reduced)
