"""Field types for words of the code lists, such as a sector or a staff group.

A file says the word (``nurse``); memory holds the code (`StaffGroup.nurse`).
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from icsim.codes import Basis, Code, Leadership, Maturity, Programme, Sector, StaffGroup


def _reader[C: Code](codes: type[C]) -> PlainValidator:
    members = dict(codes.__members__)

    def read(value: Any) -> Any:
        if isinstance(value, codes):
            return value
        if isinstance(value, str) and value in members:
            return members[value]
        raise PydanticCustomError("word", "is not one of the words allowed", {"words": codes.words()})

    return PlainValidator(read)


def _name(code: Code) -> str:
    return code.name


def _schema(codes: type[Code]) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "enum": codes.words()})


SectorWord = Annotated[Sector, _reader(Sector), _schema(Sector), PlainSerializer(_name)]
"""A sector, written as its word."""

StaffGroupWord = Annotated[StaffGroup, _reader(StaffGroup), _schema(StaffGroup), PlainSerializer(_name)]
"""A staff group, written as its word."""

BasisWord = Annotated[Basis, _reader(Basis), _schema(Basis), PlainSerializer(_name)]
"""Whether a row is published or estimated, written as the word."""

LeadershipWord = Annotated[Leadership, _reader(Leadership), _schema(Leadership), PlainSerializer(_name)]
"""How an organisation is led, written as its word."""

MaturityWord = Annotated[Maturity, _reader(Maturity), _schema(Maturity), PlainSerializer(_name)]
"""How far a system has come, written as its word."""

ProgrammeWord = Annotated[Programme, _reader(Programme), _schema(Programme), PlainSerializer(_name)]
"""What a university teaches, written as its word."""
