"""The ``icsim`` command.

Commands import what they need when they run, so that ``icsim --help``
answers at once. Whatever a user wrote wrongly ends as one line a problem on
standard error and exit code 2.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import NoReturn

from icsim.cli import interrupt
from icsim.errors import ConservationError, InputError

__all__ = ["main"]

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
    interrupt.watch()
    try:
        code = _run(arguments)
    except BaseException:
        if interrupt.exit_code() is None:
            raise
        code = interrupt.exit_code()
    if code and code == interrupt.exit_code():
        print(interrupt.sentence(), file=sys.stderr)
    sys.exit(code)


def _run(arguments: Sequence[str] | None) -> int | str | None:
    """Run one command; its exit code."""
    from icsim.cli.app import app

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a name may not fit the terminal's alphabet
    try:
        app(None if arguments is None else list(arguments), prog_name="icsim")
    except SystemExit as ended:
        return interrupt.exit_code() or ended.code if ended.code else 0
    except InputError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        return WRONG_INPUT
    except ConservationError as error:
        print(
            f"icsim: {error}\nThis is a fault in icsim, not in your files. Nothing was written.",
            file=sys.stderr,
        )
        return BROKEN_CHECK
    return 0
