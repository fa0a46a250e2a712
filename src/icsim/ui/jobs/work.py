"""Work: what a worker process does with a run: make it, say how far it is, stop when told to."""

from __future__ import annotations

import gc
import time
from typing import TYPE_CHECKING, cast

from icsim.agreement import agreement_model
from icsim.experiment.record import Cancelled, run
from icsim.experiment.spec import CodeDiffers, RunSpec, code_digest
from icsim.experiment.store import RunStore
from icsim.experiment.traced import TracedSpec, run_traced
from icsim.ui.jobs.live import Live

if TYPE_CHECKING:
    from icsim.experiment.replay_rows import ReplayRows

NOTE_SECONDS = 0.05
"""Least time between two notes of how far a run is."""
HOLD_SECONDS = 60.0
"""Longest time a run leaves the processor to others in all, so that it comes to an end whatever they do."""
_LOOK_SECONDS = 0.01
PIECE_SECONDS = 0.5
"""Least time between two pieces of a replay; the first comes after the first month."""
_PIECE_COST = 8
"""How many times as long as the last piece took the run goes on before the next, so that pieces cost it little."""

_ANY = {"agreement": "Any", "parties": ["all"], "passport": {"recognises": ["training"]}}
_SHARE = 0.1

code_digest()  # of the code as it is loaded, not as it may be later when the first run comes


def make_watched(spec: object, digest: str, folder: str) -> None:
    """Make a run and keep its record; leave none if it is told to stop.

    Parameters
    ----------
    spec
        The run, a :class:`icsim.experiment.spec.RunSpec`.
    digest
        Its address, by whoever asked for it.
    folder
        Folder of the store.

    Raises
    ------
    CodeDiffers
        If the code here is not that of whoever asked for the run.
    StoreRefused
        If the disk refuses.
    """
    spec = cast("RunSpec", spec)
    if spec.digest != digest:
        raise CodeDiffers.at("icsim", "the code changed after the server was started; start it again")
    store, live = RunStore(folder), Live(folder, digest)
    if live.asked_to_stop or store.has(digest):
        return
    live.begin_again()
    try:
        teller = _Teller(live)
        store.put(digest, run_traced(spec, teller) if isinstance(spec, TracedSpec) else run(spec, teller))
    except Cancelled:
        return
    gc.collect()  # a model refers to itself; its columns should not wait for the next one's


def warm(word: object, digest: str, folder: str) -> None:  # noqa: ARG001
    """Make a short run and keep nothing of it, so that all that is read once in a process has been read.

    Parameters
    ----------
    word
        The system.
    digest, folder
        Nothing: every task has them.
    """
    agreement = agreement_model().model_validate(_ANY)
    run(RunSpec.of(cast("str", word), months=1, seed=0, agreements=[agreement], sample_share=_SHARE, detail="full"))
    gc.collect()
    gc.freeze()


class _Teller:
    """Told after every month of a run; says how far it is."""

    def __init__(self, live: Live) -> None:
        self._live = live
        self._noted = self._next_piece = 0.0
        self._months_handed_over, self._patience = 0, HOLD_SECONDS

    def __call__(self, done: int, replay: ReplayRows | None) -> None:
        """Wait or stop if asked to; else note the month, and hand over what there is to be played."""
        while self._patience > 0 and self._live.is_held and not self._live.asked_to_stop:
            time.sleep(_LOOK_SECONDS)
            self._patience -= _LOOK_SECONDS
        if self._live.asked_to_stop:
            raise Cancelled
        now = time.monotonic()
        if replay is not None and now >= self._next_piece:
            self._live.put(self._months_handed_over, replay.fresh())
            self._months_handed_over = done
            self._next_piece = now + max(PIECE_SECONDS, _PIECE_COST * (time.monotonic() - now))
        if now - self._noted >= NOTE_SECONDS:
            self._live.note(done)
            self._noted = now
