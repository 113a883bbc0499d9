"""What stands around a drawing: heading, key, footnotes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from charts.faces import EMPTY, LABEL, NOTICE, RULE, SMALL, SUBTITLE, TITLE
from charts.sheet import MARGIN, Sheet

SAMPLE = 0.32
"""How wide the sample beside the words of a key is, in inches."""
BESIDE, APART = 0.08, 0.28
"""From the sample to its words, and from there to the next entry, in inches."""


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of the key to a chart: a sample and what it means."""

    words: str
    sample: tuple[dict[str, Any], ...]
    """The layers of the sample, lowest first, as matplotlib's Line2D draws them; with a hatch, as
    its Rectangle does."""


def head(sheet: Sheet, title: str, subtitle: str) -> None:
    """Write the title and, below it, the subtitle; the room's top moves down."""
    for words, face in ((title, TITLE), (subtitle, SUBTITLE)):
        for line in sheet.wrapped(words, face, sheet.width - 2 * MARGIN):
            sheet.top -= face.pitch
            sheet.write((sheet.start, sheet.top), line, face)
    sheet.top -= 0.22


def foot(sheet: Sheet, notes: Sequence[str]) -> None:
    """Write the notes at the foot, the paper's own note last and bold; the bottom moves up."""
    entries = [(words, SMALL) for words in notes if words]
    if sheet.paper.note:
        entries.append((sheet.paper.note, NOTICE))
    room = sheet.width - 2 * MARGIN
    lines = [(line, face) for words, face in entries for line in sheet.wrapped(words, face, room)]
    for line, face in reversed(lines):
        sheet.write((sheet.start, sheet.bottom), line, face)
        sheet.bottom += face.pitch
    edges = [MARGIN, sheet.width - MARGIN]
    sheet.line(edges, [sheet.bottom + 0.02] * 2, {"color": RULE, "linewidth": 0.8})
    sheet.bottom += 0.18


def explain(sheet: Sheet, keys: Sequence[Key]) -> None:
    """Write the key above the foot, as many entries on a line as fit; the bottom moves up."""
    rows = _rows(sheet, keys)
    for row in reversed(rows):
        reach = 0.0
        for key, width in row:
            _draw(sheet, key, reach)
            reach += width
        sheet.bottom += LABEL.pitch
    sheet.bottom += 0.06 if rows else 0


def _rows(sheet: Sheet, keys: Sequence[Key]) -> list[list[tuple[Key, float]]]:
    """The entries with their widths, in lines that fit the page."""
    rows: list[list[tuple[Key, float]]] = []
    room = 0.0
    for key in keys:
        width = SAMPLE + BESIDE + sheet.measure(key.words, SMALL) + APART
        if width - APART > room:
            rows.append([])
            room = sheet.width - 2 * MARGIN
        rows[-1].append((key, width))
        room -= width
    return rows


def _draw(sheet: Sheet, key: Key, reach: float) -> None:
    begin, end = sheet.onward(reach), sheet.onward(reach + SAMPLE)
    for look in key.sample:
        if "hatch" in look:
            corner = (min(begin, end), sheet.bottom - 0.025)
            sheet.block(corner, (SAMPLE, 0.13), look)
            continue
        is_marker = look.get("linestyle") == "none"
        xs = [(begin + end) / 2] if is_marker else [begin, end]
        sheet.line(xs, [sheet.bottom + 0.035] * len(xs), look)
    sheet.write((sheet.onward(reach + SAMPLE + BESIDE), sheet.bottom), key.words, SMALL)


def say_nothing(sheet: Sheet, words: str) -> None:
    """Write in the middle of the free room that, and why, there is nothing to draw."""
    lines = list(sheet.wrapped(words, EMPTY, sheet.width * 0.6))
    y = (sheet.top + sheet.bottom + len(lines) * EMPTY.pitch) / 2
    for line in lines:
        y -= EMPTY.pitch
        sheet.write((sheet.width / 2, y), line, EMPTY, align="center")
