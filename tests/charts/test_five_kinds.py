"""Five years of one Page from five kinds of evidence, from the registers to the drawing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from matplotlib.figure import Figure

from charts import followers_chart, paper_of
from charts.series import LINES
from metrics.history.account_days import AccountDay
from metrics.platforms import PLATFORMS
from metrics.quantity import Evidence, Precision, Quantity, exported, reported
from storage.followers import followers_as_drawn
from storage.history.account_days import keep_reported
from storage.history.between import fill_followers
from storage.history.source_files import NewFile, take_in
from storage.registers.printed import figures
from tests.support.asking import FACEBOOK, Desk, open_desk
from tests.support.charted import faults, said, xs
from words import language

FIRST = date(2022, 1, 1)
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
DAILY = 140
BAR = 2
"""Points of the hollow bar of a printed figure."""
A_DAY = timedelta(days=1)


def total(day: date) -> int:
    """How many followed when a day ended."""
    return 300_000 + DAILY * (day - FIRST).days


def days(since: date, until: date) -> list[date]:
    return [since + number * A_DAY for number in range((until - since).days)]


def told(metric: str, day: date, quantity: Quantity) -> AccountDay:
    return AccountDay(day, metric, quantity)


def file(letter: str, name: str) -> NewFile:
    return NewFile(FACEBOOK, letter * 64, name, "sprout_pages", NOW.date(), "UTC", None, None, 365)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """2022 printed, 2023 exported, 2024 reckoned, then told later, measured since June 2026."""
    with open_desk(tmp_path_factory.mktemp("five"), now=NOW) as opened:
        opened.print_figure("2022", FACEBOOK, 326_000, Precision.THOUSAND)
        known = [
            told("followers", day, exported(total(day), "sprout-2023.csv"))
            for day in days(date(2023, 2, 1), date(2024, 1, 1))
        ]
        take_in(opened.store, file("a", "sprout-2023.csv"), known, who="press", now=NOW)
        flows = [
            told(metric, day, exported(value, "follows-2024.csv"))
            for day in days(date(2024, 1, 1), date(2024, 12, 1))
            for metric, value in (("new_followers", DAILY + 60), ("lost_followers", 60))
        ]
        take_in(opened.store, file("b", "follows-2024.csv"), flows, who="press", now=NOW)
        later = [
            told("followers", day, reported(total(day)))
            for day in days(date(2024, 11, 30), date(2026, 6, 1))
        ]
        keep_reported(opened.store, FACEBOOK, later, told_at=NOW)
        for day in days(date(2026, 6, 1), NOW.date()):
            at = datetime(day.year, day.month, day.day, 20, tzinfo=UTC)
            opened.read(FACEBOOK, at, total(day))
        yield opened


def drawn(desk: Desk, code: str) -> Figure:
    series = fill_followers(desk.store, followers_as_drawn(desk.store, FACEBOOK, None, None))
    paper = paper_of(desk.settings, language(code), NOW)
    return followers_chart([series], figures(desk.store), (), paper, since=FIRST)


@pytest.mark.parametrize(
    ("code", "keys"),
    [
        (
            "ar",
            ("قراءة مقيسة", "أوردته المنصة لاحقا", "من ملف مصدَّر", "تقديري", "رقم منشور عن الفترة"),
        ),
        (
            "fr",
            (
                "relevé mesuré",
                "indiqué après coup",
                "tiré d’un fichier",
                "estimé",
                "chiffre publié",
            ),
        ),
        (
            "en",
            ("measured", "reported later", "from an exported file", "estimated", "printed for the"),
        ),
    ],
)
def test_each_kind_has_its_key_and_its_days_in_the_language_of_the_chart(
    desk: Desk, code: str, keys: tuple[str, ...]
) -> None:
    figure = drawn(desk, code)
    lines = said(figure).splitlines()
    starts = [line.split(":")[0].strip() for line in lines if "(" in line and "2024" in line]

    assert [key for key in keys if not any(line.startswith(key) for line in lines)] == []
    assert len(starts) == 3
    assert faults(figure) == []


def test_no_two_kinds_are_drawn_alike_and_what_was_not_measured_is_no_solid_line(
    desk: Desk,
) -> None:
    colour = PLATFORMS["facebook"].colour.lower()
    lines = [
        line
        for axes in drawn(desk, "fr").axes
        for line in axes.lines
        if line.get_color() == colour and line.get_linestyle() != "None"
        if len(xs(line)) > BAR
    ]

    assert sorted(line.is_dashed() for line in lines) == [False, True, True, True]
    assert [kind for kind in Evidence if "linestyle" not in LINES[kind]] == [Evidence.MEASURED]
