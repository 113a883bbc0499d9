"""A week of which the posts are known in part: the letter and its workbook say so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import load_workbook

from documents.model import Cell, Table
from metrics.model import Counts, Discovery, Failure, Reason, Snapshot, Visit
from metrics.quantity import Quantity
from reports.letter import LetterWriter, gather
from reports.letter import mail_as_text as told
from reports.letter.facts import OfficeFacts
from reports.letter.office import office_chapters
from reports.letter.tables import figures
from reports.letter.wording import LetterWording
from settings import Settings
from storage import Store
from storage.visits import keep
from tests.support.examples import examples
from tests.support.letters import DAY, NOW, WEEK, opened, post, settings_with_mail
from words import language

HOUR = timedelta(hours=1)
SHEETS = {"en": "Publications", "fr": "Publications", "ar": "المنشورات"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_with_mail(tmp_path)


@pytest.fixture
def store(tmp_path: Path, settings: Settings) -> Iterator[Store]:
    with opened(tmp_path, settings) as found:
        yield found


def since_of(settings: Settings) -> datetime:
    return WEEK.instants(settings.zone())[0]


def look(store: Store, since: datetime, until: datetime, *days: datetime) -> None:
    """A look at X that found all that was published since an instant: a post on each day."""
    counts = Counts(views=100, likes=2, comments=0, shares=1)
    posts = tuple(post(f"{day:%d%H}", published_at=day, counts=counts) for day in days)
    found = Discovery(since, until)
    seen = Snapshot("dgsn-x", until, "id of dgsn-x", 600, posts=posts, discovered=found)
    keep(store, Visit("dgsn-x", until, seen))


def refused(store: Store, at: datetime) -> None:
    """The followers were read; the list of posts was refused."""
    lost = Failure("posts", Reason.ACCESS, "refused")
    keep(store, Visit("dgsn-x", at, Snapshot("dgsn-x", at, "id of dgsn-x", 600), (lost,)))


def since_thursday(store: Store, settings: Settings) -> None:
    """Posts are refused until Wednesday; a look on Sunday reaches back to Thursday."""
    monday = since_of(settings)
    refused(store, monday + HOUR)
    thursday = monday + 3 * DAY
    look(store, thursday, monday + 7 * DAY + HOUR, thursday + HOUR, thursday + DAY)


def facts_of(store: Store, settings: Settings) -> OfficeFacts:
    facts = gather(store, settings, WEEK, "office", NOW)
    assert isinstance(facts, OfficeFacts)
    return facts


def wording(settings: Settings, code: str = "en") -> LetterWording:
    return LetterWording(language(code), settings.zone(), NOW, settings.accounts)


def sheet(store: Store, settings: Settings, code: str = "en") -> list[list[Any]]:
    """The rows of the attached workbook's sheet on what was published, its head first."""
    content = figures(facts_of(store, settings), wording(settings, code))
    page = load_workbook(BytesIO(content))[SHEETS[code]]
    return [[cell.value for cell in row] for row in page.iter_rows()]


def text(store: Store, settings: Settings, code: str = "en") -> str:
    return told(LetterWriter(store, settings, WEEK, NOW).paper("office", code))


@pytest.mark.parametrize(
    ("code", "precision", "reason"),
    [
        ("en", "lower bound", "the access was refused"),
        ("fr", "borne basse", "accès refusé"),
        ("ar", "حد أدنى", "رُفض الولوج"),
    ],
)
def test_its_workbook_says_of_each_count_how_closely_it_is_known(
    store: Store, settings: Settings, code: str, precision: str, reason: str
) -> None:
    since_thursday(store, settings)

    head, *rows = sheet(store, settings, code)
    of_x = [dict(zip(head, row, strict=True)) for row in rows if row[0] == "dgsn-x"]
    numbers = [list(row.values())[3:7] for row in of_x]

    assert [2, precision, 2, None] in numbers  # posts
    assert [200, precision, 200, None] in numbers  # views
    assert 0 not in [number for number, *_ in numbers]
    assert {row[head[-1]] for row in of_x} == {reason}


def test_its_workbook_has_no_number_where_the_posts_are_not_known(
    store: Store, settings: Settings
) -> None:
    refused(store, since_of(settings) + HOUR)

    _, *rows = sheet(store, settings)

    of_x = [row for row in rows if row[0] == "dgsn-x"]
    assert {value for row in of_x for value in row[3:-1]} == {None}
    assert {row[-1] for row in of_x} == {"the access was refused"}


def test_its_workbook_has_0_where_a_whole_look_found_none(store: Store, settings: Settings) -> None:
    look(store, since_of(settings) - DAY, NOW)

    posts = next(row for row in sheet(store, settings) if row[2] == "posts published")

    assert posts[3:7] == [0, "exact", 0, 0]


@pytest.mark.parametrize(
    ("code", "since", "best"),
    [
        ("en", "known since November 12, 2026 alone", "X: the best of the posts on file"),
        ("fr", "que depuis le 12 novembre 2026", "X : les meilleures des publications"),
        ("ar", "معروفة منذ 12 نونبر 2026 فقط", "إكس: الأكثر تفاعلا من بين المنشورات المسجلة"),
    ],
)
def test_it_says_since_when_and_that_the_best_are_of_those_on_file(
    store: Store, settings: Settings, code: str, since: str, best: str
) -> None:
    since_thursday(store, settings)

    letter = text(store, settings, code)

    assert since in letter.replace("\u202f", " ")
    assert best in letter.replace("\u202f", " ")
    assert not re.search(r"\b0[ \u00a0]", letter.split("https://")[0])


def test_it_speaks_of_no_numbers_where_none_of_the_posts_known_in_part_was_found(
    store: Store, settings: Settings
) -> None:
    monday = since_of(settings)
    look(store, monday - DAY, monday + 2 * DAY)

    letter = text(store, settings)

    assert "known in part alone (nobody looked), and none was found there" in letter
    assert "at least so high" not in letter


def test_a_sum_of_some_posts_alone_is_at_least_so_high(store: Store, settings: Settings) -> None:
    monday = since_of(settings)
    more = post("9", published_at=monday + DAY, counts=Counts(None, None, 2, 0, 1))
    other = post("8", published_at=monday + DAY)
    found = Discovery(monday - DAY, NOW)
    seen = Snapshot("dgsn-x", NOW, "id of dgsn-x", 600, posts=(more, other), discovered=found)
    keep(store, Visit("dgsn-x", NOW, seen))

    assert "X — Posts: 2; Views: at least 900 (of 1 of 2 posts)" in text(store, settings)


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[int], list[tuple[int, int]]]:
    """The hours of the week in which posts were published, and the stretches looked at."""
    hours = draw(st.lists(st.integers(0, 167), unique=True, max_size=8))
    bounds = draw(st.lists(st.integers(-24, 190), unique=True, max_size=6).map(sorted))
    return hours, list(zip(bounds[::2], bounds[1::2], strict=False))


@given(histories())
@example(([167], [(-24, 167)]))  # the week's last hour was never looked for
@example(([], [(-24, 190)]))  # nothing was published, and all was looked for
@examples(15)
def test_the_true_number_lies_within_what_the_letter_s_table_says(
    tmp_path_factory: pytest.TempPathFactory,
    history: tuple[list[int], list[tuple[int, int]]],
) -> None:
    hours, stretches = history
    folder = tmp_path_factory.mktemp("week")
    settings = settings_with_mail(folder)
    monday = since_of(settings)
    published = [monday + hour * HOUR for hour in hours]
    with opened(folder, settings) as store:
        refused(store, monday + HOUR)
        for first, last in stretches:
            since, until = monday + first * HOUR, monday + last * HOUR
            look(store, since, until, *(at for at in published if since <= at < until))
        facts = facts_of(store, settings)
    row, _ = table_of(facts, settings).rows
    truths = {"posts": len(hours), "views": 100 * len(hours), "interactions": 3 * len(hours)}
    assert all(holds(row[key], truth) for key, truth in truths.items())


def table_of(facts: OfficeFacts, settings: Settings) -> Table:
    """The table of the posts of the week, as the letter shows it."""
    tables = office_chapters(facts, wording(settings), None)
    return next(part for part in tables if isinstance(part, Table) and part.name == "published")


def holds(cell: object, truth: int) -> bool:
    """Whether a number lies within what is said of it; of what is not known nothing is said."""
    assert isinstance(cell, Cell)
    if cell.value is None:
        return True
    quantity = cell.value
    assert isinstance(quantity, Quantity)
    low, high = quantity.low, quantity.high
    return (low is None or low <= truth) and (high is None or truth <= high)
