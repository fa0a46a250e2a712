"""A system folder: ``system.yaml`` and its tables, read and checked as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from operator import attrgetter
from pathlib import Path

from pydantic_core import to_json

from icsim.config.csv_table import Only, Table, read_table
from icsim.config.located import read_yaml
from icsim.config.one_system import held_organisation, held_programme, held_shares, held_staff
from icsim.config.rows import (
    EdgeRow,
    OrganisationRow,
    PlaceRow,
    ProgrammeRow,
    Row,
    ShareRow,
    StaffRow,
    SystemFile,
    SystemRow,
)
from icsim.config.source_text import did_you_mean, escaped, nearest, raise_all, shown
from icsim.config.table_checks import check_tables
from icsim.errors import InputError, Problem

TABLES = {
    "organisations.csv": OrganisationRow,
    "staff.csv": StaffRow,
    "places.csv": PlaceRow,
    "edges.csv": EdgeRow,
    "shares.csv": ShareRow,
    "systems.csv": SystemRow,
    "programmes.csv": ProgrammeRow,
}
"""Tables of a system folder and what their rows hold; the first two are needed."""


@dataclass(frozen=True)
class SystemTables:
    """The checked content of one system folder, or of one system in it.

    Parameters
    ----------
    file
        What is run: the content of ``system.yaml``, or the name, code and
        slug of the one system that was asked for.
    organisations, staff, places, edges, shares, systems, programmes
        Rows sorted by code; an edge's ``a`` comes before its ``b``.
    digest
        SHA-256 of all of the above, the same for any order of rows in the
        files [64 hexadecimal digits].
    """

    file: SystemFile
    organisations: tuple[OrganisationRow, ...]
    staff: tuple[StaffRow, ...]
    places: tuple[PlaceRow, ...] = ()
    edges: tuple[EdgeRow, ...] = ()
    shares: tuple[ShareRow, ...] = ()
    systems: tuple[SystemRow, ...] = ()
    programmes: tuple[ProgrammeRow, ...] = ()
    digest: str = ""


def read_system(folder: Path, system: str | None = None) -> SystemTables:
    """Read and check a system folder.

    Parameters
    ----------
    folder
        Folder with ``system.yaml``, ``organisations.csv``, ``staff.csv`` and,
        as wanted, ``places.csv``, ``edges.csv``, ``shares.csv``, ``systems.csv``, ``programmes.csv``.
    system
        Code of the one system to keep out of several; None keeps all.
        Organisations that serve several systems are scaled to their share;
        those at home elsewhere stand at the centre of this system.
        Staff, places and edges of other systems are then only looked at for
        codes that do not exist.

    Returns
    -------
    SystemTables
        Checked rows in a fixed order.

    Raises
    ------
    InputError
        Every fault in every file, the first 50 listed and the rest counted.
    """
    folder = Path(folder)
    raise_all(_folder_problems(folder))
    read = _read(folder, system)
    problems = [*_misnamed(folder), *read.problems]
    try:
        file = read_yaml(folder / "system.yaml", SystemFile).value
    except InputError as fault:
        raise_all([*problems, *fault.problems])
        raise
    raise_all(problems)
    return _assembled(file, read, folder, system)


@dataclass
class _Read:
    """A folder's tables as read, checked but not yet in order."""

    employers: Table[OrganisationRow]
    staff: Table[StaffRow]
    places: Table[PlaceRow]
    edges: Table[EdgeRow]
    shares: Table[ShareRow]
    systems: Table[SystemRow]
    programmes: Table[ProgrammeRow]
    held: dict[str, float]
    problems: list[Problem] = field(default_factory=list)


def _read(folder: Path, system: str | None) -> _Read:
    employers = read_table(folder / "organisations.csv", OrganisationRow)
    shares = read_table(folder / "shares.csv", ShareRow, optional=True)
    held = held_shares(system, employers.rows, shares.rows)
    of_held: Only | None = None if system is None else (("organisation",), held)
    of_ends: Only | None = None if system is None else (("a", "b"), held)
    of_university: Only | None = None if system is None else (("university",), held)
    of_system: Only | None = None if system is None else (("system",), {system})
    read = _Read(
        employers,
        read_table(folder / "staff.csv", StaffRow, only=of_held),
        read_table(folder / "places.csv", PlaceRow, optional=True, only=of_system),
        read_table(folder / "edges.csv", EdgeRow, optional=True, only=of_ends),
        shares,
        read_table(folder / "systems.csv", SystemRow, optional=True),
        read_table(folder / "programmes.csv", ProgrammeRow, optional=True, only=of_university),
        held,
    )
    tables = (employers, read.staff, read.places, read.edges, shares, read.systems, read.programmes)
    check_tables(*tables)
    for table in tables:
        read.problems += table.problems
    if not employers.problems and not employers.rows:
        where = escaped(str(folder / "organisations.csv"))
        read.problems.append(Problem(where, 0, 0, "", "holds no organisation; at least one is needed"))
    return read


def _assembled(file: SystemFile, read: _Read, folder: Path, system: str | None) -> SystemTables:
    organisations = [row for row in read.employers.rows if row.code in read.held]
    shares = read.shares.rows
    systems = read.systems.rows
    if system is not None:
        served = {row.system for row in read.employers.rows} | {row.system for row in shares}
        file = _one_of(file, folder, system, systems, served)
        organisations = [held_organisation(row, system, read.places.rows) for row in organisations]
        shares = [row for row in shares if row.system == system and row.organisation in read.held]
        systems = [row for row in systems if row.code == system]
    staff = [held_staff(row, read.held[row.organisation]) for row in read.staff.rows]
    programmes = [held_programme(row, read.held[row.university]) for row in read.programmes.rows]
    tables = SystemTables(
        file,
        _sorted(organisations, "code"),
        _sorted(staff, "organisation", "staff_group"),
        _sorted(read.places.rows, "code"),
        _sorted(map(_low_end_first, read.edges.rows), "a", "b"),
        _sorted(shares, "organisation", "system"),
        _sorted(systems, "code"),
        _sorted(programmes, "university", "programme", "intake_month"),
    )
    return replace(tables, digest=_digest(tables))


def _sorted[R: Row](rows: Iterable[R], *key: str) -> tuple[R, ...]:
    return tuple(sorted(rows, key=attrgetter(*key)))


def _folder_problems(folder: Path) -> Iterator[Problem]:
    where = escaped(str(folder))
    try:
        names = sorted(entry.name for entry in folder.iterdir())
    except FileNotFoundError:
        yield Problem(where, 0, 0, "", "no such folder")
    except NotADirectoryError:
        yield Problem(where, 0, 0, "", "is a file; the folder of a system is needed")
    except OSError as fault:
        yield Problem(where, 0, 0, "", f"cannot be read: {fault.strerror or fault}")
    except ValueError:  # a NUL in the name
        yield Problem(where, 0, 0, "", "is not a possible folder name")
    else:
        if not {"system.yaml", "organisations.csv", "staff.csv"}.intersection(names):
            message = "is not the folder of a system (system.yaml, organisations.csv, staff.csv)"
            yield Problem(where, 0, 0, "", message)


def _misnamed(folder: Path) -> list[Problem]:
    """Note CSV files that look like an absent table: they would go unread in silence."""
    names = sorted(entry.name for entry in folder.iterdir() if entry.suffix.lower() == ".csv")
    absent = [name for name in TABLES if name not in names]
    unread = [(name, nearest(name, absent, cutoff=0.8)) for name in names if name not in TABLES]
    return [
        Problem(escaped(str(folder / name)), 0, 0, "", f"is no table of a system (did you mean {table}?)")
        for name, table in unread
        if table
    ]


def _low_end_first(edge: EdgeRow) -> EdgeRow:
    return edge if edge.a < edge.b else edge.model_copy(update={"a": edge.b, "b": edge.a})


def _one_of(
    file: SystemFile, folder: Path, code: str, systems: Iterable[SystemRow], served: set[str | None]
) -> SystemFile:
    """Return the name, code and slug of one system out of the folder."""
    for row in systems:
        if row.code == code:
            maturity = file.maturity if row.maturity is None else row.maturity
            return SystemFile(system=row.name, code=code, slug=row.slug, note=file.note, maturity=maturity)
    if code in served:
        return SystemFile(system=code, code=code, note=file.note, maturity=file.maturity)
    known = [name for name in {*served, *(row.code for row in systems)} if name]
    hint = did_you_mean(code, sorted(known))
    raise InputError.at(escaped(str(folder)), f"no organisation is of system {shown(code)}{hint}")


def _digest(tables: SystemTables) -> str:
    digest = hashlib.sha256()
    parts = [getattr(tables, Path(name).stem) for name in TABLES]
    for name, rows in zip(("file", *TABLES), ((tables.file,), *parts), strict=True):
        digest.update(name.encode())
        digest.update(to_json(rows))
    return digest.hexdigest()
