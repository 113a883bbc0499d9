"""What a page looks like: its style sheet and icon, and the platforms' own colours.

The colours are told by `metrics.platforms` alone.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from metrics.platforms import PLATFORMS
from web.views import File

FOLDER = Path(__file__).parents[1] / "static"
NAMES = tuple(sorted(path.name for path in FOLDER.iterdir() if path.is_file()))
"""The files of the style."""


@cache
def style_file(name: str) -> File:
    """One of `NAMES`, read once: two small files wait for no disk, and leave none open."""
    path = FOLDER / name
    return File(path.read_bytes(), path.suffix.removeprefix("."), path.stem, saved=False)


def platforms_style() -> File:
    """One class for each platform that sets its colour."""
    rules = (f".{key} {{ --own: {platform.colour}; }}" for key, platform in PLATFORMS.items())
    return File("\n".join(rules).encode(), "css", "platforms", saved=False)
