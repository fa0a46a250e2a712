"""Comparison files: a comparison on disk, as tables for spreadsheets and a note of what it is.

::

    comparison.json    what was asked, of which system, with which code, and the digest of every table
    differences.csv    every measure of every place (and the other tables of a comparison)
    curves.parquet     month by month
    plan.json, runs/   the records (:mod:`icsim.experiment.store`)

A spreadsheet takes text that begins with ``=``, ``+``, ``-`` or ``@`` for a
formula. Names come from files of many hands, so such text gets an apostrophe
in front in CSV files; :func:`read_tables` takes it off again.
"""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icsim import __version__
from icsim.errors import InputError
from icsim.experiment.spec import code_digest
from icsim.folder import replace_file
from icsim.manifest import FileFacts, code_commit

if TYPE_CHECKING:
    import pandas as pd

    from icsim.experiment.compare import Comparison
    from icsim.experiment.question import Arm, Question
    from icsim.took import Took

NOTE = "comparison.json"
"""File that says what a comparison is."""
FORMAT = "icsim comparison 1"
"""Name and number of the layout."""
LONG = ("curves",)
"""Tables too long for a spreadsheet, which are Parquet files."""
NAMES = (
    "differences", "ledger", "drains", "curves", "flows", "border_moves", "people", "binding", "robustness", "evidence",
    "attribution", "interaction", "break_even", "runs",
)  # fmt: skip
"""Tables that a comparison may have, in order."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_LIBRARIES = ("numpy", "pandas", "mesa", "pyarrow")


def file_of(table: str) -> str:
    """Name of the file that holds a table."""
    return f"{table}.parquet" if table in LONG else f"{table}.csv"


def write_comparison(
    comparison: Comparison, folder: Path, command: Sequence[str] | None = None, took: Took | None = None
) -> None:
    """Write every table and the note into a folder, over those of an earlier time.

    Parameters
    ----------
    comparison
        What is written.
    folder
        Where.
    command
        Command line that makes it; that of this process without one.
    took
        The time and the memory it took, where that is known.

    Raises
    ------
    InputError
        If the disk refuses.
    """
    written: dict[str, FileFacts] = {}
    for name, frame in comparison.tables.items():
        path = folder / file_of(name)
        if name in LONG:
            _write_parquet(path, frame)
        else:
            content = csv_text(frame).encode()
            replace_file(path, lambda file, content=content: file.write(content))  # type: ignore[misc]
        written[path.name] = FileFacts.of(path, len(frame))
    for name in NAMES:
        if file_of(name) not in written:
            (folder / file_of(name)).unlink(missing_ok=True)  # of an earlier time, when more was asked
    text = json.dumps(_note(comparison, written, command, took), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    replace_file(folder / NOTE, lambda file: file.write(text.encode()))


def csv_text(frame: pd.DataFrame) -> str:
    """A table as CSV that no spreadsheet runs: UTF-8, a header, unix line ends, 12 significant digits."""
    safe = frame.copy()
    for column in safe.columns:
        if safe[column].dtype.kind not in "biuf":
            safe[column] = safe[column].map(_harmless)
    return str(safe.to_csv(index=False, lineterminator="\n", float_format="%.12g"))


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def read_tables(folder: Path) -> dict[str, pd.DataFrame]:
    """The tables of a comparison, by name.

    Raises
    ------
    InputError
        If the folder holds no comparison, or a table is not as it was written.
    """
    import pandas as pd

    found = {}
    for name in NAMES:
        path = folder / file_of(name)
        facts = read_note(folder)["files"].get(path.name)
        if facts is None:
            continue
        try:
            now = FileFacts.of(path, facts["rows"])
        except OSError as error:
            raise InputError.at(path, f"cannot be read: {error.strerror or error}") from error
        if now.sha256 != facts["sha256"]:
            raise InputError.at(path, "was changed after the comparison; compare again to make it anew")
        # "" is missing only where numbers are; the words nan and NA may be names
        frame = pd.read_parquet(path) if name in LONG else pd.read_csv(path, keep_default_na=False, na_values=[""])
        for column in frame.columns:
            if frame[column].dtype.kind not in "biuf":
                frame[column] = frame[column].map(_as_it_was)
        found[name] = frame
    return found


def _as_it_was(cell: object) -> object:
    if isinstance(cell, str):
        return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell
    return "" if cell != cell else cell


def read_note(folder: Path) -> dict[str, Any]:
    """What a comparison is.

    Raises
    ------
    InputError
        If the folder holds no comparison.
    """
    path = folder / NOTE
    try:
        note: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError.at(folder, "holds no comparison") from None
    except (OSError, ValueError) as error:
        raise InputError.at(path, f"cannot be read: {error}") from error
    if not hasattr(note, "get") or note.get("format") != FORMAT:
        raise InputError.at(path, "is not the note of a comparison of this version")
    return note


def _note(
    comparison: Comparison, written: Mapping[str, FileFacts], command: Sequence[str] | None, took: Took | None
) -> dict[str, Any]:
    question = comparison.question
    if command is None:
        command = ["icsim", *sys.argv[1:]] if Path(sys.argv[0]).name.startswith(("icsim", "__main__")) else []
    return {
        "format": FORMAT,
        "system": {
            "word": question.word,
            "code": question.system.code,
            "name": question.system.name,
            "digest": question.system.digest,
        },
        "start": question.start,
        "months": question.months,
        "seeds": list(comparison.seeds),
        "asked": vars(comparison.asked),
        "stopped_because": comparison.stopped_because,
        "sample_share": question.sample_share,
        "calibrated": question.calibrated,
        "parameters": dict(sorted(question.parameters.items())),
        "posterior": None if question.draws is None else question.draws.note,
        "arms": [arm_note(arm) for arm in question.arms],
        "futures": _futures(question),
        "warnings": [str(warning) for warning in comparison.warnings],
        "runs": len(comparison.runs),
        "icsim": __version__,
        "code": code_digest(),
        "git": code_commit(Path(__file__).parents[3]),
        "versions": {
            "python": platform.python_version(),
            **{name: metadata.version(name) for name in _LIBRARIES},
        },
        "command": list(command),
        "took": None if took is None else vars(took),
        "files": {name: vars(facts) for name, facts in sorted(written.items())},
    }


def arm_note(arm: Arm) -> dict[str, Any]:
    """What is signed, as written and in plain English."""
    return {
        "name": arm.name,
        "agreements": [each.model_dump(mode="json", exclude_none=True) for each in arm.agreements],
        "sentences": [clause.sentence() for each in arm.agreements for clause in each.clauses],
    }


def _futures(question: Question) -> list[dict[str, Any]]:
    return [
        {"name": each.future, "sentence": each.sentence(), "conditions": each.model_dump(mode="json")}
        for each in question.futures
    ]


def _write_parquet(path: Path, frame: pd.DataFrame) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata()
    options = {"compression": "zstd", "compression_level": 3, "version": "2.6"}
    replace_file(path, lambda file: pq.write_table(table, file, **options))
