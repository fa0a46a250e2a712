"""Lanes: which run is made next, fair between sessions."""

from __future__ import annotations

from collections import OrderedDict, deque
from enum import IntEnum


class Lane(IntEnum):
    """How urgent a run is; the lower goes first."""

    quick = 0
    watch = 1
    full = 2


class Lanes[R]:
    """Runs that wait, by lane and session.

    The most urgent lane goes first. Within it sessions take turns, and the
    runs of one session keep their order.
    """

    def __init__(self) -> None:
        self._waiting: dict[Lane, OrderedDict[str, deque[R]]] = {lane: OrderedDict() for lane in Lane}

    def add(self, lane: Lane, session: str, run: R, *, first: bool = False) -> None:
        """A run waits; with ``first``, before the others of its session."""
        runs = self._waiting[lane].setdefault(session, deque())
        if first:
            runs.appendleft(run)
        else:
            runs.append(run)

    def take(self, least_urgent: Lane) -> R | None:
        """The run to be made next, None if none as urgent waits; its session is then the last in turn."""
        for lane in Lane:
            sessions = self._waiting[lane]
            if lane > least_urgent or not sessions:
                continue
            session, runs = next(iter(sessions.items()))
            run = runs.popleft()
            del sessions[session]
            if runs:
                sessions[session] = runs
            return run
        return None
