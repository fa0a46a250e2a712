"""A pretended model for tests of fitting: figures that are known functions of the parameters, with known luck."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from icsim.fitting.free import Box, free_named
from icsim.fitting.search import Ask, Runs
from icsim.fitting.targets import Target, read_targets, shipped_targets

NAMES = ("turnover.nurse_leavers_ratio", "recruit.trust_supply_ratio", "recruit.care_supply_ratio")
KEYS = ("nurse_exits", "nurse_vacancy", "social_care_vacancy")
"""Three parameters; three figures, each of which answers to one or two of them."""
BOX = Box(free_named(NAMES))
_SLOPES = np.array([[0.4, 0.3, 0.0], [0.0, -0.5, 0.0], [0.0, 0.0, -0.6]])
_BENDS = np.array([0.0, 0.15, 0.1])
LUCK = 0.02
"""Standard deviation of a run with another seed, as a share of the figure."""


def targets() -> tuple[Target, ...]:
    """The shipped figures of :data:`KEYS`."""
    return tuple(target for target in read_targets(shipped_targets()).value if target.key in KEYS)


def figures(points: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Figures without luck: those aimed at in the middle of the cube."""
    away = points - 0.5
    return np.array([each.aim for each in targets()]) * (1 + away @ _SLOPES + _BENDS * away[:, [1]] ** 2)


class Pretend(Runs):
    """Runs that cost nothing; the whole is a tenth above its stand-ins."""

    def __init__(self, ask: Ask, luck: float = LUCK) -> None:
        super().__init__(ask, "nowhere")
        self._word, self._luck, self.stages = ask.word, luck, list[str]()

    def observed(
        self, words: Sequence[str], settings: Iterable[Mapping[str, float]], first_seed: int, stage: str
    ) -> np.ndarray[Any, np.dtype[np.float64]]:
        rows = [[some[name] for name in NAMES] for some in settings]
        self.stages.append(stage)
        shown = figures(BOX.points(np.array(rows)))
        for i in range(len(rows)):
            shown[i] *= 1 + self._luck * np.random.default_rng(first_seed + i).standard_normal(len(KEYS))
        return shown * (1.1 if words == ("england",) else 1.0)


def ask(**changes: Any) -> Ask:
    """A calibration of England with one stand-in, of the three parameters."""
    asked = {"stand_ins": ("QR1",), "points": (24, 12), "draws": 256, **changes}
    return Ask("england", targets(), BOX, **asked)
