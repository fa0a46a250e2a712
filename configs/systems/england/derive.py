"""Derive the tables of all 42 integrated care systems from a folder of published files.

Usage::

    python configs/systems/england/derive.py SOURCE_FOLDER [--out FOLDER]

Running it twice writes identical bytes. SOURCES.md beside this file says what each ``source`` of a row
means, what was published, what was estimated and by which rule.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from derivation.edges import derive_edges
from derivation.outlines import derive_outlines
from derivation.places import catchment_shares, derive_localities, derive_systems
from derivation.primary_care import derive_primary_care, derive_primary_care_staff
from derivation.programmes import derive_programmes
from derivation.social_care import derive_councils, derive_independent_care, derive_voluntary
from derivation.source import SourceFolder
from derivation.tables import Edge, Organisation, OutlinePoint, Place, Programme, Row, Share, Staff, System, write_table
from derivation.trusts import derive_trust_shares, derive_trust_staff, derive_trusts
from derivation.universities import derive_universities

HERE = Path(__file__).parent

SYSTEM_YAML = """\
# All of England: 42 integrated care systems in one set of tables, written by derive.py.
system: England
code: ENG
slug: england
note: Every NHS trust and estimated primary, social and voluntary care; see SOURCES.md beside this file.
"""


def derive(source: SourceFolder) -> dict[type[Row], list[Row]]:
    """All tables by row type."""
    localities = derive_localities(source)
    trusts = derive_trusts(source, localities)
    networks, network_shares = derive_primary_care(source, localities)
    care, care_staff = derive_independent_care(source, localities)
    councils, council_staff, council_shares = derive_councils(source, localities)
    voluntary, voluntary_staff = derive_voluntary(source, localities)
    universities = derive_universities(source, localities)
    organisations = [*trusts, *networks, *care, *councils, *voluntary, *universities]
    shares = [*derive_trust_shares(localities), *network_shares, *council_shares]
    staff = [
        *derive_trust_staff(source, trusts),
        *derive_primary_care_staff(source),
        *care_staff,
        *council_staff,
        *voluntary_staff,
    ]
    return {
        System: [*derive_systems(source)],
        Organisation: [*organisations],
        Staff: [*staff],
        Place: [locality.place for locality in localities],
        Edge: [*derive_edges(organisations, shares, catchment_shares(source), localities)],
        Share: [*shares],
        Programme: [*derive_programmes(source, universities)],
        OutlinePoint: [*derive_outlines(source)],
    }


FILE = {
    System: "systems.csv",
    Organisation: "organisations.csv",
    Staff: "staff.csv",
    Place: "places.csv",
    Edge: "edges.csv",
    Share: "shares.csv",
    Programme: "programmes.csv",
    OutlinePoint: "outlines.csv",
}
"""Name of the file that holds each row type."""


def main(arguments: list[str] | None = None) -> None:
    """Read the command line and write the tables."""
    parser = argparse.ArgumentParser(description="Derive the England tables from published files.")
    parser.add_argument("source", type=Path, help="folder that holds the published files")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to (default: beside this script)")
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    for kind, rows in derive(SourceFolder(options.source)).items():
        write_table(options.out / FILE[kind], kind, rows)
        print(f"{FILE[kind]}: {len(rows):,} rows")
    (options.out / "system.yaml").write_text(SYSTEM_YAML, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
