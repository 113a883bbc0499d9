"""The rows of a table of a known layout, read: days of an account, or posts and their counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar

from imports.exports.layout import (
    DAY,
    FORM,
    ID,
    NETWORK,
    OWNER,
    PUBLISHED,
    TEXT,
    TITLE,
    URL,
    KnownTable,
    TableRow,
)
from imports.exports.measures import counts_impressions
from imports.exports.model import (
    IMPRESSIONS,
    DayFigure,
    Export,
    ExportedPost,
    FileOwner,
    LeftOut,
    NeedsAnswer,
)
from imports.exports.values import (
    DAMAGED,
    Order,
    are_rounded,
    as_export_count,
    as_export_day,
    as_export_moment,
    as_post_id,
    is_numeric_day,
    order_by_uploads,
    order_of,
)
from imports.refusal import CellRefused, FileProblem, ImportRefused
from metrics.model import Counts, Form, Kind
from metrics.platforms import COUNT_NAMES
from metrics.texts.phrases import Phrase, said_by

T = TypeVar("T")


def read_cell(row: TableRow, column: str, parse: Callable[[str], T]) -> T:
    """A cell as `parse` reads it.

    Raises:
        ImportRefused: it cannot, with the line and the column.
    """
    try:
        return parse(row.text(column))
    except CellRefused as refusal:
        raise ImportRefused([FileProblem(row.line, said_by(refusal), column)]) from None


def proved_order(
    table: KnownTable, rows: Sequence[TableRow], column: str, asked: Order | None
) -> Order | None:
    """The order of the days of a column: proved by its rows, the tool's own, or as asked for.

    Raises:
        ImportRefused: it matters and is not known.
    """
    cells = [row.text(column) for row in rows]
    if not any(is_numeric_day(cell) for cell in cells):
        return None
    try:
        order = order_of(cells)
    except CellRefused as refusal:
        raise ImportRefused([FileProblem(table.header_line, said_by(refusal), column)]) from None
    if order is None and table.layout.uploaded_at:
        uploads = [table.layout.uploaded_at(row.text(URL)) for row in rows]
        order = order_by_uploads(cells, uploads, table.layout.kind.zone)
    order = order or table.layout.order or asked
    if order is None:
        message = Phrase(
            "nothing in the file tells whether {cell} has the day or the month first: write"
            ' order = "day_first" or order = "month_first" for it in the --map file',
            cell=repr(cells[0]),
        )
        raise NeedsAnswer([FileProblem(None, message)])
    return order


def read_day_table(
    table: KnownTable, asked: Order | None = None
) -> tuple[list[DayFigure], Counter[LeftOut]]:
    """The days of a table of which each row is a day, and what is left out of it.

    Raises:
        ImportRefused: a cell cannot be read, or a day stands twice with two values.
    """
    rows = list(table.rows())
    order = proved_order(table, rows, DAY, asked)
    metrics = [name for name in table.places if name not in {DAY, *OWNER}]
    figures: dict[tuple[date, str], int] = {}
    left_out: Counter[LeftOut] = Counter()
    for row in rows:
        day = read_cell(row, DAY, lambda cell: as_export_day(cell, order))
        for metric in metrics:
            value = _count(table, row, metric)
            if value is None:
                left_out[LeftOut.NO_VALUE] += 1
            elif figures.setdefault((day, metric), value) != value:
                message = Phrase("{day} stands twice with two values", day=day)
                raise ImportRefused([FileProblem(row.line, message, metric)])
    return [
        DayFigure(day, name, value, table.titles[name]) for (day, name), value in figures.items()
    ], left_out


def _count(table: KnownTable, row: TableRow, metric: str) -> int | None:
    layout = table.layout
    return read_cell(
        row,
        metric,
        lambda cell: as_export_count(cell, points=layout.points, signed=metric in layout.losses),
    )


@dataclass(frozen=True, slots=True)
class PostTable:
    """The posts of a table, and what is left out of it."""

    posts: tuple[ExportedPost, ...]
    left_out: Counter[LeftOut]


def read_post_table(
    table: KnownTable, asked: Order | None = None, *, downloaded: date | None = None
) -> PostTable:
    """The posts of a table of which each row is a post.

    `downloaded` is the day of the export, if it is known: impressions are views' forerunner only
    before the platform's break.

    Raises:
        ImportRefused: a cell cannot be read, a damaged id has no address beside it, or the table
            has a row for each day of a post.
    """
    rows = list(table.rows())
    _refuse_daily(table, rows)
    order = proved_order(table, rows, PUBLISHED, asked) if PUBLISHED in table.places else None
    if are_rounded([row.text(ID) for row in rows]):
        rows = [replace(row, cells={**row.cells, ID: ""}) for row in rows]
    left_out: Counter[LeftOut] = Counter()
    kept: dict[str, ExportedPost] = {}
    for row in rows:
        if table.layout.network not in {None, row.text(NETWORK).casefold()}:
            left_out[LeftOut.OTHER_ACCOUNT] += 1
            continue
        post = _read_post(table, row, order, downloaded, left_out)
        key = post.id or post.url or f"line {row.line}"
        before = kept.get(key)
        if before is not None:
            left_out[LeftOut.REPEATED] += 1
        if before is None or _size(post.counts) > _size(before.counts):
            kept[key] = post
    return PostTable(tuple(kept.values()), left_out)


DAILY = 0.5
"""Below so many different ids a row, a table has one row for each day of a post."""
FEW = 3


def _refuse_daily(table: KnownTable, rows: Sequence[TableRow]) -> None:
    ids = {row.text(URL) or row.text(ID) for row in rows}
    if len(rows) > FEW and len(ids) / len(rows) < DAILY:
        message = Phrase(
            "the file has a row for each day of a post, and its sums are not the posts':"
            " download the content export whose dates are Lifetime"
        )
        raise ImportRefused([FileProblem(table.header_line, message)])


FORMS = {
    "ig image": Form.IMAGE,
    "ig carousel": Form.ALBUM,
    "ig reel": Form.REEL,
    "reels": Form.REEL,
    "videos": Form.VIDEO,
    "vidéos": Form.VIDEO,
    "links": Form.LINK,
}
"""What Meta calls the forms of posts; its "Photos" are one picture or several: not told."""


def _read_post(
    table: KnownTable,
    row: TableRow,
    order: Order | None,
    downloaded: date | None,
    left_out: Counter[LeftOut],
) -> ExportedPost:
    url = row.text(URL) or None
    identity = table.layout.identity(read_cell(row, ID, as_post_id), url)
    identifier = identity.id
    if identifier is None and url is None:
        message = Phrase(
            "a spreadsheet has rounded the post's id, and no address stands beside it: use the"
            " file as it was downloaded"
        )
        raise ImportRefused([FileProblem(row.line, message, ID)])
    text = row.text(TEXT) or row.text(TITLE)
    mark = table.layout.reply_mark
    is_reply = mark is not None and text.startswith(mark)
    page, line, _ = (identifier or "").partition("_")
    return ExportedPost(
        counts=_counts(table, row, downloaded, left_out),
        id=identifier,
        url=url,
        published_at=identity.published_at or _published(table, row, order),
        kind=Kind.REPLY if is_reply else Kind.POST,
        text=text if text and (table.is_text_proved or text.isascii()) else None,
        form=FORMS.get(row.text(FORM).casefold()),
        owner=FileOwner(handle=identity.handle)
        if identity.handle
        else _owner(row) or (FileOwner(page) if line else None),
    )


def _owner(row: TableRow) -> FileOwner | None:
    """Whose a row is; a number that a spreadsheet has rounded says nothing."""
    names = [row.text(name) or None for name in OWNER]
    identifier, handle, name = (
        None if cell and DAMAGED.fullmatch(cell) else cell for cell in names
    )
    if not (identifier or handle or name):
        return None
    return FileOwner(identifier, handle.lstrip("@") if handle else None, name)


def _published(table: KnownTable, row: TableRow, order: Order | None) -> datetime | None:
    """The moment of publication; None where the file tells a day at most."""
    if PUBLISHED not in table.places or not row.text(PUBLISHED) or ":" not in row.text(PUBLISHED):
        return None
    zone = table.layout.kind.zone
    return read_cell(row, PUBLISHED, lambda cell: as_export_moment(cell, order, zone))


def _counts(
    table: KnownTable, row: TableRow, downloaded: date | None, left_out: Counter[LeftOut]
) -> Counts:
    counts: dict[str, int | None] = {}
    for name in table.places:
        if name in COUNT_NAMES:
            counts[name] = _count(table, row, name)
            left_out[LeftOut.NO_VALUE] += counts[name] is None
    if IMPRESSIONS in table.places and counts.get("views") is None:
        if downloaded and counts_impressions(table.layout.kind.platform, downloaded):
            counts["views"] = _count(table, row, IMPRESSIONS)
        else:
            left_out[LeftOut.OTHER_MEASURE] += 1
    return Counts(**counts)


def _size(counts: Counts) -> int:
    return sum(getattr(counts, name) or 0 for name in COUNT_NAMES)


def as_export(
    table: KnownTable,
    name: str,
    digest: str,
    *,
    order: Order | None = None,
    downloaded: date | None = None,
) -> Export:
    """A table of a known header as an export: its days or its posts, and of whom it is.

    Raises:
        ImportRefused: the kind is refused, or a cell cannot be read.
    """
    if table.layout.is_not_taken:
        rows = sum(1 for _ in table.rows()) + table.rows_of_others()
        return Export(table.layout.kind, name, digest, left_out={LeftOut.NOT_TAKEN: rows})
    if DAY in table.places:
        return _as_days(table, name, digest, order)
    read = read_post_table(table, order, downloaded=downloaded)
    read.left_out[LeftOut.NOT_TAKEN] += table.rows_of_others()
    return Export(
        table.layout.kind,
        name,
        digest,
        owners_of(post.owner for post in read.posts),
        posts=read.posts,
        left_out=dict(+read.left_out),
    )


def _as_days(table: KnownTable, name: str, digest: str, order: Order | None) -> Export:
    figures, left_out = read_day_table(table, order)
    left_out[LeftOut.NOT_TAKEN] += table.rows_of_others()
    return Export(
        table.layout.kind,
        name,
        digest,
        owners_of(_owner(row) for row in table.rows()),
        tuple(figures),
        left_out=dict(+left_out),
    )


def owners_of(owners: Iterable[FileOwner | None]) -> tuple[FileOwner, ...]:
    """Each account once, in the order in which the file names them."""
    return tuple(dict.fromkeys(owner for owner in owners if owner))
