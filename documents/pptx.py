"""Slides as a PPTX: texts that can be changed, charts as pictures, right to left in Arabic."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from math import ceil
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from documents.model import Picture
from settings import Brand
from words import Language, bidi

WIDE, HIGH, MARGIN = 13.333, 7.5, 0.6
"""Of a slide, in inches: 16 to 9."""
TITLE_TOP, TITLE_HIGH = 0.45, 0.95
BODY_TOP, BODY_HIGH, FOOT_HIGH = 1.65, 4.75, 0.8
TEXT_SHARE = 0.36
"""How much of a slide's width its texts have beside a picture."""
APART = 0.3
PICTURE = ((WIDE - 2 * MARGIN) * (1 - TEXT_SHARE) - APART, BODY_HIGH)
"""Width and height of the place of a picture, in inches."""
BAND_HIGH, LOGO_HIGH = 0.14, 0.9
FONT = "Arial"
"""What every machine has, with Arabic letters."""
INK, GREY, RED, WHITE = "1F2933", "5F6B76", "9B1C1C", "FFFFFF"
FIGURES = (44, 36, 30, 24, 20)
SIZES = (18, 16, 14, 12, 11, 10, 9, 8)
LETTER_WIDE = 0.52
"""How wide a letter is beside its size, on the whole; a little more than it is."""
PITCH = 1.3
ONE_LINE = (PITCH + 0.35) / 72
"""Up to how high one line of a size of 1 is estimated to be, in inches."""
TITLE_ONLY = 5
"""The layout of the library's own template that has a title and nothing else."""
EPOCH = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""When the file says it was made: always the same, for the slides say it themselves."""
UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide: what it is about, the number it is for, sentences, a chart, its source."""

    title: str
    figure: str | None
    lines: tuple[str, ...]
    """Sentences."""
    picture: Picture | None = None
    source: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Deck:
    """Slides after a cover, in one language."""

    language: Language
    institution: str
    title: str
    lines: tuple[str, ...]
    """On the cover: of which days, made when."""
    slides: tuple[Slide, ...]
    brand: Brand
    warning: str | None = None
    """In bold at the foot of each slide."""


def deck_as_pptx(deck: Deck) -> bytes:
    """The cover and the slides, as PowerPoint and LibreOffice open them."""
    maker = _Maker(deck)
    maker.cover()
    for slide in deck.slides:
        maker.add(slide)
    written = BytesIO()
    maker.paper.save(written)
    return written.getvalue()


class _Maker:
    """The presentation that is being made."""

    def __init__(self, deck: Deck) -> None:
        self.deck = deck
        self.rtl = deck.language.rtl
        self.code = deck.language.locale.replace("_", "-")
        self.colour = deck.brand.colour[1:].upper()
        self.on_paper = deck.brand.on_paper[1:].upper()
        self.accent = deck.brand.accent[1:].upper()
        self.paper = Presentation()
        self.paper.slide_width, self.paper.slide_height = Inches(WIDE), Inches(HIGH)
        properties = self.paper.core_properties
        properties.title, properties.author, properties.language = (
            deck.title,
            deck.institution,
            self.code,
        )
        properties.created = properties.modified = EPOCH
        properties.last_modified_by = ""

    def cover(self) -> None:
        """The first slide: whose it is, what it tells, of which days."""
        slide = self._blank()
        self._block(slide, (0, 2.3, WIDE, 2.6), self.colour)
        self._block(slide, (0, 4.9, WIDE, BAND_HIGH), self.accent)
        self._logo(slide, 0.75, 1.2)
        box = (MARGIN, 2.5, WIDE - 2 * MARGIN, 2.2)
        self._title(slide, self.deck.title, box, 40, self.deck.brand.ink[1:])
        words = [(self.deck.institution, 24, INK, True)]
        words += [(line, 18, GREY, False) for line in self.deck.lines]
        self._write(slide, (MARGIN, 5.2, WIDE - 2 * MARGIN, 1.5), words)
        self._foot(slide, ())

    def add(self, content: Slide) -> None:
        """One slide, its texts where lines begin and its picture beside them."""
        slide = self._blank()
        self._block(slide, (0, 0, WIDE, BAND_HIGH), self.colour)
        self._block(slide, (0, BAND_HIGH, WIDE, 0.05), self.accent)
        taken = self._logo(slide, 0.35, LOGO_HIGH, at_end=True)
        wide = WIDE - 2 * MARGIN - taken
        left = MARGIN + taken if self.rtl else MARGIN
        self._title(slide, content.title, (left, TITLE_TOP, wide, TITLE_HIGH), 28, self.on_paper)
        room = WIDE - 2 * MARGIN
        own = room * TEXT_SHARE if content.picture else room
        left = WIDE - MARGIN - own if self.rtl else MARGIN
        self._body(slide, content, (left, BODY_TOP, own, BODY_HIGH))
        if content.picture:
            beside = MARGIN if self.rtl else MARGIN + own + APART
            self._picture(slide, content.picture, (beside, BODY_TOP, *PICTURE))
        self._foot(slide, content.source)

    def _blank(self) -> Any:
        return self.paper.slides.add_slide(self.paper.slide_layouts[TITLE_ONLY])

    def _block(self, slide: Any, box: tuple[float, float, float, float], colour: str) -> None:
        shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *map(Inches, box))
        shape.fill.solid()
        shape.fill.fore_color.rgb = _rgb(colour)
        shape.line.fill.background()
        shape.shadow.inherit = False

    def _logo(self, slide: Any, top: float, high: float, *, at_end: bool = False) -> float:
        """Paste the logo where lines begin or end; how much of the width it takes."""
        if self.deck.brand.logo is None:
            return 0
        pasted = slide.shapes.add_picture(
            BytesIO(self.deck.brand.logo), Inches(MARGIN), Inches(top), height=Inches(high)
        )
        _describe(pasted, self.deck.institution)
        if self.rtl != at_end:
            pasted.left = Inches(WIDE - MARGIN) - pasted.width
        return float(pasted.width) / Inches(1) + 0.3

    def _title(
        self,
        slide: Any,
        text: str,
        box: tuple[float, float, float, float],
        size: int,
        colour: str,
    ) -> None:
        title = slide.shapes.title
        title.left, title.top, title.width, title.height = map(Inches, box)
        # Shapes are read and drawn in their order: the title lies over what is below it.
        slide.shapes._spTree.append(title._element)  # noqa: SLF001 - the library has no other way
        sizes = (size, 24, 20, *SIZES)
        fitting = [each for each in sizes if _high([(text, each)], box[2]) <= box[3]]
        words = [(text, (fitting or SIZES[-1:])[0], colour, True)]
        self._fill(title.text_frame, words, MSO_ANCHOR.MIDDLE)

    def _body(self, slide: Any, content: Slide, box: tuple[float, float, float, float]) -> None:
        """The figure, as large as it has room, then the sentences, as large as they all have."""
        figure = content.figure or ""
        on_a_line = (each for each in FIGURES if _high([(figure, each)], box[2]) <= each * ONE_LINE)
        large = next(on_a_line, FIGURES[-1])
        room = box[3] - (_high([(figure, large)], box[2]) + 0.2 if figure else 0)
        sizes = [
            size
            for size in SIZES
            if _high([(f"• {line}", size) for line in content.lines], box[2]) <= room
        ]
        size = (sizes or SIZES[-1:])[0]
        words = [(figure, large, self.on_paper, True)] if figure else []
        words += [(line, size, INK, False) for line in content.lines]
        self._write(slide, box, words)

    def _picture(
        self, slide: Any, picture: Picture, box: tuple[float, float, float, float]
    ) -> None:
        """Paste a picture whole into a box, in its middle."""
        left, top, wide, high = map(Inches, box)
        pasted = slide.shapes.add_picture(BytesIO(picture.content), left, top)
        scale = min(wide / pasted.width, high / pasted.height)
        pasted.width, pasted.height = (
            Emu(int(pasted.width * scale)),
            Emu(int(pasted.height * scale)),
        )
        pasted.left = Emu(left + (wide - pasted.width) // 2)
        _describe(pasted, picture.alternative)

    def _foot(self, slide: Any, source: Sequence[str]) -> None:
        words = [(line, 11, GREY, False) for line in source]
        if self.deck.warning:
            words.append((self.deck.warning, 11, RED, True))
        box = (MARGIN, HIGH - FOOT_HIGH - 0.15, WIDE - 2 * MARGIN, FOOT_HIGH)
        while len(words) > 1 and _high([(w[0], w[1]) for w in words], box[2]) > box[3]:
            if words[0][1] <= SIZES[-1]:
                break
            words = [(text, size - 1, colour, bold) for text, size, colour, bold in words]
        self._write(slide, box, words, MSO_ANCHOR.BOTTOM)

    def _write(
        self,
        slide: Any,
        box: tuple[float, float, float, float],
        words: Sequence[tuple[str, int, str, bool]],
        anchor: MSO_ANCHOR = MSO_ANCHOR.TOP,
    ) -> None:
        if words:
            self._fill(slide.shapes.add_textbox(*map(Inches, box)).text_frame, words, anchor)

    def _fill(
        self, frame: Any, words: Sequence[tuple[str, int, str, bool]], anchor: MSO_ANCHOR
    ) -> None:
        """Write paragraphs in the direction of the language."""
        frame.word_wrap, frame.vertical_anchor = True, anchor
        frame.margin_left = frame.margin_right = 0
        for index, (text, size, colour, bold) in enumerate(words):
            line = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
            line.space_after = Pt(size * 0.3)
            properties = line._p.get_or_add_pPr()  # noqa: SLF001 - the library knows no direction
            properties.set("algn", "r" if self.rtl else "l")
            properties.set("rtl", "1" if self.rtl else "0")
            run = line.add_run()
            run.text = self._set(text)
            run.font.size, run.font.bold, run.font.name = Pt(size), bold, FONT
            run.font.color.rgb = _rgb(colour)
            self._speak(run)

    def _set(self, text: str) -> str:
        """A text without what XML refuses, its line begun in the direction of the language."""
        plain = " ".join(UNWRITABLE.sub(" ", bidi.without_turning(text)).split(" "))
        return bidi.mark(rtl=True) + plain if self.rtl else plain

    def _speak(self, run: Any) -> None:
        """Name the language, and the font of letters from right to left."""
        properties = run._r.get_or_add_rPr()  # noqa: SLF001 - the library knows neither
        properties.set("lang", self.code)
        complex_font = properties.makeelement(qn("a:cs"), {"typeface": FONT})
        properties.find(qn("a:latin")).addnext(complex_font)


def _rgb(code: str) -> RGBColor:
    colour: RGBColor = RGBColor.from_string(code)  # type: ignore[no-untyped-call]
    return colour


def _describe(pasted: Any, words: str) -> None:
    """Give a picture its text alternative."""
    pasted._element.nvPicPr.cNvPr.set("descr", words)  # noqa: SLF001 - the library has no other way


def _high(words: Sequence[tuple[str, int]], wide: float) -> float:
    """About how high some paragraphs are in inches, in a box so wide."""
    total = 0.0
    for text, size in words:
        letters = max(1, int(wide * 72 / (size * LETTER_WIDE)))
        total += ceil(len(text) / letters) * size * PITCH / 72 + size * 0.3 / 72
    return total
