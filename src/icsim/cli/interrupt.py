"""Ctrl-C and the system's wish to end, at any moment, in one sentence and without remains.

Libraries swallow an interruption now and then while they load. It is kept
here, so that the next month of a run ends it all the same.
"""

from __future__ import annotations

import signal
import sys
import time
from types import FrameType

_PATIENCE_SECONDS = 2.0
"""Time in which a second Ctrl-C is the same one: what the first undoes is not interrupted."""

NOTHING = "Stopped; nothing was written."
"""What is true of every command until it puts something in place."""

_so_far = [NOTHING]
"""What to say when stopped now."""

_asked: list[tuple[int, float]] = []
"""Number and time of the signals that came."""


def watch() -> None:
    """End cleanly from now on when a signal says so; ignored signals stay ignored."""
    _asked.clear()
    from_now_on(NOTHING)
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, _stop)
    signal.signal(signal.SIGTERM, _stop)


def exit_code() -> int | None:
    """Exit code of a command that was asked to end, None if it was not."""
    return 128 + _asked[0][0] if _asked else None


def from_now_on(sentence: str) -> None:
    """Set what is said when the command is stopped after this."""
    _so_far[0] = sentence


def sentence() -> str:
    """What a stopped command has left behind."""
    return _so_far[0]


def stop_if_asked() -> None:
    """End now if a signal came that something swallowed."""
    if _asked:
        raise KeyboardInterrupt


def _stop(number: int, _frame: FrameType | None) -> None:
    again = bool(_asked) and time.monotonic() - _asked[-1][1] < _PATIENCE_SECONDS
    _asked.append((number, time.monotonic()))
    sys.unraisablehook = lambda _: None  # what is interrupted while it is taken down has nothing to say
    if not again:
        raise KeyboardInterrupt
