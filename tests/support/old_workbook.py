"""Small workbooks as Excel wrote them until 2003 (.xls): BIFF8 records in an OLE2 file."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

SECTOR, SMALLEST_STREAM = 512, 4096
FREE, END, OF_FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001  a workbook's days have no zone
PLAIN, DATED = 0, 1
"""Places of the two styles of cells."""
SHORT_DATE_AND_TIME = 22
"""The number of a format that every workbook has."""
Place = tuple[int, int]
Written = str | float | datetime


def old_workbook(sheets: Mapping[str, Sequence[Sequence[Written | None]]]) -> bytes:
    """A workbook with these rows in its sheets."""
    places = {
        title: {
            (row, column): value
            for row, cells in enumerate(rows)
            for column, value in enumerate(cells)
            if value is not None
        }
        for title, rows in sheets.items()
    }
    return workbook_of_cells(places)


def workbook_of_cells(sheets: Mapping[str, Mapping[Place, Written]]) -> bytes:
    """A workbook with cells at these rows and columns, counted from 0."""
    bodies = [b"".join(_sheet(cells)) for cells in sheets.values()]
    starts: list[int] = []
    for _ in range(2):  # the records that tell where sheets begin are as long whatever they tell
        globals_ = b"".join(_globals(list(sheets), starts or [0] * len(bodies)))
        starts = [len(globals_) + sum(map(len, bodies[:place])) for place in range(len(bodies))]
    return _ole(globals_ + b"".join(bodies))


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _begin(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))


def _globals(titles: Sequence[str], starts: Sequence[int]) -> Iterator[bytes]:
    yield _begin(0x0005)
    for number in (0, SHORT_DATE_AND_TIME):
        yield _record(0x00E0, struct.pack("<HH16x", 0, number))
    for title, start in zip(titles, starts, strict=True):
        yield _record(0x0085, struct.pack("<IHBB", start, 0, len(title), 1) + _wide(title))
    yield _record(0x000A)


def _sheet(cells: Mapping[Place, Written]) -> Iterator[bytes]:
    yield _begin(0x0010)
    for (row, column), value in cells.items():
        match value:
            case str():
                place = struct.pack("<HHHHB", row, column, PLAIN, len(value), 1)
                yield _record(0x0204, place + _wide(value))
            case datetime():
                serial = (value - DAY_ZERO).total_seconds() / 86400
                yield _record(0x0203, struct.pack("<HHHd", row, column, DATED, serial))
            case _:
                yield _record(0x0203, struct.pack("<HHHd", row, column, PLAIN, value))
    yield _record(0x000A)


def _wide(text: str) -> bytes:
    return text.encode("utf-16-le")


def _ole(stream: bytes) -> bytes:
    """A file of one stream: a head, its table of sectors, its folder, and the stream."""
    size = max(len(stream), SMALLEST_STREAM)
    sectors = -(-size // SECTOR)
    chain = [*range(3, 2 + sectors), END]
    fat = [OF_FAT, END, *chain]
    assert len(fat) <= SECTOR // 4, "too large for one table of sectors"
    head = struct.pack(
        "<8s16xHHHHH6xIIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        *(0x3E, 3, 0xFFFE, 9, 6),
        *(0, 1, 1, 0, SMALLEST_STREAM, END, 0, END, 0, 0),
    )
    table = struct.pack("<128I", *fat, *[FREE] * (128 - len(fat)))
    folder = _entry("Root Entry", 5, END, 0, child=1) + _entry("Workbook", 2, 2, size)
    return b"".join(
        part.ljust(length, filler)
        for part, length, filler in (
            (head, SECTOR, b"\xff"),
            (table, SECTOR, b"\xff"),
            (folder, SECTOR, b"\0"),
            (stream, sectors * SECTOR, b"\0"),
        )
    )


def _entry(name: str, kind: int, start: int, size: int, child: int = FREE) -> bytes:
    wide = _wide(name) + b"\0\0"
    return struct.pack("<64sHBBIII36xIQ", wide, len(wide), kind, 1, FREE, FREE, child, start, size)
