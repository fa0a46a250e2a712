"""Fields: which control each entry of an agreement has, worked out from the clause that declares it.

A clause added in one file gets controls by itself; words and sizes that
make them plain are in :mod:`icsim.ui.state.field_words`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from icsim.clause import Clause, all_clauses
from icsim.registry import all_parameters
from icsim.ui.state.field_words import FIELDS, SUFFIXES, Said, options_of

if TYPE_CHECKING:
    from icsim.parameters import Parameter

Kind = Literal["yes_no", "number", "one_of", "some_of", "organisation", "text", "rows", "part"]
PERCENT = 100


@dataclass(frozen=True)
class Control:
    """How one entry is edited.

    Parameters
    ----------
    key
        Its key in the file.
    kind
        Which control: ``rows`` is a list of parts, ``part`` entries of their own.
    label, help
        What it is, in a word and in a sentence.
    may_lack
        Whether it may be left out for another meaning than any value has.
    default
        What holds if it is left out, as a file would say it; None where nothing does.
    low, high, most, step, unit, scale
        Of a number as it is shown: its range, the largest the slider reaches at first, its step and unit,
        and what the file's number is multiplied by.
    options
        Words to choose from, each with its label.
    whole
        Whether the words are numbers in the file.
    inside
        Controls of a part, or of each row.
    parameter
        Parameter that holds where nothing is said.
    """

    key: str
    kind: Kind
    label: str
    help: str
    may_lack: bool = False
    default: Any = None
    low: float = 0.0
    high: float = 0.0
    most: float = 0.0
    step: float = 1.0
    unit: str = ""
    scale: int = 1
    options: tuple[tuple[str, str], ...] = ()
    whole: bool = False
    inside: tuple[Control, ...] = ()
    parameter: str = ""

    def shown(self, value: float) -> float:
        """A file's number as the control shows it."""
        return round(value * self.scale, 6)

    def written(self, shown: float) -> float | int:
        """A number of the control as a file has it."""
        return round(shown) if self.whole else round(shown / self.scale, 8)

    def reach(self, shown: float) -> float:
        """Where the slider ends: far enough beyond the number that is set to go on."""
        return min(self.high, max(self.most, 2 * shown))

    @property
    def usual(self) -> float | None:
        """The number that holds if nothing is said, as the control shows it."""
        if self.parameter:
            return self.shown(parameters()[self.parameter].value)
        return None if self.default is None or self.kind != "number" else self.shown(self.default)

    @property
    def why(self) -> str:
        """Why the usual number is what it is, and how sure that is."""
        if not self.parameter:
            return f"{self.help}. It is for the parties to decide; no evidence says what it should be."
        p = parameters()[self.parameter]
        low, high, unit = self.shown(p.low), self.shown(p.high), self.unit or p.unit
        source = p.source.removeprefix("evidence ")
        return (
            f"{self.help}. Usual value {self.usual:g} {unit}, range {low:g} to {high:g}. {p.meaning} "
            f"How sure: {p.grade.label.lower()}. Source: {source}."
        )


@cache
def parameters() -> Mapping[str, Parameter]:
    """Every parameter by name."""
    return {parameter.name: parameter for parameter in all_parameters()}


@cache
def clause_kinds() -> Mapping[str, type[Clause]]:
    """Every kind of clause by its key."""
    return {kind.key: kind for kind in all_clauses()}


def clause_label(key: str) -> str:
    """What people call a kind of clause."""
    return key.replace("_", " ").capitalize()


@cache
def controls(key: str) -> tuple[Control, ...]:
    """The controls of a kind of clause, in the order of its entries; that which switches it off comes last."""
    schema = clause_kinds()[key].model_json_schema()
    found = _of_properties(schema, schema, key)
    return (*(each for each in found if each.key != "enabled"), *(each for each in found if each.key == "enabled"))


def _of_properties(schema: Mapping[str, Any], root: Mapping[str, Any], way: str) -> tuple[Control, ...]:
    return tuple(_control(name, each, root, f"{way}.{name}") for name, each in schema["properties"].items())


def _control(name: str, schema: Mapping[str, Any], root: Mapping[str, Any], way: str) -> Control:
    said = FIELDS.get(way) or FIELDS.get(f"*.{name}", Said())
    inner, may_lack = _meant(schema, root)
    label = said.label or _label(name)
    about = said.help or str(schema.get("description", "")).partition("; without it")[0].rstrip(".")
    if may_lack and inner.get("type") == "array":
        about += "; none ticked means all"
    common: dict[str, Any] = {
        "key": name, "label": label, "help": about, "may_lack": may_lack, "parameter": said.parameter,
        "default": schema.get("default"),
    }  # fmt: skip
    kind = inner.get("type")
    if kind == "boolean":
        return Control(kind="yes_no", **common)
    if kind in {"integer", "number"}:
        return Control(kind="number", whole=kind == "integer", **_range(name, inner, said), **common)
    if kind == "array":
        items, _ = _meant(inner["items"], root)
        if "properties" in items:
            return Control(kind="rows", inside=_of_properties(items, root, way), **common)
        return Control(kind="some_of", whole=items["type"] == "integer", options=options_of(way, items), **common)
    if "properties" in inner:
        return Control(kind="part", inside=_of_properties(inner, root, way), **common)
    if "enum" in inner:
        return Control(kind="one_of", options=options_of(way, inner), **common)
    return Control(kind="organisation" if said.organisation else "text", **common)


def _meant(schema: Mapping[str, Any], root: Mapping[str, Any]) -> tuple[Mapping[str, Any], bool]:
    """A schema without what points elsewhere and without null, and whether it had null."""
    if "$ref" in schema:
        return _meant(root["$defs"][str(schema["$ref"]).rpartition("/")[2]], root)
    if "anyOf" in schema:
        real = [each for each in schema["anyOf"] if each.get("type") != "null"]
        return _meant(real[0], root)[0], len(real) < len(schema["anyOf"])
    return schema, False


def _range(name: str, schema: Mapping[str, Any], said: Said) -> dict[str, Any]:
    """Range, step and unit of a number; shares are shown as percentages."""
    suffix = next((each for each in SUFFIXES if f"_{name}".endswith(each)), "")
    unit, usual_step = SUFFIXES.get(suffix, ("", 1.0))
    scale = PERCENT if unit == "%" else 1
    step = said.step or usual_step
    least = schema.get("minimum", schema.get("exclusiveMinimum", 0)) * scale
    low = step if 0 < least < step or "exclusiveMinimum" in schema else least
    high = schema.get("maximum", 1e6) * scale
    most = min(said.most or high, high)
    sizes = {"low": float(low), "high": float(high), "most": float(most), "step": float(step)}
    return {**sizes, "unit": said.unit or unit, "scale": scale}


def _label(name: str) -> str:
    for suffix in SUFFIXES:
        if name.endswith(suffix) and name != suffix:
            name = name.removesuffix(suffix)
    return name.replace("_", " ").capitalize()


def entries_of(control: Control, words: Sequence[str]) -> list[Any]:
    """Words of the control as a list of a file."""
    return [int(word) for word in words] if control.whole else list(words)
