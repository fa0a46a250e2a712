"""Registry: every parameter, wherever it is declared."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from icsim import (
    admissions,
    agreement_life,
    apprentices,
    calibration,
    choice,
    leadership,
    maturity,
    movements,
    outside,
    partnerships,
    pay,
    population,
    recognition,
    spread,
    turnover,
)
from icsim.clause import Clause, all_clauses
from icsim.parameters import Parameter, Parameters
from icsim.rule import all_rules

_MODULES = (
    admissions,
    agreement_life,
    apprentices,
    calibration,
    choice,
    leadership,
    maturity,
    movements,
    outside,
    partnerships,
    pay,
    population,
    recognition,
    spread,
    turnover,
)
"""Modules outside rules and clauses that declare parameters."""


@cache
def all_parameters() -> tuple[Parameter, ...]:
    """Every parameter, in order of name.

    Raises
    ------
    ValueError
        If two places declare the same name.
    """
    declared = [p for module in _MODULES for p in module.PARAMETERS]
    declared += [p for rule in all_rules() for p in rule.parameters]
    declared += [p for clause in all_clauses() for p in clause.parameters]
    names = [p.name for p in declared]
    if len(set(names)) != len(names):
        raise ValueError(f"declared twice: {sorted({name for name in names if names.count(name) > 1})}")
    return tuple(sorted(declared, key=lambda p: p.name))


def evidence(kind: type[Clause]) -> tuple[Parameter, ...]:
    """Every number that the effect of a clause rests on: its own, and those declared elsewhere."""
    by_name = {parameter.name: parameter for parameter in all_parameters()}
    return (*kind.parameters, *(by_name[name] for name in kind.rests_on))


def parameters_in_force(changes: Mapping[str, float] | None = None) -> Parameters:
    """All parameters, some of them changed."""
    return Parameters(all_parameters(), changes)
