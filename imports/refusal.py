"""Why a file is not taken in: every problem, each with its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from metrics.errors import HasilaError
from metrics.texts.phrases import Phrase, joined_phrase


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
        return str(self.phrase)

    @property
    def phrase(self) -> str:
        """The problem with its place, as a sentence for people."""
        facts = {"column": self.column or "", "message": self.message}
        if self.line is None:
            return Phrase("{column}: {message}", **facts) if self.column else self.message
        if self.column:
            return Phrase("line {line}, column {column}: {message}", line=str(self.line), **facts)
        return Phrase("line {line}: {message}", line=str(self.line), message=self.message)


class ImportRefused(HasilaError):
    """A file was refused whole; nothing of it was taken in. Its text is one problem a line."""

    def __init__(self, problems: Iterable[FileProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__(joined_phrase("\n", (problem.phrase for problem in self.problems)))


class CellRefused(ValueError):
    """One cell cannot be read; the message says why and what to write instead."""
