"""The page over PostgreSQL: all pages of ours, and none of Datasette's, which knows only SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from queries.questions import OPEN_QUESTIONS
from storage import Store
from tests.support.config_files import loaded
from tests.support.staff_page import NOW, OFFICE, Pages, fill
from tests.support.storage_visits import CASABLANCA
from web import Site


@pytest.fixture
def staff(tmp_path: Path, postgres_url: str) -> Iterator[Pages]:
    settings = loaded(tmp_path, accounts=OFFICE)
    storage = settings.storage.model_copy(update={"url": postgres_url})
    with Store.open(postgres_url, zone=CASABLANCA) as store:
        fill(store)
    site = Site(settings.model_copy(update={"storage": storage}), lambda: NOW)
    with closing(Pages(site)) as opened:
        yield opened


def test_it_shows_every_page_and_leads_to_no_tables(staff: Pages) -> None:
    needed = {"post": "?post=1001", "compare": "?versus=2026-10"}
    paths = (
        *("/", "/account/dgsn-x", "/post/dgsn-x/1001", "/topics?topic=roads", "/ask", "/balance"),
        *("/balance/2026", "/balance/2026.json", "/chart/followers.svg", "/chart/growth.svg"),
        *(
            "/chart/posts.svg",
            "/chart/post/dgsn-x/1001.svg",
            "/ask/growth.xlsx",
            "/static/page.css",
        ),
        *(f"/ask/{name}{needed.get(name, '')}" for name in OPEN_QUESTIONS),
    )
    for path in paths:
        answer = staff.get(path)
        assert answer.status_code == 200, path
        assert '"/data' not in answer.text

    assert "640,400" in staff.get("/?lang=en").text
    for path in ("/data", "/data.json?sql=select+1", "/data/account", "/data.db", "/-/databases"):
        assert staff.get(path).status_code == 404


@pytest.mark.parametrize(
    ("code", "words"), [("en", "hasila ask --sql"), ("fr", "PostgreSQL"), ("ar", "PostgreSQL")]
)
def test_it_says_why_there_are_no_tables(staff: Pages, code: str, words: str) -> None:
    answer = staff.get(f"/data/account?lang={code}")

    assert answer.status_code == 404
    assert words in answer.text
    assert words not in staff.get(f"/database?lang={code}").text
