"""Meta Business Suite's results: a series by day under its title, and the Audience file.

The title above a series tells the metric; the file's name tells nothing. Days on which nobody
began to follow are missing among the follows, and those within the range are 0; in every other
series a missing day is not known. The total of followers in the Audience file has no day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from imports.exports.layout import header_label
from imports.exports.model import PACIFIC, DayFigure, Export, ExportKind, LeftOut
from imports.exports.sheets import Grid, NumberedRow
from imports.exports.values import as_export_count, as_export_day
from imports.refusal import CellRefused, FileProblem, ImportRefused
from metrics.texts.phrases import Phrase

SERIES = {
    "views": (None, "views"),
    "reach": (None, "reach"),
    "viewers": (None, "viewers"),
    "facebook visits": ("facebook", "visits"),
    "instagram profile visits": ("instagram", "visits"),
    "facebook follows": ("facebook", "new_followers"),
    "instagram follows": ("instagram", "new_followers"),
    "follows": (None, "new_followers"),
    "content interactions": (None, "engagements"),
    "facebook link clicks": ("facebook", "link_clicks"),
    "instagram link clicks": ("instagram", "link_clicks"),
}
"""By the title: of which platform a series is, where it says, and its metric."""
COLUMNS = ["date", "primary"]
TOTALS = {
    "instagram followers": ("instagram", "followers"),
    "facebook followers": ("facebook", "followers"),
}
BREAKDOWNS = frozenset(
    {"top countries", "top cities", "age & gender", "instagram followers by gender and age",
     "instagram followers by top cities", "instagram followers by top countries",
     "città principali", "principali città"}
)  # fmt: skip
"""Titles of tables of shares, of which nothing is kept."""


@dataclass(frozen=True, slots=True)
class Block:
    """Lines between two empty ones."""

    title: str
    rows: Sequence[NumberedRow]


def is_results(grid: Grid) -> bool:
    """Whether a table is one of these files."""
    head = [[header_label(cell) for cell in cells] for _, cells in grid.head()]
    if not head:
        return False
    titles = {row[0] for row in head if row and (len(row) == 1 or row[1:] == ["valore"])}
    return (COLUMNS in head and bool(titles)) or bool(titles & {*SERIES, *TOTALS, *BREAKDOWNS})


def read_results(grid: Grid, name: str, digest: str) -> list[Export]:
    """The series and totals of a results file: those of one platform are one export.

    Raises:
        ImportRefused: a title or a cell is not known.
    """
    exports = [_read_block(block, name, digest) for block in _blocks(grid)]
    filled = [export for export in exports if export.days or export.totals]
    if filled:
        return filled
    left = sum(export.left_out.get(LeftOut.NOT_TAKEN, 0) for export in exports)
    return [Export(exports[0].kind, name, digest, left_out={LeftOut.NOT_TAKEN: left})]


def _blocks(grid: Grid) -> Iterator[Block]:
    rows: list[NumberedRow] = []
    for line, cells in grid.rows():
        if any(cell.strip() for cell in cells):
            rows.append((line, cells))
        elif rows:
            yield Block(header_label(rows[0][1][0]), rows[1:])
            rows = []
    if rows:
        yield Block(header_label(rows[0][1][0]), rows[1:])


def _read_block(block: Block, name: str, digest: str) -> Export:
    if block.title in SERIES:
        return _read_series(block, name, digest)
    if block.title in TOTALS:
        return _read_total(block, name, digest)
    if block.title in BREAKDOWNS:
        kind = ExportKind("meta_audience", None, PACIFIC)
        return Export(kind, name, digest, left_out={LeftOut.NOT_TAKEN: len(block.rows)})
    message = Phrase(
        "the title {title} is not known: set the screen to English and download again",
        title=repr(block.title),
    )
    raise ImportRefused([FileProblem(_line(block), message)])


def _line(block: Block) -> int | None:
    return block.rows[0][0] - 1 if block.rows else None


def _read_series(block: Block, name: str, digest: str) -> Export:
    platform, metric = SERIES[block.title]
    header, rows = block.rows[:1], block.rows[1:]
    if not header or [header_label(cell) for cell in header[0][1]] != COLUMNS:
        message = Phrase('below the title stand other columns than "Date","Primary"')
        raise ImportRefused([FileProblem(_line(block), message)])
    if not rows and metric != "new_followers":
        message = Phrase("no day stands below the title: the file is cut off, download it again")
        raise ImportRefused([FileProblem(_line(block), message)])
    values: dict[date, int] = {}
    missing = 0
    for line, cells in rows:
        day, value = _day_and_value(line, cells)
        if value is None:
            missing += 1
        elif values.setdefault(day, value) != value:
            raise ImportRefused(
                [FileProblem(line, Phrase("{day} stands twice with two values", day=day))]
            )
    if metric == "new_followers":
        values = _with_zeros(values)
    days = tuple(
        DayFigure(day, metric, value, block.title) for day, value in sorted(values.items())
    )
    left_out = {LeftOut.NO_VALUE: missing} if missing else {}
    kind = ExportKind("meta_results", platform, PACIFIC)
    return Export(kind, name, digest, days=days, left_out=left_out)


TWO = 2


def _day_and_value(line: int, cells: Sequence[str]) -> tuple[date, int | None]:
    if len(cells) != TWO:
        message = Phrase(
            "the row is cut off, or has more than a day and a number: download the file again"
        )
        raise ImportRefused([FileProblem(line, message)])
    try:
        return as_export_day(cells[0], None), as_export_count(cells[1])
    except CellRefused as refusal:
        raise ImportRefused([FileProblem(line, str(refusal))]) from None


def _with_zeros(values: dict[date, int]) -> dict[date, int]:
    if not values:
        return values
    first, last = min(values), max(values)
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return {day: values.get(day, 0) for day in days}


def _read_total(block: Block, name: str, digest: str) -> Export:
    platform, metric = TOTALS[block.title]
    kind = ExportKind("meta_audience", platform, PACIFIC, needs_download_day=True)
    line, cells = block.rows[-1] if block.rows else (None, [""])
    try:
        value = as_export_count(cells[0])
    except CellRefused as refusal:
        raise ImportRefused([FileProblem(line, str(refusal))]) from None
    if value is None or len(block.rows) != TWO:
        message = Phrase("no total stands below the title: the file is cut off, download it again")
        raise ImportRefused([FileProblem(line, message)])
    return Export(kind, name, digest, totals={metric: value})
