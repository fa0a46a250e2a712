"""Evidence: which numbers an agreement's effect rests on, and how many of them are assumed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icsim.codes import Grade
from icsim.registry import evidence

if TYPE_CHECKING:
    import pandas as pd

    from icsim.experiment.question import Arm, Question
    from icsim.parameters import Parameter


def rests_on(arm: Arm) -> dict[str, tuple[Parameter, tuple[str, ...]]]:
    """Parameters that the effect of what is signed rests on, by name, each with the clauses that do.

    Parameters
    ----------
    arm
        What is signed.
    """
    found: dict[str, tuple[Parameter, tuple[str, ...]]] = {}
    for clause in (clause for agreement in arm.agreements for clause in agreement.clauses):
        for parameter in evidence(type(clause)):
            clauses = found.get(parameter.name, (parameter, ()))[1]
            if clause.key not in clauses:
                found[parameter.name] = parameter, (*clauses, clause.key)
    return dict(sorted(found.items()))


def evidence_table(question: Question) -> pd.DataFrame:
    """The numbers each agreement rests on.

    Returns
    -------
    pandas.DataFrame
        One row an agreement and parameter: clauses, value, range, unit,
        ``grade``, source, meaning, and ``assumed_share``: the share of the
        agreement's parameters that are assumptions.
    """
    import pandas as pd

    rows = []
    for arm in question.arms[1:]:
        found = rests_on(arm)
        assumed = sum(parameter.grade == Grade.assumption for parameter, _ in found.values())
        for name, (parameter, clauses) in found.items():
            rows.append(
                {
                    "agreement": arm.name,
                    "parameter": name,
                    "clauses": ", ".join(clauses),
                    "value": question.in_force.get(name, parameter.value),
                    "low": parameter.low,
                    "high": parameter.high,
                    "unit": parameter.unit,
                    "grade": parameter.grade.name,
                    "source": parameter.source,
                    "meaning": parameter.meaning,
                    "assumed_share": assumed / len(found),
                }
            )
    columns = ["agreement", "parameter", "clauses", "value", "low", "high", "unit", "grade", "source", "meaning",
               "assumed_share"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)
