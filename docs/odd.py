"""Generated parts of the ODD page: state variables, and submodels from the docstrings of the code."""

from __future__ import annotations

import re
from importlib import import_module

from icsim.clause import Clause, all_clauses
from icsim.cli.screen import as_markdown
from icsim.people import STAFF_COLUMNS, Column
from icsim.registry import all_parameters, evidence
from icsim.rule import Phase, Rule, all_rules
from icsim.students import STUDENT_COLUMNS

SHARED = (
    ("population", "starting-people"),
    ("calibration", "calibration"),
    ("first_jobs", "calibration"),
    ("turnover", "calibration"),
    ("hazards", "hazards"),
    ("luck", "luck"),
    ("choice", "looking-elsewhere"),
    ("movements", "movements-ledger-and-checks"),
    ("recognition", "agreements"),
    ("rotation_legs", "agreements"),
    ("admissions", "students-and-universities"),
    ("placement_hosts", "students-and-universities"),
    ("apprentices", "apprenticeships"),
    ("banks", "shared-bank"),
    ("transport", "shared-bank"),
    ("partnerships", "mutual-trust-and-the-five-conditions"),
    ("leadership", "mutual-trust-and-the-five-conditions"),
    ("standing", "life-of-an-agreement"),
    ("agreement_life", "life-of-an-agreement"),
    ("spread", "life-of-an-agreement"),
    ("maturity", "maturity-and-devolution"),
    ("outside", "futures"),
    ("pay", "pay"),
    ("accounts", "accounts-and-recharges"),
    ("checks", "movements-ledger-and-checks"),
)
"""Modules that several rules and clauses share, with the heading of the design page that gives the reasons."""


def variables() -> str:
    """State variables of people, as the tables of the model declare them."""
    return f"**Staff**\n\n{_columns(STAFF_COLUMNS)}\n**Students**\n\n{_columns(STUDENT_COLUMNS)}"


def _columns(columns: tuple[Column, ...]) -> str:
    rows = [(f"`{column.name}`", column.unit, column.meaning) for column in columns]
    return as_markdown(("variable", "unit", "meaning"), rows)


def schedule() -> str:
    """What happens in each phase of a month, in order."""
    rows = []
    for phase in Phase:
        clauses = [clause.key for clause in all_clauses() if clause.phase == phase and "month" in vars(clause)]
        rules = [rule.name() for rule in all_rules() if rule.phase == phase]
        rows.append((phase.value, phase.name, _listed(clauses), _listed(rules)))
    return as_markdown(("no.", "phase", "clauses that act first", "rules, in order"), rows)


def _listed(names: list[str]) -> str:
    return ", ".join(name.replace("_", " ") for name in names)


def submodels() -> str:
    """Every rule in the order of the month, every clause, and what they share, from the docstrings."""
    text = "### Rules\n"
    text += "".join(f"\n#### {rule.name().replace('_', ' ').capitalize()}\n\n{_rule(rule)}\n" for rule in all_rules())
    text += "\n### Clauses\n"
    text += "".join(f"\n#### Clause {clause.key}\n\n{_clause(clause)}\n" for clause in all_clauses())
    text += "\n### Shared by several\n"
    return text + "".join(f"\n#### {_title(name)}\n\n{_shared(name, reasons)}\n" for name, reasons in SHARED)


def _title(name: str) -> str:
    return f"In {name}.py"


def _shared(name: str, reasons: str) -> str:
    """What a module's docstring says of it, without its references, and where the reasons are."""
    text = (import_module(f"icsim.{name}").__doc__ or "").strip().partition("\n\nReferences\n")[0]
    said = re.sub(r"^[A-Z][\w ]*: ", "", text)
    return f"{as_text(said[0].upper() + said[1:])}\n\nReasons: [design](design.md#{reasons})."


def _rule(rule: type[Rule]) -> str:
    said = prose(rule)
    for hazard in rule.hazards:
        factors = " x ".join(factor.name for factor in hazard.factors)
        said += f"\n\nHazard a month: `{hazard.clock}` = {factors}."
    return said + _rests(len(rule.parameters), [p.name.split(".")[0] for p in rule.parameters])


def _clause(clause: type[Clause]) -> str:
    rests_on = evidence(clause)
    said = f"{prose(clause)}\n\nExpected: {clause.expected} Cost: {clause.costs}"
    return said + _rests(len(rests_on), [p.name.split(".")[0] for p in rests_on])


def _rests(count: int, subjects: list[str]) -> str:
    """How many parameters something rests on, with links to their tables."""
    if not count:
        return ""
    known = {parameter.name.split(".")[0] for parameter in all_parameters()}
    links = ", ".join(f"[{each}](parameters.md#{each})" for each in dict.fromkeys(subjects) if each in known)
    return f"\n\nParameters: {count}, under {links}."


def prose(documented: type) -> str:
    """A docstring as Markdown, without its sections of parameters and references."""
    lines = [line.strip() for line in (documented.__doc__ or "").strip().splitlines()]
    for at, line in enumerate(lines):
        if set(line) == {"-"}:
            lines = lines[: at - 1]
            break
    return as_text("\n".join(lines).strip())


def as_text(docstring: str) -> str:
    """Roles and double backquotes of a docstring as Markdown has them."""
    return re.sub(r":\w+:`~?([^`]+)`", r"`\1`", docstring).replace("``", "`")
