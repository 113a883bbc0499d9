"""Signals are heard at any moment, and never wait for what the main thread holds."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from watch.signals import Signals

LATE = """
import os, signal, sys, threading
sys.path.insert(0, {root!r})
from watch.signals import Signals
with Signals(1.0):
    os.kill(os.getpid(), signal.SIGTERM)
threading.Event().wait()
"""


def test_a_thousand_signals_in_the_middle_of_waiting_stop_nothing() -> None:
    """A handler that took the lock of what is waited upon would hang sooner or later."""
    ended = threading.Event()

    def send() -> None:
        for _ in range(1000):
            os.kill(os.getpid(), signal.SIGHUP)
        ended.set()

    with Signals() as signals:
        sender = threading.Thread(target=send)
        sender.start()
        while not ended.is_set():
            signals.news.wait(0.0001)
            signals.news.clear()
        sender.join()
        assert signals.news.wait(5) or signals.take_reread()
        assert not signals.is_ending()
        os.kill(os.getpid(), signal.SIGTERM)
        until = time.monotonic() + 5
        while not signals.is_ending() and time.monotonic() < until:
            time.sleep(0.01)
        assert signals.is_ending()
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_a_process_that_will_not_end_by_itself_is_ended() -> None:
    script = LATE.format(root=str(Path(__file__).parents[2]))

    done = subprocess.run([sys.executable, "-c", script], timeout=20, check=False)

    assert done.returncode == 0
