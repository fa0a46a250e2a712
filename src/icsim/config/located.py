"""A YAML file as a validated object that remembers where it was written.

`read_yaml` reads a file into any pydantic model and reports every fault at
once, each with line, column, key and a suggestion. A model says what it
allows: give it ``ConfigDict(extra="forbid", strict=True, frozen=True)``.
Values are validated as JSON is: in strict mode a list may fill a tuple and
text a date, but ``"3"`` is no number.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from icsim.config.schema_walk import allowed_keys, schemas_at
from icsim.config.source_text import MIB, did_you_mean, raise_all, read_text
from icsim.config.wording import listed, needed_type, worded
from icsim.config.yaml_nodes import Position
from icsim.config.yaml_tree import Way, YamlTree, parse_yaml
from icsim.errors import Problem

MAX_BYTES = MIB
"""Largest YAML file that is read [bytes]."""


@dataclass(frozen=True)
class Located[M: BaseModel]:
    """A validated file and where everything in it stands.

    Parameters
    ----------
    value
        The validated content.
    path
        The file it came from.
    tree
        Positions of its keys and values.
    """

    value: M
    path: Path
    tree: YamlTree

    def problem(self, message: str, *way: str | int, at: Literal["value", "key"] = "value") -> Problem:
        """Return a problem at an entry, for checks that need more than this file.

        Parameters
        ----------
        message
            What is wrong and what is allowed.
        way
            Keys and list positions (from 0) that lead to the entry. Where
            the file leaves the entry out, the nearest one round it is taken.
        at
            Whether to point at the entry's value or at its key.
        """
        return self.tree.fault(_position(self.tree, way, at), message, way)


def read_yaml[M: BaseModel](path: Path, model: type[M]) -> Located[M]:
    """Read one YAML file into a model.

    Parameters
    ----------
    path
        The file.
    model
        A pydantic model of the whole file.

    Returns
    -------
    Located
        The validated content with its positions.

    Raises
    ------
    InputError
        Every fault found, with line, column and key.
    """
    path = Path(path)
    return read_yaml_text(path, read_text(path, MAX_BYTES), model)


def read_yaml_text[M: BaseModel](path: Path, text: str, model: type[M]) -> Located[M]:
    """Read the text of one YAML file into a model.

    Parameters
    ----------
    path
        What the file is called, for messages; it is not opened.
    text
        Its content, already free of characters that are not allowed.
    model
        A pydantic model of the whole file.

    Returns
    -------
    Located
        The validated content with its positions.

    Raises
    ------
    InputError
        Every fault found, with line, column and key.
    """
    tree = parse_yaml(path, text)
    problems = list(tree.problems)
    if not isinstance(tree.value, dict):
        keys = listed(allowed_keys(model, ()))
        problems.append(tree.fault(tree.values[()], f"the file must hold keys and values (keys: {keys})"))
        raise_all(problems)
    try:
        value = model.model_validate_json(json.dumps(tree.value))
    except ValidationError as fault:
        known = {(problem.line, problem.column, problem.key) for problem in problems}
        found = problems_of(tree, model, fault.errors(include_url=False))
        problems += [each for each in found if (each.line, each.column, each.key) not in known]
        raise_all(problems)
        raise
    raise_all(problems)
    return Located(value, path, tree)


def problems_of(tree: YamlTree, model: type[BaseModel], errors: Iterable[ErrorDetails]) -> list[Problem]:
    """Turn pydantic's errors into problems with positions.

    Parameters
    ----------
    tree
        The file's content and positions.
    model
        The model that refused it.
    errors
        What pydantic found.

    Returns
    -------
    list of Problem
        Where a value fails every alternative of a union for its type, the
        alternatives are joined into one problem.
    """
    problems: list[Problem] = []
    types: defaultdict[Way, dict[str, ErrorDetails]] = defaultdict(dict)
    for error in errors:
        way = _written_way(tree, error["loc"])
        kind = error["type"]
        needed = needed_type(kind)
        if needed is not None:
            types[way].setdefault(needed, error)
        elif kind == "missing":
            name = str(error["loc"][-1])
            problems.append(tree.fault(_position(tree, way, "value"), "is missing", (*way, name)))
        elif kind == "extra_forbidden":
            problems.append(_unknown_key(tree, model, way))
        else:
            words = worded(kind, error["input"], error.get("ctx", {}), error["msg"], schemas_at(model, way))
            at: Literal["key", "value"] = "key" if error["loc"] and error["loc"][-1] == "[key]" else "value"
            problems.append(tree.fault(_position(tree, way, at), words, way))
    for way, wanted in types.items():
        value = next(iter(wanted.values()))["input"]
        message = worded(next(iter(wanted.values()))["type"], value, {}, "", schemas_at(model, way))
        if len(wanted) > 1:
            first = next(iter(wanted))
            message = message.replace(first, listed(list(wanted)), 1)
        problems.append(tree.fault(_position(tree, way, "value"), message, way))
    return problems


def _unknown_key(tree: YamlTree, model: type[BaseModel], way: Way) -> Problem:
    allowed = allowed_keys(model, way[:-1])
    written = {step[-1] for step in tree.keys if step[:-1] == way[:-1]}
    free = [key for key in allowed if key not in written]
    hint = did_you_mean(str(way[-1]), free)
    message = f"unknown key{hint}" if hint else f"unknown key; allowed are {listed(allowed)}"
    return tree.fault(_position(tree, way, "key"), message, way)


def _written_way(tree: YamlTree, location: tuple[str | int, ...]) -> Way:
    """Return the part of pydantic's location that stands in the file.

    Pydantic adds steps of its own (the name of a union's member, of a
    validator, ``[key]``); a missing key is no place in the file either.
    """
    way: Way = ()
    for step in location:
        if (*way, step) in tree.values:
            way = (*way, step)
    return way


def _position(tree: YamlTree, way: Way, at: Literal["value", "key"]) -> Position:
    places = tree.keys if at == "key" else tree.values
    if way in places:
        return places[way]
    while way not in tree.values:
        way = way[:-1]
    return tree.values[way]
