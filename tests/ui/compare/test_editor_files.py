"""Files taken in and given out, good, bad and hostile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.ui.compare.test_editor_page import NAME, ROTATION, address, card, opened, until_address

from icsim.agreement import load_agreement
from icsim.ui.state.changes import add_preset, put
from icsim.ui.state.comparison import Column, ComparisonState, agreement_yaml

pytestmark = [pytest.mark.slow, pytest.mark.browser]

Visit = Callable[..., Any]
HOSTILE = '<script>alert("x")</script> {{ constructor }}'


def bring(page: Any, name: str, content: str | bytes) -> None:
    opened(page, "Link and files")
    raw = content.encode() if isinstance(content, str) else content
    page.get_by_label("Bring a file").set_input_files({"name": name, "mimeType": "text/yaml", "buffer": raw})


def test_an_agreement_becomes_another_column_and_comes_out_again(come: Visit, tmp_path: Path) -> None:
    page = come(f"/{ROTATION.to_query()}")
    bring(page, "mine.yaml", agreement_yaml(Column.of_preset("passport_only", "Ours")))
    expect(card(page, "Ours")).to_contain_text("accept one another's record")
    opened(page, "Name, start again, file", card(page, "Ours"))
    with page.expect_download() as download:
        card(page, "Ours").get_by_role("button", name="Download this agreement").click()
    assert download.value.suggested_filename == "ours.yaml"
    download.value.save_as(tmp_path / "ours.yaml")
    assert load_agreement(tmp_path / "ours.yaml") == Column.of_preset("passport_only", "Ours").located().value


def test_a_comparison_takes_the_place_of_this_one_and_back_brings_it_back(come: Visit, tmp_path: Path) -> None:
    state = put(add_preset(ROTATION, "passport_only"), 0, ("rotation", "places"), 44)
    page = come(f"/{state.to_query()}")
    opened(page, "Link and files")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the comparison").click()
    download.value.save_as(tmp_path / "comparison.yaml")
    content = (tmp_path / "comparison.yaml").read_bytes()
    assert ComparisonState.from_file("comparison.yaml", content) == state
    other = come(f"/{ROTATION.to_query()}")
    bring(other, "comparison.yaml", content)
    expect(card(other)).to_contain_text("Up to 44 staff")
    assert address(other) == state
    other.go_back()
    expect(card(other)).to_contain_text("Up to 80 staff")


def test_a_faulty_file_is_refused_with_line_and_column(come: Visit) -> None:
    page = come(f"/{ROTATION.to_query()}")
    text = agreement_yaml(Column.of_preset("rotation_passport", "Ours")).replace("places: 80", "places: lots")
    bring(page, "mine.yaml", text)
    expect(page.get_by_role("main").get_by_role("alert")).to_contain_text(
        "rotation.places: must be a whole number, not 'lots'"
    )
    line = next(number for number, each in enumerate(text.splitlines(), 1) if each == "  places: lots")
    expect(page.get_by_role("main").get_by_role("alert")).to_contain_text(f"mine.yaml:{line}:11")
    assert address(page) == ROTATION


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("x: !!python/object/apply:os.system [ls]\n", "tags such as !!str are not allowed"),
        ("a: &a [x,x,x,x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{'*' + chr(97 + n)},{'*' + chr(97 + n)},"
         f"{'*' + chr(97 + n)},{'*' + chr(97 + n)}]\n" for n in range(12)), "too many values"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not UTF-8"),
    ],
)  # fmt: skip
def test_a_hostile_file_is_refused_in_words(come: Visit, content: str | bytes, word: str) -> None:
    page = come(f"/{ROTATION.to_query()}")
    bring(page, HOSTILE, content)
    expect(page.get_by_role("main").get_by_role("alert")).to_contain_text(word)
    expect(page.get_by_role("main").get_by_role("alert")).to_contain_text("<script>alert")
    assert address(page) == ROTATION


def test_a_file_over_a_mebibyte_is_refused_before_it_is_sent(come: Visit) -> None:
    page = come(f"/{ROTATION.to_query()}")
    bring(page, "large.yaml", "#" * ((1 << 20) + 1))
    expect(page.get_by_role("main").get_by_role("alert")).to_contain_text("larger than 1,024 KiB")


def test_hostile_words_in_an_agreement_show_as_text(come: Visit) -> None:
    page = come(f"/{ROTATION.to_query()}")
    written = {**Column.of_preset("passport_only").agreement, "note": HOSTILE, "parties": ["all"]}
    bring(page, "mine.yaml", agreement_yaml(Column(HOSTILE, "", written)))
    expect(page.get_by_role("heading", name=HOSTILE)).to_be_visible()
    until_address(page, lambda state: len(state.columns) == 2)
    opened(page, "Dates and joining", card(page, HOSTILE))
    expect(card(page, HOSTILE).get_by_label("Note")).to_have_value(HOSTILE)


def test_the_link_is_copied(come: Visit) -> None:
    page = come(f"/{ROTATION.to_query()}")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(page, "Link and files")
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    assert NAME in [column.name for column in address(page).columns]
