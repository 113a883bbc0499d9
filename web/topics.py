"""What topics are called: by the settings, else by their own keys."""

from __future__ import annotations

from web.site import Site
from words import Language


def topic_name(key: str, site: Site, language: Language) -> str:
    """A topic as the settings name it in a language, or its key."""
    known = site.settings.topics.get(key)
    return language.names(known.name) if known else key
