"""How many pages may be open, and which gives way: those nobody looks at."""

from __future__ import annotations

import threading
from contextlib import ExitStack
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


def test_pages_that_come_all_at_once_are_counted_before_solara_has_made_them(pages: Pages) -> None:
    there = OpenPages()
    with ExitStack() as stack:
        for number in range(MOST_OF_A_SESSION):
            assert there.has_room("me")
            stack.enter_context(there.connected(f"kernel {number}", "me"))
        assert not there.has_room("me")
        assert there.owner("kernel 0") == "me"
        pages["kernel 0"] = Context("me", {"page": PageStatus.CONNECTED})  # made: not counted twice
        assert not there.has_room("me")
        assert there.has_room("you")
    assert there.owner("kernel 1") is None
    assert there.has_room("me")


def test_one_page_gives_way_to_one(pages: Pages) -> None:
    class Slow(Context):
        def close(self) -> None:
            free.wait(timeout=10)
            super().close()

    free = threading.Event()
    pages["left"] = Slow("me", {"page": PageStatus.DISCONNECTED})
    opened(pages, MOST_OF_A_SESSION - 1, "me")
    there = OpenPages()
    assert there.has_room("me")
    with there.connected("new", "me"):
        assert not there.has_room("me")  # the one that left is closing still, and makes room for one only
    free.set()
    assert pages["left"].closed.wait(timeout=10)
