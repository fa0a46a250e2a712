"""Validation files: what a validation found, on disk.

::

    validation.csv          every figure: published, range, model, verdict, source and definition
    prediction.csv          share of trusts inside their intervals, by flow and staff group
    prediction_cells.csv    every published count that was predicted
    validation_runs.csv     the value of every figure in every run
    validation.html         the same to read (:mod:`icsim.report.validation_page`)
    targets.json            the figures, as they were read
    manifest.json           what was run, with which code, and the digest of every file
    plan.json, runs/        what was measured in each run
"""

from __future__ import annotations

import json
import platform
import sys
from collections import Counter
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icsim import __version__
from icsim.experiment.comparison_files import csv_text
from icsim.experiment.spec import code_digest
from icsim.folder import MANIFEST, replace_file
from icsim.manifest import FileFacts, code_commit

if TYPE_CHECKING:
    from icsim.fitting.validation import Validated

FORMAT = "icsim validation 1"
"""Name and number of the layout."""
TABLE, PREDICTION, CELLS, RUN_VALUES = (
    "validation.csv", "prediction.csv", "prediction_cells.csv", "validation_runs.csv",
)  # fmt: skip
PAGE, FIGURES = "validation.html", "targets.json"
FILES = (TABLE, PREDICTION, CELLS, RUN_VALUES, PAGE, FIGURES, MANIFEST)
"""Everything that is written beside the runs."""
_LIBRARIES = ("numpy", "pandas", "mesa", "pyarrow", "scipy")


def write_tables(found: Validated, folder: Path) -> dict[str, FileFacts]:
    """Write the tables over those of an earlier time.

    Returns
    -------
    dict
        Facts of each file by name.

    Raises
    ------
    InputError
        If the disk refuses.
    """
    written = {name: write_text(folder / name, text, rows) for name, (text, rows) in tables_of(found).items()}
    figures = found.targets.model_dump_json(indent=2) + "\n"
    return written | {FIGURES: write_text(folder / FIGURES, figures, len(found.targets))}


def tables_of(found: Validated) -> dict[str, tuple[str, int]]:
    """Every table as text, with its number of rows, by the name of its file."""
    tables = {TABLE: found.table, PREDICTION: found.prediction, CELLS: found.cells, RUN_VALUES: found.runs}
    return {name: (csv_text(frame) if len(frame.columns) else "\n", len(frame)) for name, frame in tables.items()}


def write_text(path: Path, text: str, rows: int) -> FileFacts:
    """Write a file over an earlier one; its facts."""
    content = text.encode()
    replace_file(path, lambda file: file.write(content))
    return FileFacts.of(path, rows)


def write_manifest(found: Validated, files: dict[str, FileFacts], folder: Path) -> None:
    """Write what the validation was, last of all."""
    text = json.dumps(_manifest(found, files), indent=2, ensure_ascii=False) + "\n"
    write_text(folder / MANIFEST, text, 0)


def _manifest(found: Validated, files: dict[str, FileFacts]) -> dict[str, Any]:
    verdicts = Counter(found.table["verdict"])
    return {
        "format": FORMAT,
        "system": {
            "word": found.word,
            "code": found.system.code,
            "name": found.system.name,
            "digest": found.system.digest,
            "calibrated": found.calibrated,
        },
        "start": found.start,
        "months": found.months,
        "seeds": list(found.seeds),
        "folds": found.folds,
        "parameters": dict(sorted(found.parameters.items())),
        "posterior": None if found.draws is None else found.draws.note,
        "targets": {"name": found.targets.name, "digest": found.targets.digest, "figures": len(found.targets)},
        "verdicts": dict(sorted(verdicts.items())),
        "icsim": __version__,
        "code": code_digest(),
        "git": code_commit(Path(__file__).parents[3]),
        "versions": {
            "python": platform.python_version(),
            **{name: metadata.version(name) for name in _LIBRARIES},
        },
        "command": ["icsim", *sys.argv[1:]],
        "files": {name: vars(facts) for name, facts in sorted(files.items())},
    }
