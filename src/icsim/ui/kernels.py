"""Kernels: what Solara keeps for each open page, counted and bounded."""

from __future__ import annotations

import threading

from solara.server import kernel_context

MOST = 64
"""Pages open at a time, over everybody; each takes a thread and some megabytes."""
MOST_OF_A_SESSION = 16
"""The same for one browser."""


class OpenPages:
    """The kernels there are: one for each open page, and for each that lost its connection lately."""

    def owner(self, kernel: str) -> str | None:
        """Session of a kernel that is there."""
        found = kernel_context.contexts.get(kernel)
        return None if found is None else str(found.session_id)

    def has_room(self, session: str) -> bool:
        """Whether a session may have one more kernel, if need be in place of one nobody looks at."""
        everybody = list(kernel_context.contexts.values())
        own = [each for each in everybody if each.session_id == session]
        for kernels, most in ((own, MOST_OF_A_SESSION), (everybody, MOST)):
            if len(kernels) >= most and not _gave_way(kernels):
                return False
        return True


def _gave_way(kernels: list[kernel_context.VirtualKernelContext]) -> bool:
    """Close the oldest kernel whose page is not connected; whether there was one."""
    connected = kernel_context.PageStatus.CONNECTED
    for each in kernels:
        if connected not in tuple(each.page_status.values()) and each.page_status:
            threading.Thread(target=each.close, name="close-kernel", daemon=True).start()
            return True
    return False
