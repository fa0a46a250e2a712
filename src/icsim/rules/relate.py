"""Relate: mutual trust grows with joint work, fades without it, and is lost sooner than won."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from icsim.codes import Grade
from icsim.leadership import leadership_pace
from icsim.ledger import Reason
from icsim.parameters import Parameter
from icsim.rule import Phase, Rule

if TYPE_CHECKING:
    from icsim.model import ICS
    from icsim.partnerships import Partnerships

Floats = NDArray[np.float64]

_SCALE, _GUESS = "0-1 scale of trust", "icsim assumption"
PARAMETERS = (
    Parameter(
        "relate.gain_per_head", 0.02, 0.005, 0.05, f"{_SCALE}, per head a month",
        "evidence trust.gain_per_successful_move", Grade.assumption,
        "Trust won by each head of joint work both ways, while all of the ceiling is still to be won.",
    ),
    Parameter(
        "relate.most_heads", 2, 0.5, 10, "heads a month", _GUESS, Grade.assumption,
        "Joint work beyond which more of it wins no more trust in a month.",
    ),
    Parameter(
        "relate.one_way_ratio", 0.5, 0.0, 1.0, "ratio", _GUESS, Grade.assumption,
        "Worth of joint work that only goes one way, against the same work going both ways.",
    ),
    Parameter(
        "relate.gain_per_commitment", 0.004, 0.0, 0.02, f"{_SCALE}, a month", _GUESS, Grade.assumption,
        "Trust won by acting on an agreement together, while all of the ceiling is still to be won.",
    ),
    Parameter(
        "relate.gain_without_conditions", 0.5, 0.0, 1.0, "ratio", _GUESS, Grade.assumption,
        "Pace of gains where no condition of a partnership is met, against 1 where half of each is.",
    ),
    Parameter(
        "relate.ceiling_without_conditions", 0.5, 0.3, 1.0, _SCALE, _GUESS, Grade.assumption,
        "Highest trust that joint work alone can win; with all conditions met it is 1.",
    ),
    Parameter(
        "relate.loss_per_head", 0.05, 0.01, 0.1, f"{_SCALE}, per head", "evidence trust.loss_per_failed_move",
        Grade.assumption,
        "Trust lost when a partner holds back a head it was to release; at most one head a month counts.",
    ),
    Parameter(
        "relate.loss_per_percent", 0.05, 0.0, 0.1, f"{_SCALE}, a month, per per cent", _GUESS, Grade.assumption,
        "Trust lost for each per cent of its staff a month, above what is tolerated, lost to the other for good.",
    ),
    Parameter(
        "relate.tolerated_share", 0.002, 0.0, 0.01, "share of heads a month", _GUESS, Grade.assumption,
        "One-sided loss of staff to a partner, net of what comes back, that harms no trust.",
    ),
    Parameter(
        "relate.least_heads", 50, 10, 200, "heads", _GUESS, Grade.assumption,
        "Size as which a smaller organisation counts when its losses are judged: one person is no pattern.",
    ),
    Parameter(
        "relate.softened_share", 0.5, 0.0, 0.6, "share", _GUESS, Grade.assumption,
        "Part of a loss of trust that is spared where all conditions of a partnership are met.",
    ),
    Parameter(
        "relate.fading_share", 0.01, 0.0, 0.03, "share a month", "evidence trust.monthly_decay", Grade.assumption,
        "How fast trust goes back, without contact, to what law and contract give.",
    ),
    Parameter(
        "relate.contact_heads", 0.25, 0.05, 2.0, "heads a month", _GUESS, Grade.assumption,
        "Joint work, both ways together, from which two organisations are in full contact.",
    ),
    Parameter(
        "relate.memory_share", 0.056, 0.02, 0.2, "share a month", _GUESS, Grade.assumption,
        "Weight of this month in what partners remember of joint work and losses: half is forgotten in a year.",
    ),
    Parameter(
        "relate.condition_share", 0.1, 0.02, 0.3, "share a month", _GUESS, Grade.assumption,
        "How fast the conditions of a partnership go where an agreement leads them, and back when nothing does.",
    ),
)  # fmt: skip

_JOINT = (Reason.rotation_out, Reason.rotation_on)
_FOR_GOOD = (Reason.moved, Reason.rotation_stayed)
"""Training posts are left out: a national scheme rotates those doctors, not the employers."""
_PERCENT = 100.0


class Relate(Rule):
    """Mutual trust grows with balanced joint work and kept promises; losses weigh more than gains.

    Joint work is staff who work for the other on rotation, bank shifts and
    shared learning. Trust falls when staff drift one way for good, and when
    a partner holds back staff it was to release. Without contact it goes
    back to what law and contract give. The other conditions of the
    partnership, and leadership of both, set the pace and the ceiling.
    """

    phase = Phase.relate
    parameters = PARAMETERS

    def __init__(self, model: ICS) -> None:
        self._pace = leadership_pace(model.system, model.p)
        self._p = {parameter.name.partition(".")[2]: model.p[parameter.name] for parameter in PARAMETERS}

    def month(self, model: ICS) -> None:
        """Note the month's flows, then one step of every edge."""
        ties = model.partnerships
        for reasons, note in ((_JOINT, ties.note), (_FOR_GOOD, ties.note_moved)):
            ends = [(origin, target) for reason, origin, target, *_ in model.ledger.month_flows if reason in reasons]
            if ends:
                origins, targets = (np.concatenate(side) for side in zip(*ends, strict=True))
                note(origins, targets, 1.0)
        ties.joint += self._p["memory_share"] * (ties.noted - ties.joint)
        ties.moved += self._p["memory_share"] * (ties.gone - ties.moved)
        quality = (ties.conditions[0] + ties.conditions[1] + ties.conditions[2] + ties.conditions[3]) * 0.25
        heads = np.bincount(model.posts.organisation, model.posts.heads, len(model.system.organisations))
        lost = (self._withheld(ties) + self._lopsided(ties, heads)) * (1.0 - self._p["softened_share"] * quality)
        change = self._gain(ties, quality) + self._fading(ties) - lost
        ties.mutual_trust = np.minimum(np.maximum(ties.mutual_trust + change, 0.0), 1.0)
        ties.conditions += self._p["condition_share"] * (ties.wanted - ties.conditions)
        ties.clear_month()
        ties.record()

    def _gain(self, ties: Partnerships, quality: Floats) -> Floats:
        """Trust won this month, in proportion to what is missing to the ceiling."""
        p, work = self._p, ties.joint[0] + ties.joint[1]
        balance = 2.0 * np.minimum(ties.joint[0], ties.joint[1]) / np.where(work > 0, work, 1.0)
        worth = np.minimum(work, p["most_heads"]) * (p["one_way_ratio"] + (1.0 - p["one_way_ratio"]) * balance)
        won = p["gain_per_head"] * worth + p["gain_per_commitment"] * ties.commitment
        led = (self._pace[ties.a] + self._pace[ties.b]) * 0.5
        without = p["gain_without_conditions"]
        pace = led * (without + (1.0 - without) * 2.0 * quality)
        least = p["ceiling_without_conditions"]
        return np.asarray(won * pace * np.maximum(least + (1.0 - least) * quality - ties.mutual_trust, 0.0))

    def _fading(self, ties: Partnerships) -> Floats:
        """Way back to the resting level, all the less the more contact there is."""
        work = ties.joint[0] + ties.joint[1]
        contact = np.minimum(work / self._p["contact_heads"] + ties.commitment, 1.0)
        return np.asarray(self._p["fading_share"] * (1.0 - contact) * (ties.resting_trust - ties.mutual_trust))

    def _withheld(self, ties: Partnerships) -> Floats:
        """Trust lost because staff were not released."""
        held = np.minimum(ties.withheld_heads[0] + ties.withheld_heads[1], 1.0)
        return np.asarray(self._p["loss_per_head"] * held)

    def _lopsided(self, ties: Partnerships, heads: Floats) -> Floats:
        """Trust lost because staff go one way for good: in per cent of the staff of whoever loses them."""
        there, back = ties.moved
        net, all_moves = np.abs(there - back), there + back
        size = np.maximum(heads[np.where(there > back, ties.a, ties.b)], self._p["least_heads"])
        beyond = np.maximum(net / size - self._p["tolerated_share"], 0.0) * _PERCENT
        mostly_one_way = net / np.where(all_moves > 0, all_moves, 1.0)
        return np.asarray(self._p["loss_per_percent"] * beyond * mostly_one_way)
