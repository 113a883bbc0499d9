"""The platforms' own colours as a style sheet: nothing but `metrics.platforms` knows them."""

from __future__ import annotations

from metrics.platforms import PLATFORMS
from web.views import File


def platforms_style() -> File:
    """One class for each platform that sets its colour."""
    rules = (f".{key} {{ --own: {platform.colour}; }}" for key, platform in PLATFORMS.items())
    return File("\n".join(rules).encode(), "css", "platforms", saved=False)
