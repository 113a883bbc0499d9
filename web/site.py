"""What every page needs: the settings, a clock, and a short look at the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

import charts
from settings import Settings
from settings.values import is_loopback
from storage import Store
from words import Language

PATIENCE_S = 5.0
"""How long a page waits for a writer to finish, in seconds."""
OWN_NAMES = ("localhost", "127.0.0.1", "::1")
SQLITE = "sqlite:///"


@dataclass(frozen=True)
class Site:
    """The page of one institution."""

    settings: Settings
    clock: Callable[[], datetime]

    def open_store(self) -> AbstractContextManager[Store]:
        """The database, to read alone, as it is now: it may have been restored a moment ago.

        Raises:
            StorageError: it cannot be read; the line says why and what to do.
        """
        return Store.open(
            self.settings.storage.url,
            readonly=True,
            zone=self.settings.zone(),
            patience_s=PATIENCE_S,
        )

    @property
    def database(self) -> Path | None:
        """The file that Datasette's own pages show; None where the database is no file."""
        url = self.settings.storage.url
        return Path(url.removeprefix(SQLITE)) if url.startswith(SQLITE) else None

    @cached_property
    def hosts(self) -> frozenset[str]:
        """The names by which browsers may ask, in small letters and without a port."""
        web = self.settings.web
        return frozenset(name.lower() for name in (*OWN_NAMES, web.host, *web.allowed_hosts))

    @cached_property
    def users(self) -> Mapping[str, str]:
        """Who may open the page, with the hash of each password; empty: whoever reaches it.

        Raises:
            SettingsError: they are given but cannot be used.
        """
        return self.settings.page_users()

    @property
    def is_open_to_others(self) -> bool:
        """Whether other machines can reach it."""
        web = self.settings.web
        return web.socket is None and not is_loopback(web.host)

    def paper(self, language: Language) -> charts.Paper:
        """The sheet on which this institution's charts are drawn now."""
        notice = language.say(
            "Demonstration: readings of a simulated platform, not of the real accounts"
        )
        return charts.Paper(
            language=language,
            institution=language.names(self.settings.institution.name),
            zone=self.settings.zone(),
            now=self.clock(),
            note=notice if self.settings.is_simulated else None,
        )
