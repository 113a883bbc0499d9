"""Who does the work of a page: a few threads, and a limit on how much may wait for them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from web.errors import Busy

T = TypeVar("T")


class Bench:
    """Some threads and the tasks that wait for one. More than `waiting` are turned away."""

    def __init__(self, name: str, threads: int, waiting: int) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._free = threads + waiting

    async def run(self, task: Callable[[], T]) -> T:
        """Do a task in a thread.

        Raises:
            Busy: too many tasks wait already.
        """
        if not self._free:
            raise Busy("too much is being asked at once")
        self._free -= 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, task)
        finally:
            self._free += 1

    def close(self) -> None:
        """Take no more tasks; a thread that is at one ends after it."""
        self._threads.shutdown(wait=False, cancel_futures=True)
