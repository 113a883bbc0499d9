"""A desk at which questions are asked: a file of its own, and short words to fill it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from documents.model import Table
from metrics.model import Account, Discovery, PostSnapshot, Snapshot, Visit
from metrics.periods import Span, parse_period
from metrics.quantity import Precision, published
from metrics.series import PrintedFigure
from queries.questions import QUESTIONS
from queries.request import Asked
from settings import Settings
from storage import Store
from storage.accounts import enrol
from storage.registers.printed import add_figures
from storage.visits import keep
from tests.support.config_files import loaded
from tests.support.databases import open_empty
from tests.support.storage_visits import NOON
from words import language

X, FACEBOOK = "dgsn-x", "dgsn-facebook"
IDS = {X: "1132", FACEBOOK: "100000000000001", "forum": "777"}


@dataclass(frozen=True)
class Desk:
    """A store, the settings, and the instant at which it is asked."""

    store: Store
    settings: Settings
    now: datetime = NOON
    known_since: dict[str, datetime] = field(default_factory=dict)
    """From when on the posts of each account are known: its oldest post, or its first visit."""

    @property
    def accounts(self) -> tuple[Account, ...]:
        """Those of the settings: one on X, one on Facebook."""
        return self.settings.accounts

    def read(self, name: str, at: datetime, followers: int | None, *posts: PostSnapshot) -> None:
        """Put a visit that went well on file."""
        instants = [at, *(post.published_at for post in posts)]
        self.known_since[name] = min([*instants, self.known_since.get(name, at)])
        found = Discovery(self.known_since[name], at)
        seen = Snapshot(name, at, IDS[name], followers, posts=posts, discovered=found)
        keep(self.store, Visit(name, at, seen, proven_at=at))

    def lose(self, visit: Visit) -> None:
        """Put a visit that failed on file."""
        keep(self.store, visit)

    def print_figure(self, period: str, name: str, value: int, precision: Precision) -> None:
        """Put a printed number of followers on file."""
        told = published(value, precision, "hasila")
        figure = PrintedFigure(parse_period(period), name, "followers", told)
        add_figures(self.store, [figure], who="test", now=self.now, reason=None)

    def ask(self, name: str, code: str = "en", **options: Any) -> Table:
        """Ask a question; days may be given as 2026-11, `by` as a word."""
        given = {key: _meant(key, value) for key, value in options.items()}
        names = given.pop("accounts", None)
        accounts = tuple(one for one in self.accounts if names is None or one.name in names)
        asked = Asked(self.store, self.settings, self.now, language(code), accounts, **given)
        return QUESTIONS[name].ask(asked)


@contextmanager
def open_desk(folder: Path, more: str = "", now: datetime = NOON, **parts: str) -> Iterator[Desk]:
    """A desk over an empty file."""
    settings = loaded(folder, more, **parts)
    with open_empty(folder) as store:
        enrol(store, settings.accounts, now - timedelta(days=4000))
        yield Desk(store, settings, now)


def day(text: str) -> date:
    """The first day of a period."""
    return parse_period(text).since


def _meant(key: str, value: Any) -> Any:
    if key in {"since", "until"} and isinstance(value, str):
        return day(value)
    return Span(value) if key == "by" and value is not None else value
