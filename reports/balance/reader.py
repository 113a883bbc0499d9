"""For whom a balance is worded: the language, the zone, and what things are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from words import Language

PostKey = tuple[str, datetime]
"""An account's name, and when its post came out."""


@dataclass(frozen=True, slots=True)
class Reader:
    """What every chapter must know beside the facts."""

    language: Language
    zone: ZoneInfo
    institution: str
    names: Mapping[str, str]
    """What each account is called."""
    titles: Mapping[PostKey, str] = field(default_factory=dict)
    """The texts of posts, those that have not expired."""
    topics: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The names of the topics that the settings declare, by key and language."""
    kinds: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The names of kinds of activities that the settings declare."""
    plurals: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)
    """Their counted forms, by kind, language and plural category."""
    warning: str | None = None
    """Printed in bold: that the data is simulated."""

    def name(self, account: str) -> str:
        """What an account is called."""
        return self.names.get(account, account)
