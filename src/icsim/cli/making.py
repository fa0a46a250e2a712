"""Making runs for a command: how many at once, in whose folder, and what is said when some cannot be made."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from icsim.experiment.store import RunStore

FAILED = 1
"""Exit code when some runs could not be made, or are not there."""


def processors() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def claimed(design: Mapping[str, Any], out: Path, *, overwrite: bool, also: tuple[str, ...] = ()) -> RunStore:
    """A folder for the runs of a design; what another design left there is removed where that is wanted.

    Parameters
    ----------
    design
        What is run.
    out
        The folder.
    overwrite
        Remove what another design left.
    also
        Files to remove beside the runs.

    Raises
    ------
    InputError
        If the folder is another design's and is not to be overwritten.
    """
    from icsim.errors import InputError
    from icsim.experiment.overwriting import clear
    from icsim.experiment.store import RunStore

    store = RunStore(out)
    try:
        store.claim(design)
    except InputError:
        if not overwrite:
            raise
        clear(out, also=also)
        store.claim(design)
    return store


@contextmanager
def telling_failures(advice: str = "The others are kept; --retry-failed tries these once more.") -> Iterator[None]:
    """End with exit code 1, and say so in a sentence, when some runs inside cannot be made.

    Parameters
    ----------
    advice
        What can be done about it.
    """
    from icsim.experiment.runner import RunsFailed

    try:
        yield
    except RunsFailed as failed:
        print(f"icsim: {failed}", file=sys.stderr)
        print(advice, file=sys.stderr)
        raise typer.Exit(FAILED) from None
