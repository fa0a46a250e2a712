"""The workbook: every table as a sheet, numbers as numbers, and no name ever a formula."""

from __future__ import annotations

from io import BytesIO
from xml.etree.ElementTree import Element, fromstring
from zipfile import ZipFile

import pytest
from tests.report.made import LARGEST, findings

from icsim.report.workbook import workbook_bytes

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheets(content: bytes) -> dict[str, Element]:
    """Every part of the workbook that is a sheet, by its name."""
    with ZipFile(BytesIO(content)) as book:
        names = [s.get("name") for s in fromstring(book.read("xl/workbook.xml")).iter(f"{MAIN}sheet")]
        return {str(name): fromstring(book.read(f"xl/worksheets/sheet{i}.xml")) for i, name in enumerate(names, 1)}


def texts(content: bytes) -> list[str]:
    with ZipFile(BytesIO(content)) as book:
        items = fromstring(book.read("xl/sharedStrings.xml")).iter(f"{MAIN}si")
        return ["".join(item.itertext()) for item in items]


def test_every_table_is_a_sheet() -> None:
    found = sheets(workbook_bytes(findings(**LARGEST)))
    assert list(found) == [
        "about", "measures", "differences", "ledger", "drains", "people", "binding", "robustness", "evidence",
        "attribution", "interaction", "break_even",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1", "=cmd|'/C calc'!A0", "http://a.b"])
def test_a_name_like_a_formula_stays_a_name(name: str) -> None:
    content = workbook_bytes(findings(names=(name,), system=name, place=name, futures=(name,)))
    for sheet in sheets(content).values():
        assert list(sheet.iter(f"{MAIN}f")) == []
        assert list(sheet.iter(f"{MAIN}hyperlink")) == []
    assert any(text.strip("\t\r\n") == name.strip("\t\r\n") or "_x000D_" in text for text in texts(content))


def test_numbers_are_numbers() -> None:
    """The sheet of differences has ten columns of numbers, nine where neither way is better."""
    table = findings().tables["differences"]
    rows = list(sheets(workbook_bytes(findings()))["differences"].iter(f"{MAIN}row"))
    assert len(rows) == len(table) + 1
    cells = [[cell.get("t") for cell in row] for row in rows[1:]]
    numbers = int(table.select_dtypes("number").notna().to_numpy().sum())
    assert sum(kind != "s" for row in cells for kind in row) == numbers
    assert numbers == len(table) * 10 - int(table["better_share"].isna().sum())


def test_the_same_findings_give_the_same_bytes() -> None:
    assert workbook_bytes(findings(**LARGEST)) == workbook_bytes(findings(**LARGEST))
