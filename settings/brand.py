"""How an institution's papers look: its logo, which must be a whole PNG, and its colours."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

SIGNATURE = b"\x89PNG\r\n\x1a\n"
LARGEST_FILE, LARGEST_SIDE = 2_000_000, 4_000
"""Bytes, and pixels: a logo stands in every letter, and is unpacked into memory."""
COLOUR, ACCENT = "#17365D", "#C9A227"
"""Unless the settings name others."""


INK, WHITE = "#1F2933", "#FFFFFF"
READABLE = 4.5
"""The least contrast of letters with their ground, by WCAG 2."""
LINEAR = 0.03928
"""Up to which sRGB is linear, by WCAG 2."""


@dataclass(frozen=True, slots=True)
class Brand:
    """What papers and pictures of the institution carry."""

    colour: str = COLOUR
    """#RRGGBB: the ground of cards and slides, the rules of papers."""
    accent: str = ACCENT
    """#RRGGBB, beside it."""
    logo: bytes | None = None
    """A PNG; None: its name stands alone."""

    @property
    def ink(self) -> str:
        """What can be read on the colour: white, or dark letters."""
        return max((WHITE, INK), key=lambda ink: _contrast(ink, self.colour))

    @property
    def on_paper(self) -> str:
        """The colour for letters on white, unless it is too light to be read there."""
        return self.colour if _contrast(self.colour, WHITE) >= READABLE else INK


PLAIN = Brand()
"""Of an institution that has named neither logo nor colours."""


def _contrast(colour: str, other: str) -> float:
    """How much two colours differ, 1 to 21, by WCAG 2."""
    dark, light = sorted((_luminance(colour), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    """How light a colour is, 0 to 1, by WCAG 2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= LINEAR else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def logo_file(path: Path) -> Path:
    """The file of a logo: a whole PNG of a sensible size.

    Raises:
        ValueError: it is not.
    """
    try:
        with path.open("rb") as file:
            check_png(file.read(LARGEST_FILE + 1))
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}") from None
    return path


def check_png(content: bytes) -> None:
    """Whether bytes are a PNG of which no part is missing or damaged.

    Raises:
        ValueError: they are not, or more than a logo needs.
    """
    if not content.startswith(SIGNATURE):
        raise ValueError("must be a PNG file")
    if len(content) > LARGEST_FILE:
        raise ValueError(f"is larger than {LARGEST_FILE // 1_000_000} MB")
    if not _has_whole_parts(content):
        raise ValueError("is not a whole PNG: make it anew")
    if max(png_size(content)) > LARGEST_SIDE:
        raise ValueError(f"has more than {LARGEST_SIDE} pixels on a side")


def png_size(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG, in pixels."""
    width, height = struct.unpack(">II", content[16:24])
    return int(width), int(height)


def _has_whole_parts(content: bytes) -> bool:
    """Whether each chunk is there with its checksum, from the header to the end."""
    at, names = len(SIGNATURE), list[bytes]()
    while at + 12 <= len(content):
        (size,) = struct.unpack(">I", content[at : at + 4])
        part, check = content[at + 4 : at + 8 + size], content[at + 8 + size : at + 12 + size]
        if len(check) < 4 or struct.pack(">I", zlib.crc32(part)) != check:  # noqa: PLR2004 - bytes
            return False
        names.append(part[:4])
        at += 12 + size
    return names[:1] == [b"IHDR"] and names[-1:] == [b"IEND"] and b"IDAT" in names
