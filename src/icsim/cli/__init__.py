"""The ``icsim`` command.

Commands import what they need when they run, so that ``icsim --help``
answers at once. Whatever a user wrote wrongly ends as one line a problem on
standard error and exit code 2.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from types import FrameType
from typing import NoReturn

from icsim.cli.app import app
from icsim.errors import ConservationError, InputError

__all__ = ["app", "main"]

WRONG_INPUT = 2
"""Exit code when something the user wrote cannot be used."""
BROKEN_CHECK = 3
"""Exit code when a run did not conserve staff, posts or pence."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line.

    Parameters
    ----------
    arguments
        Words after ``icsim``; None takes those of the process.
    """
    signal.signal(signal.SIGTERM, _terminated)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a name may not fit the terminal's alphabet
    try:
        app(None if arguments is None else list(arguments), prog_name="icsim")
    except InputError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        sys.exit(WRONG_INPUT)
    except ConservationError as error:
        print(
            f"icsim: {error}\nThis is a fault in icsim, not in your files. Nothing was written.",
            file=sys.stderr,
        )
        sys.exit(BROKEN_CHECK)
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
    sys.exit(0)


def _terminated(number: int, _frame: FrameType | None) -> NoReturn:
    """End as after Ctrl-C, so that nothing half-written stays."""
    sys.exit(128 + number)
