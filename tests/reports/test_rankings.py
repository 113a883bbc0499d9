"""A ranking says what it ranks by, and every surface names the same post."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from charts import top_posts_chart
from charts.page import paper_of
from metrics.model import Counts, Discovery, Snapshot, Visit
from queries.posts import latest_posts_of
from queries.questions import QUESTIONS
from queries.request import Asked
from reports import balance
from storage.accounts import enrol
from storage.visits import keep
from tests.support.charted import said
from tests.support.printed_years import PrintedOffice, open_printed_office
from tests.support.storage_visits import DAY, HOUR, post
from words import language

YEAR = datetime(2025, 1, 1, tzinfo=UTC)
MARCH = datetime(2025, 3, 9, 10, tzinfo=UTC)
AFTER = datetime(2025, 12, 31, 21, tzinfo=UTC)
OLD = datetime(2025, 1, 5, 9, tzinfo=UTC)
FACEBOOK = "dgsn-facebook"
COUNTS = {"ar": "المشاهدات", "fr": "vues", "en": "views"}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PrintedOffice]:
    """On Facebook a post of January, read once in March, and one that was followed from its start.

    By now the old one has more views; of its first week nobody knows anything.
    """
    with open_printed_office(tmp_path, empty=True) as opened:
        enrol(opened.store, opened.settings.accounts, AFTER)
        old = post("1", OLD, "قديم", counts=Counts(30_000, None, 900, 4, 5))
        young = post("2", MARCH, "جديد", counts=Counts(10, None, 1, 0, 0))
        _read(opened, MARCH + HOUR, old, young)
        _read(opened, MARCH + 7 * DAY, replace(young, counts=Counts(9_000, None, 420, 3, 5)))
        yield opened


def _read(office: PrintedOffice, at: datetime, *posts: Any) -> None:
    seen = Snapshot(
        FACEBOOK, at, "100000000000001", 500, posts=posts, discovered=Discovery(YEAR, at)
    )
    keep(office.store, Visit(FACEBOOK, at, seen, proven_at=at))


def top(office: PrintedOffice, code: str, **options: Any) -> Any:
    """What `ask top` answers of the year."""
    asked = Asked(
        office.store,
        office.settings,
        AFTER,
        language(code),
        office.settings.accounts,
        since=YEAR.date(),
        **options,
    )
    return QUESTIONS["top"].ask(asked)


def drawn(office: PrintedOffice, code: str, metric: str = "views") -> str:
    """The words of the chart of the year's posts."""
    posts = [
        post
        for account in office.settings.accounts
        for post in latest_posts_of(office.store, account, YEAR, AFTER)
    ]
    paper = paper_of(office.settings, language(code), AFTER)
    return said(top_posts_chart(posts, paper, metric=metric))


def papers(office: PrintedOffice, code: str) -> Any:
    """The balance of the year as a script reads it."""
    drawn = office.balance(2025, AFTER)
    return json.loads(balance.render(office.store, drawn, office.reader(drawn, code), "json"))


@pytest.mark.parametrize("code", ["ar", "fr", "en"])
def test_every_surface_names_the_same_most_viewed_post(office: PrintedOffice, code: str) -> None:
    table, chart, paper = top(office, code), drawn(office, code), papers(office, code)
    (sentence,) = [row["text"] for row in paper["sentences"] if row["id"] == "S8"]
    as_of = language(code).date(AFTER.date())

    assert table.rows[0]["excerpt"] == "قديم"
    assert chart.index("قديم") < chart.index("جديد")
    assert "قديم" in sentence
    assert [row["count"] for row in paper["most_viewed_posts"]] == [30_000, 9_000]
    assert table.caption.endswith(as_of) or as_of in table.caption
    assert " ".join(table.caption.split()) in " ".join(chart.split())
    assert as_of in sentence


@pytest.mark.parametrize("code", ["ar", "fr", "en"])
def test_the_ranking_at_an_equal_age_is_another_and_says_so(
    office: PrintedOffice, code: str
) -> None:
    table, paper = top(office, code, age_days=7), papers(office, code)

    assert [row["excerpt"] for row in table.rows] == ["جديد"]
    assert table.caption != top(office, code).caption
    assert [row["count"] for row in paper["best_posts"]] == [9_000]
    assert [row["age_s"] for row in paper["best_posts"]] == [7 * 86_400]
    html = balance.render(
        office.store,
        found := office.balance(2025, AFTER),
        office.reader(found, code),
        "html",
    ).decode()
    say = language(code).say
    assert say("Most viewed posts") in html
    assert say("Most viewed at the same age") in html


@pytest.mark.parametrize(
    ("code", "reactions", "likes"),
    [
        ("ar", ("ردود الفعل", "رد فعل"), "إعجاب"),
        ("fr", ("réactions",), "j’aime"),
        ("en", ("reactions",), r"(?<!/)\blikes\b"),
    ],
)
def test_reactions_on_facebook_are_called_likes_nowhere(
    office: PrintedOffice, code: str, reactions: tuple[str, ...], likes: str
) -> None:
    table, found = top(office, code, metric="likes"), office.balance(2025, AFTER)
    reader = office.reader(found, code)
    surfaces = [
        table.caption,
        " ".join(column.title for column in table.columns),
        drawn(office, code, "likes"),
        balance.text(found, reader),
        balance.render(office.store, found, reader, "html").decode(),
    ]

    for surface in surfaces:
        assert not re.search(likes, surface.lower())
        assert any(word in surface.lower() for word in reactions)
    assert papers(office, code)["most_viewed_posts"][0]["likes"] == 900
