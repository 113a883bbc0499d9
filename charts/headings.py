"""What stands around a drawing: heading, key, footnotes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from charts.fonts import EMPTY, LABEL, NOTICE, RULE, SMALL, SUBTITLE
from charts.page import Sheet

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
    for words, face in ((title, sheet.title), (subtitle, SUBTITLE)):
        for line in sheet.wrapped(words, face, sheet.inner):
            sheet.top -= face.pitch
            sheet.write((sheet.start, sheet.top), line, face)
    sheet.top -= 0.22
    sheet.lines_above = len(sheet.figure.texts)


def foot(sheet: Sheet, notes: Sequence[str]) -> None:
    """Write the notes at the foot, the paper's own note last and bold; the bottom moves up."""
    sheet.lines_above = len(sheet.figure.texts)
    entries = [(words, SMALL) for words in notes if words]
    if sheet.paper.note:
        entries.append((sheet.paper.note, NOTICE))
    room = sheet.inner
    lines = [(line, face) for words, face in entries for line in sheet.wrapped(words, face, room)]
    for line, face in reversed(lines):
        sheet.write((sheet.start, sheet.bottom), line, face)
        sheet.bottom += face.pitch
    edges = [sheet.margin, sheet.width - sheet.margin]
    sheet.line(edges, [sheet.bottom + 0.02] * 2, {"color": RULE, "linewidth": 0.8})
    sheet.bottom += 0.18


def write_key(sheet: Sheet, keys: Sequence[Key]) -> None:
    """Write the key above the foot, as many entries on a line as fit; the bottom moves up."""
    rows = _rows(sheet, [_entry(sheet, key) for key in keys])
    for row in reversed(rows):
        sheet.bottom += LABEL.pitch * (max(len(entry.lines) for entry in row) - 1)
        reach = 0.0
        for entry in row:
            _draw(sheet, entry, reach)
            reach += entry.width
        sheet.bottom += LABEL.pitch
    sheet.bottom += 0.06 if rows else 0


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry of the key as it is set: its words in lines that fit the page."""

    key: Key
    lines: tuple[str, ...]
    width: float


def _entry(sheet: Sheet, key: Key) -> _Entry:
    room = sheet.inner - SAMPLE - BESIDE
    lines = tuple(sheet.wrapped(key.words, SMALL, room))
    widest = max((sheet.measure(line, SMALL) for line in lines), default=0)
    return _Entry(key, lines, SAMPLE + BESIDE + widest + APART)


def _rows(sheet: Sheet, entries: Sequence[_Entry]) -> list[list[_Entry]]:
    """The entries in rows that fit the page."""
    rows: list[list[_Entry]] = []
    room = 0.0
    for entry in entries:
        if not rows or entry.width - APART > room:
            rows.append([])
            room = sheet.inner
        rows[-1].append(entry)
        room -= entry.width
    return rows


def _draw(sheet: Sheet, entry: _Entry, reach: float) -> None:
    begin, end = sheet.onward(reach), sheet.onward(reach + SAMPLE)
    for look in entry.key.sample:
        if "hatch" in look:
            corner = (min(begin, end), sheet.bottom - 0.025)
            sheet.block(corner, (SAMPLE, 0.13), look)
            continue
        is_marker = look.get("linestyle") == "none"
        xs = [(begin + end) / 2] if is_marker else [begin, end]
        sheet.line(xs, [sheet.bottom + 0.035] * len(xs), look)
    for number, line in enumerate(entry.lines):
        level = sheet.bottom - number * LABEL.pitch
        sheet.write((sheet.onward(reach + SAMPLE + BESIDE), level), line, SMALL)


def say_nothing(sheet: Sheet, words: str) -> None:
    """Write in the middle of the free room that, and why, there is nothing to draw."""
    lines = list(sheet.wrapped(words, EMPTY, sheet.width * 0.6))
    sheet.reserve((len(lines) + 1) * EMPTY.pitch)
    y = (sheet.top + sheet.bottom + len(lines) * EMPTY.pitch) / 2
    for line in lines:
        y -= EMPTY.pitch
        sheet.write((sheet.width / 2, y), line, EMPTY, align="center")
