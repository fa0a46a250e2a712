"""The page of sweeps in a browser: open, filter, go back, choose a run, go and watch it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.ui.conftest import App, Stay, Visits, start_app
from tests.ui.sweep.made import drawn

pytestmark = [pytest.mark.slow, pytest.mark.browser]

HOSTILE = "<img src=x onerror=alert(1)> {{ 1+1 }}"
Visit = Callable[..., Any]


@pytest.fixture(scope="module")
def sweeps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """An app in whose working folder there are sweeps, one of ten thousand runs."""
    folder = tmp_path_factory.mktemp("sweeps")
    drawn(folder / "results" / "small", 60)
    drawn(folder / "results" / "large", 5_000)
    drawn(folder / "results" / "hostile", 20, agreement=HOSTILE)
    drawn(folder / "elsewhere", 4)
    old = folder / "experiments" / "old"
    drawn(old, 4)
    (old / "plan.json").write_text((old / "plan.json").read_text().replace("icsim runs 1", "icsim runs 0"))
    made, server = start_app(folder, "--sweeps", "results", "--sweeps", "experiments", warmed=())
    yield made
    server.terminate()
    server.wait(timeout=30)


@pytest.fixture(scope="module")
def stay(chromium: Any, sweeps: App) -> Iterator[Stay]:
    """The page on which tests follow one another; its server has sweeps."""
    made = Stay(Visits(chromium, sweeps.url))
    yield made
    made.close()


@pytest.fixture
def go(come: Visit) -> Visit:
    """Come to the page of sweeps."""
    return lambda query="": come(f"/sweep{query}")


def count(page: Any, words: str) -> None:
    """Wait until the page says how many runs pass the filters."""
    page.get_by_role("status").filter(has_text=f"{words} runs pass the filters.").wait_for()


def query(page: Any) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_a_sweep_is_chosen_from_the_list_and_shown(go: Visit, axe: Callable[[Any], list[str]]) -> None:
    page = go()
    page.get_by_label("Sweep").select_option("results/small")
    count(page, "All 120")
    names = page.get_by_label("Sweep").locator("option").all_inner_texts()
    assert names == ["experiments/old", "results/hostile", "results/large", "results/small"]
    assert query(page) == {"sweep": ["results/small"]}
    assert page.get_by_role("img").get_attribute("aria-label").startswith("Leavers, less Today")
    assert axe(page) == []


def test_a_filter_is_in_the_address_and_back_takes_it_away(go: Visit) -> None:
    page = go("?sweep=results/small")
    count(page, "All 120")
    box = page.get_by_label("From, rotation.leave_ratio (hazard ratio)")
    box.fill("0.8")
    box.press("Enter")
    count(page, "60 of 120")
    assert query(page)["min.p:rotation.leave_ratio"] == ["0.8"]
    page.get_by_label("Today", exact=True).uncheck()
    count(page, "30 of 120")
    page.get_by_text(re.compile(r"^30 of 120 runs\. Mean of Leavers")).wait_for()
    page.go_back()
    count(page, "60 of 120")
    page.go_back()
    count(page, "All 120")
    assert box.input_value() == ""
    page.go_forward()
    count(page, "60 of 120")
    page.get_by_role("button", name="Clear the filters").click()
    count(page, "All 120")


def test_an_address_shows_the_same_to_everybody(go: Visit, visit: Visit, sweeps: App) -> None:
    asked = "?sweep=results%2Fsmall&show=parallel&max.p%3Arotation.leave_ratio=0.7&in.agreement=Mine"
    first, second = go(asked), visit(f"/sweep{asked}", base=sweeps.url)
    for page in (first, second):
        count(page, "15 of 120")
        page.get_by_role("button", name="Every run as a line", pressed=True).wait_for()
        assert page.get_by_label("To, rotation.leave_ratio (hazard ratio)").input_value() == "0.7"
    second.get_by_role("button", name="Heat map").click()
    second.get_by_role("button", name="Heat map", pressed=True).wait_for()
    first.get_by_role("button", name="Every run as a line", pressed=True).wait_for()


@pytest.mark.parametrize("way", ["Every run as a line", "What matters most", "Heat map"])
def test_every_way_to_look_has_a_picture_words_and_a_table(
    way: str, go: Visit, axe: Callable[[Any], list[str]]
) -> None:
    page = go("?sweep=results/small")
    page.get_by_role("button", name=way).click()
    page.get_by_role("button", name=way, pressed=True).wait_for()
    chart = page.get_by_role("region", name="Chart")
    chart.locator("canvas").wait_for()
    assert chart.get_by_role("img").get_attribute("aria-label")
    chart.get_by_role("button", name="The numbers as a table").click()
    chart.get_by_role("table").wait_for()
    assert chart.locator("tbody tr").count() > 1
    assert axe(page) == []


def test_a_pressed_point_is_a_run_to_watch(go: Visit) -> None:
    page = go("?sweep=results/small&up=m:leavers&min.m:leavers=0&in.agreement=Mine")
    page.locator("canvas").wait_for()
    # Where ECharts has put the points is not asked: the picture is pressed until a point is hit.
    box = page.locator("canvas").bounding_box()
    for step in range(400):
        x = box["x"] + box["width"] * (0.1 + 0.85 * (step % 40) / 40)
        y = box["y"] + box["height"] * (0.15 + 0.6 * (step // 40) / 10)
        page.mouse.click(x, y)
        if "run=" in page.url:
            break
    run = int(query(page)["run"][0])
    page.get_by_role("heading", name=f"Run {run + 1}: Mine, seed 1").wait_for()
    way = page.get_by_role("link", name="Watch this very run")
    assert way.get_attribute("href").startswith("/watch?system=small&")
    assert "rotation.leave_ratio:" in way.get_attribute("href")
    way.click()
    page.get_by_role("heading", level=1, name="Watch a run").wait_for()
    assert "/watch?system=small" in page.url


def test_a_run_is_chosen_from_the_table_by_keyboard(go: Visit) -> None:
    page = go("?sweep=results/small")
    button = page.get_by_role("region", name=re.compile("press a run's number")).get_by_role(
        "button", name="3", exact=True
    )
    button.focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Run 3: Today, seed 1").wait_for()
    assert query(page)["run"] == ["2"]
    assert button.get_attribute("aria-pressed") == "true"


def test_the_runs_that_pass_can_be_downloaded(go: Visit) -> None:
    page = go("?sweep=results/small&in.agreement=Mine")
    with page.expect_download() as caught:
        page.get_by_role("button", name="Download all 60 runs as CSV").click()
    text = Path(caught.value.path()).read_text(encoding="utf-8")
    assert len(text.splitlines()) == 61
    assert text.startswith("run,digest,")


def test_ten_thousand_runs_are_shown(go: Visit) -> None:
    page = go("?sweep=results/large&up=m:leavers")
    page.set_default_timeout(90_000)
    count(page, "All 10,000")
    page.get_by_text("Drawn are 4,000 of the 10,000 runs").wait_for()
    box = page.get_by_label("To, rotation.leave_ratio (hazard ratio)")
    box.fill("0.7")
    box.press("Enter")
    count(page, "2,500 of 10,000")


def test_names_from_files_are_text(go: Visit) -> None:
    for show in ("scatter", "parallel", "matters", "heat"):
        page = go(f"?sweep=results/hostile&show={show}&row=agreement&run=1")
        page.get_by_role("heading", name=f"Run 2: {HOSTILE}, seed 1").wait_for()
        page.locator("canvas").wait_for()
        assert page.locator("main img").count() == 0


def alert(page: Any) -> Any:
    """What the page says went wrong; the notice of a lost connection is there too, and empty."""
    return page.get_by_role("alert").filter(has_text="This sweep cannot be shown")


@pytest.mark.parametrize("name", ["results/../elsewhere", "/etc"])
def test_nothing_but_a_listed_sweep_is_opened(name: str, go: Visit) -> None:
    page = go(f"?sweep={name}")
    assert f"there is no sweep '{name}' here" in alert(page).inner_text()
    assert page.locator("canvas").count() == 0


def test_a_sweep_of_another_version_says_what_to_do(go: Visit) -> None:
    page = go("?sweep=experiments/old")
    assert "keeps runs in another way" in alert(page).inner_text()
    assert str(Path.home()) not in page.content()


def test_a_bad_address_is_said_and_the_page_is_of_use(go: Visit) -> None:
    page = go("?sweep=results/small&up=m:nothing&min.p:rotation.leave_ratio=abc&wrong=1")
    count(page, "All 120")
    said = page.get_by_text("Part of the address could not be used").locator("xpath=../..").inner_text()
    assert said.count("left out") == 2
    assert "no 'm:nothing'" in said


def test_it_fits_a_phone(go: Visit, axe: Callable[[Any], list[str]]) -> None:
    page = go("?sweep=results/small&run=3")
    page.set_viewport_size({"width": 360, "height": 740})
    count(page, "All 120")
    page.locator("canvas").wait_for()
    page.wait_for_function("document.querySelector('main canvas').getBoundingClientRect().right <= 360")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert axe(page) == []


def test_without_a_sweep_it_says_how_to_make_one(visit: Visit, axe: Callable[[Any], list[str]]) -> None:
    page = visit("/sweep")
    page.get_by_text("No sweep is here yet").wait_for()
    page.get_by_text("icsim sweep EXPERIMENT.yaml --out results/NAME").wait_for()
    assert axe(page) == []
