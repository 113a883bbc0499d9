"""The rules of the fence: what a question may do, how long, how much of it, and what it brings.

Each number was measured against statements made to break it: benchmarks/fence.py.
"""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from storage.errors import StorageError

SECONDS = 1.0
"""When a question is stopped at the next look at the clock."""
LAST_SECONDS = 2.0
"""When its process is ended, whatever it is at."""
ROWS = 1_000
HEAP = 64_000_000
"""Bytes that SQLite may hold, for all connections of the process."""
MEMORY = 128_000_000
"""Bytes that the process of questions may take in all, beside what it starts with: SQLite's, and
Python's for the answer and for our own functions. The hungriest of the tests takes 64 million."""
STEPS = 20
"""How many steps of SQLite's machine pass between two looks at the clock."""
ANSWER = 10_000_000
"""Bytes of texts and blobs that one answer may hold, and of its rows."""
ROW = 100
"""Bytes that a row takes beside its texts and blobs."""
CALLS = 64
"""How many functions one question may name, views included; a match counts as several."""
MATCHES = {"like": 8, "glob": 8}
NESTING = 30
"""How deep brackets may stand in one another. SQLite's own parser gave up at 10 to 93, by what
stood between them, until 3.45; since then at nothing."""
BRACKETS = re.compile(
    r"""'(?:[^']|'')*' | "(?:[^"]|"")*" | `(?:[^`]|``)*` | \[[^\]]*\]  # what is quoted
    | --[^\n]* | /\*.*?(?:\*/|\Z)  # comments
    | [()]""",
    re.DOTALL | re.VERBOSE,
)

LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 300_000,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 5_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 64,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 100,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 50,
    sqlite3.SQLITE_LIMIT_VDBE_OP: 100_000,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_FUNCTION_ARG: 30,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 60,
    sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER: 1_000,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}
PRAGMAS = (
    "PRAGMA query_only = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA temp_store = MEMORY",  # a sort would fill the disk, a third of a gigabyte a second
    "PRAGMA cache_size = -2000",
    f"PRAGMA hard_heap_limit = {HEAP}",
)
LET_THROUGH = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE)
DESCRIBING = frozenset(
    {
        "foreign_key_list",
        "index_info",
        "index_list",
        "index_xinfo",
        "schema_version",
        "table_info",
        "table_list",
        "table_xinfo",
    }
)
"""What a page of tables asks for. None changes anything by its argument but schema_version."""
ALLOWED = frozenset(
    {
        *("abs", "char", "coalesce", "concat", "concat_ws", "glob", "hex", "ifnull", "iif", "if"),
        *("instr", "length", "like", "likelihood", "likely", "lower", "ltrim", "nullif"),
        *("octet_length", "quote", "replace", "round", "rtrim", "sign", "soundex", "substr"),
        *("substring", "trim", "typeof", "unicode", "unlikely", "upper"),
        *("random", "randomblob", "zeroblob"),
        *("acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "ceil", "ceiling", "cos"),
        *("cosh", "degrees", "exp", "floor", "ln", "log", "log10", "log2", "mod", "pi", "pow"),
        *("power", "radians", "sin", "sinh", "sqrt", "tan", "tanh", "trunc"),
        *("current_date", "current_time", "current_timestamp"),
        *("date", "datetime", "julianday", "strftime", "time", "timediff", "unixepoch"),
        *("avg", "count", "group_concat", "max", "min", "string_agg", "sum", "total"),
        *("cume_dist", "dense_rank", "first_value", "lag", "last_value", "lead", "nth_value"),
        *("ntile", "percent_rank", "rank", "row_number"),
        *("->", "->>", "json", "json_array", "json_array_length", "json_error_position"),
        *("json_extract", "json_group_array", "json_group_object", "json_object", "json_quote"),
        *("json_type", "json_valid"),
        "sqlite_version",
    }
)
"""Functions that a question may call: a test tries each with values of 300,000 bytes. Others reach
out of the database, change texts that nobody changes here, or take their time where no clock is
looked at: `json_patch` compares every key of one object with every key of the other (4 seconds),
`printf('%1000000000d', 1)` takes six."""
WARMED_UP = (
    "json_each('[]')",
    "json_tree('[]')",
    *(f"pragma_{name}('')" for name in sorted(DESCRIBING - {"schema_version", "table_list"})),
    "pragma_table_list",
)
"""Functions that are tables: SQLite makes them at their first use, which is no reading."""
HIDDEN = frozenset({"dbstat", "sqlite_dbpage", "sqlite_stmt"})
"""Tables that the library itself brings along, and that show the file's pages."""
RowMaker = Callable[[sqlite3.Cursor, tuple[Any, ...]], Any]


TOO_MUCH = "too much for one question: it was stopped; narrow it by dates, or ask for less"


class QueryRefused(StorageError):
    """The question is not one that reads, or cannot be understood; nothing was done."""


class QueryStopped(StorageError):
    """The question took too long or too much room and was stopped."""


@dataclass(frozen=True, slots=True)
class FencedRows:
    """What a question brought."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    truncated: bool
    """There would have been more."""


def nesting(sql: str) -> int:
    """How deep brackets stand in one another, those in quoted texts and comments left out."""
    depth = deepest = 0
    for sign in BRACKETS.findall(sql):
        if sign == "(":
            depth += 1
            deepest = max(deepest, depth)
        elif sign == ")":
            depth -= 1
    return deepest


class Ration:
    """What one question may take: time from its first step, bytes of its answer, functions."""

    def __init__(self, make_row: RowMaker | None, hidden: frozenset[str]) -> None:
        self.make_row = make_row
        self.hidden = HIDDEN | hidden
        self.begin("")

    def begin(self, _: str) -> None:
        """A question begins."""
        self.begun = time.monotonic()
        self.left = ANSWER
        self.calls = 0

    def is_over(self) -> bool:
        """Whether its time has passed."""
        return time.monotonic() - self.begun > SECONDS

    def text(self, value: bytes) -> str:
        """A text of the answer, as long as there is room."""
        self._take(len(value))
        return value.decode("utf-8", "replace")

    def row(self, cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> Any:
        """A row of the answer, as long as there is room."""
        self._take(ROW + sum(len(value) for value in values if isinstance(value, bytes)))
        return self.make_row(cursor, values) if self.make_row else values

    def judge(self, action: int, name: str | None, other: str | None, *_: str | None) -> int:
        """What SQLite asks for each thing that a statement would do, before it does anything."""
        allowed = self._may(action, (name or "").lower(), other)
        if action == sqlite3.SQLITE_FUNCTION:
            self.calls += MATCHES.get(other or "", 1)
            allowed = allowed and self.calls <= CALLS
        if not allowed:
            self.calls = 0  # this question is at its end
        return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY

    def _take(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise sqlite3.OperationalError("interrupted: the answer is too large")

    def _may(self, action: int, name: str, other: str | None) -> bool:
        if action == sqlite3.SQLITE_READ:
            return name not in self.hidden
        if action == sqlite3.SQLITE_FUNCTION:
            return (other or "").lower() in ALLOWED
        if action == sqlite3.SQLITE_PRAGMA:
            return name in DESCRIBING and (name != "schema_version" or other is None)
        return action in LET_THROUGH
