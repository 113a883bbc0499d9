"""Events above a drawing: a light band over their days, and their names in rows that never meet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from charts.faces import SMALL
from charts.sheet import MARGIN, Sheet
from charts.timeline import TimeFrame, day_x
from metrics.series import Event

BAND = "#F8F1E1"
NAMES = SMALL.in_colour("#7A5B1E")
MOST_ROWS = 4
WIDEST = 2.6
"""Longer names end in an ellipsis; inches."""
APART = 0.12
THINNEST = 0.02


@dataclass(frozen=True, slots=True)
class Banner:
    """One event: its band's edges and its name's middle and width, in inches, and its row."""

    left: float
    right: float
    middle: float
    width: float
    row: int
    words: str


@dataclass(frozen=True, slots=True)
class Lane:
    """The events of a drawing, and how many had no row left for their name."""

    banners: tuple[Banner, ...]
    unnamed: int

    @property
    def height(self) -> float:
        """What the names need above the drawing, in inches."""
        rows = max((banner.row + 1 for banner in self.banners), default=0)
        return rows * SMALL.pitch + (0.06 if rows else 0)


def lay(sheet: Sheet, events: Sequence[Event], frame: TimeFrame) -> Lane:
    """Give each event that touches the frame's days the lowest row where its name is free."""
    stretch = frame.stretch
    seen = [each for each in events if each.since < stretch.until and stretch.since < each.until]
    banners: list[Banner] = []
    for event in sorted(seen, key=lambda each: each.since):
        banner = _banner(sheet, event, frame, banners)
        banners.append(banner)
    return Lane(tuple(banners), sum(not banner.words for banner in banners))


def draw(sheet: Sheet, lane: Lane, bottom: float, top: float) -> None:
    """Draw the bands from `bottom` up to their names above `top`, behind everything else."""
    for banner in lane.banners:
        base = top + 0.08 + banner.row * SMALL.pitch
        height = (base + SMALL.pitch if banner.words else top) - bottom
        width = banner.right - banner.left
        sheet.block((banner.left, bottom), (width, height), {"color": BAND, "linewidth": 0})
        if banner.words:
            sheet.write((banner.middle, base + 0.03), banner.words, NAMES, align="center")


def left_out(lane: Lane, sheet: Sheet) -> Iterator[str]:
    """A note on the events whose names found no room, if there are any."""
    if lane.unnamed:
        yield sheet.language.count(
            "{n} more event is marked without its name.",
            "{n} more events are marked without their names.",
            lane.unnamed,
        )


def _banner(sheet: Sheet, event: Event, frame: TimeFrame, others: Sequence[Banner]) -> Banner:
    first, last = frame.stretch.ends
    left = frame.across(max(first, day_x(event.since, frame.stretch.zone)))
    right = frame.across(min(last, day_x(event.until, frame.stretch.zone)))
    right = max(right, left + THINNEST)
    words = sheet.shortened(sheet.language.names(event.names), NAMES, WIDEST)
    width = sheet.measure(words, NAMES)
    edge = MARGIN + width / 2
    middle = min(max((left + right) / 2, edge), sheet.width - edge)
    for row in range(MOST_ROWS):
        neighbours = [other for other in others if other.row == row and other.words]
        if all(_apart(middle, width, other) for other in neighbours):
            return Banner(left, right, middle, width, row, words)
    return Banner(left, right, middle, 0, 0, "")


def _apart(middle: float, width: float, other: Banner) -> bool:
    return abs(middle - other.middle) >= (width + other.width) / 2 + APART
