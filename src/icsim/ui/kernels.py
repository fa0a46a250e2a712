"""Kernels: what Solara keeps for each open page, counted and bounded."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from solara.server import kernel_context

MOST = 64
"""Pages open at a time, over everybody; each takes a thread and some megabytes."""
MOST_OF_A_SESSION = 16
"""The same for one browser."""


class OpenPages:
    """The kernels there are: one for each open page, and for each that lost its connection lately."""

    def __init__(self) -> None:
        self._coming: dict[str, str] = {}
        self._leaving: set[str] = set()

    def owner(self, kernel: str) -> str | None:
        """Session of a kernel that is there or is being made."""
        found = kernel_context.contexts.get(kernel)
        return self._coming.get(kernel) if found is None else str(found.session_id)

    @contextmanager
    def connected(self, kernel: str, session: str) -> Iterator[None]:
        """Count a kernel from the moment a page is let in: Solara makes it a while later, in a thread of its own."""
        self._coming[kernel] = session
        try:
            yield
        finally:
            self._coming.pop(kernel, None)

    def has_room(self, session: str) -> bool:
        """Whether a session may have one more kernel, if need be in place of one nobody looks at."""
        there = {key: each for key, each in tuple(kernel_context.contexts.items()) if key not in self._leaving}
        owners = self._coming | {key: str(each.session_id) for key, each in there.items()}
        own = {key: each for key, each in there.items() if each.session_id == session}
        counted = list(owners.values()).count(session), len(owners)
        for number, kernels, most in zip(counted, (own, there), (MOST_OF_A_SESSION, MOST), strict=True):
            if number >= most and not self._gave_way(kernels):
                return False
        return True

    def _gave_way(self, kernels: Mapping[str, kernel_context.VirtualKernelContext]) -> bool:
        """Close the oldest kernel whose page is not connected; whether there was one."""
        connected = kernel_context.PageStatus.CONNECTED
        for key, each in kernels.items():
            if connected not in tuple(each.page_status.values()) and each.page_status:
                self._leaving.add(key)
                threading.Thread(target=self._close, args=(key, each), name="close-kernel", daemon=True).start()
                return True
        return False

    def _close(self, key: str, kernel: kernel_context.VirtualKernelContext) -> None:
        try:
            kernel.close()
        finally:
            self._leaving.discard(key)
