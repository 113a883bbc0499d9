"""What systemd is told: that the daemon is ready, what it does, that it lives, that it ends.

One datagram each, to the socket that `$NOTIFY_SOCKET` names (sd_notify(3)). Where systemd did not
start the daemon the variable is not set, and nothing is sent. A message that cannot be delivered
never stops a run.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Mapping

LONGEST_STATUS = 400
"""Characters of a status: `systemctl status` shows one line of it."""
PATIENCE_S = 0.5
"""Seconds for which a full socket is waited upon."""


def ready(environ: Mapping[str, str] = os.environ) -> None:
    """Say that the daemon has started, or that it has read its settings again."""
    _send("READY=1", environ)


def status(text: str, environ: Mapping[str, str] = os.environ) -> None:
    """Say in one line what the daemon does, for `systemctl status`."""
    _send("STATUS=" + " ".join(text.split())[:LONGEST_STATUS], environ)


def watchdog(environ: Mapping[str, str] = os.environ) -> None:
    """Say that the daemon lives: systemd restarts one that has not said so for too long."""
    _send("WATCHDOG=1", environ)


def reloading(environ: Mapping[str, str] = os.environ) -> None:
    """Say that the settings are being read again; `ready` ends that."""
    microseconds = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
    _send(f"RELOADING=1\nMONOTONIC_USEC={microseconds}", environ)


def stopping(environ: Mapping[str, str] = os.environ) -> None:
    """Say that the daemon is about to end."""
    _send("STOPPING=1", environ)


def _send(message: str, environ: Mapping[str, str]) -> None:
    address = environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return
    if address.startswith("@"):  # a name in Linux's abstract namespace, and no file
        address = "\0" + address[1:]
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as way:
            way.settimeout(PATIENCE_S)
            way.sendto(message.encode("utf-8", "backslashreplace"), address)
    except OSError:
        return
