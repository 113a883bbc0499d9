"""A card: one figure for publication, with its institution, its source and its reservations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from io import BytesIO

from matplotlib.figure import Figure
from matplotlib.image import imread

from charts.fonts import GREY, WARNING, Face
from charts.page import BREAKS, DOTS_PER_INCH, Paper, Sheet
from settings import Brand

PIXELS = {"square": (1080, 1080), "wide": (1920, 1080)}
"""Width and height of each shape, as networks show pictures."""
NO_BREAK = "\u00a0"
MARGIN, ACCENT_HIGH = 0.5, 0.07
HEADER, FOOTER = 1.25, 1.3
"""How high the white parts above and below are, in inches; of 7.2 in all."""
LOGO_HIGH = 0.85
SCALES = tuple(step / 20 for step in range(26, 4, -1))
"""By how much letters may be larger or smaller, until everything has room: down to a quarter."""
SUBJECT, TITLE, FIGURE = Face(22, "bold"), Face(19), Face(64, "bold")
LINE, NAME = Face(15), Face(16, "bold")
SOURCE, NOTICE = Face(11.5, colour=GREY), Face(10.5, "bold", WARNING)
AIR = 0.1
"""Kept free beside the widest word, in inches: letters do not grow quite evenly."""
BAR_HIGH = 0.26
PALE_SHARE = 0.3
"""How much of the ink's colour the rest of a bar has."""


@dataclass(frozen=True, slots=True)
class FigureCard:
    """What a card says, in the reader's language, whole: nothing of it is left out."""

    subject: str
    """Whose figure it is."""
    title: str
    """What is counted."""
    figure: str
    """The number with its qualifier."""
    lines: tuple[str, ...]
    """Its days, its parts, what must be known of it."""
    source: tuple[str, ...]
    """Where the number is from, of which day, and how strong it is."""
    share: Fraction | None = None
    """How much of a way is gone; drawn as a bar."""


def card_picture(card: FigureCard, brand: Brand, shape: str, paper: Paper) -> Figure:
    """Draw a card in a shape of `PIXELS`; letters become smaller where words are many."""
    wide, high = (pixels / DOTS_PER_INCH for pixels in PIXELS[shape])
    sheet = Sheet(replace(paper, size=(wide, high)))
    floor, ceiling = FOOTER, high - HEADER
    sheet.block((0, floor), (wide, ceiling - floor), {"facecolor": brand.colour, "linewidth": 0})
    accent = {"facecolor": brand.accent, "linewidth": 0}
    sheet.block((0, ceiling), (wide, ACCENT_HIGH), accent)
    _header(sheet, brand, ceiling + ACCENT_HIGH)
    _panel(sheet, card, brand, (floor, ceiling))
    _footer(sheet, card, floor)
    return sheet.figure


Written = tuple[str, Face]
Lines = list[Written]


def _fitted(sheet: Sheet, blocks: Sequence[Written], width: float, height: float) -> Lines:
    """The blocks in lines, with letters as large as the room takes them whole."""
    faces = [(words, _narrowed(sheet, words, face, width)) for words, face in blocks]
    lines: Lines = []
    for scale in SCALES:
        lines = [
            (line, scaled)
            for words, face in faces
            for scaled in [replace(face, size=face.size * scale)]
            for line in sheet.wrapped(words, scaled, width)
        ]
        if _high(lines) <= height:
            break
    return lines


def _narrowed(sheet: Sheet, words: str, face: Face, width: float) -> Face:
    """The face, smaller where the widest of the words would not have room on a line."""
    widths = [sheet.measure(word, face) for word in BREAKS.split(words) if word]
    return replace(
        face, size=face.size * min(1, width / (SCALES[0] * max(widths, default=0) + AIR))
    )


def _high(lines: Lines) -> float:
    return sum(face.pitch for _, face in lines)


def _write(sheet: Sheet, lines: Lines, start: float, top: float) -> float:
    """Write lines from a height downwards; returns where the last one ends."""
    for words, face in lines:
        sheet.write((start, top - face.pitch / 2), words, face, level="center")
        top -= face.pitch
    return top


def _header(sheet: Sheet, brand: Brand, floor: float) -> None:
    """The logo, where there is one, and the institution's name."""
    room = sheet.height - floor
    start = sheet.onward(MARGIN, sheet.width if sheet.language.rtl else 0)
    width = sheet.width - 2 * MARGIN
    if brand.logo is not None:
        taken = _logo(sheet, brand.logo, start, floor + room / 2) + 0.25
        start, width = sheet.onward(taken, start), width - taken
    lines = _fitted(sheet, [(sheet.paper.institution, NAME)], width, room - 0.2)
    _write(sheet, lines, start, floor + (room + _high(lines)) / 2)


def _logo(sheet: Sheet, logo: bytes, start: float, middle: float) -> float:
    """Draw the logo at the line's start; returns how wide it is, at most a third of the page."""
    picture = imread(BytesIO(logo), format="png")
    high, wide = picture.shape[:2]
    scale = min(LOGO_HIGH / high, sheet.width / 3 / wide)
    width, height = float(wide * scale), float(high * scale)
    left = start - width if sheet.language.rtl else start
    axes = sheet.axes(left, middle - height / 2, left + width, middle + height / 2)
    axes.imshow(picture, aspect="auto", cmap="gray", interpolation="antialiased")
    axes.set_axis_off()
    return width


def _panel(sheet: Sheet, card: FigureCard, brand: Brand, edges: tuple[float, float]) -> None:
    """The figure between what it counts and what must be known of it, in the middle."""
    ink, (floor, ceiling) = brand.ink, edges
    start, width = _line_start(sheet), sheet.width - 2 * MARGIN
    bar = BAR_HIGH * 2 if card.share is not None else 0
    room = ceiling - floor - 0.4 - bar
    figure = card.figure.replace(" ", NO_BREAK)
    head = [(card.subject, SUBJECT), (card.title, TITLE), (figure, FIGURE)]
    faces = [(words, face.in_colour(ink)) for words, face in head if words]
    faces += [(words, LINE.in_colour(ink)) for words in card.lines]
    lines = _fitted(sheet, faces, width, room)
    figures = [place for place, (_, face) in enumerate(lines) if face.weight == FIGURE.weight]
    above = lines[: figures[-1] + 1]
    top = _write(sheet, above, start, (floor + ceiling + _high(lines) + bar) / 2)
    if card.share is not None:
        _bar(sheet, card.share, (ink, brand), top - BAR_HIGH * 1.2)
    _write(sheet, lines[figures[-1] + 1 :], start, top - bar)


def _bar(sheet: Sheet, share: Fraction, look: tuple[str, Brand], floor: float) -> None:
    """How much of a way is gone, from where lines begin."""
    ink, brand = look
    whole = sheet.width - 2 * MARGIN
    gone = whole * float(min(max(share, Fraction(0)), Fraction(1)))
    left = sheet.width - MARGIN - gone if sheet.language.rtl else MARGIN
    pale = {"facecolor": ink, "alpha": PALE_SHARE, "linewidth": 0, "zorder": 1}
    sheet.block((MARGIN, floor), (whole, BAR_HIGH), pale)
    sheet.block(
        (left, floor),
        (gone, BAR_HIGH),
        {"facecolor": brand.accent, "linewidth": 0, "zorder": 2},
    )


def _footer(sheet: Sheet, card: FigureCard, ceiling: float) -> None:
    """The source, the day and the evidence; the paper's own note last, as a warning."""
    blocks = [(words, SOURCE) for words in card.source]
    if sheet.paper.note:
        blocks.append((sheet.paper.note, NOTICE))
    lines = _fitted(sheet, blocks, sheet.width - 2 * MARGIN, ceiling - 0.3)
    _write(sheet, lines, _line_start(sheet), (ceiling + _high(lines)) / 2)


def _line_start(sheet: Sheet) -> float:
    return sheet.width - MARGIN if sheet.language.rtl else MARGIN
