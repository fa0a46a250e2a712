"""Digests of a few runs, kept in ``golden.json``: a change of any number in any of them shows.

When a change of the model is meant, make them afresh and say why in the
change log::

    python -m tests.determinism.golden
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.determinism.same import digest
from tests.worlds import AT_ONCE

from icsim.agreement import load_agreement
from icsim.load import load_system
from icsim.model import ICS

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).with_name("golden.json")
MONTHS = 12

RUNS = {
    f"{system}, {arm}": (system, arm)
    for system, arm in (
        ("small", "today"),
        ("small", "rotation_passport"),
        ("small", "passport_only"),
        ("small", "all_in"),
        ("QR1", "today"),
        ("QR1", "rotation_passport"),
        ("QR1", "all_in"),
    )
}
"""Name of a run -> system and agreement."""


def run(system: str, arm: str) -> ICS:
    """One run of 12 months; agreements are in full use from its first month, so that they matter."""
    agreements = []
    if arm != "today":
        written = load_agreement(ROOT / "configs" / "agreements" / f"{arm}.yaml")
        agreements = [written.model_copy(update={"starts": None})]
    model = ICS(load_system(system), agreements=agreements, rng=1, parameters=AT_ONCE if agreements else None)
    model.run_for(MONTHS)
    return model


def digests() -> dict[str, str]:
    """Digest of every run."""
    return {name: digest(run(*which)) for name, which in RUNS.items()}


def main() -> None:
    """Write ``golden.json``; with ``--show``, print it instead."""
    text = json.dumps(digests(), indent=2) + "\n"
    if "--show" in sys.argv[1:]:
        sys.stdout.write(text)
    else:
        GOLDEN.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
