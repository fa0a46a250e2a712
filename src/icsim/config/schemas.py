"""JSON Schemas, with which an editor completes and checks a file as it is typed.

An editor with a YAML language server takes the schema named in a file's
first line::

    # yaml-language-server: $schema=schemas/agreement.schema.json
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from pydantic import BaseModel

from icsim.config.source_text import escaped
from icsim.errors import InputError

DIALECT = "https://json-schema.org/draft/2020-12/schema"
"""The version of JSON Schema that pydantic writes."""


def editor_hint(schema: Path | str) -> str:
    """Return the first line of a YAML file that names its schema."""
    return f"# yaml-language-server: $schema={schema}"


def schema_text(model: type[BaseModel]) -> str:
    """Return a model's JSON Schema as text, the same at every call."""
    schema = {"$schema": DIALECT, **model.model_json_schema(mode="validation")}
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def write_schemas(folder: Path, models: Mapping[str, type[BaseModel]]) -> list[Path]:
    """Write the JSON Schemas of some models.

    Parameters
    ----------
    folder
        Folder to write to; made if it is not there.
    models
        Models by the name of what they describe, such as ``agreement``.

    Returns
    -------
    list of Path
        ``<name>.schema.json`` of each, in the order given. Each is written
        under another name first, so that none is ever half-written.

    Raises
    ------
    InputError
        If a file cannot be written.
    """
    written = []
    for name, model in models.items():
        path = folder / f"{name}.schema.json"
        part = path.with_name(f".{path.name}.part")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            part.write_text(schema_text(model), encoding="utf-8")
            part.replace(path)
        except OSError as fault:
            with suppress(OSError):
                part.unlink()
            raise InputError.at(escaped(str(path)), f"cannot be written: {fault.strerror or fault}") from None
        written.append(path)
    return written
