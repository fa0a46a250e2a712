"""What is measured: systems of a wanted size, and the agreement."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

import icsim
from icsim.agreement import Agreement
from icsim.system import System

AGREEMENT = Path(__file__).parents[1] / "configs" / "agreements" / "rotation_passport.yaml"
"""The shipped agreement that is compared with today."""


def signed() -> Agreement:
    """The shipped agreement, in force from the first month; with parameters ``AT_ONCE`` in full use too."""
    agreement: Agreement = icsim.load_agreement(AGREEMENT)
    return agreement.model_copy(update={"starts": None})


def without_students(system: System) -> System:
    """The system without its universities' programmes: what the plain Mesa twin is of."""
    return replace(system, code=f"{system.code}-bare", programmes=(), digest=f"{system.digest}-bare")


def scaled(system: System, heads: int) -> System:
    """A system with about so many people, every headcount, FTE, post and turnover multiplied alike.

    Parameters
    ----------
    system
        The system to multiply.
    heads
        People wanted.
    """
    factor = heads / int(system.heads.sum())
    count = np.floor(system.heads * factor + 0.5).astype(np.int64)
    each = np.divide(count, system.heads, out=np.zeros(count.shape), where=system.heads > 0)
    posts = np.where(system.establishment < 0, -1, np.floor(system.establishment * each + 0.5).astype(np.int64))
    return replace(
        system,
        code=f"{system.code}x{heads}",
        heads=count,
        fte=np.floor(system.fte * each + 0.5).astype(np.int64),
        establishment=np.where((count == 0) & (system.establishment > 0) & (system.heads > 0), 0, posts),
        leavers=system.leavers * each,
        joiners=system.joiners * each,
        programmes=tuple(replace(course, places=int(course.places * factor + 0.5)) for course in system.programmes),
        digest=f"{system.digest}x{heads}",
    )
