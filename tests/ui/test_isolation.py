"""Two browsers never see each other's page, whatever they send; asked by websocket, without a browser."""

from __future__ import annotations

from typing import Any

import pytest
from tests.ui.conftest import App
from tests.ui.kernel_client import Page, new_session
from websockets.exceptions import InvalidStatus

from icsim.ui.guard import FRAME_BYTES

pytestmark = pytest.mark.slow


def the_page(widgets: dict[str, dict[str, Any]]) -> str:
    """The widget that holds the page itself."""
    return next(name for name, state in widgets.items() if state.get("class_") == "ics-page")


def test_a_page_is_only_its_owners(app: App) -> None:
    first = Page(app.url, new_session(app.url))
    assert the_page(first.run("/evidence"))
    with pytest.raises(InvalidStatus, match="403"):
        Page(app.url, new_session(app.url), kernel=first.kernel)
    first.close()


def test_a_page_that_lost_its_connection_comes_back_to_its_owner(app: App) -> None:
    cookie = new_session(app.url)
    first = Page(app.url, cookie)
    page = the_page(first.run("/evidence"))
    first.close()
    again = Page(app.url, cookie, kernel=first.kernel)
    assert again.state_of(page) is not None
    again.close()


def test_no_widget_of_another_can_be_asked_or_changed(app: App) -> None:
    first, second = Page(app.url, new_session(app.url)), Page(app.url, new_session(app.url))
    page = the_page(first.run("/evidence"))
    second.run("/evidence")
    change = {"method": "update", "state": {"class_": "changed"}}
    second.send("comm_msg", comm_id=page, data=change)
    assert second.state_of(page) is None
    assert first.state_of(page)["class_"] == "ics-page"
    first.send("comm_msg", comm_id=page, data=change)
    assert first.state_of(page)["class_"] == "changed"  # its owner can
    first.close()
    second.close()


def test_a_frame_that_is_too_large_ends_the_connection(app: App) -> None:
    page = Page(app.url, new_session(app.url))
    assert page.ending("x" * (FRAME_BYTES + 1)) in {1009, "reset"}
    page.close()


def test_a_page_makes_no_widgets_of_its_own(app: App) -> None:
    page = Page(app.url, new_session(app.url))
    page.run("/evidence")
    state = {"_model_module": "@jupyter-widgets/controls", "_model_name": "TextModel", "_view_name": "TextView"}
    page.send("comm_open", comm_id="mine", target_name="jupyter.widget", data={"state": state})
    assert isinstance(page.ending(), int)  # a code: it was closed in good order
    page.close()


@pytest.mark.parametrize("origin", ["http://evil.example", "null"])
def test_no_page_from_elsewhere_connects(app: App, origin: str) -> None:
    with pytest.raises(InvalidStatus, match="403"):
        Page(app.url, new_session(app.url), origin=origin)
