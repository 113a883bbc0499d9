"""Measured readings as lines: broken where nothing was read, named where they end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes

from charts.axis import Frame
from charts.faces import QUIET, RULE, STRONG
from charts.labels import INK, Board, around, spread
from charts.sheet import Sheet
from charts.tracks import Reading, Track, broken

WIDTH = 1.9
END_GAP = 0.12
"""From the last reading to its label, in inches."""
APART = 0.2
"""From one label at the lines' ends to the next, in inches."""
NEAR_END = 0.04
"""A line that stops within this share of the axis before its end is named beside the axis."""
MOVED = 0.05
"""A label that had to move further than this, in inches, is tied to its line."""
CLEARED = {"color": "white", "linewidth": 0, "zorder": 0.5}
"""What lies under a label, over the thin rules of the scale."""
TIE = 0.16
"""How much further away labels stand where one of them is tied, in inches."""
HATCHED: dict[str, Any] = {"facecolor": "none", "edgecolor": RULE, "hatch": "////", "linewidth": 0}
MOST_BOXES = 60


@dataclass(frozen=True, slots=True)
class Ending:
    """What is written where a line ends."""

    track: Track
    words: str
    last: Reading


def draw_line(axes: Axes, track: Track, *, dotted: bool = False) -> None:
    """Draw the readings; each is a dot if `dotted`, else the last and those between two gaps."""
    xs = [reading.x for reading in track.readings]
    ys = [reading.value for reading in track.readings]
    axes.plot(xs, ys, color=track.colour, linewidth=WIDTH, solid_joinstyle="round", zorder=3)
    lone = [run[0] for run in broken(track.readings) if len(run) == 1]
    dots = track.known if dotted else lone + track.known[-1:]
    axes.plot(
        [dot.x for dot in dots],
        [dot.value for dot in dots],
        color=track.colour,
        linestyle="none",
        marker="o",
        markersize=4.2,
        zorder=3.1,
    )


def draw_gaps(axes: Axes, holes: Sequence[tuple[float, float]]) -> None:
    """Hatch the stretches in which nothing was read."""
    for since, until in holes:
        axes.axvspan(since, until, **HATCHED)


def name_gaps(board: Board, holes: Sequence[tuple[float, float]], frame: Frame) -> None:
    """Write into each hole that is wide enough that there is no reading."""
    words = board.sheet.language.say("no reading")
    size = board.sheet.extent(words, QUIET)
    low, high = board.axes.get_ylim()
    for since, until in holes:
        if (until - since) / frame.scale >= size[0] + 0.1:
            middle = ((since + until) / 2, (low + high) / 2)
            board.label(middle, words, QUIET, [(0, 0), *around(size)])


def keep_off(board: Board, track: Track) -> None:
    """Take the places that the line runs through, so that no label lies on it."""
    for run in broken(track.readings):
        step = max(1, len(run) // MOST_BOXES)
        for index in range(0, len(run), step):
            part = run[index : index + step + 1]
            places = [board.inches(reading.x, reading.value) for reading in part]
            xs, ys = [x for x, _ in places], [y for _, y in places]
            board.keep_off(min(xs) - 0.02, min(ys) - 0.02, max(xs) + 0.02, max(ys) + 0.02)


def endings(tracks: Sequence[Track], sheet: Sheet, *, named: bool) -> list[Ending]:
    """What to write where each line ends: its last number, after its name if `named`."""
    found = []
    for track in tracks:
        for last in track.known[-1:]:
            number = sheet.language.number(round(last.value))
            words = sheet.joined(track.name, number) if named else number
            found.append(Ending(track, words, last))
    return found


def reserved(ends: Sequence[Ending], sheet: Sheet) -> float:
    """What the labels at the lines' ends need beside the axis, in inches."""
    widest = max((sheet.measure(ending.words, STRONG) for ending in ends), default=0)
    return widest + 2 * END_GAP + TIE if ends else 0


def write_endings(board: Board, ends: Sequence[Ending], frame: Frame) -> None:
    """Write the labels of the lines, beside the axis where they end there, else near the end."""
    first, last = frame.ends
    edge = last - NEAR_END * (last - first)
    beside = [ending for ending in ends if ending.last.x >= edge]
    _write_beside(board, beside)
    for ending in ends:
        if ending.last.x < edge:
            face = STRONG.in_colour(ending.track.colour)
            point = (ending.last.x, ending.last.value)
            board.label(
                point, ending.words, face, around(board.sheet.extent(ending.words, face), 0.03)
            )


def _write_beside(board: Board, ends: Sequence[Ending]) -> None:
    if not ends:
        return
    places = [board.inches(ending.last.x, ending.last.value) for ending in ends]
    left = max(x for x, _ in places) + END_GAP
    low = board.room.y0 + APART / 2
    levels = spread([y for _, y in places], APART, low, board.room.y1)
    moved = [abs(level - y) > MOVED for level, (_, y) in zip(levels, places, strict=True)]
    left += TIE if any(moved) else 0
    for ending, (x, y), level, is_tied in zip(ends, places, levels, moved, strict=True):
        face = STRONG.in_colour(ending.track.colour)
        board.sheet.write((left, level), ending.words, face, align="left", level="center")
        wide, high = board.sheet.extent(ending.words, face)
        board.keep_off(left, level - high / 2, left + wide, level + high / 2)
        corner = (left - 0.03, level - high * INK / 2)
        board.sheet.block(corner, (wide + 0.06, high * INK), CLEARED)
        if is_tied:
            tie = {"color": ending.track.colour, "linewidth": 0.6}
            board.sheet.line([x + 0.03, left - 0.03], [y, level], tie)
