"""Activities year by year, stacked by kind, with the total that was printed beside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from charts.axes import (
    LOWEST_ALONE,
    Frame,
    Mark,
    draw_axis,
    draw_values,
    edges,
    first_that_fits,
    gutter,
    scale,
)
from charts.breaks import DIVIDE
from charts.fonts import LABEL, STRONG
from charts.headings import Key, foot, head, say_nothing, write_key
from charts.labels import INK, Board
from charts.page import Paper, Sheet
from charts.series import HATCHED
from charts.texts import brief, in_line, in_signs, printed_in
from metrics.activity import (
    Activity,
    PrintedTotal,
    Stand,
    by_kind,
    compare_printed,
    of_period,
    total_breaks,
)
from metrics.periods import Period, Span, period_of
from metrics.quantity import SEMICOLON, Precision, Quantity, total

COLOURS = ("#1F4E79", "#5B8DB8", "#B45309", "#2F7D4F", "#6D4C9F", "#8D6E63", "#5F6B76")
"""One a kind, in the order of the kinds."""
WIDTH = 0.56
"""Of a column, where the years stand one apart."""
ROOM_FOR_LABELS = 1.12
LIGHT = "white"
PRINTED: dict[str, Any] = {
    "linestyle": "none",
    "marker": "D",
    "markersize": 6,
    "markerfacecolor": "white",
    "markeredgecolor": "#1F2933",
    "markeredgewidth": 1.3,
}
SAMPLE: dict[str, Any] = {"linewidth": 8, "solid_capstyle": "butt"}
"""Of a kind, in the key."""


@dataclass(frozen=True, slots=True)
class YearColumn:
    """The activities of one year."""

    period: Period
    kinds: Mapping[str, Quantity]
    """In the total, by kind; empty where nothing is known."""
    printed: PrintedTotal | None
    is_unlike: bool
    """Whether it covers other things than the column before it."""

    @property
    def x(self) -> float:
        """Where it stands on the axis."""
        return float(self.period.since.year)

    @property
    def total(self) -> Quantity | None:
        """What its kinds add up to."""
        return total(list(self.kinds.values())) if self.kinds else None


def activities_chart(rows: Sequence[Activity], labels: Mapping[str, str], paper: Paper) -> Figure:
    """Draw the activities of each year that are in its total, stacked by kind.

    `labels` name the kinds in the paper's language, for the key. Years without a row between the
    first and the last are hatched; a dashed line stands before a year that covers other things
    than the year before it, so that nobody takes the step for growth or a fall.
    """
    columns = _columns(rows)
    sheet = Sheet(paper)
    say = paper.language.say
    head(sheet, say("Communication activities, year by year"), paper.institution)
    if any(column.kinds for column in columns):
        _draw(sheet, columns, labels)
    else:
        foot(sheet, [])
        say_nothing(sheet, say("No activity of any year is on file."))
    return sheet.figure


def _columns(rows: Sequence[Activity]) -> list[YearColumn]:
    counted = [row for row in rows if row.in_total is Stand.YES]
    years = {row.period.since.year for row in counted}
    columns: list[YearColumn] = []
    before: tuple[Activity, ...] = ()
    for number in range(min(years, default=0), max(years, default=-1) + 1):
        year = period_of(date(number, 1, 1), Span.YEAR)
        own = of_period(counted, year)
        kinds = {kind_total.kind: kind_total.count for kind_total in by_kind(own, year)}
        printed = compare_printed(of_period(rows, year))
        is_unlike = bool(before and own and total_breaks(before, own))
        columns.append(YearColumn(year, kinds, printed, is_unlike))
        before = own or before
    return columns


def _draw(sheet: Sheet, columns: Sequence[YearColumn], labels: Mapping[str, str]) -> None:
    kinds = list(dict.fromkeys(kind for column in columns for kind in column.kinds))
    colours = dict(zip(kinds, COLOURS * len(kinds), strict=False))
    tops = [float(each.value) for column in columns for each in _totals(column)]
    values = scale(0, max(tops) * ROOM_FOR_LABELS)
    names = {kind: brief(labels.get(kind, kind)) for kind in kinds}
    foot(sheet, list(_notes(columns, names, sheet)))
    write_key(sheet, list(_keys(columns, names, sheet)))
    sheet.bottom += 0.3
    sheet.reserve(LOWEST_ALONE)
    ends = (columns[0].x - 0.5, columns[-1].x + 0.5)
    frame = Frame(*edges(sheet, gutter(sheet, values)), 0, ends)
    axes = sheet.axes(frame.left, sheet.bottom, frame.right, sheet.top)
    draw_values(sheet, axes, values)
    years = [
        Mark(year_column.x - 0.5, year_column.x, sheet.language.period(year_column.period))
        for year_column in columns
    ]
    draw_axis(sheet, axes, frame, first_that_fits(sheet, frame, [years, years[::2]]))
    board = Board(sheet, axes)
    for column in columns:
        _draw_column(board, column, colours)
    for column in columns:
        _label(board, column)
        _write_beside(board, column, colours)


def _totals(column: YearColumn) -> Iterator[Quantity]:
    if column.total:
        yield column.total
    if column.printed:
        yield column.printed.printed


def _draw_column(board: Board, column: YearColumn, colours: Mapping[str, str]) -> None:
    axes, base = board.axes, 0.0
    if not column.kinds:
        axes.axvspan(column.x - 0.5, column.x + 0.5, **HATCHED)
    if column.is_unlike:
        axes.axvline(column.x - 0.5, zorder=2.6, **DIVIDE)
    for kind, count in column.kinds.items():
        high = float(count.value)
        axes.bar(column.x, high, WIDTH, base, color=colours[kind], edgecolor="white", linewidth=0.8)
        base += high
    if column.kinds:
        left, bottom = board.inches(column.x - WIDTH / 2, 0)
        right, top = board.inches(column.x + WIDTH / 2, base)
        board.keep_off(left, bottom, right, top)
    if column.printed:
        _mark(axes, column.x, float(column.printed.printed.value))


def _mark(axes: Axes, x: float, level: float) -> None:
    axes.plot([x + WIDTH / 2], [level], zorder=3, clip_on=False, **PRINTED)


def _write_inside(board: Board, x: float, place: tuple[float, float], count: Quantity) -> bool:
    """Write a kind's number into its block; False where that is too low or too narrow."""
    base, high = place
    words = board.sheet.language.quantity(count)
    wide, tall = board.sheet.extent(words, LABEL)
    left, bottom = board.inches(x - WIDTH / 2, base)
    right, top = board.inches(x + WIDTH / 2, base + high)
    if wide >= right - left or tall * INK >= top - bottom - 0.04:
        return False
    middle = ((left + right) / 2, (bottom + top) / 2)
    face = LABEL.in_colour(LIGHT)
    board.sheet.write(middle, words, face, align="center", level="center").set_zorder(4)
    return True


def _write_beside(board: Board, column: YearColumn, colours: Mapping[str, str]) -> None:
    """Write the numbers of the blocks that hold none to the right of them, over a dividing line.

    Where a number has no room with its qualifier, a sign stands for that; the foot tells it whole.
    """
    base = 0.0
    for kind, count in column.kinds.items():
        high = float(count.value)
        words, face = board.sheet.language.quantity(count), LABEL.in_colour(colours[kind])
        if not _write_inside(board, column.x, (base, high), count):
            for text in (words, in_signs(count, board.sheet.language)):
                wide, tall = board.sheet.extent(text, face)
                offsets = [(wide / 2 + 0.06, up * tall * INK) for up in (0, 0.5, 1, -0.5, -1)]
                place = (column.x + WIDTH / 2, base + high / 2)
                if board.label(place, text, face, offsets, above=True):
                    break
        base += high


def _label(board: Board, column: YearColumn) -> None:
    """Write the total above its column, or above the printed one where that is higher."""
    if column.total is None:
        return
    top = max(float(each.value) for each in _totals(column))
    words = board.sheet.language.quantity(column.total)
    up = board.sheet.extent(words, STRONG)[1] * INK / 2 + 0.06
    board.label((column.x, top), words, STRONG, [(0, up), (0, 2 * up)])


def _keys(columns: Sequence[YearColumn], labels: Mapping[str, str], sheet: Sheet) -> Iterator[Key]:
    for (_, words), colour in zip(labels.items(), COLOURS * len(labels), strict=False):
        yield Key(words, (SAMPLE | {"color": colour},))
    say = sheet.language.say
    if any(column.printed for column in columns):
        yield Key(say("the total as printed"), (PRINTED,))
    if any(column.is_unlike for column in columns):
        words = say("from here on the figures cover other things: not to be compared")
        yield Key(words, (DIVIDE,))
    if any(not column.kinds for column in columns):
        yield Key(say("no figure"), (HATCHED,))


def _notes(columns: Sequence[YearColumn], names: Mapping[str, str], sheet: Sheet) -> Iterator[str]:
    """What was printed otherwise than it adds up, lower bounds, and the sources."""
    language = sheet.language
    for column in columns:
        printed = column.printed
        if printed and printed.counted and not printed.agrees:
            yield language.say(
                "{period}: the kinds add up to {counted}; {printed} was printed.",
                period=language.period(column.period),
                counted=language.quantity(printed.counted),
                printed=language.quantity(printed.printed),
            )
    for column in columns:
        for kind, count in column.kinds.items():
            if not count.is_exact:
                yield language.say(
                    "{period}, {kind}: {number}.",
                    period=language.period(column.period),
                    kind=in_line(names[kind], language),
                    number=language.quantity(count),
                )
    counts = [count for column in columns for count in column.kinds.values()]
    if any(count.precision is Precision.AT_LEAST for count in counts):
        yield language.say("A total with a lower bound among its parts is a lower bound itself.")
    sources = {
        source for count in counts if count.source for source in count.source.split(SEMICOLON)
    }
    if sources:
        listed = [printed_in(source, language) for source in sorted(sources)]
        yield language.say("Printed: {sources}.", sources=language.say("; ").join(listed))
