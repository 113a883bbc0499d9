"""A fall in one step is explained wherever its drop shows, in every language."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from documents.text import table_as_text
from metrics.periods import Span, periods_between
from metrics.quantity import measured
from queries.growth import growth_by_account
from storage import Store
from storage.visits import keep
from tests.support.asking import Desk, X, open_desk
from tests.support.staff_page import NOW, Pages, office
from tests.support.storage_visits import CASABLANCA, DAY, HOUR, NOON, visit
from web import Site
from words import language
from words.sentences import change_sentence

WORDS = {"ar": "تراجع دفعة واحدة", "fr": "baisse d’un seul coup", "en": "fall in one step"}
LOST = 5_000


@contextmanager
def open_fallen(folder: Path) -> Iterator[Desk]:
    """Ten followers more a day for sixty days, and 5,000 fewer between two of twenty days ago."""
    with open_desk(folder) as opened:
        for days in range(60, -1, -1):
            fallen = LOST + 10 if days <= 20 else 0
            opened.read(X, NOON - days * DAY, 640_000 - 10 * days - fallen)
        yield opened


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk that is asked only."""
    with open_fallen(tmp_path_factory.mktemp("fallen")) as opened:
        yield opened


@pytest.mark.parametrize("by", ["day", "week", "month", None])
@pytest.mark.parametrize("code", WORDS)
def test_the_growth_of_its_days_alone_tells_it(desk: Desk, code: str, by: str | None) -> None:
    since = (NOON - 38 * DAY).date()
    table: Any = desk.ask("growth", code, accounts=[X], since=since, by=by)
    (fallen,) = [row for row in table.rows if row["fell"]]

    assert fallen["fell"] == LOST
    assert fallen["net_without_falls"] == fallen["net"].value + measured(LOST)
    written = table_as_text(table, language(code), CASABLANCA)
    assert written.count(WORDS[code]) >= 2  # beside the number, and what it was
    assert all(row["net_without_falls"] is None for row in table.rows if row is not fallen)


@pytest.mark.parametrize("by", ["day", "week", None])
@pytest.mark.parametrize("code", WORDS)
def test_the_followers_after_it_tell_it(desk: Desk, code: str, by: str | None) -> None:
    since = (NOON - 38 * DAY).date()
    table: Any = desk.ask("followers", code, accounts=[X], since=since, by=by)
    (fallen,) = [row for row in table.rows if row["fell"]]

    assert fallen["fell"] == LOST
    written = table_as_text(table, language(code), CASABLANCA)
    assert written.count(WORDS[code]) >= 2  # below the number, and what it was


@pytest.mark.parametrize("code", WORDS)
def test_periods_that_are_compared_tell_it_on_its_side(desk: Desk, code: str) -> None:
    days = {"since": (NOON - 25 * DAY).date(), "until": (NOON - 10 * DAY).date()}
    table: Any = desk.ask("compare", code, accounts=[X], **days)
    gained, *others = table.rows

    assert (gained["before_fell"], gained["after_fell"]) == (None, LOST)
    assert all(row["after_fell"] is None for row in others)
    written = table_as_text(table, language(code), CASABLANCA)
    assert written.count(WORDS[code]) >= 2


@pytest.mark.parametrize("code", WORDS)
def test_the_sentence_of_a_change_tells_it(code: str) -> None:
    told = {
        lost: change_sentence(language(code), "X", net=measured(700), lost=lost)
        for lost in ((), (LOST,), (LOST, 20))
    }

    assert WORDS[code] not in (told[()] or "")
    assert WORDS[code] in (told[LOST,] or "")
    assert language(code).number(LOST) in (told[LOST,] or "")
    assert language(code).number(LOST + 20) in (told[LOST, 20] or "")


def test_a_slow_loss_and_a_misreading_are_none(tmp_path: Path) -> None:
    ends = (NOON - 38 * DAY).date(), (NOON + DAY).date()
    periods = list(periods_between(*ends, Span.DAY))
    with open_fallen(tmp_path) as desk:
        desk.read(X, NOON + HOUR, 600_000)
        for hours in (2, 3):
            desk.read(X, NOON + hours * HOUR, 635_000 - hours)
        (account, *_) = desk.accounts
        rows = growth_by_account(desk.store, [account], periods, CASABLANCA, NOON + DAY)

    assert sum(len(row.falls) for row in rows) == 1


@pytest.mark.parametrize("code", WORDS)
@pytest.mark.parametrize("path", ["/", "/account/dgsn-x", "/ask/growth?since=2026-11-01"])
def test_the_page_tells_it(tmp_path: Path, path: str, code: str) -> None:
    settings = office(tmp_path)
    with Store.open(settings.storage.url, zone=settings.zone(), durable=False) as store:
        keep(store, visit(NOW - HOUR / 2, followers=630_000))
        keep(store, visit(NOW - HOUR / 4, followers=630_001))
    with closing(Pages(Site(settings, lambda: NOW))) as staff:
        html = staff.get(f"{path}{'&' if '?' in path else '?'}lang={code}").text

    assert WORDS[code] in html
