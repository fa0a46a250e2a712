"""JSON Schemas for editors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from icsim.agreement import agreement_model
from icsim.config.rows import StaffRow, SystemFile
from icsim.config.schemas import DIALECT, editor_hint, write_schemas
from icsim.config.tables import TABLES
from icsim.config.wording import PATTERN_WORDS
from icsim.errors import InputError
from icsim.experiment.written import ExperimentFile
from icsim.future import Future


def test_a_schema_accepts_and_refuses_what_the_reader_does(here):
    (path,) = write_schemas(Path("schemas"), {"system": SystemFile})
    schema = json.loads(path.read_text(encoding="utf-8"))
    assert schema["$schema"] == DIALECT
    jsonschema.validate({"system": "Cwm", "code": "CWM"}, schema)
    for bad in ({"system": "Cwm"}, {"system": "Cwm", "code": "CWM", "cod": 1}, {"system": 3, "code": "CWM"}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(bad, schema)


def test_schemas_name_words_and_are_the_same_each_time(here):
    first, second = write_schemas(Path("a"), {"system": SystemFile, "staff": StaffRow})
    assert "nursing_associate" in json.loads(second.read_text())["properties"]["staff_group"]["enum"]
    before = first.read_bytes()
    assert write_schemas(Path("a"), {"system": SystemFile})[0].read_bytes() == before
    assert sorted(path.name for path in Path("a").iterdir()) == ["staff.schema.json", "system.schema.json"]
    assert editor_hint(first) == "# yaml-language-server: $schema=a/system.schema.json"


def patterns(node: Any) -> Iterator[dict[str, Any]]:
    """Every schema with a pattern in a schema."""
    if isinstance(node, dict):
        if "pattern" in node and isinstance(node["pattern"], str):
            yield node
        for below in node.values():
            yield from patterns(below)
    elif isinstance(node, list):
        for below in node:
            yield from patterns(below)


@pytest.mark.parametrize("model", [agreement_model(), ExperimentFile, Future, SystemFile, *TABLES.values()])
def test_every_pattern_says_what_it_wants_in_words(model):
    for schema in patterns(model.model_json_schema()):
        assert schema[PATTERN_WORDS].startswith("is n")


def test_a_folder_that_cannot_be_written_is_one_clear_line(here, complaints):
    Path("file").write_text("")
    with pytest.raises(InputError, match=r"^file/system\.schema\.json: cannot be written: "):
        write_schemas(Path("file"), {"system": SystemFile})
