"""Waiting: a run that has yet to be made, and who wants it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icsim.experiment.spec import RunSpec
    from icsim.ui.jobs.job import Job
    from icsim.ui.jobs.lanes import Lane


@dataclass(eq=False)
class Run:
    """A run that waits for a worker, or is in the hands of one.

    Parameters
    ----------
    spec, digest
        Which.
    lane, session
        How urgent it is, and whose turn it takes.
    wanted_by
        Jobs that want it.
    is_running
        Whether a worker has it.
    stopping_since
        When it was told to stop, by the monotonic clock; 0 if it was not.
    is_held, was_held
        Whether it leaves the processor to more urgent ones, and whether it ever has.
    """

    spec: RunSpec
    digest: str
    lane: Lane
    session: str
    wanted_by: set[Job] = field(default_factory=set)
    is_running: bool = False
    stopping_since: float = 0.0
    is_held: bool = False
    was_held: bool = False
