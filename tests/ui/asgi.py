"""Asking an ASGI application by hand, as a server would."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.ui.asynchronous import run_async

HERE = ("127.0.0.1", 8765)


@dataclass(frozen=True)
class Answered:
    """What came back: status and headers of the first message, all of the body."""

    status: int
    headers: dict[str, str]
    body: str


def scope(kind: str, path: str, headers: dict[str, str], method: str = "GET", server: tuple[str, int] = HERE) -> dict:
    path, _, query = path.partition("?")
    return {
        "type": kind,
        "method": method,
        "scheme": "ws" if kind == "websocket" else "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "server": server,
        "client": ("127.0.0.1", 50000),
    }


def ask(app: Any, path: str, method: str = "GET", server: tuple[str, int] = HERE, **headers: str) -> Answered:
    """Ask for a page; ``x_y`` is the header ``x-y``."""
    said = {"host": f"{server[0]}:{server[1]}", **{name.replace("_", "-"): value for name, value in headers.items()}}
    sent = _run(app, scope("http", path, said, method, server), [{"type": "http.request", "body": b""}])
    found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    body = b"".join(each.get("body", b"") for each in sent[1:])
    return Answered(sent[0]["status"], found, body.decode())


def connect(app: Any, path: str, messages: Iterable[str | bytes] = (), **headers: str) -> list[dict]:
    """Open a websocket and send messages; what the application sent."""
    said = {"host": f"{HERE[0]}:{HERE[1]}", "origin": f"http://{HERE[0]}:{HERE[1]}"}
    said |= {name.replace("_", "-"): value for name, value in headers.items()}
    frames = [{"type": "websocket.receive", ("text" if isinstance(each, str) else "bytes"): each} for each in messages]
    end = {"type": "websocket.disconnect", "code": 1001}
    return _run(app, scope("websocket", path, said), [{"type": "websocket.connect"}, *frames, end])


def _run(app: Any, which: dict, incoming: Sequence[dict]) -> list[dict]:
    waiting, sent = list(incoming), []

    async def receive() -> dict:
        return waiting.pop(0)

    async def send(message: dict) -> None:
        sent.append(message)

    run_async(app(which, receive, send))
    return sent
