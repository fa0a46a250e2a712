"""Measure icsim: ``python -m benchmarks [speed phases metal startup england wider pairing sweep ui] [--quick]``."""

from __future__ import annotations

import argparse
from importlib import import_module

from rich.console import Console

PARTS = {
    "speed": "icsim against the same month in plain Mesa",
    "phases": "where a month goes, by rule",
    "metal": "the clock pass against a compiled loop",
    "startup": "from a fresh interpreter to an answer",
    "england": "time and memory of all England",
    "wider": "what students, relations and every clause add to a month",
    "pairing": "what the same luck in both arms buys",
    "sweep": "what many runs cost beside themselves",
    "ui": "how long a person waits for the app, in a real browser",
}

WIDTH = 120
"""Width of the tables where the output is no terminal, in characters."""


def main() -> None:
    """Run the parts named on the command line, all without one."""
    listed = "\n".join(f"  {name:9} {what}" for name, what in PARTS.items())
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=f"Measure icsim. Parts:\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("parts", nargs="*", metavar="part", help="what to measure; all without one")
    parser.add_argument("--quick", action="store_true", help="small and rough; prints, keeps nothing")
    asked = parser.parse_args()
    unknown = [part for part in asked.parts if part not in PARTS]
    if unknown:
        parser.error(f"no part {', '.join(unknown)}; one of {', '.join(PARTS)}")
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDTH)
    for part in asked.parts or PARTS:
        report = import_module(f"benchmarks.{part}").measure(asked.quick)
        report.show(console)
        if not asked.quick:
            report.keep()


if __name__ == "__main__":
    main()
