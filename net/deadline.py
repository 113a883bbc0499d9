"""A deadline on sockets: a timer cuts them, whatever they wait for.

A time-out of requests counts from one byte to the next, so a server that drips a byte a second
holds its caller for ever, in the headers as well as in the body. Shutting the sockets down from a
timer ends that. What hangs outside of sockets (name resolution) is left to the watchdog.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection


class Overdue(Exception):
    """The timer cut the connection before the answer was whole."""


class Deadline:
    """Every socket that one session has opened. Cutting ends all of them at once."""

    def __init__(self) -> None:
        self._sockets: list[socket.socket] = []
        self._was_cut = False

    def hold(self, opened: socket.socket) -> None:
        """Keep a second handle: TLS takes the first one over while the handshake runs."""
        self._sockets.append(opened.dup())

    def cut(self) -> None:
        """Shut every socket down, so that whoever reads from one wakes up."""
        self._was_cut = True
        for held in tuple(self._sockets):
            _shut(held)

    def close(self) -> None:
        """Let go of every handle."""
        while self._sockets:
            self._sockets.pop().close()

    @contextmanager
    def timed(self, seconds: float) -> Iterator[None]:
        """Cut the connections unless the block ends within `seconds`.

        Raises:
            Overdue: It did not; whatever error the block met by that is replaced.
        """
        self._was_cut = False
        timer = threading.Timer(seconds, self.cut)
        timer.daemon = True
        holder = _HOLDER.set(self)
        timer.start()
        try:
            yield
        except Exception:
            if self._was_cut:
                raise Overdue from None
            raise
        finally:
            timer.cancel()
            _HOLDER.reset(holder)
        # A body that ends with its connection looks whole when the timer has ended both.
        if self._was_cut:
            raise Overdue


def _shut(held: socket.socket) -> None:
    try:
        held.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it has ended by itself


# A pool makes its connections out of sight; this tells a new one to which deadline it belongs.
_HOLDER: ContextVar[Deadline | None] = ContextVar("_HOLDER", default=None)


def _hold(opened: socket.socket) -> socket.socket:
    if (deadline := _HOLDER.get()) is not None:
        deadline.hold(opened)
    return opened


class _Connection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _hold(super()._new_conn())


class _SecureConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _hold(super()._new_conn())


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


def use_held_connections(manager: PoolManager) -> None:
    """Make the manager's pools open connections that the deadline in force can cut."""
    manager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
