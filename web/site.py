"""What every page needs: the settings, a clock, a short look at the database, and who asks."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from urllib.parse import quote, urlencode

import charts
from metrics.periods import local_day
from settings import Settings
from settings.values import is_loopback
from storage import Store
from web.roles import Role, Roles
from words import CODES, Language, language

PATIENCE_S = 5.0
"""How long a page waits for a writer to finish, in seconds."""
LONGEST_READ_S = 3.0
"""How long one of its questions may keep a writer waiting, in seconds."""
OWN_NAMES = ("localhost", "127.0.0.1", "::1")
SQLITE = "sqlite:///"


@dataclass(frozen=True)
class Site:
    """The page of one institution."""

    settings: Settings
    clock: Callable[[], datetime]
    config: Path | None = None
    """The file of the settings; None: nothing can be entered."""
    longest_read_s: float = LONGEST_READ_S

    @property
    def today(self) -> date:
        """The day in the institution's zone."""
        return local_day(self.clock(), self.settings.zone())

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
            longest_read_s=self.longest_read_s,
        )

    @property
    def database(self) -> Path | None:
        """The file that Datasette's own pages show; None where the database is no file."""
        url = self.settings.storage.url
        return Path(url.removeprefix(SQLITE)) if url.startswith(SQLITE) else None

    def without_folder(self, text: str) -> str:
        """A sentence on the database without the folder of the server in which it lies."""
        return text if self.database is None else text.replace(f"{self.database.parent}/", "")

    @cached_property
    def hosts(self) -> frozenset[str]:
        """The names by which browsers may ask, in small letters and without a port."""
        web = self.settings.web
        return frozenset(name.lower() for name in (*OWN_NAMES, web.host, *web.allowed_hosts))

    @cached_property
    def roles(self) -> Roles:
        """Who may open the page, and what they may do; empty of users: whoever reaches it.

        Raises:
            SettingsError: passwords are given but cannot be used.
        """
        return Roles(self.settings, self.config)

    @cached_property
    def are_people_known(self) -> bool:
        """Whether the page asks who somebody is; that stays as it was when the page began."""
        return bool(self.roles.users) or self.settings.web.sign_on is not None

    @property
    def is_for_entering(self) -> bool:
        """Whether somebody may enter something here."""
        return self.config is not None and self.roles.has_editors

    def is_administrator(self, user: str | None) -> bool:
        """Whether somebody is an administrator."""
        return self.roles.role_of(user) is Role.ADMINISTRATOR

    def may_administer(self, user: str | None) -> bool:
        """Whether somebody may close years and undo imports here."""
        return self.may_enter(user) and self.is_administrator(user)

    def may_enter(self, user: str | None) -> bool:
        """Whether somebody may enter something."""
        return self.config is not None and self.roles.may_enter(user)

    @property
    def is_open_to_others(self) -> bool:
        """Whether other machines can reach it."""
        web = self.settings.web
        return web.socket is None and not is_loopback(web.host)

    def paper(self, language: Language) -> charts.Paper:
        """The sheet on which this institution's charts are drawn now."""
        return charts.paper_of(self.settings, language, self.clock())


LANG = "lang"
PREFERENCE = re.compile(r"\s*([A-Za-z]{1,8})(?:-[A-Za-z0-9-]*)?\s*(?:;\s*q=([0-9.]{1,5}))?\s*")


@dataclass(frozen=True, slots=True)
class Visitor:
    """A request, as far as a page depends on it."""

    language: Language
    path: str
    args: Mapping[str, str]
    """What is filled in: of each name the last value, blank ones left out; the language apart."""
    names: Mapping[str, str]
    """The parts of the path that a route names."""
    chose: bool
    """Whether the language was chosen by a link, and must be kept in the next ones."""
    user: str | None = None

    def link(self, path: str, **args: str | None) -> str:
        """The address of another page, in the language that was chosen."""
        kept = {name: value for name, value in args.items() if value is not None}
        if self.chose:
            kept[LANG] = self.language.code
        return quote(path) + (f"?{urlencode(kept)}" if kept else "")

    def here(self, **args: str | None) -> str:
        """The address of this page with something filled in otherwise."""
        return self.link(self.path, **{**self.args, **args})

    def in_language(self, code: str) -> str:
        """The address of this page in another language."""
        return f"{quote(self.path)}?{urlencode({**self.args, LANG: code})}"


def language_of(chosen: str | None, accepted: str) -> Language:
    """The language that a link chose, else the first that a browser accepts, else Arabic.

    `accepted` is an Accept-Language header (RFC 9110, 12.5.4).
    """
    if chosen in CODES:
        return language(chosen)
    wanted: list[tuple[float, int, str]] = []
    for place, part in enumerate(accepted[:500].split(",")):
        match = PREFERENCE.fullmatch(part)
        if match and match[1].lower() in CODES and (weight := _weight(match[2])) > 0:
            wanted.append((-weight, place, match[1].lower()))
    return language(min(wanted)[2] if wanted else CODES[0])


def _weight(text: str | None) -> float:
    try:
        return 1.0 if text is None else float(text)
    except ValueError:
        return 0.0
