"""Connections that come to nothing are ended: half a request, or an answer that nobody takes.

uvicorn waits for both for ever, and counts them among the connections that it serves at most: as
many half requests would close the page to everybody.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

LOOK_S = 10.0
"""So often each connection is looked at, in seconds."""
MOST_SILENT_LOOKS, MOST_BUSY_LOOKS = 2, 12
"""Ended at so many looks that find the same: no request as a whole, or the same unanswered one."""


class ImpatientProtocol(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, with an end to waiting."""

    look_s = LOOK_S

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Somebody has called: from now on look how far they get."""
        super().connection_made(transport)
        self._answering: Any = None
        self._looks = 0
        self._look_again()

    def _look_again(self) -> None:
        self.loop.call_later(self.look_s, self._look)

    def _look(self) -> None:
        if self.transport.is_closing():
            return
        under_way = self.cycle if self.cycle and not self.cycle.response_complete else None
        self._looks = self._looks + 1 if under_way is self._answering else 1
        self._answering = under_way
        if self._looks >= (MOST_BUSY_LOOKS if under_way else MOST_SILENT_LOOKS):
            self.transport.abort()
        else:
            self._look_again()
