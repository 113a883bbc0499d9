"""Layouts: which columns tell a kind of export, in every language of which a header is known.

A header is known where all the required columns of a layout stand in it, under any of their
labels; other columns may stand beside them. Nothing is matched by likeness.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from imports.exports.model import ExportKind
from imports.exports.sheets import OLD_ENCODINGS, Grid
from imports.exports.values import Order
from imports.refusal import FileProblem, ImportRefused
from metrics.texts.phrases import Phrase

Labels = Mapping[str, tuple[str, ...]]
"""The labels of each field, as `header_label` writes them."""
DAY, PUBLISHED, ID, URL, TEXT, TITLE = "day", "published", "id", "url", "text", "title"
FORM = "form"
OWNER_ID, OWNER_HANDLE, OWNER_NAME = OWNER = ("owner_id", "owner_handle", "owner_name")
"""Whose a row is: an account's id, handle and name."""
NETWORK = "network"


DESCRIPTION = re.compile(r"(?:Lifetime|Daily): ")


def header_label(cell: str) -> str:
    """A header's cell as labels are compared: small letters, single spaces."""
    return " ".join(cell.replace("\ufeff", "").replace("\xa0", " ").casefold().split())


@dataclass(frozen=True, slots=True)
class PostIdentity:
    """What the id and the address of a post tell together."""

    id: str | None
    handle: str | None = None
    """Whose it is."""
    published_at: datetime | None = None


def _plain_identity(identifier: str | None, _url: str | None) -> PostIdentity:
    return PostIdentity(identifier)


@dataclass(frozen=True, slots=True)
class ExportLayout:
    """One kind of table: its columns by our names, and how its cells are written."""

    kind: ExportKind
    labels: Labels
    required: tuple[str, ...]
    is_not_taken: bool = False
    """Whether it is recognised and said so, and nothing of it is kept today."""
    points: bool = False
    """Whether 1.234 is written for 1234."""
    order: Order | None = None
    """The order of 03/04/2026 that the tool always writes; None: it must be proved."""
    losses: frozenset[str] = frozenset()
    """Metrics that are written with a minus, of which the size is meant."""
    is_whole: bool = False
    """Whether the header has these columns and no others: they are too common to tell anything."""
    identity: Callable[[str | None, str | None], PostIdentity] = _plain_identity
    """What an id, where it is not damaged, and an address tell."""
    uploaded_at: Callable[[str], datetime | None] | None = None
    """When the post of an address was uploaded, which proves the order of days."""
    reply_mark: str | None = None
    """With what a text begins that answers somebody; None: nothing tells it."""
    network: str | None = None
    """What NETWORK says of the rows that are meant; None: there is no such column."""

    def fields(self, cells: Sequence[str]) -> dict[str, int] | None:
        """The place of each field in a header; None where it is another table's header."""
        if self.is_whole and sum(1 for cell in cells if cell.strip()) > len(self.required):
            return None
        places: dict[str, int] = {}
        known = {label: name for name, labels in self.labels.items() for label in labels}
        for place, cell in enumerate(cells):
            name = known.get(header_label(cell))
            if name is not None:
                places.setdefault(name, place)
        return places if all(name in places for name in self.required) else None


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row, by the fields of its layout."""

    line: int
    cells: Mapping[str, str]

    def text(self, name: str) -> str:
        """The cell of a field; empty where there is no such column."""
        return self.cells.get(name, "")


@dataclass(frozen=True, slots=True)
class KnownTable:
    """A table whose header is known."""

    layout: ExportLayout
    grid: Grid
    header_line: int
    width: int
    """How many columns the header has."""
    titles: Mapping[str, str]
    """What the file calls each field."""
    places: Mapping[str, int]
    is_text_proved: bool

    def rows(self) -> Iterator[TableRow]:
        """The rows below the header that hold anything, up to another table or the end.

        Raises:
            ImportRefused: a row is shorter than its header, as in a file that is cut off, or the
                header stands twice.
        """
        begun = False
        self._check_end()
        for line, cells, is_here in self._below_header():
            if not is_here:
                return
            row = TableRow(line, self._by_field(line, cells))
            if begun or not _describes(row):
                yield row
            begun = True

    def rows_of_others(self) -> int:
        """How many rows stand in other tables below this one, as some exports have."""
        return sum(1 for *_, is_here in self._below_header() if not is_here)

    def _below_header(self) -> Iterator[tuple[int, Sequence[str], bool]]:
        """The rows that hold anything, and whether they are this table's: it may have gaps."""
        is_here, begun, after_gap = True, False, False
        for line, cells in self.grid.rows():
            if line <= self.header_line:
                continue
            if not any(cell.strip() for cell in cells):
                after_gap = begun
                continue
            self._refuse_header(line, cells)
            is_here = is_here and (not after_gap or self._goes_on(cells))
            yield line, cells, is_here
            begun, after_gap = True, False

    def _refuse_header(self, line: int, cells: Sequence[str]) -> None:
        places = self.places.items()
        if all(cells[place : place + 1] == [self.titles[name]] for name, place in places):
            message = "the header stands again: of files put together import each as it came"
            raise ImportRefused([FileProblem(line, message)])

    def _goes_on(self, cells: Sequence[str]) -> bool:
        """Whether a row below an empty line has what a row of this table has."""
        key = next((self.places[name] for name in (DAY, ID) if name in self.places), 0)
        cell = cells[key] if key < len(cells) else ""
        return len(cells) >= self.width and any(letter.isdigit() for letter in cell)

    def _check_end(self) -> None:
        """Refuse a last number that may have lost digits: nothing else would show it."""
        if not self.grid.is_ended and max(self.places.values()) == self.width - 1:
            message = Phrase("the last line has no end: the file may be cut off, download it again")
            raise ImportRefused([FileProblem(None, message)])

    def _by_field(self, line: int, cells: Sequence[str]) -> dict[str, str]:
        if len(cells) < self.width and not self.grid.title:
            message = Phrase(
                "the row is shorter than the header: the file is cut off, download it again"
            )
            raise ImportRefused([FileProblem(line, message)])
        return {
            name: cells[place].strip() if place < len(cells) else ""
            for name, place in self.places.items()
        }


def _describes(row: TableRow) -> bool:
    """Whether a row says what the columns mean, as Page Insights do below their header."""
    is_blank = not (row.text(DAY) or row.text(ID))
    return is_blank and any(DESCRIPTION.match(cell) for cell in row.cells.values())


def _proves(label: str, encoding: str) -> bool:
    """Whether a label would be another in every other encoding: é alone would be the same."""
    others = {name for name in OLD_ENCODINGS if name != encoding}
    data = label.encode(encoding, errors="replace")
    return all(data.decode(name, errors="replace") != label for name in others)


def match_table(grid: Grid, layouts: Sequence[ExportLayout]) -> KnownTable | None:
    """The table of a grid by the layout that knows most of its header; None: no layout does."""
    matches = [
        (len(places), -line, index, layout, places)
        for line, cells in grid.head()
        for index, layout in enumerate(layouts)
        if (places := layout.fields(cells)) is not None
    ]
    if not matches:
        return None
    _, below, _, layout, places = max(matches, key=lambda match: match[:2])
    cells = next(cells for line, cells in grid.head() if line == -below)
    named = {header_label(cells[place]) for place in places.values()}
    proved = grid.is_proved or any(_proves(label, grid.encoding) for label in named)
    width = max(place for place, cell in enumerate(cells, start=1) if cell.strip())
    titles = {name: cells[place].strip() for name, place in places.items()}
    return KnownTable(layout, grid, -below, width, titles, places, proved)
