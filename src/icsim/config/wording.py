"""Validation errors in words: what is wrong and what is allowed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from icsim.config.source_text import did_you_mean, escaped, shown

_NEEDED = {
    "int": "a whole number",
    "float": "a number",
    "decimal": "a number",
    "string": "text",
    "bool": "true or false",
    "list": "a list",
    "tuple": "a list",
    "set": "a list",
    "frozen_set": "a list",
    "dict": "a mapping of keys to values",
    "mapping": "a mapping of keys to values",
    "model": "a mapping of keys to values",
    "model_attributes": "a mapping of keys to values",
    "dataclass": "a mapping of keys to values",
    "date": "a date such as 2026-04-01",
    "date_from_datetime": "a date such as 2026-04-01",
    "datetime": "a date and time such as 2026-04-01T09:00",
    "time": "a time such as 09:00",
    "path": "the name of a file or folder",
    "none_required": "empty",
}
"""What a pydantic error type, less its ending, asks for."""

_TYPE_ENDING = re.compile(r"_(exact_type|type|parsing|parsing_size|from_float|inexact|attributes_type)$")

_BOUNDS = {
    "greater_than": "more than {gt}",
    "greater_than_equal": "{ge} or more",
    "less_than": "less than {lt}",
    "less_than_equal": "{le} or less",
}
"""Errors of range, and what is allowed where only one end is known."""

_WORD_ERRORS = {"enum", "literal_error", "word", "union_tag_invalid"}
"""Errors of a word that is not in a list."""

PATTERN_WORDS = "patternErrorMessage"
"""Key of a JSON Schema that says what text of the wrong form is not; editors show it too."""

_MOST_WORDS = 30
"""Allowed words listed at most; a longer list is cut."""


def listed(words: Sequence[str]) -> str:
    """Return words as ``a, b or c``."""
    short = [shown(word, quoted=False) for word in words[:_MOST_WORDS]]
    if len(words) > _MOST_WORDS:
        return ", ".join(short) + " and others"
    return " or ".join([", ".join(short[:-1]), short[-1]] if len(short) > 1 else short)


def together(words: Sequence[str]) -> str:
    """Return words as ``a, b and c``."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def needed_type(kind: str) -> str | None:
    """Return what a pydantic error type asks for, or None if it is no type error."""
    if kind in _NEEDED:
        return _NEEDED[kind]
    stem = _TYPE_ENDING.sub("", kind)
    return _NEEDED.get(stem) if stem != kind else None


def unknown_word(word: object, allowed: Sequence[str]) -> str:
    """Return the message for a word that is not in a list."""
    hint = did_you_mean(word, allowed) if isinstance(word, str) else ""
    return f"{shown(word)} is not allowed; use {listed(allowed)}{hint}"


def worded(kind: str, value: object, context: Mapping[str, Any], message: str, schemas: Sequence[Any]) -> str:
    """Put one pydantic error in words.

    Parameters
    ----------
    kind
        The error's type, such as ``greater_than_equal``.
    value
        What was written.
    context
        Its context, such as ``{"ge": 0}``.
    message
        Pydantic's own message, used where nothing better is known.
    schemas
        JSON Schemas that hold where the value stands, for ranges and words.

    Returns
    -------
    str
        One line.
    """
    if needed := needed_type(kind):
        return _misformed(value, schemas) or f"must be {needed}, not {shown(value)}"
    if kind in _BOUNDS:
        limit = _BOUNDS[kind].format_map({key: _number(bound) for key, bound in context.items()})
        return f"{shown(value, quoted=False)} is out of range: must be {_range(schemas) or limit}"
    if kind in _WORD_ERRORS:
        return unknown_word(context.get("tag", value), _allowed_words(context, schemas))
    if kind in {"value_error", "assertion_error"}:
        return escaped(str(context.get("error", message)))
    if kind.endswith(("too_short", "too_long")):
        return _count(kind, context)
    if kind == "string_pattern_mismatch":
        return _misformed(value, schemas) or f"{shown(value)} is not of the form {context.get('pattern', '')}"
    return f"{shown(value, quoted=False)} is not a finite number" if kind == "finite_number" else escaped(message)


def _misformed(value: object, schemas: Sequence[Any]) -> str:
    """Return what a value is not where only text of one form is allowed, such as a month."""
    words = next((schema[PATTERN_WORDS] for schema in schemas if PATTERN_WORDS in schema), "")
    return f"{shown(value)} {words}" if words and isinstance(value, str | int | float) else ""


def _allowed_words(context: Mapping[str, Any], schemas: Sequence[Any]) -> list[str]:
    known = context.get("words") or next((schema["enum"] for schema in schemas if "enum" in schema), None)
    if known:
        return [str(word) for word in known]
    expected = str(context.get("expected_tags") or context.get("expected", ""))
    return re.findall(r"'((?:[^'\\]|\\.)*)'", expected) or [expected]


def _number(bound: object) -> str:
    return f"{bound:g}" if isinstance(bound, float) else str(bound)


def _range(schemas: Sequence[Any]) -> str | None:
    """Return the whole range a number must be in, if both ends are known."""
    for schema in schemas:
        low, high = schema.get("minimum"), schema.get("maximum")
        if low is not None and high is not None:
            return f"{_number(low)} to {_number(high)}"
    return None


def _count(kind: str, context: Mapping[str, Any]) -> str:
    unit, units = ("character", "characters") if kind.startswith("string") else ("entry", "entries")
    least, most = context.get("min_length"), context.get("max_length")
    if kind.endswith("too_short"):
        return "must not be empty" if least == 1 else f"must have at least {least} {units}"
    return f"must have at most {most} {unit if most == 1 else units}"
