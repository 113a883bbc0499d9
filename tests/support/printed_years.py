"""An office that has nothing but what was printed: the figures and activities of the examples."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import imports
from commands.demo import BALANCE
from reports import balance
from reports.balance import Balance, Reader
from settings import Settings, load
from storage import Store
from storage.registers import printed
from storage.registers.activities import add_activities
from tests.support.databases import open_empty

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
EXAMPLES = Path(imports.__file__).parent / "examples"
CONFIG = """
[institution]
name = { ar = "المديرية العامة للأمن الوطني", fr = "Direction générale de la sûreté nationale", \
en = "General Directorate of National Security" }
timezone = "Africa/Casablanca"
"""
X = '[[account]]\nname = "dgsn-x"\nplatform = "x"\nhandle = "DGSN_MAROC"\n'
OTHERS = """
[[account]]
name = "dgsn-facebook"
platform = "facebook"
id = "100000000000001"
[[account]]
name = "dgsn-instagram"
platform = "instagram"
id = "100000000000002"
"""


@dataclass(frozen=True)
class PrintedOffice:
    """Its settings and its database."""

    config: Path
    settings: Settings
    store: Store

    def balance(self, year: int, now: datetime = NOW) -> Balance:
        """The balance of a year, as of its end."""
        return balance.draw(self.store, self.settings, year, None, now)

    def reader(self, drawn: Balance, code: str = "fr") -> Reader:
        """Somebody who reads it in a language."""
        return balance.reader_of(self.store, self.settings, drawn, code)

    def fields(self, year: int, code: str = "fr") -> Any:
        """The balance of a year as a script reads it."""
        drawn = self.balance(year)
        return json.loads(balance.render(self.store, drawn, self.reader(drawn, code), "json"))

    def text(self, year: int, code: str) -> str:
        """The sentences of a year, without the marks that only hold directions in place."""
        drawn = self.balance(year)
        said = balance.text(drawn, self.reader(drawn, code))
        return said.replace("\u200e", "").replace("\u202f", " ").replace("\u00a0", " ")


@contextmanager
def open_printed_office(
    folder: Path, more: str = OTHERS, *, empty: bool = False
) -> Iterator[PrintedOffice]:
    """Open an office in a folder, with the printed figures on file unless it shall be empty.

    `more` are its settings beside those of X: its accounts at Meta's unless told.
    """
    config = folder / "config.toml"
    config.write_text(CONFIG + X + BALANCE + more, encoding="utf-8")
    settings = load(config, {})
    with open_empty(folder) as store:
        if not empty:
            take_in(store, settings)
        yield PrintedOffice(config, settings, store)


def take_in(store: Store, settings: Settings) -> None:
    """Put the examples on file."""
    today, kinds = NOW.date(), settings.activity_kinds()
    figures = imports.read_figures(EXAMPLES / "published_figures.csv", today=today)
    activities = imports.read_activities(EXAMPLES / "activities.csv", today=today, kinds=kinds)
    printed.add_figures(store, figures, who="press", now=NOW, reason=None)
    add_activities(store, activities, who="press", now=NOW, reason=None)
