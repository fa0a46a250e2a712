"""YAML text as a tree of nodes that know their line and column.

The tree is built from ruamel.yaml's events rather than by its composer, so
that reading stops at the first sign of a bomb (deep nesting, endless
values) instead of after it has been built.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from icsim.config.source_text import escaped, position_in, shown
from icsim.errors import InputError

MAX_NODES = 10_000
"""Values in one file, aliases counted as often as they are used."""

MAX_DEPTH = 32
"""Levels of nesting in one file."""

TOO_MANY = f"too many values: at most {MAX_NODES:,} are allowed, aliases counted at each use"
TOO_DEEP = f"nested too deeply: at most {MAX_DEPTH} levels are allowed"

type Position = tuple[int, int]
"""Line and column, both from 1."""

_PLAINER = (
    (r"found character '\\t'", "a tab cannot be used here; use spaces"),
    (r"mapping values are not allowed", "a ':' is not allowed here; put text that holds ': ' in quotes"),
    (r"could not find expected ':'", "a key is not followed by ':'"),
    (r"did not find expected '-'|expected <block end>", "the indentation does not fit the lines above"),
    (r"found unexpected end of stream", "a text in quotes is not closed"),
    (r"expected ',' or '\]'", "a list in [] is not closed, or lacks a comma"),
    (r"expected ',' or '\}'", "a mapping in {} is not closed, or lacks a comma"),
    (r"cannot start any token", "text cannot start with this character; put it in quotes"),
)
"""The parser's commonest complaints, for people who do not know YAML."""


@dataclass(slots=True)
class Node:
    """One value as written.

    Parameters
    ----------
    kind
        Scalar, list or mapping.
    position
        Where it starts.
    text, plain
        A scalar's text, and whether it was written without quotes.
    items
        The values of a list, or keys and values in turn of a mapping.
    tagged
        Whether a tag such as ``!!str`` was given.
    """

    kind: Literal["scalar", "list", "mapping"]
    position: Position
    text: str = ""
    plain: bool = False
    items: list[tuple[Position, Node]] = field(default_factory=list)
    tagged: bool = False


def parse_nodes(path: Path, text: str) -> Node:
    """Turn the text of one YAML file into nodes.

    Parameters
    ----------
    path
        The file, for messages.
    text
        Its content, already free of characters that are not allowed.

    Returns
    -------
    Node
        The value of the only document.

    Raises
    ------
    InputError
        If the text is not one document of valid YAML within the limits.
    """
    where = escaped(str(path))
    reader = _Reader(where, YAML(typ="safe", pure=True).parse(text))
    try:
        return reader.document()
    except InputError:
        raise
    except MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else reader.position
        message = _in_plain_words(str(fault.problem or fault.context))
    except YAMLError as fault:
        line, column = position_in(text, min(getattr(fault, "position", 0), len(text)))
        message = f"not valid YAML: {shown(getattr(fault, 'reason', 'unreadable'), quoted=False)}"
    except (ValueError, LookupError, AssertionError, AttributeError, TypeError, OverflowError):
        # The parser itself fails on a few malformed directives and escapes.
        line, column = reader.position
        message = "not valid YAML from here on"
    raise InputError.at(where, message, line=line, column=column) from None


def _in_plain_words(problem: str) -> str:
    for pattern, words in _PLAINER:
        if re.search(pattern, problem):
            return f"not valid YAML: {words}"
    return f"not valid YAML: {escaped(problem)}"


class _Reader:
    """Builds nodes from the parser's events."""

    def __init__(self, where: str, events: Iterator[Any]) -> None:
        self.where = where
        self.events = events
        self.position: Position = (1, 1)
        self.count = 0
        self.anchors: dict[str, Node] = {}

    def document(self) -> Node:
        """Read the only document."""
        self.expect("StreamStart")
        kind, event = self.next()
        if kind == "StreamEnd":
            self.stop("the file is empty; it should hold keys and values, such as 'name: value'", (1, 1))
        if event.version is not None and tuple(event.version) != (1, 2):
            self.stop("only YAML 1.2 is read; remove the %YAML line")
        node = self.node(*self.next(), depth=0)
        self.expect("DocumentEnd")
        if self.next()[0] != "StreamEnd":
            self.stop("a second document starts here; a file holds one")
        return node

    def next(self) -> tuple[str, Any]:
        event = next(self.events)
        self.position = (event.start_mark.line + 1, event.start_mark.column + 1)
        return type(event).__name__.removesuffix("Event"), event

    def expect(self, kind: str) -> None:
        if self.next()[0] != kind:
            self.stop("not valid YAML from here on")

    def stop(self, message: str, position: Position | None = None) -> NoReturn:
        line, column = position or self.position
        raise InputError.at(self.where, message, line=line, column=column)

    def node(self, kind: str, event: Any, depth: int) -> Node:
        self.count += 1
        if self.count > MAX_NODES:
            self.stop(TOO_MANY)
        if depth > MAX_DEPTH:
            self.stop(TOO_DEEP)
        if kind == "Alias":
            if event.anchor not in self.anchors:
                self.stop(f"alias *{shown(event.anchor, quoted=False)} is not defined above")
            return self.anchors[event.anchor]
        tagged = event.tag is not None
        if kind == "Scalar":
            node = Node("scalar", self.position, event.value, plain=event.implicit[0], tagged=tagged)
        else:
            node = Node("list" if kind == "SequenceStart" else "mapping", self.position, tagged=tagged)
            while (following := self.next())[0] not in {"SequenceEnd", "MappingEnd"}:
                position = self.position
                node.items.append((position, self.node(*following, depth=depth + 1)))
        if event.anchor is not None:
            self.anchors[event.anchor] = node  # after its items: an alias cannot hold itself
        return node
