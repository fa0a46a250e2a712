"""The player in a real browser: a saved page from disk, and the same player on a page of the app."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pytest
from tests.report.replays import small_run
from tests.ui.conftest import free_port

from icsim.load import load_system
from icsim.report.replay import Replay
from icsim.report.replay_page import replay_page

pytestmark = [pytest.mark.slow, pytest.mark.browser]

MONTHS = 8
HOSPITAL = "TA1"
HOSTILE = "<img src=x onerror='window.caught = 1'><script>window.caught = 1</script>{{ 7 * 7 }}"
STAND = Path(__file__).with_name("player_stand.py")
SERVE = """
import os
from icsim.ui.serve import settings
os.environ |= settings() | {"SOLARA_APP": os.environ["ICSIM_STAND"]}
import uvicorn
uvicorn.run("solara.server.starlette:app", port=int(os.environ["ICSIM_STAND_PORT"]), log_level="error")
"""
COLOURS = """
canvas => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size;
}
"""

Visit = Callable[..., Any]


def replay(rename: str = "", **months: int) -> Replay:
    """The replay of the small system, of all months or of those from ``first`` up to ``before``."""
    record, system = small_run(MONTHS), load_system("small")
    if rename:
        named = tuple(replace(o, name=rename if o.code == HOSPITAL else o.name) for o in system.organisations)
        system = replace(system, organisations=named)
    rows = record.table
    month, first, before = rows["month"], months.get("first", 0), months.get("before", MONTHS)
    return Replay.of(rows.filter(pc.and_(pc.greater_equal(month, first), pc.less(month, before))), system, record.spec)


def heads(m: int, kind: str | None = None, group: str | None = None) -> int:
    """People who move in a month."""
    shown = replay()
    start = shown.arrays["move_start"].whole
    rows = range(start[m], start[m + 1])
    what = [shown.header["moves"][shown.arrays["move_what"].whole[i]] for i in rows]
    fits = (kind in (None, k) and group in (None, whom) for k, whom, _ in what)
    return int(sum(shown.arrays["move_heads"].whole[i] for i, fit in zip(rows, fits, strict=True) if fit))


@pytest.fixture(scope="module")
def page_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A saved page."""
    path = tmp_path_factory.mktemp("saved") / "replay.html"
    path.write_text(replay_page(replay()), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def saved(visit: Visit, page_url: str) -> Any:
    """A saved page in the browser."""
    return visit(page_url)


def data(page: Any, name: str) -> str:
    return str(page.locator(".icr").get_attribute(f"data-{name}"))


def month(page: Any) -> int:
    return int(data(page, "month"))


def until(page: Any, condition: str) -> None:
    """Wait until something is true of what the player says of itself; a saved page lets no text be run as a script."""
    page.evaluate(
        f"""() => new Promise((done, fail) => {{
            const end = performance.now() + 15000;
            const look = () => {{
                const player = document.querySelector(".icr").dataset;
                if ({condition}) done();
                else if (performance.now() > end) fail(new Error("still: " + JSON.stringify(player)));
                else requestAnimationFrame(look);
            }};
            look();
        }})"""
    )


def until_month(page: Any, at_least: int) -> None:
    until(page, f"+player.month >= {at_least}")


def test_a_saved_page_opens_from_disk_and_is_clean(saved: Any, axe: Callable[[Any], list[str]]) -> None:
    assert saved.locator("h1").inner_text() == "Wendle Valley: today, with no agreement"
    assert "approximate" in saved.locator(".icr-map").inner_text()
    below, above = saved.locator(".icr-stage canvas").all()
    assert below.evaluate(COLOURS) > 5
    assert above.evaluate(COLOURS) > 20
    assert axe(saved) == []


def test_nothing_moves_until_play_and_pause_holds_it(saved: Any) -> None:
    assert (month(saved), data(saved, "playing")) == (0, "false")
    saved.get_by_label("Speed").select_option("4")
    saved.get_by_role("button", name="Play").click()
    until_month(saved, 2)
    saved.get_by_role("button", name="Pause").click()
    held, frames = month(saved), saved.evaluate("window.__icsimFrames")
    saved.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert (month(saved), saved.evaluate("window.__icsimFrames")) == (held, frames)


def test_it_ends_at_the_last_month_and_begins_again(saved: Any) -> None:
    saved.get_by_label("Speed").select_option("8")
    saved.get_by_role("button", name="Play").click()
    until(saved, "player.playing === 'false'")
    assert month(saved) == MONTHS - 1
    saved.get_by_role("button", name="Play").click()
    until(saved, f"+player.month < {MONTHS - 1}")


def test_scrubbing_shows_the_month_in_words_and_moves_the_charts(saved: Any) -> None:
    scrub = saved.get_by_label("Month", exact=True)
    cursor = saved.locator(".icr-cursor").first
    before = cursor.get_attribute("x1")
    scrub.fill("5")
    assert saved.locator(".icr-month").inner_text() == f"September 2026 (6 of {MONTHS})"
    assert scrub.get_attribute("aria-valuetext") == "September 2026"
    assert cursor.get_attribute("x1") != before
    assert "September 2026" in saved.locator(".icr-stage canvas[role=img]").get_attribute("aria-label")


def test_everything_by_keyboard(saved: Any) -> None:
    saved.locator(".icr-stage").focus()
    for key, expected in (("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("End", MONTHS - 1), ("Home", 0)):
        saved.keyboard.press(key)
        assert month(saved) == expected
    saved.keyboard.press("Space")
    until_month(saved, 1)
    saved.keyboard.press("Space")
    assert data(saved, "playing") == "false"
    saved.get_by_label("Month", exact=True).focus()
    here = month(saved)
    saved.keyboard.press("ArrowRight")
    assert month(saved) == here + 1
    saved.get_by_label("Organisation", exact=True).select_option(HOSPITAL)
    saved.locator(".icr-stage").focus()
    saved.keyboard.press("Escape")
    assert data(saved, "selected") == ""


def test_every_mover_is_a_dot_and_filters_take_them_out(saved: Any) -> None:
    saved.get_by_label("Month", exact=True).fill("3")
    assert saved.get_by_text("Each dot stands for 1 person.").is_visible()
    assert int(data(saved, "dots")) == heads(3)
    saved.get_by_role("checkbox", name="Leaver from the system").uncheck()
    assert int(data(saved, "dots")) == heads(3) - heads(3, "leaver")
    saved.get_by_role("checkbox", name="Leaver from the system").check()
    saved.get_by_label("Staff group").select_option(label="Nurse")
    assert int(data(saved, "dots")) == heads(3, group="Nurse")
    for box in saved.locator(".icr-kinds input").all():
        box.uncheck()
    assert data(saved, "dots") == "0"


def test_the_table_twin_has_the_numbers_of_the_month_shown(saved: Any) -> None:
    saved.get_by_text("This month in numbers").click()
    for at in (1, 4):
        saved.get_by_label("Month", exact=True).fill(str(at))
        row = saved.get_by_role("row", name="Leaver from the system")
        assert row.locator("td").inner_text() == str(heads(at, "leaver"))


def test_each_chart_has_its_table(saved: Any) -> None:
    figure = saved.locator("figure", has_text="Leavers and joiners")
    figure.get_by_text("As a table").click()
    cells = figure.locator("tbody tr").nth(2).locator("td").all_inner_texts()
    assert cells == [str(heads(2, "leaver")), str(heads(2, "joiner"))]


def test_numbers_beside_an_axis_are_told_apart(saved: Any) -> None:
    figures = saved.locator("figure")
    for at in range(figures.count()):
        beside = figures.nth(at).locator("svg[role=img] text[text-anchor=end]").all_text_contents()[:-1]  # a month
        assert len(beside) >= 2
        assert len(set(beside)) == len(beside), figures.nth(at).locator("figcaption").inner_text()


def test_an_organisation_is_chosen_on_the_map_or_in_the_list(saved: Any) -> None:
    stage = saved.locator(".icr-stage")
    stage.scroll_into_view_if_needed()
    x, y = saved.evaluate(f"window.player.where()['{HOSPITAL}']")
    stage.click(position={"x": x, "y": y})
    assert data(saved, "selected") == HOSPITAL
    assert saved.locator(".icr-panel h3").inner_text() == "Wendle Valley Hospital NHS Trust"
    assert saved.get_by_role("region", name="Posts, April 2026").locator("tbody tr").count() > 3
    assert saved.get_by_label("Organisation", exact=True).input_value() == HOSPITAL
    saved.get_by_label("Organisation", exact=True).select_option("")
    assert saved.locator(".icr-panel").is_hidden()


def test_zoom_moves_places_apart_and_fit_brings_them_back(saved: Any) -> None:
    def apart() -> float:
        (ax, ay), (bx, by) = saved.evaluate("[window.player.where().TA1, window.player.where().TM1]")
        return float(((ax - bx) ** 2 + (ay - by) ** 2) ** 0.5)

    before = apart()
    saved.get_by_role("button", name="Zoom in").click()
    assert apart() > 1.3 * before
    saved.get_by_role("button", name="Show all").click()
    assert apart() == pytest.approx(before)


def test_the_network_is_another_picture_of_the_same_month(saved: Any) -> None:
    before = saved.evaluate("window.player.where()")
    saved.get_by_label("Network").check()
    assert saved.evaluate("window.player.where()") != before
    assert saved.get_by_text("mutual trust. Places in the ring").is_visible()
    assert saved.locator(".icr-stage canvas").first.evaluate(COLOURS) > 5


def test_with_reduced_motion_only_months_change(visit: Visit, page_url: str) -> None:
    page = visit(page_url, reduced_motion="reduce")
    assert page.get_by_label("Arrows with counts, nothing moving").is_checked()
    assert data(page, "playing") == "false"
    before = page.evaluate("window.__icsimFrames")
    page.get_by_label("Speed").select_option("4")
    page.get_by_role("button", name="Play").click()
    until_month(page, 4)
    page.get_by_role("button", name="Pause").click()
    drawn = page.evaluate("window.__icsimFrames") - before
    assert drawn <= month(page) + 3, "a frame a month, and one each for play and pause"


def test_a_phone_shows_all_of_it(visit: Visit, page_url: str, axe: Callable[[Any], list[str]]) -> None:
    page = visit(page_url, viewport={"width": 320, "height": 640})
    page.get_by_label("Organisation", exact=True).select_option(HOSPITAL)
    page.get_by_text("This month in numbers").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert axe(page) == []


def test_a_hostile_name_is_shown_as_text(visit: Visit, tmp_path: Path) -> None:
    path = tmp_path / "hostile.html"
    path.write_text(replay_page(replay(rename=HOSTILE)), encoding="utf-8")
    page = visit(path.as_uri())
    page.get_by_label("Organisation", exact=True).select_option(HOSPITAL)
    page.get_by_text("This month in numbers").click()
    assert page.locator(".icr-panel h3").inner_text() == HOSTILE
    assert page.get_by_role("row", name=HOSTILE).count() > 0
    assert page.evaluate("window.caught") is None
    assert page.locator("img").count() == 0


@pytest.mark.parametrize("way", ["append", "load"])
def test_months_that_come_later_are_played_on(saved: Any, way: str) -> None:
    first = replay(before=3).encode()
    more = replay(first=3).encode() if way == "append" else replay().encode()
    saved.evaluate(
        """([first, more, way]) => {
            const bytes = (text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
            window.player.destroy();
            window.player = icsimPlayer(document.getElementById("player"), bytes(first), { live: true });
            window.more = () => window.player[way](bytes(more));
        }""",
        [base64.b64encode(first).decode(), base64.b64encode(more).decode(), way],
    )
    saved.get_by_label("Speed").select_option("8")
    saved.get_by_role("button", name="Play").click()
    until_month(saved, 2)
    saved.wait_for_timeout(300)
    assert (month(saved), data(saved, "playing")) == (2, "true"), "it waits for what is on its way"
    saved.evaluate("window.more()")
    until_month(saved, 5)
    until(saved, "player.playing === 'false'")
    assert (month(saved), int(data(saved, "dots"))) == (MONTHS - 1, heads(MONTHS - 1))


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A page of the app that has the player and nothing else."""
    folder, port = tmp_path_factory.mktemp("stand"), free_port()
    (folder / "replay.bin").write_bytes(replay().encode())
    own = {"ICSIM_STAND": str(STAND), "ICSIM_STAND_PORT": str(port), "ICSIM_STAND_REPLAY": str(folder / "replay.bin")}
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([sys.executable, "-c", SERVE], env=os.environ | own, stdout=log, stderr=log)
    url, until = f"http://127.0.0.1:{port}", time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(f"{url}/readyz", timeout=5).close()
            break
        except (urllib.error.URLError, OSError):
            assert time.monotonic() < until, (folder / "log").read_text()
            time.sleep(0.1)
    yield url
    server.terminate()
    server.wait(timeout=30)


def test_in_the_app_month_and_organisation_go_both_ways(visit: Visit, stand: str) -> None:
    page = visit("/", base=stand)
    told = page.locator(".told")
    page.locator(".icr-stage").wait_for()
    page.get_by_role("button", name="To month 5").click()
    until(page, "player.month === '4'")
    page.get_by_role("button", name="Choose the hospital").click()
    until(page, f"player.selected === '{HOSPITAL}'")
    page.get_by_label("Organisation", exact=True).select_option("TM1")
    told.get_by_text("chosen TM1").wait_for()
    page.get_by_label("Month", exact=True).fill("6")
    told.get_by_text("month 6").wait_for()
    page.get_by_role("button", name="Back one month").click()
    told.get_by_text("month 5").wait_for()


def test_in_the_app_playing_tells_the_page_and_is_not_held_up_by_it(visit: Visit, stand: str) -> None:
    page = visit("/", base=stand)
    page.get_by_label("Speed").select_option("8")
    page.get_by_role("button", name="Play").click()
    page.locator(".told").get_by_text(f"month {MONTHS - 1}").wait_for()
    assert (month(page), data(page, "playing")) == (MONTHS - 1, "false")
