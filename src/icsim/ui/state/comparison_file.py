"""Comparison file: the whole comparison in one YAML file, and agreement files taken in from outside.

Everything a file says is validated before it is used; faults carry line and
column, as ``icsim check`` gives them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, create_model

from icsim.agreement import Agreement, Month, agreement_model
from icsim.config.located import MAX_BYTES, Located, read_yaml_text
from icsim.config.source_text import did_you_mean, escaped, shown, text_of
from icsim.errors import InputError, Problem
from icsim.ui.state.changes import name_taken
from icsim.ui.state.comparison import MOST_COLUMNS, MOST_MONTHS, Column, ComparisonState, Guess, ordered
from icsim.ui.state.shelf import futures, presets, system_words
from icsim.ui.state.yaml_text import as_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMAT: Final = "comparison of agreements, version 1"
"""First entry of a comparison file: what it is."""
_STRICT = ConfigDict(extra="forbid", frozen=True, strict=True)


class GuessEntry(BaseModel):
    """One guess of the group."""

    model_config = _STRICT

    measure: Annotated[str, StringConstraints(min_length=1, max_length=80)] = Field(description="Name of the measure")
    agreement: str = Field(description="Name of the agreement")
    percent: Annotated[float, Field(ge=-1000, le=1000)] | None = Field(None, description="Change expected, percent")
    words: Annotated[str, StringConstraints(max_length=300)] = Field("", description="What the group wrote")


class ComparisonFile(BaseModel):
    """A comparison as its file has it; agreements as their own files have them."""

    model_config = _STRICT

    icsim: Literal["comparison of agreements, version 1"] = Field(description="What the file is")
    system: str = Field(description="Code or short name of the system")
    start: Month = Field("2026-04", description="First month, YYYY-MM")
    months: Annotated[int, Field(ge=1, le=MOST_MONTHS)] = Field(60, description="Months to run")
    futures: Annotated[list[str], Field(min_length=1)] = Field(["flat"], description="Shipped futures, the main first")
    agreements: Annotated[list[Agreement], Field(max_length=MOST_COLUMNS)] = Field(
        default_factory=list, description="Agreements side by side, as their files have them"
    )
    came_from: list[str] = Field(default_factory=list, description="Shipped agreement each started from; may be empty")
    guess_first: bool = Field(False, description="Whether results are hidden until the group has guessed")
    guess_saved: bool = Field(False, description="Whether it has")
    guess: Annotated[list[GuessEntry], Field(max_length=40)] = Field(default_factory=list, description="Its guesses")


@cache
def _model() -> type[ComparisonFile]:
    """The class whose agreements have the clauses there are."""
    agreements: Any = (
        Annotated[list[agreement_model()], Field(max_length=MOST_COLUMNS)],  # type: ignore[misc]
        ComparisonFile.model_fields["agreements"],
    )
    return cast("type[ComparisonFile]", create_model("Comparison", __base__=ComparisonFile, agreements=agreements))


def to_file(state: ComparisonState) -> str:
    """The comparison as the text of its file."""
    content: dict[str, Any] = {
        "icsim": FORMAT,
        "system": state.system,
        "start": state.start,
        "months": state.months,
        "futures": list(state.futures),
        "agreements": [ordered(column) for column in state.columns],
        "came_from": [column.preset for column in state.columns],
        "guess_first": state.guess_first,
        "guess_saved": state.guess_saved,
        "guess": [_without_none({**each._asdict(), "agreement": each.column}) for each in state.guess],
    }
    return as_yaml(content)


def from_file(name: str, content: bytes) -> ComparisonState:
    """The comparison in a file.

    Parameters
    ----------
    name
        What the file is called, for messages.
    content
        Its bytes, from anybody.

    Raises
    ------
    InputError
        With every fault by line and column.
    """
    located = read_yaml_text(Path(name), _text(name, content), _model())
    faults = list(_faults(located))
    if faults:
        raise InputError(*faults)
    said = located.value
    came_from = [*said.came_from, *[""] * MOST_COLUMNS]
    return ComparisonState(
        system=system_words()[said.system.casefold()],
        start=said.start,
        months=said.months,
        futures=tuple(said.futures),
        columns=tuple(_column(each, preset) for each, preset in zip(said.agreements, came_from, strict=False)),
        guess=tuple(Guess(each.measure, each.agreement, each.percent, each.words) for each in said.guess),
        guess_first=said.guess_first,
        guess_saved=said.guess_saved,
    )


def read_column(name: str, content: bytes) -> Column:
    """The agreement in a file somebody brings.

    Parameters
    ----------
    name
        What the file is called, for messages.
    content
        Its bytes, from anybody.

    Raises
    ------
    InputError
        With every fault by line and column.
    """
    located = cast("Located[Agreement]", read_yaml_text(Path(name), _text(name, content), agreement_model()))
    if fault := name_taken(ComparisonState(), -1, located.value.agreement):
        raise InputError(located.problem(fault, "agreement"))
    return _column(located.value, "")


def is_comparison(content: bytes) -> bool:
    """Whether the content of a file says that it is a comparison rather than one agreement."""
    return content[:4096].lstrip(b"\xef\xbb\xbf \r\n").startswith(b"icsim:") or b"\nicsim:" in content[:4096]


def _text(name: str, content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise InputError.at(escaped(name), f"is too large: at most {MAX_BYTES >> 20} MiB are allowed")
    return text_of(content, escaped(name))


def _column(agreement: Agreement, preset: str) -> Column:
    return Column(agreement.agreement, preset, agreement.model_dump(mode="json", exclude_unset=True))


def _faults(located: Located[ComparisonFile]) -> Iterator[Problem]:
    """What the file's own form does not tell: words that stand for nothing, names given twice."""
    said = located.value
    if said.system.casefold() not in system_words():
        hint = did_you_mean(said.system, system_words())
        yield located.problem(f"no system {shown(said.system)}{hint}", "system")
    for i, word in enumerate(said.futures):
        if word not in futures():
            words = f"no future {shown(word)} comes with icsim{did_you_mean(word, futures())}"
            yield located.problem(words, "futures", i)
        elif word in said.futures[:i]:
            yield located.problem("is written twice; once is enough", "futures", i)
    for i, preset in enumerate(said.came_from):
        if i >= len(said.agreements) or (preset and preset not in presets()):
            yield located.problem(f"{shown(preset)} is no shipped agreement one of these came from", "came_from", i)
    yield from _name_faults(located)


def _name_faults(located: Located[ComparisonFile]) -> Iterator[Problem]:
    seen = ComparisonState()
    for i, each in enumerate(located.value.agreements):
        if fault := name_taken(seen, -1, each.agreement):
            yield located.problem(fault, "agreements", i, "agreement")
        seen = seen.with_(columns=(*seen.columns, Column(each.agreement)))
    names = [each.agreement for each in located.value.agreements]
    for i, guess in enumerate(located.value.guess):
        if guess.agreement not in names:
            words = f"no agreement here is called {shown(guess.agreement)}{did_you_mean(guess.agreement, names)}"
            yield located.problem(words, "guess", i, "agreement")


def _without_none(content: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in content.items() if value is not None and key != "column"}
