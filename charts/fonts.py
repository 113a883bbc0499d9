"""Which fonts a chart uses, and which characters they can draw."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Sequence
from functools import cache
from pathlib import Path

from matplotlib import get_data_path
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.ft2font import FT2Font

from words import Language

PRINT_QUALITY = ("Noto Naskh Arabic", "Noto Sans Arabic")
BUNDLED = "DejaVu Sans"
"""Comes with matplotlib; has Latin and Arabic letters, signs and arrows."""
WEIGHTS = ("normal", "bold")
SPACES = re.compile(r"[^\S\u00a0\u202f]+")


def arabic_font() -> str | None:
    """The print-quality Arabic font that charts use here, or None where DejaVu stands in."""
    installed = set(fontManager.get_font_names())
    return next((name for name in PRINT_QUALITY if name in installed), None)


@cache
def families(language: Language) -> tuple[str, ...]:
    """The fonts to look a letter up in, in order; installed ones only, lest matplotlib warn."""
    if not language.rtl:
        return (BUNDLED,)
    installed = set(fontManager.get_font_names())
    return (*(name for name in PRINT_QUALITY if name in installed), BUNDLED)


def font_folder() -> Path:
    """The folder of the font files that come with matplotlib, for other programs that set text."""
    return Path(get_data_path()) / "fonts" / "ttf"


def drawable(text: str, names: Sequence[str]) -> str:
    """The text in one line, without what none of the fonts can draw (some emoji, controls).

    Fancy letters ("𝗕𝗼𝗹𝗱") become the plain ones that they stand for.
    """
    known = _characters(tuple(names))
    kept = [_drawable(letter, known) for letter in SPACES.sub(" ", text)]
    return SPACES.sub(" ", "".join(kept)).strip()


def _drawable(letter: str, known: Container[int]) -> str:
    """The letter, or its plain form, or nothing."""
    if ord(letter) in known:
        return letter
    plain = unicodedata.normalize("NFKC", letter)
    return plain if all(ord(part) in known for part in plain) else ""


@cache
def _characters(names: tuple[str, ...]) -> frozenset[int]:
    """The code points that can be drawn in the normal and in the bold weight alike."""
    normal, bold = (
        {code for name in names for code in _charmap(name, weight)} for weight in WEIGHTS
    )
    return frozenset(normal & bold)


def _charmap(name: str, weight: str) -> Iterable[int]:
    properties = FontProperties(family=[name], weight=weight)
    path = fontManager.findfont(properties, fallback_to_default=False)
    return FT2Font(path).get_charmap()
