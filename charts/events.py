"""Events above a drawing: a light band over their days, and their names beside or above it.

A name stands above its own band or, like a flag, beside the staff on it. It lies on the band of no
other event if there is any such place, and on no staff that rises past it in any case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from charts.axes import TimeFrame, day_x
from charts.fonts import SMALL
from charts.page import Align, Sheet
from charts.texts import brief
from metrics.series import Event

BAND = "#F8F1E1"
STAFF = {"color": "#C9AE74", "linewidth": 0.8}
NAMES = SMALL.in_colour("#7A5B1E")
MOST_ROWS = 4
WIDEST = 2.6
"""A name that finds no room in one line or in two is cut to this; inches."""
NARROWEST = 1.0
"""A name is not broken into lines narrower than this."""
MOST_LINES = 2
SHARES = (0.55, 0.65, 0.8)
"""Of a name's length, for the longer of its two lines."""
APART = 0.12
BESIDE = 0.05
"""From the edge of a band to a name that stands beside it."""
THINNEST = 0.02


@dataclass(frozen=True, slots=True)
class Banner:
    """One event: its band's edges, and its name's edges, lowest row and lines; in inches."""

    left: float
    right: float
    lines: tuple[str, ...] = ()
    begin: float = 0
    end: float = 0
    row: int = 0
    align: Align = "center"

    @property
    def top(self) -> int:
        """How many rows the staff passes or stands beside; none without a name."""
        return self.row + len(self.lines)

    @property
    def height(self) -> float:
        """How far its band rises, in inches: not through its own name, which a thin one strikes."""
        is_thin = self.right - self.left < self.end - self.begin
        rows = self.row if self.align == "center" and is_thin else self.top
        return rows * SMALL.pitch

    def crosses(self, other: Banner, *, gap: float = 0) -> bool:
        """Whether its name lies on the other's band."""
        return self.begin - gap < other.right and other.left < self.end + gap

    def meets(self, other: Banner) -> bool:
        """Whether one's name lies on the other's, or on its staff."""
        shares_a_row = self.row < other.top and other.row < self.top
        is_over = self.begin - APART < other.end and other.begin < self.end + APART
        staffs = (self, other), (other, self)
        is_struck = any(staff.crosses(two) and two.top > staff.row for staff, two in staffs)
        return (shares_a_row and is_over) or is_struck


@dataclass(frozen=True, slots=True)
class Lane:
    """The events of a drawing, and how many had no row left for their name."""

    banners: tuple[Banner, ...]
    unnamed: int

    @property
    def height(self) -> float:
        """What the names need above the drawing, in inches."""
        rows = max((banner.top for banner in self.banners), default=0)
        return rows * SMALL.pitch + (0.06 if rows else 0)


def lay(sheet: Sheet, events: Sequence[Event], *frames: TimeFrame) -> Lane:
    """Give each event that touches a frame's days the lowest place where its name is free.

    Whole names first, those first that lie on no other band; what then has no place is cut. Of
    frames beside one another an event has its band in the last one that it touches.
    """
    ordered = sorted(events, key=lambda each: each.since)
    lasts = [[frame for frame in frames if _touches(each, frame)][-1:] for each in ordered]
    seen = [event for event, last in zip(ordered, lasts, strict=True) if last]
    framed = (frame for last in lasts for frame in last)
    banners = [_band(*pair) for pair in zip(seen, framed, strict=True)]
    for offer, is_strict in product((_whole, _cut), (True, False)):
        for index, event in enumerate(seen):
            if not banners[index].lines:
                others = banners[:index] + banners[index + 1 :]
                settings = offer(sheet, brief(sheet.language.names(event.names)))
                places = _places(sheet, banners[index], settings)
                free = (place for place in places if _is_free(place, others, is_strict=is_strict))
                banners[index] = next(free, banners[index])
    return Lane(tuple(banners), sum(not banner.lines for banner in banners))


def draw_events(sheet: Sheet, lane: Lane, bottom: float, top: float) -> None:
    """Draw the bands from `bottom` up to their names above `top`, behind everything else."""
    base = top + 0.08
    for banner in lane.banners:
        height = (base + banner.height if banner.lines else top) - bottom
        width = banner.right - banner.left
        sheet.block((banner.left, bottom), (width, height), {"color": BAND, "linewidth": 0})
    for banner in lane.banners:
        _draw_name(sheet, banner, base)


def left_out(lane: Lane, sheet: Sheet) -> Iterator[str]:
    """A note on the events whose names found no room, if there are any."""
    if lane.unnamed:
        yield sheet.language.count(
            "{n} more event is marked without its name.",
            "{n} more events are marked without their names.",
            lane.unnamed,
        )


def _draw_name(sheet: Sheet, banner: Banner, base: float) -> None:
    """The lines of a name; beside its band also the staff that it is fastened to."""
    edges = {"left": banner.begin, "right": banner.end, "center": (banner.begin + banner.end) / 2}
    for index, line in enumerate(banner.lines):
        level = base + (banner.top - 1 - index) * SMALL.pitch + 0.03
        sheet.write((edges[banner.align], level), line, NAMES, align=banner.align)
    if banner.align != "center":
        x = banner.right if banner.align == "left" else banner.left
        sheet.line([x, x], [base - 0.08, base + banner.top * SMALL.pitch], STAFF)


def _touches(event: Event, frame: TimeFrame) -> bool:
    return event.since < frame.stretch.until and frame.stretch.since < event.until


def _band(event: Event, frame: TimeFrame) -> Banner:
    """Where the days of an event lie, not yet named."""
    first, last = frame.stretch.ends
    left = frame.across(max(first, day_x(event.since, frame.stretch.zone)))
    right = frame.across(min(last, day_x(event.until, frame.stretch.zone)))
    return Banner(left, max(right, left + THINNEST))


def _is_free(place: Banner, others: Sequence[Banner], *, is_strict: bool) -> bool:
    """Whether a name meets no other there; if strict, also that it lies on no other band."""
    on_a_band = is_strict and any(place.crosses(other) for other in others)
    return not on_a_band and not any(other.lines and place.meets(other) for other in others)


def _whole(sheet: Sheet, words: str) -> Iterator[tuple[str, ...]]:
    """A name in one line, or in two of about the same length."""
    length = sheet.measure(words, NAMES)
    if length <= sheet.inner:
        yield (words,)
    for share in SHARES:
        lines = tuple(sheet.wrapped(words, NAMES, max(NARROWEST, length * share)))
        if len(lines) <= MOST_LINES and length * share <= sheet.inner:
            yield lines
            break


def _cut(sheet: Sheet, words: str) -> Iterator[tuple[str, ...]]:
    """A name with an ellipsis."""
    yield (sheet.shortened(words, NAMES, min(WIDEST, sheet.inner)),)


def _places(sheet: Sheet, band: Banner, settings: Iterable[tuple[str, ...]]) -> Iterator[Banner]:
    """In each row: above the band, then to its right and to its left; inside the page."""
    edge = sheet.width - sheet.margin
    for lines in settings:
        width = max(sheet.measure(line, NAMES) for line in lines)
        above = min(max((band.left + band.right - width) / 2, sheet.margin), edge - width)
        begins: list[tuple[float, Align]] = [
            (above, "center"),
            (band.right + BESIDE, "left"),
            (band.left - BESIDE - width, "right"),
        ]
        for row, (begin, align) in product(range(MOST_ROWS + 1 - len(lines)), begins):
            if sheet.margin <= begin <= edge - width:
                end = begin + width
                yield replace(band, lines=lines, begin=begin, end=end, row=row, align=align)
