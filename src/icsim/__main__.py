"""``python -m icsim``, and the ``icsim`` command itself."""

from __future__ import annotations

import sys
from typing import NoReturn

_INTERRUPTED = 130
"""Exit code after Ctrl-C, before anything else watches for it."""


def main() -> NoReturn:
    """Run the command line."""
    try:
        from icsim.cli import main as command

        command()
    except KeyboardInterrupt:
        print("Stopped; nothing was written.", file=sys.stderr)
        sys.exit(_INTERRUPTED)


if __name__ == "__main__":
    main()
