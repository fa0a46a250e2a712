"""``icsim describe``: what the model is made of, from the code itself."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from icsim.cli.interrupt import from_now_on
from icsim.cli.screen import Format, Rows


class Topic(StrEnum):
    """What can be described."""

    parameters = "parameters"
    columns = "columns"
    rules = "rules"
    clauses = "clauses"


def describe(
    topic: Annotated[Topic | None, typer.Argument(help="What to list.", show_default=False)] = None,
    kind: Annotated[Format, typer.Option("--format", help="How to print the list.")] = Format.table,
    schemas: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write JSON Schemas of the YAML files for editors here."),
    ] = None,
) -> None:
    """List parameters, columns, rules or clauses; write schemas for editors."""
    from icsim.cli.screen import listing

    if topic is None and schemas is None:
        raise typer.BadParameter("say what to list, or --schemas DIR", param_hint=f"[{'|'.join(Topic)}]")
    if schemas is not None:
        from_now_on(f"Stopped; {schemas} may hold some of the schemas.")
        for path in _write_schemas(schemas):
            print(path)
    if topic is not None:
        columns, rows = _TOPICS[topic]()
        listing(kind, topic.value.capitalize(), columns, rows, whole=("name", "clause", "key"))


def _parameters() -> tuple[tuple[str, ...], Rows]:
    from icsim.fitting.calibration_file import calibrated_words
    from icsim.registry import all_parameters

    columns = ("name", "value", "low", "high", "unit", "grade", "meaning", "source", "calibrated")
    said = calibrated_words()
    return columns, [
        (p.name, p.value, p.low, p.high, p.unit, p.grade.name, p.meaning, p.source, said.get(p.name, ""))
        for p in all_parameters()
    ]


def _columns() -> tuple[tuple[str, ...], Rows]:
    import numpy as np

    from icsim.people import STAFF_COLUMNS
    from icsim.result_columns import RESULT_COLUMNS
    from icsim.students import STUDENT_COLUMNS

    def kind(of: np.dtype) -> str:
        return of.base.name + "".join(f"[{n}]" for n in of.shape)

    columns = ("table", "name", "type", "unit", "meaning")
    people = [("staff", c) for c in STAFF_COLUMNS] + [("student", c) for c in STUDENT_COLUMNS]
    kept = [(table, c.name, kind(np.dtype(c.kind)), c.unit, c.meaning) for table, c in people]
    return columns, kept + [(c.table, c.name, c.kind, c.unit, c.meaning) for c in RESULT_COLUMNS]


def _rules() -> tuple[tuple[str, ...], Rows]:
    from icsim.rule import all_rules

    columns = ("phase", "name", "what happens", "hazards", "writes", "parameters")
    return columns, [
        (
            rule.phase.name,
            rule.name(),
            _first_line(rule),
            "; ".join(f"{h.clock} = {' x '.join(f.name for f in h.factors)}" for h in rule.hazards),
            ", ".join(rule.writes),
            ", ".join(p.name for p in rule.parameters),
        )
        for rule in all_rules()
    ]


def _clauses() -> tuple[tuple[str, ...], Rows]:
    from icsim.clause import all_clauses

    columns = ("clause", "key", "meaning", "default")
    rows: list[tuple[object, ...]] = []
    for clause in all_clauses():
        rows.append((clause.key, "", f"{_first_line(clause)} Expected: {clause.expected}", ""))
        for name, field in clause.model_fields.items():
            default = "required" if field.is_required() else field.default
            rows.append((clause.key, name, field.description or "", "" if default is None else default))
    return columns, rows


_TOPICS = {
    Topic.parameters: _parameters,
    Topic.columns: _columns,
    Topic.rules: _rules,
    Topic.clauses: _clauses,
}


def _first_line(documented: type) -> str:
    """First sentence of a docstring, on one line."""
    return " ".join((documented.__doc__ or "").strip().split("\n\n")[0].split())


def _write_schemas(folder: Path) -> list[Path]:
    from pydantic import BaseModel

    from icsim.agreement import agreement_model
    from icsim.config import write_schemas
    from icsim.config.rows import SystemFile
    from icsim.experiment.sweep_file import SweepFile
    from icsim.experiment.written import ExperimentFile
    from icsim.future import Future

    models: dict[str, type[BaseModel]] = {"agreement": agreement_model(), "future": Future}
    return write_schemas(folder, {**models, "experiment": ExperimentFile, "sweep": SweepFile, "system": SystemFile})
