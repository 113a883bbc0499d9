"""Which kind of export a file is, by what stands in it, and what it holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from documents.model import foreign_line
from imports.exports.layout import ExportLayout, KnownTable, match_table
from imports.exports.model import Export, ExportedPost, NeedsAnswer
from imports.exports.sheets import Grid, grids
from imports.exports.sources import SourceBytes
from imports.exports.tables import as_export
from imports.exports.values import Order
from imports.platforms.archives import archive_part, is_json, read_json, read_x_archive
from imports.platforms.meta import META_LAYOUTS
from imports.platforms.results import is_results, read_results
from imports.platforms.tools import TOOL_LAYOUTS
from imports.platforms.x import X_LAYOUTS
from imports.refusal import FileProblem, ImportRefused
from metrics.model import Counts
from metrics.platforms import COUNT_NAMES
from metrics.texts.phrases import Phrase

LAYOUTS: tuple[ExportLayout, ...] = (*X_LAYOUTS, *META_LAYOUTS, *TOOL_LAYOUTS)


@dataclass(frozen=True, slots=True)
class Answers:
    """What the person has said about files that do not say it themselves."""

    order: Order | None = None
    """Of days that are written in numbers."""
    downloaded: date | None = None
    layouts: tuple[ExportLayout, ...] = ()
    """Headers that the person has mapped."""


class UnknownTable(ImportRefused):
    """A table whose header is in no layout: its columns can be mapped by the person."""

    def __init__(self, name: str, header: Sequence[str]) -> None:
        self.name, self.header = name, tuple(header)
        shown = foreign_line(", ".join(header[:6]))
        message = Phrase(
            "no export of a platform or tool that is known has these columns ({shown}):"
            " download it with the screen set to English, or say which column is which with"
            " --map FILE.toml",
            shown=shown,
        )
        super().__init__([FileProblem(None, message, name)])


def read_exports(source: SourceBytes, answers: Answers | None = None) -> list[Export]:
    """What one file holds: one export, or several where a file has several tables.

    Raises:
        UnknownTable: the file is a table that nobody knows.
        ImportRefused: it is known, but damaged, cut off, or of a shape that would mislead.
    """
    answers = answers or Answers()
    try:
        if archive_part(source.data):
            return [read_x_archive(source.data, source.name, source.digest)]
        if is_json(source.data):
            return [read_json(source.data, source.name, source.digest)]
        return _read_tables(source, answers)
    except UnknownTable:
        raise
    except ImportRefused as refusal:
        named = [replace(problem, column=_place(source, problem)) for problem in refusal.problems]
        kind = NeedsAnswer if isinstance(refusal, NeedsAnswer) else ImportRefused
        raise kind(replace(problem, line=None) for problem in named) from None


def _place(source: SourceBytes, problem: FileProblem) -> str:
    facts = {"file": source.name, "column": problem.column or "", "line": str(problem.line)}
    if problem.line is None:
        whole = Phrase("{file}, column {column}", **facts)
        return whole if problem.column else source.name
    if problem.column:
        return Phrase("{file}, line {line}, column {column}", **facts)
    return Phrase("{file}, line {line}", **facts)


def _read_tables(source: SourceBytes, answers: Answers) -> list[Export]:
    if not source.data.strip():
        raise ImportRefused([FileProblem(None, Phrase("the file is empty"))])
    every = grids(source.data)
    tables = [table for grid in every if (table := _known(grid, answers))]
    if every and every[0].title:
        if tables:
            return _one_workbook([_export(table, source, answers) for table in tables])
    elif tables:
        # The reading that finds most of a known header is the one that was written.
        return [_export(max(tables, key=lambda table: len(table.places)), source, answers)]
    for grid in every:
        if is_results(grid):
            return read_results(grid, source.name, source.digest)
    raise UnknownTable(source.name, _header(every))


def _known(grid: Grid, answers: Answers) -> KnownTable | None:
    return match_table(grid, answers.layouts) or match_table(grid, LAYOUTS)


def _export(table: KnownTable, source: SourceBytes, answers: Answers) -> Export:
    return as_export(
        table, source.name, source.digest, order=answers.order, downloaded=answers.downloaded
    )


def _header(every: Sequence[Grid]) -> list[str]:
    """The first row of the reading that divides it into the most cells, and finds words in it."""
    rows = [(head[0][1], grid.is_arabic) for grid in every if (head := grid.head())]
    cells, _ = max(rows, key=lambda row: (len(row[0]), row[1]), default=([], False))
    return [cell.strip() for cell in cells]


def _one_workbook(exports: Sequence[Export]) -> list[Export]:
    """The sheets of a workbook that tell of the same posts, as one export."""
    first, *others = exports
    for other in others:
        if other.posts and first.posts and other.kind.platform == first.kind.platform:
            first = replace(first, posts=_joined(first.posts, other.posts))
    return [first, *(other for other in others if not (other.posts and first.posts))]


def _joined(
    posts: Sequence[ExportedPost], others: Sequence[ExportedPost]
) -> tuple[ExportedPost, ...]:
    beside = {post.id: post.counts for post in others}
    return tuple(
        replace(post, counts=_filled(post.counts, beside.get(post.id, Counts()))) for post in posts
    )


def _filled(counts: Counts, beside: Counts) -> Counts:
    values = {name: getattr(counts, name) for name in COUNT_NAMES}
    return Counts(
        **{
            name: getattr(beside, name) if value is None else value
            for name, value in values.items()
        }
    )
