"""UI: how long a person waits for the app, in a real browser, against the targets it was built to."""

from __future__ import annotations

import os
import statistics
import tempfile
from pathlib import Path
from typing import Any

from tests.ui.sweep.made import drawn

from benchmarks.browsing import MEBIBYTE, PRESS, browsing, last_said, opened, ready_ms, said_at, served, watched
from benchmarks.report import Cell, Report

ROUNDS = 5
SERVERS = 3
"""Servers started afresh for the first visit."""
SWEEPS = {2_000: 1_000, 10_000: 5_000}
"""Points of a sweep, today and one agreement at each, by its number of runs."""
PEOPLE = 8

_FIRST = r"^(?!.*\b8 of 8 seeds).*\b[1-7] of 8 seeds"
_ALL = r"\b8 of 8 seeds"
_DISCLOSURE = ["main button.ics-disclosure", "main .ics-disclosed"]
_CONTROLS = {"the agreement changed": "Places, people", "nothing kept, of today neither": "Months, months"}
_SETTLED_MS = 3_000

_SYSTEM, _MONTHS, _BUSIEST, _DOTS = "QR1", 18, 5, 2_000
"""The replay: in its sixth month, a September, more than 2,000 people are on the move."""
PLAY = """
([month, least]) => new Promise((done) => {
  const root = document.querySelector(".icr");
  const gaps = [];
  const work = [];
  let last = null;
  let most = 0;
  const frame = (now) => {
    const dots = Number(root.dataset.dots);
    const counts = dots >= least;
    if (counts && last !== null) {
      gaps.push(now - last);
      work.push(performance.now() - now); // the player has drawn before this is called
    }
    if (counts) most = Math.max(most, dots);
    last = counts ? now : null;
    if (gaps.length && !counts) {
      window.player.pause();
      done([gaps, work, most]);
    } else requestAnimationFrame(frame);
  };
  window.player.setMonth(month - 1);
  window.player.play();
  requestAnimationFrame(frame);
})
"""
"""Milliseconds between frames of a month with so many dots, those that each takes to draw, and the dots there are."""
SCRUB = """
(month) => new Promise((done) => {
  const scrub = document.querySelector(".icr-scrub input");
  let began = 0;
  requestAnimationFrame(() => { began = performance.now(); });
  const start = performance.now();
  scrub.value = month;
  scrub.dispatchEvent(new Event("input", { bubbles: true }));
  const handled = performance.now() - start;
  requestAnimationFrame(() => done(handled + performance.now() - began));
})
"""
"""Milliseconds of work from a scrub to its picture."""


def measure(quick: bool) -> Report:
    """Every target, in the order in which a visit meets them."""
    report = Report("ui", "The app: what a person waits for", ["what", "target", "measured", "unit"], quick=quick)
    rounds, servers = (2, 1) if quick else (ROUNDS, SERVERS)
    busy = [os.getloadavg()[0]]
    with browsing() as chromium:
        report.rows += visits(chromium, servers)
        report.rows += estimates(chromium, rounds)
        report.rows += replays(chromium, rounds)
        report.rows += sweeps(chromium, rounds, [2_000] if quick else list(SWEEPS))
        report.rows += people(chromium)
    busy.append(os.getloadavg()[0])
    report.notes = [
        f"Medians of {rounds} or more, first visits of {servers} servers. Gloucestershire, 60 months.",
        "Times are by the page's own clock. Server, workers and browser share the machine; no graphics card draws.",
        f"Others worked on it too: load {busy[0]:.0f} at first, {busy[1]:.0f} in the end, on {os.cpu_count()} cores.",
    ]
    return report


def visits(chromium: Any, servers: int) -> list[list[Cell]]:
    """A page ready, cold and warm; numbers on a first visit; a control acknowledged."""
    cold, numbers, warm, shown, answered = [], [], [], [], []
    for _ in range(servers):
        with served() as server:
            page = watched(opened(chromium))
            cold.append(ready_ms(page, server.url, "main h1"))
            numbers.append(said_at(page, _FIRST, "0"))
            said_at(page, _ALL, "0")
            for _ in range(ROUNDS):
                warm.append(ready_ms(page, server.url, "main h1"))
                said_at(page, _ALL, "0")
                page.wait_for_timeout(_SETTLED_MS)
                first, all_of_it = page.evaluate(PRESS, _DISCLOSURE)
                shown.append(float(first))
                answered.append(float(all_of_it))
            page.context.close()
    return [
        ["page ready, first visit to a new server", 3.0, statistics.median(cold) / 1e3, "s"],
        ["page ready, again", 1.0, statistics.median(warm) / 1e3, "s"],
        ["a press acknowledged", 100, statistics.median(shown), "ms"],
        ["... and what it opens, from the server", 100, statistics.median(answered), "ms"],
        ["first numbers on that first visit", None, statistics.median(numbers) / 1e3, "s"],
    ]


def estimates(chromium: Any, rounds: int) -> list[list[Cell]]:
    """From a changed control to the numbers of the first seed, and of all eight; workers are warm."""
    rows: list[list[Cell]] = []
    with served() as server:
        page = watched(opened(chromium))
        page.goto(server.url)
        said_at(page, _ALL, "0")
        for what, label in _CONTROLS.items():
            first, every = [], []
            for value in range(41, 41 + rounds):  # each for the first time
                box = page.get_by_label(label, exact=True).first
                box.fill(str(value))
                box.press("Enter")
                first.append(said_at(page, _FIRST))
                every.append(first[-1] + said_at(page, _ALL, f"(window.changed + {first[-1]})"))
                page.wait_for_timeout(_SETTLED_MS)
            rows.append([f"paired estimate, one seed: {what}", 2.0, statistics.median(first) / 1e3, "s"])
            rows.append(["... all eight seeds", 30, statistics.median(every) / 1e3, "s"])
        page.context.close()
    return rows


def replays(chromium: Any, rounds: int) -> list[list[Cell]]:
    """Frames a second and scrubbing, in a saved replay that is opened from disk."""
    gaps, works, scrubs, dots = [], [], [], 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "replay.html"
        path.write_text(_replay(), encoding="utf-8")
        page = opened(chromium, path.as_uri())
        page.get_by_label("Speed").select_option("0.5")
        for at in range(rounds):
            found, work, dots = page.evaluate(PLAY, [_BUSIEST, _DOTS])
            gaps.append([float(each) for each in found])
            works.append(statistics.median(map(float, work)))
            scrubs += [float(page.evaluate(SCRUB, (at + 5 * i) % _MONTHS)) for i in range(20)]
        page.context.close()
    fps = statistics.median(1e3 / statistics.mean(some) for some in gaps)
    slow = statistics.median(statistics.quantiles(some, n=20)[-1] for some in gaps)
    return [
        [f"replay, frames a second with {dots:,} dots", 50, fps, "a second"],
        ["... one frame in twenty comes later than", None, slow, "ms"],
        ["... work of one frame", 1e3 / 50, statistics.median(works), "ms"],
        ["replay, work of a scrub to another month", 16, statistics.median(scrubs), "ms"],
    ]


def _replay() -> str:
    from icsim.agreement import load_agreement
    from icsim.config.catalogue import shipped
    from icsim.experiment.record import run
    from icsim.experiment.spec import RunSpec
    from icsim.load import load_system
    from icsim.report.replay import Replay
    from icsim.report.replay_page import replay_page

    signed = [load_agreement(path) for path in shipped("agreements") if path.stem == "rotation_passport"]
    spec = RunSpec.of(_SYSTEM, months=_MONTHS, seed=1, agreements=signed, detail="replay")
    return replay_page(Replay.of(run(spec).table, load_system(_SYSTEM), spec))


def sweeps(chromium: Any, rounds: int, sizes: list[int]) -> list[list[Cell]]:
    """From a changed filter to the chart of the runs that pass it."""
    rows: list[list[Cell]] = []
    with tempfile.TemporaryDirectory() as folder:
        for runs in sizes:
            drawn(Path(folder) / "results" / f"of_{runs}", SWEEPS[runs])
        with served(Path(folder)) as server:
            for runs in sizes:
                page = watched(opened(chromium))
                page.goto(f"{server.url}/sweep?sweep=results/of_{runs}")
                said_at(page, f"All {runs:,} runs pass", "0")
                page.wait_for_timeout(_SETTLED_MS)
                counted, settled = [], []
                for at in range(rounds):
                    box = page.get_by_label("To, rotation.leave_ratio (hazard ratio)")
                    box.fill(f"{0.9 - 0.03 * at:.2f}")
                    box.press("Enter")
                    counted.append(said_at(page, f" of {runs:,} runs pass"))
                    settled.append(last_said(page))
                rows.append([f"sweep of {runs:,} runs, filter to their number", 300, statistics.median(counted), "ms"])
                rows.append(["... and to the new chart", 300, statistics.median(settled), "ms"])
                page.context.close()
    return rows


def people(chromium: Any) -> list[list[Cell]]:
    """Memory of the server, its workers not counted, with one visitor and with several."""
    with served() as server:
        pages = []
        for n in range(PEOPLE):
            pages.append(watched(opened(chromium)))
            pages[-1].goto(server.url)
            said_at(pages[-1], _ALL, "0")
            pages[-1].wait_for_timeout(_SETTLED_MS)
            if n == 0:
                one = server.process.memory_info().rss / MEBIBYTE
        several = server.process.memory_info().rss / MEBIBYTE
        for page in pages:
            page.context.close()
    return [
        ["memory of the server, one person on the first page", None, one, "MiB"],
        [f"... {PEOPLE} people, each with a browser of their own", None, several, "MiB"],
    ]
