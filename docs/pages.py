"""Pages made from the code itself: parameters, columns, rules, clauses and futures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import get_args

from pydantic import BaseModel

from docs import determinism, experiments, natural, questions
from docs.odd import prose
from icsim.agreement import Agreement
from icsim.clause import Clause, all_clauses
from icsim.cli.screen import as_markdown
from icsim.codes import Grade
from icsim.config import shipped
from icsim.future import Future, load_future
from icsim.parameters import Parameter
from icsim.people import STAFF_COLUMNS
from icsim.registry import all_parameters, evidence
from icsim.result_columns import RESULT_COLUMNS
from icsim.rule import Rule, all_rules
from icsim.students import STUDENT_COLUMNS

NOTE = "<!-- Made by `make docs`; change the code, not this page. -->\n\n"


def parameters() -> str:
    """Every behavioural number, by subject."""
    every = all_parameters()
    counts = [(g.label, sum(p.grade == g for p in every), g.meaning) for g in Grade]
    text = (
        "# Parameters\n\n"
        f"{NOTE}"
        f"icsim has {len(every)} behavioural numbers. Each is declared in the file that uses it, with the range to "
        "try, its source and a grade:\n\n"
        f"{as_markdown(('grade', 'parameters', 'meaning'), counts)}\n"
        "`--set NAME=VALUE` changes one for a run, within its range. A source that begins with `evidence` names an "
        "entry of the evidence that was gathered for the model; `icsim assumption` means that none was found.\n"
    )
    for subject, some in groupby(every, key=lambda p: p.name.split(".")[0]):
        text += f"\n## {subject}\n\n{_table(some)}"
    return text


def _table(some: Iterable[Parameter]) -> str:
    columns = ("name", "value", "range", "unit", "grade", "meaning", "source")
    rows = [
        (f"`{p.name}`", f"{p.value:g}", _range(p), p.unit, p.grade.label.lower(), p.meaning, p.source) for p in some
    ]
    return as_markdown(columns, rows)


def _range(parameter: Parameter) -> str:
    return f"{parameter.low:g} to {parameter.high:g}"


def columns() -> str:
    """Every column of the results and of the staff table."""
    text = (
        f"# Columns\n\n{NOTE}The tables of a run's results, and what the model knows of each member of staff and each "
        "student. Under an agreement, `today/` holds the same files of the run without it, and `comparison.csv` sets "
        "the two summaries side by side. `trace.csv` is there if `--trace` asked for somebody.\n"
    )
    for file, some in groupby(RESULT_COLUMNS, key=lambda column: column.file):
        rows = [(f"`{c.name}`", c.kind, c.unit, c.meaning) for c in some]
        text += f"\n## {file}\n\n{as_markdown(('column', 'kind', 'unit', 'meaning'), rows)}"
    staff = [(f"`{c.name}`", c.unit, c.meaning) for c in STAFF_COLUMNS]
    text += f"\n## Staff, in Python\n\n{as_markdown(('column', 'unit', 'meaning'), staff)}"
    students = [(f"`{c.name}`", c.unit, c.meaning) for c in STUDENT_COLUMNS]
    text += f"\n## Students, in Python\n\n{as_markdown(('column', 'unit', 'meaning'), students)}"
    return text


def rules() -> str:
    """Every rule, in the order of the month."""
    text = (
        f"# Rules\n\n{NOTE}What happens every month, whatever anyone signs, in this order. A hazard is a rate per "
        "month made of the factors named; see [design](design.md#hazards).\n"
    )
    return text + "".join(f"\n## {rule.name().capitalize()}\n\n{_rule(rule)}" for rule in all_rules())


def _rule(rule: type[Rule]) -> str:
    lines = [prose(rule), "", f"- Phase: {rule.phase.name}."]
    lines += [f"- Hazard `{h.clock}` = {' x '.join(factor.name for factor in h.factors)}." for h in rule.hazards]
    if rule.writes:
        lines.append(f"- Writes: {_names(rule.writes)}.")
    return "\n".join([*lines, *_declared(rule), ""])


def clauses() -> str:
    """Every clause an agreement can contain."""
    text = (
        f"# Clauses\n\n{NOTE}What an agreement can contain. Each clause is optional. An agreement comes into use "
        "months after it is signed, party by party; see [design](design.md#life-of-an-agreement).\n"
    )
    text += f"\n{as_markdown(('key of the file', 'default', 'meaning'), _keys(Agreement))}"
    return text + "".join(f"\n## {clause.key}\n\n{_clause(clause)}" for clause in all_clauses())


def _clause(clause: type[Clause]) -> str:
    table = as_markdown(("provision", "default", "meaning"), _keys(clause))
    said = [prose(clause), "", f"Expected: {clause.expected}", "", f"Cost: {clause.costs}"]
    if clause.from_signing:
        said += ["", "In use from the month of signing."]
    return "\n".join([*said, "", table.rstrip(), *_declared(clause), ""])


def _keys(model: type[BaseModel], above: str = "") -> list[tuple[str, str, str]]:
    """Keys of a file with their default and meaning; those of an entry with keys of its own follow it."""
    rows = []
    for name, field in model.model_fields.items():
        default = "required" if field.is_required() else _written(field.get_default(call_default_factory=True))
        rows.append((f"`{above}{name}`", default, (field.description or "").replace("<", "&lt;")))
        for inside in _inside(field.annotation):
            rows += _keys(inside, f"{above}{name}.")
    return rows


def _inside(annotation: object) -> Iterator[type[BaseModel]]:
    """Models that an annotation is, or a list or choice of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _inside(part)


def _written(value: object) -> str:
    """A default as a file has it."""
    if isinstance(value, list):
        return f"[{', '.join(map(_written, value))}]"
    return "" if value in (None, {}) else str(value).lower() if isinstance(value, bool) else str(value)


def futures() -> str:
    """What a future can hold, and the futures that come with icsim."""
    text = (
        f"# Futures\n\n{NOTE}Outside conditions that today and every agreement are tried under; see "
        "[design](design.md#futures). Whatever a file leaves out stays as it was at the start.\n\n"
    )
    text += as_markdown(("key", "default", "meaning"), _keys(Future))
    for path in shipped("futures"):
        future = load_future(path)
        text += f"\n## {future.future}\n\n{future.sentence()}\n\n{future.note}\n\n`{path.name}`\n"
    return text


def _declared(kind: type[Rule] | type[Clause]) -> list[str]:
    rests_on = evidence(kind) if issubclass(kind, Clause) else kind.parameters
    if not rests_on:
        return []
    gap = [""] if issubclass(kind, Clause) else []
    return [*gap, f"- Parameters: {_names(p.name for p in rests_on)}."]


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


PAGES: dict[str, Callable[[], str]] = {
    "parameters.md": parameters,
    "columns.md": columns,
    "rules.md": rules,
    "clauses.md": clauses,
    "futures.md": futures,
    "experiments.md": experiments.page,
    "questions.md": questions.page,
    "natural_experiments.md": natural.page,
    "determinism.md": determinism.page,
}
"""Pages by file name in this folder."""
