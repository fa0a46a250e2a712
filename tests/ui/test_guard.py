"""What the guard lets through to Solara, asked by hand: no server, no browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.ui.asgi import HERE, Answered, ask, connect

from icsim.ui.guard import Guard
from icsim.ui.sessions import Sessions

KERNEL = "0f8fad5b-d9cb-469f-a165-70867728950e"
CHANNELS = f"/jupyter/api/kernels/{KERNEL}/channels?session_id=page"
CLOSE = f"/_solara/api/close/{KERNEL}?session_id=page"


class Solara:
    """Stands behind the guard and notes what reaches it."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.heard: list[dict[str, Any]] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.asked.append(dict(scope))
        if scope["type"] == "websocket":
            while True:
                self.heard.append(await receive())
                if self.heard[-1]["type"] == "websocket.disconnect":
                    return
        headers = [(b"content-type", b"text/html"), (b"set-cookie", b"solara-session-id=x"), (b"server", b"solara")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"a page"})

    def headers(self) -> dict[str, str]:
        return {name.decode(): value.decode() for name, value in self.asked[-1]["headers"]}


class Pages:
    """Kernels there are, by owner, and whether there is room for more."""

    def __init__(self) -> None:
        self.owners: dict[str, str] = {}
        self.room = True

    def owner(self, kernel: str) -> str | None:
        return self.owners.get(kernel)

    def has_room(self, session: str) -> bool:
        return self.room

    @contextmanager
    def connected(self, kernel: str, session: str) -> Iterator[None]:
        self.owners[kernel] = session
        yield


class World:
    def __init__(self, assets: Path, token: str = "") -> None:
        self.solara, self.pages, self.sessions = Solara(), Pages(), Sessions(token)
        self.guard = Guard(self.solara, {"/", "/watch"}, self.sessions, self.pages, assets, names=["Laptop"])

    def get(self, path: str = "/", **headers: str) -> Answered:
        return ask(self.guard, path, **headers)

    def session(self) -> dict[str, str]:
        """The cookie of somebody who has been let in."""
        return {"cookie": f"icsim-{HERE[1]}={self.sessions.begin()}"}


@pytest.fixture
def world(tmp_path: Path) -> World:
    (tmp_path / "cdn" / "lib@1" / "dist").mkdir(parents=True)
    (tmp_path / "cdn" / "lib@1" / "dist" / "a.js").write_text("0")
    (tmp_path / "secret").write_text("s")
    return World(tmp_path / "cdn")


@pytest.fixture
def lan(tmp_path: Path) -> World:
    return World(tmp_path, token="the-token")


def test_a_first_visit_is_given_a_session_that_scripts_cannot_read(world: World) -> None:
    answer = world.get()
    cookie = answer.headers["set-cookie"]
    assert answer.status == 200
    assert answer.body == "a page"
    assert cookie.startswith("icsim-8765=")
    assert cookie.endswith("; Path=/; HttpOnly; SameSite=Lax")
    session = cookie.split("=")[1].split(";")[0]
    assert world.solara.headers()["cookie"] == f"solara-session-id={session}"
    again = world.get(cookie=f"other={{bad json; icsim-8765={session}")
    assert "set-cookie" not in again.headers
    assert world.solara.headers()["cookie"] == f"solara-session-id={session}"


def test_a_session_nobody_was_given_is_none(world: World) -> None:
    assert "icsim-8765=made-up;" not in world.get(cookie="icsim-8765=made-up").headers["set-cookie"] + ";"
    assert "made-up" not in world.solara.headers()["cookie"]
    assert world.get(cookie="solara-session-id=made-up").status == 200
    assert "made-up" not in world.solara.headers()["cookie"]


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:8765", "LOCALHOST", "[::1]:8765", "laptop:8765"])
def test_our_own_names_are_answered(world: World, host: str) -> None:
    assert world.get(host=host).status == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "127.0.0.1.evil.example", "127.0.0.2", "", "localhost:8765@evil"]
)
def test_another_name_is_not(world: World, host: str) -> None:
    assert world.get(host=host).status == 421
    assert world.solara.asked == []


def test_the_address_a_request_came_in_at_is_ours_and_no_other(world: World) -> None:
    at = ("192.168.1.20", 8765)
    assert ask(world.guard, "/", server=at).status == 200
    assert ask(world.guard, "/", server=at, host="192.168.1.21:8765").status == 421


@pytest.mark.parametrize(
    "path",
    ["/resourcez", "/_solara/api/evict/x", "/jupyter/api/kernels/x", "/nothing", "/static", "/static/", "/static/../a",
     "/_solara/cdn/", "/_solara/cdn/lib@1", "/_solara/cdn/lib@1/dist", "/_solara/cdn/none.js", "/_solara/cdn/../secret",
     "/jupyter/nbextensions/other/index.js", "/docs", "/_solara/cdn/\0", "/static/\0"],
)  # fmt: skip
def test_what_the_app_does_not_have_never_reaches_solara(world: World, path: str) -> None:
    # a folder of the assets would be removed by Solara, a file it lacks would be fetched from elsewhere
    answer = world.get(path, **world.session())
    assert answer.status == 404
    assert '<a href="/">' in answer.body
    assert world.solara.asked == []


def test_files_are_for_those_who_have_a_session(world: World) -> None:
    assert world.get("/_solara/cdn/lib@1/dist/a.js").status == 403
    assert world.get("/_solara/cdn/lib@1/dist/a.js", **world.session()).status == 200
    assert world.get("/static/main.js", **world.session()).status == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE", "POST"])
def test_no_other_methods(world: World, method: str) -> None:
    assert ask(world.guard, "/", method, **world.session()).status == 405


def test_a_page_loads_nothing_from_elsewhere_and_stands_in_no_frame(world: World) -> None:
    headers = world.get().headers
    policy = dict(each.split(" ", 1) for each in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert policy["connect-src"] == "'self' ws://127.0.0.1:8765 data: blob:"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["object-src"] == "'none'"
    assert "http" not in policy["script-src"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "server" not in headers
    assert "access-control-allow-origin" not in headers


def test_headers_of_proxies_are_not_believed(world: World) -> None:
    world.get(x_script_name="//evil.example", script_name="//evil.example", x_forwarded_host="e", x_forwarded_proto="e")
    assert set(world.solara.headers()) == {"host", "cookie"}


def test_too_long_an_address_is_said_to_be(world: World) -> None:
    assert world.get("/?c=" + "x" * 30_000).status == 200
    assert world.get("/?c=" + "x" * 60_000).status == 414


def test_a_full_server_says_so(world: World) -> None:
    known = world.session()
    world.pages.room = False
    answer = world.get(**known)
    assert answer.status == 503
    assert "no room" in answer.body


ORIGIN = f"http://{HERE[0]}:{HERE[1]}"


@pytest.mark.parametrize(
    ("changed", "status"),
    [({}, 200), ({"origin": "http://evil.example"}, 403), ({"origin": "null"}, 403), ({"cookie": ""}, 403),
     ({"content_length": "70000"}, 413), ({"content_length": ""}, 413)],
)  # fmt: skip
def test_only_its_own_page_says_that_it_was_closed(world: World, changed: dict[str, str], status: int) -> None:
    mine = world.session()
    world.pages.owners[KERNEL] = mine["cookie"].split("=")[1]
    said = {"origin": ORIGIN, "content_length": "0", **mine, **changed}
    assert ask(world.guard, CLOSE, "POST", **said).status == status


def test_nobody_closes_the_page_of_another(world: World) -> None:
    world.pages.owners[KERNEL] = "somebody else's"
    answer = ask(world.guard, CLOSE, "POST", origin=ORIGIN, content_length="0", **world.session())
    assert answer.status == 403
    assert world.solara.asked == []


def refused(sent: list[dict]) -> bool:
    return sent == [{"type": "websocket.close", "code": 1008}]


def test_a_websocket_opens_for_a_page_of_ours(world: World) -> None:
    assert not refused(connect(world.guard, CHANNELS, **world.session()))
    assert [each["type"] for each in world.solara.heard] == ["websocket.connect", "websocket.disconnect"]


@pytest.mark.parametrize(
    "changed",
    [{"origin": "http://evil.example"}, {"origin": "http://127.0.0.1:9999"}, {"origin": ""}, {"origin": "null"},
     {"host": "evil.example", "origin": "http://evil.example"}, {"cookie": ""}, {"cookie": "icsim-8765=guess"},
     {"cookie": "icsim-9999=guess"}],
)  # fmt: skip
def test_a_websocket_of_another_origin_host_or_nobody_is_refused(world: World, changed: dict[str, str]) -> None:
    assert refused(connect(world.guard, CHANNELS, **{**world.session(), **changed}))
    assert world.solara.asked == []


def test_nobody_connects_to_the_page_of_another(world: World) -> None:
    world.pages.owners[KERNEL] = "somebody else's"
    assert refused(connect(world.guard, CHANNELS, **world.session()))


def test_a_page_counts_from_the_moment_it_is_let_in(world: World) -> None:
    mine = world.session()
    connect(world.guard, CHANNELS, **mine)
    assert world.pages.owners == {KERNEL: mine["cookie"].split("=")[1]}


def test_no_more_pages_than_there_is_room_for(world: World) -> None:
    mine = world.session()
    world.pages.room = False
    assert refused(connect(world.guard, CHANNELS, **mine))
    world.pages.owners[KERNEL] = mine["cookie"].split("=")[1]
    assert not refused(connect(world.guard, CHANNELS, **mine))  # the page that is there may come back


@pytest.mark.parametrize(
    "path", ["/jupyter/api/kernels/../x/channels", "/other", f"/jupyter/api/kernels/{KERNEL}/iopub"]
)
def test_no_other_websockets(world: World, path: str) -> None:
    assert refused(connect(world.guard, path, **world.session()))


@pytest.mark.parametrize("asked", ["", "?session_id=", "?session_id=a&session_id=b", "?session_id=..%2Fx", "?other=1"])
def test_a_websocket_says_which_page_it_is_for(world: World, asked: str) -> None:
    assert refused(connect(world.guard, CHANNELS.partition("?")[0] + asked, **world.session()))
    assert world.solara.asked == []


def said(kind: str, **content: Any) -> str:
    return json.dumps({"header": {"msg_type": kind}, "content": content, "channel": "shell"})


def test_messages_of_a_page_come_through(world: World) -> None:
    opened = [said("comm_open", target_name=name) for name in ("solara.control", "jupyter.widget.control")]
    messages = [said("kernel_info_request"), *opened, said("comm_msg", data={}), said("comm_close")]
    connect(world.guard, CHANNELS, messages, **world.session())
    assert [each.get("text") for each in world.solara.heard[1:-1]] == messages


@pytest.mark.parametrize(
    "message",
    [said("execute_request", code="1"), said("comm_open", target_name="jupyter.widget"), said("comm_open"),
     said("complete_request"), "not json", "[]", "{}", "null", '{"header": 1}', b"\x00\x01", "[" * 100_000],
    ids=lambda each: str(each)[:40],
)  # fmt: skip
def test_any_other_message_ends_the_connection(world: World, message: str | bytes) -> None:
    connect(world.guard, CHANNELS, [message, said("comm_msg")], **world.session())
    assert [each["type"] for each in world.solara.heard] == ["websocket.connect", "websocket.disconnect"]


def test_on_a_network_nobody_comes_in_without_the_token(lan: World) -> None:
    answer = lan.get("/watch?month=3&name=%3Cb%3E")
    assert answer.status == 403
    assert "set-cookie" not in answer.headers
    assert '<label for="token">Joining code</label>' in answer.body
    assert '<input type="hidden" name="name" value="&lt;b&gt;">' in answer.body
    assert "<b>" not in answer.body.replace("<b>token=</b>", "")
    assert lan.get("/static/main.js").status == 403
    assert refused(connect(lan.guard, CHANNELS))
    assert lan.solara.asked == []


def test_the_token_is_exchanged_for_a_session_and_leaves_the_address(lan: World) -> None:
    answer = lan.get("/watch?month=3&token=the-token&a=%26")
    assert answer.status == 303
    assert answer.headers["location"] == "/watch?month=3&a=%26"
    assert "the-token" not in answer.headers["set-cookie"]
    cookie = answer.headers["set-cookie"].split(";")[0]
    assert lan.get("/watch", cookie=cookie).status == 200
    twice = lan.get("/?token=anything", cookie=cookie)
    assert twice.headers["location"] == "/"


@pytest.mark.parametrize("token", ["", "the-toke", "the-token2", "THE-TOKEN", "%C3%A9"])
def test_a_wrong_token_is_not(lan: World, token: str) -> None:
    answer = lan.get(f"/?token={token}")
    assert answer.status == 403
    assert "set-cookie" not in answer.headers
    assert "That is not the code" in answer.body


def test_guessing_is_slowed_down(lan: World) -> None:
    assert [lan.get("/?token=guess").status for _ in range(12)] == [403] * 10 + [429] * 2
    assert lan.get("/?token=the-token").status == 429


def test_whether_the_server_is_ready_is_no_secret(lan: World) -> None:
    assert lan.get("/readyz").status == 200
    assert lan.get("/readyz", host="evil.example").status == 421
