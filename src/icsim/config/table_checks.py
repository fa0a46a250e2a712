"""What must hold between the rows and tables of one system."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from operator import attrgetter

from icsim.codes import Sector
from icsim.config.csv_table import Table
from icsim.config.rows import EdgeRow, OrganisationRow, PlaceRow, ProgrammeRow, Row, ShareRow, StaffRow, SystemRow
from icsim.config.source_text import MAX_SHOWN, did_you_mean, shown
from icsim.identity import organisation_identity

SHARE_TOLERANCE = 0.001
"""How far from 1 the rounded shares of one organisation may add up."""


def check_unique[R: Row](table: Table[R], *key: str) -> None:
    """Note every row that agrees in its key with an earlier one."""
    columns = [map(attrgetter(name), table.rows) for name in key]
    check_distinct(table, key[-1], zip(*columns, strict=True), " and ")


def check_distinct[R: Row](table: Table[R], name: str, keys: Iterable[tuple[object, ...]], between: str) -> None:
    """Note every row whose key was met before.

    Parameters
    ----------
    table
        Table with the rows.
    name
        Column to complain of.
    keys
        Key of each row.
    between
        Word between the parts of a key in the message.
    """
    first: dict[tuple[object, ...], int] = {}
    for index, key in enumerate(keys):
        earlier = first.setdefault(key, index)
        if earlier != index:
            words = between.join(shown(getattr(part, "name", part), quoted=False) for part in key)
            message = f"{words} is given twice (first on line {table.line(earlier)})"
            table.complain(table.origins[index], name, message)


def check_reference[R: Row](table: Table[R], name: str, known: Iterable[str], where: str) -> None:
    """Note every code in a column that another table does not have.

    All rows are looked at, of systems that are not kept too.

    Parameters
    ----------
    table
        Table with the column.
    name
        The column.
    known
        Codes of the other table.
    where
        The other table's file name.
    """
    codes = frozenset(known)
    hints: dict[str, str] = {}
    for number, code in enumerate(table.column(name)):
        if code and code not in codes:
            if code not in hints:  # one misspelt code may stand in thousands of rows
                hints[code] = did_you_mean(code, codes) if len(hints) < MAX_SHOWN else ""
            table.complain(number, name, f"{shown(code)} is not in {where}{hints[code]}")


def check_identities(organisations: Table[OrganisationRow]) -> None:
    """Note organisations whose codes give the same identity: their people would share their luck."""
    first: dict[int, str] = {}
    for index, row in enumerate(organisations.rows):
        other = first.setdefault(organisation_identity(row.code), row.code)
        if other != row.code:
            message = f"{shown(row.code)} has the same 32-bit identity as {shown(other)}; give one of them another code"
            organisations.complain(organisations.origins[index], "code", message)


def check_staff(staff: Table[StaffRow]) -> None:
    """Note rows in which people work more than full time."""
    for index, row in enumerate(staff.rows):
        if row.fte > row.heads:
            message = f"{row.fte:.10g} is more than heads ({row.heads}); a person is at most 1.0 FTE"
            staff.complain(staff.origins[index], "fte", message)


def check_edges(edges: Table[EdgeRow]) -> None:
    """Note edges from an organisation to itself and pairs given twice, either way round."""
    for index, row in enumerate(edges.rows):
        if row.a == row.b:
            edges.complain(edges.origins[index], "b", f"{shown(row.b)} is a partner of itself")
    pairs = ((row.a, row.b) if row.a < row.b else (row.b, row.a) for row in edges.rows)
    check_distinct(edges, "b", pairs, " with ")


def check_shares(shares: Table[ShareRow]) -> None:
    """Note organisations whose shares do not add up to one."""
    rows_of: defaultdict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(shares.rows):
        rows_of[row.organisation].append(number)
    for code, numbers in rows_of.items():
        total = sum(shares.rows[number].share for number in numbers)
        if abs(total - 1) > SHARE_TOLERANCE:
            message = f"the shares of {shown(code, False)} add up to {total:.4g}; they must add up to 1"
            shares.complain(shares.origins[numbers[-1]], "share", message)


def check_universities(programmes: Table[ProgrammeRow], sector_of: Mapping[str, str]) -> None:
    """Note programmes of organisations that do not exist or are no university.

    Parameters
    ----------
    programmes
        The table.
    sector_of
        Sector of each organisation as written, by code.
    """
    universities = [code for code, sector in sector_of.items() if sector == Sector.university.name]
    hints: dict[str, str] = {}
    for number, code in enumerate(programmes.column("university")):
        sector = sector_of.get(code)
        if not code or sector == Sector.university.name or (sector is not None and sector not in Sector.words()):
            continue
        if code not in hints:
            hints[code] = did_you_mean(code, universities) if len(hints) < MAX_SHOWN else ""
        fault = "is not in organisations.csv" if sector is None else f"is no university but of sector {sector}"
        programmes.complain(number, "university", f"{shown(code)} {fault}{hints[code]}")


def check_tables(
    organisations: Table[OrganisationRow],
    staff: Table[StaffRow],
    places: Table[PlaceRow],
    edges: Table[EdgeRow],
    shares: Table[ShareRow],
    systems: Table[SystemRow],
    programmes: Table[ProgrammeRow],
) -> None:
    """Note in each table what does not fit its own rows or the other tables."""
    check_unique(organisations, "code")
    check_identities(organisations)
    check_unique(places, "code")
    check_unique(systems, "code")
    check_unique(systems, "slug")
    check_unique(staff, "organisation", "staff_group")
    check_unique(shares, "organisation", "system")
    check_unique(programmes, "university", "programme", "intake_month")
    check_staff(staff)
    check_edges(edges)
    if not shares.problems:
        check_shares(shares)
    if employers := organisations.known("code"):
        check_reference(staff, "organisation", employers, "organisations.csv")
        check_reference(edges, "a", employers, "organisations.csv")
        check_reference(edges, "b", employers, "organisations.csv")
        check_reference(shares, "organisation", employers, "organisations.csv")
        if sectors := organisations.column("sector"):
            check_universities(programmes, dict(zip(employers, sectors, strict=True)))
    if districts := places.known("code"):
        check_reference(organisations, "place", districts, "places.csv")
    if known := systems.known("code"):
        check_reference(organisations, "system", known, "systems.csv")
        check_reference(places, "system", known, "systems.csv")
        check_reference(shares, "system", known, "systems.csv")
