"""Verify a validation: measure some of its runs again, and make its tables again from what was measured."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from icsim.errors import ConservationError, InputError
from icsim.experiment.spec import code_digest
from icsim.experiment.verify import Checked, Told, provenance
from icsim.fitting.draws import noted
from icsim.fitting.observed import ObservationStore, ObservedSpec, observe_run, read_observation
from icsim.fitting.targets import Targets
from icsim.fitting.validation import Validation
from icsim.fitting.validation_files import FIGURES, FORMAT, tables_of
from icsim.folder import MANIFEST


def is_validation(folder: Path) -> bool:
    """Whether a folder holds a validation."""
    try:
        return bool(json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["format"] == FORMAT)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def verify_validation(
    folder: Path, sample: int | None, system: str | None, told: Told
) -> tuple[list[Checked], list[str]]:
    """What is checked, and what is to be said of the code.

    Parameters
    ----------
    folder
        Folder of ``icsim validate``.
    sample
        How many runs are measured again; all if left out.
    system
        How its system is found here, if not as it was.
    told
        Told after every run.

    Raises
    ------
    InputError
        If the folder is damaged, or its system is not what it was.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        notes = provenance(str(manifest["icsim"]), manifest["git"])
        same_code = manifest["code"] == code_digest()
        files = {name: str(facts["sha256"]) for name, facts in sorted(manifest["files"].items())}
        asked = _asked(folder, manifest, system)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError.at(folder / MANIFEST, "is damaged: it does not say all that it should") from error
    if not same_code:
        notes.append("was made by other code than that at hand")
    specs = [*asked.main, *asked.left_out]
    some = specs[: len(specs) if sample is None else sample]
    checked = []
    for done, spec in enumerate(some, start=1):
        checked.append(_again(ObservationStore(folder), spec, manifest["code"]))
        told(done, len(some))
    checked += [_as_written(folder / name, sha256) for name, sha256 in files.items()]
    if same_code and all(ObservationStore(folder).has(spec.digest) for spec in specs):
        for name, (text, _) in tables_of(asked.answer(folder)).items():
            same = hashlib.sha256(text.encode()).hexdigest() == files.get(name)
            checked.append(Checked(f"{name} made again", "" if same else "differs"))
    return checked, notes


def _asked(folder: Path, manifest: dict[str, Any], system: str | None) -> Validation:
    word = system or manifest["system"]["word"]
    try:
        targets = Targets.model_validate_json((folder / FIGURES).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError.at(folder / FIGURES, "is missing or damaged") from error
    asked = Validation(
        word,
        targets,
        months=manifest["months"],
        seeds=len(manifest["seeds"]),
        start=manifest["start"],
        parameters=manifest["parameters"],
        folds=manifest["folds"],
        draws=noted(word, manifest.get("posterior")),
    )
    if asked.system.digest != manifest["system"]["digest"]:
        raise InputError.at(word, "is not the system that the validation is of: its tables or calibration differ")
    return asked


def _again(store: ObservationStore, spec: ObservedSpec, code: str) -> Checked:
    """One run measured again."""
    digest = spec.digest_under(code)
    name = f"runs/{digest[:2]}/{digest}"
    try:
        kept = read_observation(store.path(digest))
    except (OSError, ValueError):
        return Checked(name, "is missing or damaged")
    try:
        again = observe_run(spec)
    except (InputError, ConservationError) as error:
        return Checked(name, f"cannot be made again: {error}")
    return Checked(name, "" if again.table.to_pydict() == kept.table.to_pydict() else "differs when made again")


def _as_written(path: Path, sha256: str) -> Checked:
    try:
        same = hashlib.sha256(path.read_bytes()).hexdigest() == sha256
    except OSError:
        return Checked(path.name, "is not there")
    return Checked(path.name, "" if same else "was changed after it was written")
