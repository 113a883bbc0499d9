"""Why a file is not taken in: every problem, each with its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from metrics.errors import HasilaError


@dataclass(frozen=True, slots=True)
class FileProblem:
    """One thing that is wrong with a file."""

    line: int | None
    """The line, or the row of the sheet, as the person sees it; None: the file as a whole."""
    message: str
    """What is wrong and what to write instead."""
    column: str | None = None
    """The column, or without a line the thing itself that is wrong."""

    def __str__(self) -> str:
        place = self.column or ""
        if self.line is not None:
            place = f"line {self.line}" + (f", column {self.column}" if self.column else "")
        return f"{place}: {self.message}" if place else self.message


class ImportRefused(HasilaError):
    """A file was refused whole; nothing of it was taken in. Its text is one problem a line."""

    def __init__(self, problems: Iterable[FileProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class CellRefused(ValueError):
    """One cell cannot be read; the message says why and what to write instead."""
