"""Verify a run: a folder of ``icsim run`` made again from its manifest."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icsim.comparison import compare
from icsim.errors import ConservationError, InputError
from icsim.folder import COMPARISON, MANIFEST, TODAY
from icsim.manifest import FORMAT, FileFacts, RunFacts
from icsim.output import write_comparison, write_run

if TYPE_CHECKING:
    import pandas as pd

    from icsim.experiment.verify import Checked


def verify_run(folder: Path, system: str | None) -> tuple[list[Checked], list[str]]:
    """Make the run of a folder again, and the run of today beside it if there is one.

    Parameters
    ----------
    folder
        Folder of ``icsim run``.
    system
        How its system is found here, if not as it was.

    Returns
    -------
    tuple
        Each file and how it differs, and what makes a difference likely.

    Raises
    ------
    InputError
        If it is no such folder, or the run cannot be made here.
    """
    from icsim.experiment.verify import Checked, provenance

    notes: list[str] = []
    checked: list[Checked] = []
    summaries: dict[str, pd.DataFrame] = {}
    names = ["", TODAY] if (folder / TODAY / MANIFEST).is_file() else [""]
    with tempfile.TemporaryDirectory(prefix="icsim-") as made:
        for name in names:
            manifest = _manifest(folder / name)
            notes += provenance(str(manifest["icsim"]), manifest["git"])
            again = Path(made) / (name or "run")
            again.mkdir()
            try:
                summaries[name] = _make(manifest, again, system)
            except ConservationError as error:
                raise InputError.at(folder / name, f"cannot be made again: {error}") from error
            checked += [
                Checked(str(Path(name) / file), _fault(folder / name / file, again / file, facts))
                for file, facts in sorted(manifest["files"].items())
            ]
        if len(names) > 1:
            write_comparison(Path(made), compare(summaries[TODAY], summaries[""]))
            same = _bytes(folder / COMPARISON) == _bytes(Path(made) / COMPARISON)
            checked.append(Checked(COMPARISON, "" if same else "differs when made again"))
    return checked, list(dict.fromkeys(notes))


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        sound = manifest["format"] == FORMAT and manifest["files"]
    except FileNotFoundError:
        raise InputError.at(folder, "holds no result of icsim: neither a manifest nor a plan of runs") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError.at(path, f"cannot be read: {error}") from error
    if not sound:
        raise InputError.at(path, "is not the manifest of a run of this version")
    if not manifest.get("config"):
        raise InputError.at(path, "does not say what was agreed, so the run cannot be made again")
    return manifest


def _make(manifest: Mapping[str, Any], into: Path, word: str | None) -> pd.DataFrame:
    """Make a run again into a folder; its summary."""
    from pydantic import ValidationError

    from icsim.agreement import agreement_model
    from icsim.future import Future
    from icsim.load import load_system
    from icsim.model import ICS

    config = manifest["config"]
    system = load_system(word or config["system"])
    if system.digest != manifest["data_digest"]:
        raise InputError.at(word or config["system"], "is not the system of the run: its tables differ")
    try:
        agreements = [agreement_model().model_validate_json(json.dumps(each)) for each in config["agreements"]]
        future = None if config["future"] is None else Future.model_validate_json(json.dumps(config["future"]))
    except ValidationError as error:
        raise InputError.at(MANIFEST, f"cannot be read by this version: {error.errors()[0]['msg']}") from error
    model = ICS(
        system,
        agreements,
        future,
        rng=manifest["seed"],
        start=manifest["start"],
        parameters=config["parameters"],
        trace=config["trace"],
    )
    model.run_for(manifest["months"])
    trace = {"trace": model.trace.table} if config["trace"] else {}
    tables = model.results.tables | trace
    write_run(into, tables, RunFacts(system.code, system.name, manifest["start"], manifest["months"], manifest["seed"]))
    return tables["summary"]


def _fault(kept: Path, again: Path, facts: Mapping[str, Any]) -> str:
    try:
        found = FileFacts.of(kept, facts["rows"]).sha256
    except OSError:
        return "is not there"
    if found != facts["sha256"]:
        return "was changed after it was written"
    if not again.is_file():
        return "is not made any more"
    return "" if FileFacts.of(again, facts["rows"]).sha256 == found else "differs when made again"


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
