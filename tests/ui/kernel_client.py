"""A page without a browser: opens a session, connects to a kernel and talks to it as Solara's script does."""

from __future__ import annotations

import http.client
import json
import time
import uuid
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection
from websockets.sync.client import connect as open_websocket

_PATIENCE_S = 20.0


def new_session(url: str, path: str = "/") -> str:
    """The cookie a first visit is given."""
    place = urlsplit(url)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=_PATIENCE_S)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return (answer.getheader("set-cookie") or "").split(";")[0]


class Page:
    """One page, connected to a kernel of its own or to one somebody names."""

    def __init__(self, url: str, cookie: str, kernel: str | None = None, origin: str | None = None) -> None:
        self.kernel = kernel or str(uuid.uuid4())
        address = f"{url.replace('http', 'ws', 1)}/jupyter/api/kernels/{self.kernel}/channels?session_id={uuid.uuid4()}"
        headers = {"Cookie": cookie, "Origin": origin or url}
        self._ends = ExitStack()
        self._socket: ClientConnection = self._ends.enter_context(
            open_websocket(address, additional_headers=headers, open_timeout=_PATIENCE_S, max_size=None)
        )

    def close(self) -> None:
        """Go away."""
        self._ends.close()

    def send_raw(self, frame: str | bytes) -> None:
        """Send a frame as it is."""
        self._socket.send(frame)

    def send(self, kind: str, **content: Any) -> None:
        """Send a message."""
        header = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "session": "s", "username": "", "version": "5.2"}
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
        self._socket.send(json.dumps(message))

    def heard(self, until: str | None = None, seconds: float = _PATIENCE_S) -> list[dict[str, Any]]:
        """Messages up to the first that holds some text, or all of some seconds; binary ones are left out."""
        found, ends = [], time.monotonic() + seconds
        while (left := ends - time.monotonic()) > 0:
            try:
                frame = self._socket.recv(timeout=left)
            except TimeoutError:
                break
            if isinstance(frame, str):
                found.append(json.loads(frame))
                if until is not None and until in frame:
                    return found
        assert until is None, f"nothing with {until!r} came"
        return found

    def ending(self, frame: str | bytes = b"") -> int | str | None:
        """How the server ends the connection, after one more frame if there is one.

        Its code; ``reset`` if it hung up while it was still being sent to.
        """
        try:
            if frame:
                self.send_raw(frame)
            while True:
                self._socket.recv(timeout=_PATIENCE_S)
        except ConnectionClosed as closed:
            if closed.rcvd:
                return closed.rcvd.code
            return "reset" if isinstance(closed.__cause__, ConnectionResetError | BrokenPipeError) else None

    def run(self, path: str = "/") -> dict[str, dict[str, Any]]:
        """Have the app run; the widgets of the page by name, as they are made."""
        comm = uuid.uuid4().hex
        self.send("comm_open", comm_id=comm, target_name="solara.control", data={})
        themes = {"light": {}, "dark": {}}
        self.send(
            "comm_msg", comm_id=comm, data={"method": "run", "args": {"path": path, "dark": False, "themes": themes}}
        )
        messages = self.heard(until='"finished"')
        opened = [each["content"] for each in messages if each["header"]["msg_type"] == "comm_open"]
        return {each["comm_id"]: each["data"]["state"] for each in opened if "state" in each["data"]}

    def state_of(self, widget: str) -> dict[str, Any] | None:
        """What is answered when the state of a widget is asked for; None if nothing is."""
        self.send("comm_msg", comm_id=widget, data={"method": "request_state"})
        self.send("kernel_info_request")  # answered after it: so nobody has to wait for what does not come
        for each in self.heard(until="kernel_info_reply"):
            content = each["content"]
            if each["header"]["msg_type"] == "comm_msg" and content["comm_id"] == widget and "state" in content["data"]:
                state: dict[str, Any] = content["data"]["state"]
                return state
        return None
