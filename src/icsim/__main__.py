"""``python -m icsim``: the same as the ``icsim`` command."""

from __future__ import annotations

from icsim.cli import main

if __name__ == "__main__":
    main()
