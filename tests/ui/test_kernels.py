"""How many pages may be open, and which gives way: those nobody looks at."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import pytest
from solara.server.kernel_context import PageStatus

from icsim.ui import kernels
from icsim.ui.kernels import MOST, MOST_OF_A_SESSION, OpenPages


@dataclass
class Context:
    """What Solara keeps for a page."""

    session_id: str
    page_status: dict[str, PageStatus]
    closed: threading.Event = field(default_factory=threading.Event)

    def close(self) -> None:
        self.closed.set()


Pages = dict[str, Context]


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> Pages:
    found: Pages = {}
    monkeypatch.setattr(kernels.kernel_context, "contexts", found)
    return found


def opened(pages: Pages, count: int, session: str, status: PageStatus = PageStatus.CONNECTED) -> list[Context]:
    made = [Context(session, {"page": status}) for _ in range(count)]
    pages.update({f"{session}-{len(pages)}-{number}": each for number, each in enumerate(made)})
    return made


def test_a_page_has_its_owner(pages: Pages) -> None:
    opened(pages, 1, "me")
    assert OpenPages().owner("me-0-0") == "me"
    assert OpenPages().owner("gone") is None


def test_there_is_room_up_to_the_most_of_a_session(pages: Pages) -> None:
    opened(pages, MOST_OF_A_SESSION - 1, "me")
    assert OpenPages().has_room("me")
    opened(pages, 1, "me")
    assert not OpenPages().has_room("me")
    assert OpenPages().has_room("you")


def test_there_is_room_up_to_the_most_of_everybody(pages: Pages) -> None:
    for number in range(MOST):
        opened(pages, 1, f"person {number}")
    assert not OpenPages().has_room("one more")


def test_the_oldest_page_nobody_looks_at_gives_way(pages: Pages) -> None:
    first, second = opened(pages, 2, "me", PageStatus.DISCONNECTED)
    opened(pages, MOST_OF_A_SESSION, "me")
    assert OpenPages().has_room("me")
    assert first.closed.wait(timeout=10)
    assert not second.closed.is_set()


def test_a_page_that_is_just_opening_does_not(pages: Pages) -> None:
    pages["new"] = Context("me", {})
    opened(pages, MOST_OF_A_SESSION - 1, "me")
    assert not OpenPages().has_room("me")
    assert not pages["new"].closed.is_set()
