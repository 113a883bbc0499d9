"""The platforms' own colours as a style sheet: nothing but `metrics.platforms` knows them."""

from __future__ import annotations

from metrics.platforms import PLATFORMS
from storage import Store
from web.site import Site, Visitor
from web.views import File


def view(store: Store, site: Site, visitor: Visitor) -> File:
    """One class for each platform that sets its colour."""
    del store, site, visitor
    rules = (f".{key} {{ --own: {platform.colour}; }}" for key, platform in PLATFORMS.items())
    return File("\n".join(rules).encode(), "css", "platforms", saved=False)
