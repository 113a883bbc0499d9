"""Where the page listens: an address of this machine, or a socket in a file of its owner's."""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from settings.sections import Web
from web.errors import AddressTaken

BACKLOG = 64
FOR_THE_OWNER = 0o177
"""A umask that leaves a socket 0600."""


@contextmanager
def listening(web: Web) -> Iterator[socket.socket]:
    """A socket that listens as the settings say; its file is gone afterwards.

    Raises:
        AddressTaken: something else is there.
    """
    door = _on_port(web.host, web.port) if web.socket is None else _in_file(web.socket)
    try:
        yield door
    finally:
        door.close()
        if web.socket is not None:
            web.socket.unlink(missing_ok=True)


def told(web: Web) -> str:
    """Where to open the page."""
    if web.socket is not None:
        return f"unix:{web.socket}"
    return f"http://{f'[{web.host}]' if ':' in web.host else web.host}:{web.port}/"


def _on_port(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        why = error.strerror or str(error)
        raise AddressTaken(f"the page cannot be served at {host}, port {port}: {why}") from None


def _in_file(path: Path) -> socket.socket:
    _clear(path)
    door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(FOR_THE_OWNER)
    try:
        door.bind(str(path))
        door.listen(BACKLOG)
    except OSError as error:
        door.close()
        raise AddressTaken(f"{path}: no socket can be made there: {error.strerror}") from None
    finally:
        os.umask(before)
    return door


def _clear(path: Path) -> None:
    """Remove the socket of a server that was killed; of one that lives, or a file, nothing."""
    try:
        mode = path.lstat().st_mode
    except OSError:
        return
    if not stat.S_ISSOCK(mode):
        raise AddressTaken(f"{path}: is in the way: name another file as the socket")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as caller:
        try:
            caller.connect(str(path))
        except OSError:
            path.unlink(missing_ok=True)
            return
    raise AddressTaken(f"{path}: another server answers there")
