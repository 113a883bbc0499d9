"""An answer: a table with a caption, and notes that say what is not known and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from queries.workbook import Kind, Value

__all__ = ["Answer", "Column", "Kind", "Row", "Value"]

Row = Mapping[str, Value]
"""Values by the keys of the columns. None is not known, never 0; instants are aware, in UTC."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the key by which scripts know it, the heading that people read, and its kind."""

    key: str
    title: str
    kind: Kind = Kind.TEXT
    is_detail: bool = False
    """Whether it is left out where there is little room, as in a terminal."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question is answered with; whoever shows it decides in which form."""

    question: str
    """The question's name."""
    caption: str
    """A line that says what the table holds, in the reader's language."""
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    """Sentences in the reader's language: what is not known and why, what cannot be compared."""
