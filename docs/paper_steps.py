"""The steps of ``make paper``: what makes which numbers and pictures, and from what.

Every number shown in README or docs is made by one of these, or written into
a page by the last but one. To add one, add a step: the rest follows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]

MODEL = ("src/icsim/**/*.py", "!src/icsim/cli/**", "!src/icsim/ui/**", "!src/icsim/report/**", "configs/**")
"""What a run depends on: the code but for how it is asked for and shown, the systems and the shipped files."""
UNFITTED = (*MODEL, "!configs/calibrations/**")
"""The same without what calibration makes."""

MEASURED = ("docs/performance.md#figures",)
"""Parts of pages that hold what was measured, so are made with it."""


@dataclass(frozen=True)
class Step:
    """One thing that is made.

    Parameters
    ----------
    name
        Word by which it is asked for.
    what
        What it makes, as a phrase.
    commands
        Words after ``python -m``, in order. ``{out}`` is a folder of its own
        that stays as long as the inputs do, so that runs are not made twice.
    inputs
        Patterns of the files it is made from; with ``!`` before them, of
        files left out.
    outputs
        Patterns of the files it makes; ``FILE#NAME`` is what stands between
        the markers of that name.
    minutes
        Wall time on two cores when all of it is made.
    kept
        Files of that folder that are copied to where they are committed, in the end.
    """

    name: str
    what: str
    commands: tuple[str, ...]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    minutes: float
    kept: tuple[tuple[str, str], ...] = ()


def _question(path: Path) -> Step:
    """One question asked of many runs."""
    name = path.stem
    return Step(
        f"question:{name}",
        f"the answer to `experiments/{name}.yaml`",
        (f"icsim sweep experiments/{name}.yaml --out {{out}} --results experiments/results",),
        (*MODEL, f"experiments/{name}.yaml"),
        (f"experiments/results/{name}.*",),
        6,
    )


def _made_pages() -> tuple[str, ...]:
    """Pages made as a whole, and parts of pages between markers, but for parts that another step makes."""
    made: list[str] = []
    for path in sorted((ROOT / "docs").glob("*.md")):
        text, page = path.read_text(encoding="utf-8"), f"docs/{path.name}"
        whole = "<!-- Made by `make docs`" in text
        made += [page] if whole else [f"{page}#{name}" for name in re.findall(r"<!-- end of ([\w -]+) -->", text)]
    return tuple(kind for kind in made if kind not in MEASURED)


_SCREENED = ("leavers", "vacancy_share", "unfilled_fte", "cost_gbp")
"""Measures whose movement with every number is kept."""
_LEAGUE = (
    "icsim league england --agreement rotation_passport --posterior --seeds 8 --measure vacancy_share "
    "--measure leavers --measure unfilled_fte --out {out} --results experiments/leagues"
)

STEPS = (
    Step(
        "calibrate",
        "the calibration of England, with its table of fit",
        ("icsim calibrate england --out {out}",),
        UNFITTED,
        ("configs/calibrations/england.*",),
        15,
        (
            ("calibration.yaml", "configs/calibrations/england.yaml"),
            ("calibration.draws.csv", "configs/calibrations/england.draws.csv"),
        ),
    ),
    Step(
        "recovery",
        "whether fitting to the model's own output finds known values again, over 50 trials",
        ("icsim calibrate QR1 --recover 50 --points 72 --out {out}",),
        UNFITTED,
        ("experiments/results/recovery/*.csv",),
        10,
        (
            ("recovery.csv", "experiments/results/recovery/recovery.csv"),
            ("recovery_trials.csv", "experiments/results/recovery/recovery_trials.csv"),
        ),
    ),
    Step(
        "mechanisms",
        "an experiment on each mechanism",
        ("icsim experiment experiments/mechanisms/*.yaml --out experiments/mechanisms/results",),
        (*MODEL, "experiments/mechanisms/*.yaml"),
        ("experiments/mechanisms/results/**",),
        12,
    ),
    *(_question(path) for path in sorted((ROOT / "experiments").glob("*.yaml"))),
    Step(
        "screening",
        "how far every number moves what an agreement with every clause does",
        (
            "icsim sweep experiments/screening/every_number.yaml --out {out}",
            *(f"icsim sweep analyse {{out}} --measure {m} --table experiments/screening/{m}.csv" for m in _SCREENED),
        ),
        (*MODEL, "experiments/screening/*.yaml"),
        ("experiments/screening/*.csv",),
        20,
    ),
    Step(
        "natural",
        "the natural experiments, with their pictures",
        ("icsim natural experiments/natural/*.yaml --out {out} --results experiments/natural/results",),
        (*MODEL, "experiments/natural/*.yaml", "experiments/natural/agreements/*.yaml"),
        ("experiments/natural/results/*",),
        30,
    ),
    Step(
        "validate",
        "published figures against the model, over 64 seeds of England",
        ("icsim validate england --seeds 64 --out {out}",),
        MODEL,
        ("experiments/results/validation/*.csv",),
        60,
        (
            ("validation.csv", "experiments/results/validation/validation.csv"),
            ("prediction.csv", "experiments/results/validation/prediction.csv"),
        ),
    ),
    Step(
        "league",
        "the league of England's systems under the shipped nurse rotation",
        (_LEAGUE,),
        MODEL,
        ("experiments/leagues/*",),
        12,
    ),
    Step(
        "readme",
        "the figures of README and its picture",
        ("docs.make facts readme",),
        (*MODEL, "docs/showcase.py", "docs/picture.py"),
        ("README.md#facts", "README.md#result", "docs/images/gloucestershire.png"),
        8,
    ),
    Step(
        "screens",
        "the pictures of the app, in a browser",
        ("docs.make screens",),
        ("src/icsim/**", "configs/**", "docs/screens.py"),
        ("docs/images/app_*.png",),
        10,
    ),
    Step(
        "determinism",
        "the kept digests on each Python, with the oldest and the newest libraries",
        ("tests.determinism.matrix",),
        ("src/icsim/**/*.py", "configs/**", "tests/determinism/*", "pyproject.toml", "constraints.txt"),
        ("docs/determinism.csv",),
        30,
    ),
    Step(
        "benchmarks",
        "how fast it is, and how far pairing narrows a difference",
        ("benchmarks", "docs.make performance"),
        ("src/icsim/**/*.py", "configs/systems/**", "benchmarks/**/*.py", "benchmarks/metal.c"),
        ("benchmarks/results/*.json", *MEASURED),
        40,
    ),
    Step(
        "pages",
        "the pages and parts of pages that come from the code and from the tables above",
        ("docs.make pages",),
        ("src/icsim/**/*.py", "configs/**", "docs/*.py", "docs/determinism.*", "experiments/**"),
        _made_pages(),
        0.5,
    ),
    Step(
        "site",
        "the documentation site",
        ("docs.make_site",),
        (
            "*.md",
            "docs/**",
            "!docs/paper.json",
            "mkdocs.yml",
            "configs/systems/england/SOURCES.md",
            "experiments/results/*.svg",
        ),
        (),
        0.5,
    ),
)
"""In this order: later ones may be made from what earlier ones make."""
