"""The database as Datasette's own pages see it: fenced, opened for each look and closed after it.

Nothing stays open between two looks: a restored file is seen at once, and no forgotten statement
keeps a writer waiting.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from datasette.database import Database

from storage.fence import fence, open_fenced
from web.site import PATIENCE_S

T = TypeVar("T")

NAME = "data"
"""Datasette's name of it, and the first part of the addresses of its pages."""


class FencedDatabase(Database):  # type: ignore[misc]  # Datasette tells no types
    """The file behind the fence of `storage.fence`, to read alone."""

    def connect(self, write: bool = False) -> sqlite3.Connection:  # noqa: FBT001, FBT002
        """A new connection. `write` is Datasette's own argument: nothing is ever written here."""
        if write:
            raise PermissionError("the page for staff is read-only")
        connection = open_fenced(Path(self.path), PATIENCE_S)
        self.ds._prepare_connection(connection, self.name)  # noqa: SLF001
        fence(connection)  # again: Datasette sets its own makers of rows and texts, unrationed
        return connection

    async def execute_fn(self, fn: Callable[[sqlite3.Connection], T]) -> T:
        """Do something with a connection of its own, in a thread of Datasette's."""

        def look() -> T:
            with closing(self.connect()) as connection:
                return fn(connection)

        return await asyncio.get_running_loop().run_in_executor(self.ds.executor, look)

    async def attached_databases(self) -> Sequence[object]:
        """None: the fence lets nothing be attached."""
        return ()
