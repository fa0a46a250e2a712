"""Page of a replay: one file, nothing fetched, names are text."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import UTC, datetime

import html5lib
from tests.report.replays import small_run

from icsim.load import load_system
from icsim.report.replay import Replay
from icsim.report.replay_page import player_script, replay_page

WRITTEN = datetime(2026, 4, 1, 9, 30, tzinfo=UTC)
HOSTILE = "</script><script>window.caught = 1</script><img src=x onerror='window.caught = 1'>"


def small(**changes: object) -> Replay:
    replay = Replay.of(small_run().table, load_system("small"), small_run().spec)
    return Replay({**replay.header, **changes}, replay.arrays)


def test_the_same_replay_gives_the_same_page() -> None:
    assert replay_page(small(), written=WRITTEN) == replay_page(small(), written=WRITTEN)


def test_it_holds_the_replay_and_says_what_it_is() -> None:
    page = replay_page(small(), written=WRITTEN)
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    (data,) = (each for each in tree.iter("script") if each.get("id") == "replay")
    assert base64.b64decode(data.text or "") == small().encode()
    words = "".join(tree.itertext())
    for fact in ("Wendle Valley: today, with no agreement", "None: as today", "2026-04-01 09:30 UTC", "icsim"):
        assert fact in words


def test_only_its_own_script_and_style_may_act_and_nothing_may_be_fetched() -> None:
    page = replay_page(small(), written=WRITTEN)
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    (policy,) = (e.get("content") for e in tree.iter("meta") if e.get("http-equiv") == "Content-Security-Policy")
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    for tag, rule in (("script", "script-src"), ("style", "style-src")):
        acting = [e for e in tree.iter(tag) if e.get("type") is None]
        hashes = [base64.b64encode(hashlib.sha256((e.text or "").encode()).digest()).decode() for e in acting]
        assert rules[rule] == " ".join(f"'sha256-{each}'" for each in hashes)
    assert not [e for e in tree.iter() if e.get("src") or e.get("href") or e.get("style")]
    assert set(re.findall(r"https?://[^\s\"'<]+", page)) == {"http://www.w3.org/2000/svg"}


def test_the_player_asks_for_nothing_and_makes_no_markup_of_text() -> None:
    script = player_script()
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(", "fetch(",
                 "XMLHttpRequest", "WebSocket", "import(", "sendBeacon", "localStorage"):  # fmt: skip
        assert word not in script, f"the player uses {word}"


def test_a_hostile_name_stays_text() -> None:
    page = replay_page(small(title=HOSTILE, facts=[["Agreements", HOSTILE]]), written=WRITTEN)
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    assert HOSTILE in [(each.text or "") for each in tree.iter("h1")]
    assert [each.text for each in tree.iter("title")] == [HOSTILE]
    assert not list(tree.iter("img"))
    assert len(list(tree.iter("script"))) == 2
