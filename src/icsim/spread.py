"""Spread: organisations outside an agreement see what it does for partners they trust, and may join."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from icsim.agreement_life import AgreementLife, unfilled
from icsim.codes import Grade
from icsim.luck import Purpose, exponential
from icsim.parameters import Parameter

if TYPE_CHECKING:
    from icsim.model import ICS

_GUESS = "icsim assumption"
PARAMETERS = (
    Parameter(
        "spread.join_hazard", 0.1, 0.0, 0.5, "per month", _GUESS, Grade.assumption,
        "Joining by an organisation whose trust in a party is full, where all parties do no worse than before.",
    ),
    Parameter(
        "spread.trust_level", 0.4, 0.0, 0.8, "0-1 scale of trust", _GUESS, Grade.assumption,
        "Mutual trust with a party from which an organisation takes notice of what the agreement does.",
    ),
    Parameter(
        "spread.seen_months", 12, 3, 36, "months", _GUESS, Grade.assumption,
        "Months in use after which there are results to see.",
    ),
)  # fmt: skip


def spread(model: ICS, life: AgreementLife) -> list[int]:
    """Organisations that join an agreement this month, in order.

    Only those outside are asked who have an edge of enough trust to a party
    that acts, are of a sector the agreement already has and, where each
    system signs for itself, of the same system. The hazard is
    in proportion to that trust above the level, and to the share of acting
    parties whose work is no more unfilled than before it came into use.

    Parameters
    ----------
    model
        The model.
    life
        The agreement.
    """
    full, level, seen = (model.p[f"spread.{name}"] for name in ("join_hazard", "trust_level", "seen_months"))
    if (
        not full
        or not life.concerns
        or not life.open_to_others
        or life.used_from is None
        or model.month - life.used_from < seen
    ):
        return []
    outside, trust = _who_look_on(model, life, level)
    if not len(outside):
        return []
    hazard = full * _success(model, life) * (trust - level) / (1.0 - level)
    _draw(model, life, outside)
    for organisation, each in zip(outside.tolist(), hazard.tolist(), strict=True):
        life.clocks[organisation] -= each
    return [organisation for organisation in outside.tolist() if life.clocks[organisation] <= 0]


def _who_look_on(model: ICS, life: AgreementLife, level: float) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Organisations that may join and their highest trust in a party that acts, shape (k,) each."""
    n, ties = len(model.system.organisations), model.partnerships
    acting, outside = np.zeros(n, dtype=bool), np.ones(n, dtype=bool)
    acting[life.actors] = True
    outside[life.parties] = False
    outside[sorted(life.gone)] = False
    outside &= np.isin(model.system.sector, model.system.sector[life.parties])
    if life.system >= 0:
        outside &= model.system.system_index == life.system
    best = np.zeros(n)
    for party, other in ((ties.a, ties.b), (ties.b, ties.a)):
        seen = acting[party] & outside[other] & (ties.mutual_trust > level)
        np.maximum.at(best, other[seen], ties.mutual_trust[seen])
    found = np.flatnonzero(best)
    return found, best[found]


def _success(model: ICS, life: AgreementLife) -> float:
    """Share of the acting parties whose share of work unfilled is no higher than before the agreement was in use."""
    actors = life.actors
    if life.unfilled_then is None or not len(actors):
        return 0.0
    undone_then, required_then = (of[actors] for of in life.unfilled_then)
    undone, required = (of[actors] for of in unfilled(model))
    return int((undone * required_then <= undone_then * required).sum()) / len(actors)


def _draw(model: ICS, life: AgreementLife, organisations: NDArray[np.int64]) -> None:
    """Give everybody a threshold, once: Exp(1), a chance of the organisation and the agreement alone."""
    new = np.array([o for o in organisations.tolist() if o not in life.clocks], dtype=np.int64)
    if not len(new):
        return
    which = int.from_bytes(blake2b(life.agreement.encode(), digest_size=4).digest())
    keys = model.system.identity[new] << np.uint64(32)
    thresholds = exponential(model.luck.words(keys, Purpose.join, 0, which)[0])
    life.clocks |= dict(zip(new.tolist(), thresholds.tolist(), strict=True))
