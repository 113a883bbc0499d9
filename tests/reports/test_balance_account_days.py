"""What the accounts as a whole drew in the yearly balance: summed by day, people never."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import docx
import pytest
from openpyxl import load_workbook

from metrics.history.account_days import AccountDay
from metrics.periods import parse_period
from metrics.quantity import Precision, exported, reported
from queries.account_days import period_sums
from reports.balance import Balance, gather, reader_of, render
from reports.balance.seal import read, write
from storage.history.account_days import keep_reported
from storage.history.source_files import NewFile, take_in
from tests.support.asking import FACEBOOK, Desk, X, open_desk

NEW_YEAR = date(2026, 1, 1)
NOW = datetime(2027, 1, 20, 9, tzinfo=UTC)
VIEWS, VISITS = 36_500, 7_300
"""What 365 days of 100 views and 20 visits sum to."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A whole year of a Page as reported, and ten days of an X account out of a file."""
    with open_desk(tmp_path_factory.mktemp("own"), now=NOW) as opened:
        year = [
            AccountDay(NEW_YEAR + timedelta(days=n), metric, reported(value))
            for n in range(365)
            for metric, value in (("views", 100), ("visits", 20), ("reach", 50 + n % 300))
        ]
        keep_reported(opened.store, FACEBOOK, year, told_at=NOW)
        days = [
            AccountDay(NEW_YEAR + timedelta(days=n), metric, exported(value, "x.csv"), zone="UTC")
            for n in range(10)
            for metric, value in (("views", 7), ("new_followers", 3), ("lost_followers", 1))
        ]
        file = NewFile(X, "a" * 64, "x.csv", "x_overview", NOW.date(), "UTC", None, None, 10)
        take_in(opened.store, file, days, who="press", now=NOW)
        yield opened


@pytest.fixture(scope="module")
def balance(desk: Desk) -> Balance:
    return gather(desk.store, desk.settings, 2026, None, NOW)


def paper(desk: Desk, balance: Balance, form: str, code: str = "fr") -> bytes:
    return render(desk.store, balance, reader_of(desk.store, desk.settings, balance, code), form)


def test_it_tells_each_count_with_its_days_its_evidence_and_its_bounds(
    desk: Desk, balance: Balance
) -> None:
    told: dict[str, Any] = json.loads(paper(desk, balance, "json"))
    rows = {row["account"]: row["counts"] for row in told["account_days"]}
    facts = ("metric", "value", "low", "high", "days", "days_due", "evidence", "source")

    assert [tuple(row[key] for key in facts) for row in rows[FACEBOOK]] == [
        ("views", VIEWS, VIEWS, VIEWS, 365, 365, "reported", None),
        ("visits", VISITS, VISITS, VISITS, 365, 365, "reported", None),
        ("reach", 349, 349, 349, 365, 365, "reported", None),
    ]
    assert [tuple(row[key] for key in facts) for row in rows[X]] == [
        ("views", 70, 70, None, 10, 365, "exported", "x.csv"),
        ("new_followers", 30, 30, None, 10, 365, "exported", "x.csv"),
        ("lost_followers", 10, 10, None, 10, 365, "exported", "x.csv"),
    ]
    assert rows[FACEBOOK][2]["highest_on"] == "2026-10-27"
    assert told["posts"] == []
    assert told["figures"][f"account_days/{FACEBOOK}/views/2026"]["value"] == VIEWS


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (
            "ar",
            (
                "ما ناله كل حساب بمجموعه",
                "36.500 مشاهدة و7.300 ولوج",
                "الأيام المعروفة: 365 من أصل 365",
            ),
        ),
        ("fr", ("Ce que les comptes dans leur ensemble", "36 500 vues et 7 300 visites")),
        ("en", ("What the accounts as a whole drew", "at least 70 views (10 of 365 days told)")),
    ],
)
def test_the_page_tells_them_in_a_sentence_and_in_a_table(
    desk: Desk, balance: Balance, code: str, words: tuple[str, ...]
) -> None:
    text = paper(desk, balance, "html", code).decode()
    text = text.replace("\u202f", " ").replace("\u00a0", " ")

    assert [each for each in words if each not in text] == []


def test_word_and_excel_hold_the_same_table(desk: Desk, balance: Balance) -> None:
    document = docx.Document(BytesIO(paper(desk, balance, "docx", "en")))
    book = load_workbook(BytesIO(paper(desk, balance, "xlsx", "en")))

    written = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    views = [row for row in written if row[1] == "Views of the account"]
    assert views[1] == [
        "Facebook",
        "Views of the account",
        "36,500",
        "365 of 365",
        "reported later by the platform",
    ]
    sheet = next(each for each in book if each.title.startswith("What the accounts"))
    assert [row[2].value for row in sheet.iter_rows(min_row=2)] == [70, 30, 10, VIEWS, VISITS, 349]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("ar", "43.870 من الولوجات والمشاهدات معا"),
        ("fr", "43 870 visites et vues"),
        ("en", "visits and views, together at least 43,870"),
    ],
)
def test_visits_and_views_are_one_number_with_its_parts_and_what_is_not_told(
    desk: Desk, balance: Balance, code: str, words: str
) -> None:
    text = paper(desk, balance, "html", code).decode()
    text = text.replace("\u202f", " ").replace("\u00a0", " ")
    row = desk.ask("engagement", accounts=(FACEBOOK,), since="2026-01-01", until="2027-01-01")

    assert words in text
    assert row.rows[0]["account_visits_and_views"] == reported(VIEWS + VISITS)


def test_a_seal_keeps_them_and_older_forms_have_none(balance: Balance) -> None:
    assert read(write(balance)).account_years == balance.account_years
    assert read(write(balance, 5)).account_years == ()


def test_a_year_of_which_no_day_is_told_says_nothing_of_them(desk: Desk) -> None:
    desk.print_figure("2024", X, 1_000, Precision.EXACT)
    balance = gather(desk.store, desk.settings, 2024, None, NOW)

    assert balance.account_years == ()
    assert "What the accounts as a whole" not in paper(desk, balance, "html", "en").decode()


def test_days_before_an_account_was_opened_are_not_missing(desk: Desk) -> None:
    (page,) = (account for account in desk.accounts if account.name == FACEBOOK)
    young = replace(page, opened=date(2026, 12, 1))
    (sums,) = period_sums(desk.store, young, [parse_period("2026")], ["views"], NOW.date())

    assert sums["views"].due == 31
