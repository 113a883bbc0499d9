"""Accounts with a title: readers meet it everywhere, files and commands keep the name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from charts import followers_chart
from charts.page import paper_of
from commands import cli
from documents.csv import table_as_csv
from documents.json import table_as_json
from documents.model import Table
from documents.wording import texts, written
from queries.request import Asked
from reports.balance import gather, reader_of, render
from reports.balance.seal import read, write
from reports.cards import CARDS
from reports.letter.wording import LetterWording
from storage.followers import followers
from tests.support.asking import FACEBOOK, Desk, X, open_desk
from tests.support.charted import said
from tests.support.config_files import ACCOUNTS
from tests.support.staff_page import Pages
from tests.support.storage_visits import NOON, post
from web.site import Site
from words import language

TITLES = {"ar": "حساب المديرية على إكس", "fr": "Compte X de la DGSN", "en": "DGSN on X"}
TITLED = ACCOUNTS.replace(
    'handle = "DGSN_MAROC"',
    'handle = "DGSN_MAROC"\ntitle = { '
    + ", ".join(f'{code} = "{title}"' for code, title in TITLES.items())
    + " }",
)
BEFORE = timedelta(days=10)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """X has a title and was read twice; Facebook has none."""
    with open_desk(tmp_path_factory.mktemp("titles"), accounts=TITLED) as opened:
        opened.read(X, NOON - BEFORE, 1_000)
        opened.read(X, NOON, 1_250, post("1", NOON - timedelta(days=1)))
        opened.read(FACEBOOK, NOON, 600)
        yield opened


def shown(table: Table, desk: Desk, code: str) -> str:
    words = language(code)
    rows = texts(written(table, words, desk.settings.zone()))
    return "\n".join([*(cell.text for row in rows for cell in row), *table.notes])


@pytest.mark.parametrize("code", TITLES)
@pytest.mark.parametrize("name", ["followers", "growth", "posts", "gaps", "today", "top"])
def test_an_answer_tells_the_title_and_its_files_the_name(desk: Desk, name: str, code: str) -> None:
    table = desk.ask(name, code)

    people = shown(table, desk, code)
    assert TITLES[code] in people
    assert X not in people
    for content in (
        table_as_csv(replace(table, notes=())),
        table_as_json(replace(table, notes=())),
    ):
        assert X in str(content)
        assert TITLES[code] not in str(content)


@pytest.mark.parametrize("code", TITLES)
def test_letter_card_chart_page_and_status_tell_the_title(desk: Desk, code: str) -> None:
    words, settings = language(code), desk.settings
    asked = Asked(desk.store, settings, NOON, words, settings.accounts[:1])
    letter = LetterWording(words, settings.zone(), NOON, settings.accounts)
    readings = [followers(desk.store, one.name) for one in settings.accounts]
    chart = followers_chart(readings, (), (), paper_of(settings, words, NOON))
    page = Pages(Site(settings, lambda: NOON, settings.folder / "config.toml"))
    config = settings.folder / "config.toml"
    status = CliRunner().invoke(
        cli, ["--config", str(config), "status", "--lang", code], obj=lambda: NOON
    )

    told = {
        "letter": letter.account(X),
        "card": CARDS["followers"](asked).subject,
        "chart": said(chart),
        "overview": page.get(f"/?lang={code}").text,
        "status": " ".join(status.output.split()),
    }
    page.close()
    assert [where for where, text in told.items() if TITLES[code] not in text] == []


@pytest.mark.parametrize("code", TITLES)
def test_the_balance_tells_the_title_and_its_seal_keeps_the_name(desk: Desk, code: str) -> None:
    balance = gather(desk.store, desk.settings, 2026, date(2026, 11, 19), desk.now)
    reader = reader_of(desk.store, desk.settings, balance, code)
    paper = render(desk.store, balance, reader, "html").decode()

    assert TITLES[code] in paper
    assert f'"account": "{X}"' in render(desk.store, balance, reader, "json").decode()
    sealed = write(balance)
    assert X in str(sealed)
    assert TITLES[code] not in str(sealed)
    assert read(sealed) == balance
