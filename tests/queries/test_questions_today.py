"""`today`, `forms`, `vanished` and posts without a topic, on one file computed by hand.

dgsn-x published three videos and two images on 1 November, read seven days later to the hour, and
one image this morning; a video was noticed gone on 18 November. dgsn-facebook was read yesterday.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from documents.model import value_in_files
from documents.wording import texts, written
from metrics.model import Counts, Form, PostSnapshot, Snapshot, Visit
from queries.request import CannotAnswer
from storage.topics import tag
from tests.support.asking import FACEBOOK, IDS, Desk, X, open_desk
from tests.support.storage_visits import CASABLANCA
from words import language


def at(month: int, day: int, hour: int = 12) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def post(identifier: str, published: datetime, form: Form, views: int, likes: int) -> PostSnapshot:
    counts = Counts(views=views, likes=likes, shares=0, comments=1)
    return PostSnapshot(identifier, published, form=form, text=f"نص {identifier}", counts=counts)


OF_NOVEMBER = [
    *((f"v{n}", Form.VIDEO, views) for n, views in enumerate((100, 300, 200))),
    *((f"i{n}", Form.IMAGE, views) for n, views in enumerate((900, 700))),
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with open_desk(tmp_path_factory.mktemp("today")) as opened:
        opened.read(X, at(10, 31), 1_000)
        opened.read(FACEBOOK, at(10, 31), 2_000)
        posts = [post(name, at(11, 1), form, n, n // 10) for name, form, n in OF_NOVEMBER]
        opened.read(X, at(11, 8), 1_040, *posts)
        opened.read(X, at(11, 15, 22), 1_050)
        gone = Snapshot(X, at(11, 18), IDS[X], 1_060, gone=("v1",))
        opened.lose(Visit(X, at(11, 18), gone, proven_at=at(11, 18)))
        opened.read(FACEBOOK, at(11, 19), 2_100)
        opened.read(X, at(11, 19, 23), 1_070)
        opened.read(X, at(11, 20, 11), 1_075, post("new", at(11, 20, 9), Form.IMAGE, 10, 1))
        tag(opened.store, X, "i0", "roads", who="test", now=opened.now)
        yield opened


def columns(answer: Any, *keys: str) -> list[tuple[Any, ...]]:
    return [tuple(value_in_files(row[key]) for key in keys) for row in answer.rows]


def test_today_tells_each_account_and_all_together(desk: Desk) -> None:
    answer = desk.ask("today")
    assert columns(answer, "account", "followers", "day", "week", "month", "posts") == [
        (X, 1_075, 5, 25, 75, 1),
        (FACEBOOK, 2_100, None, 100, 100, None),
        (None, 3_175, 5, 125, 175, None),
    ]
    assert answer.has_sum
    # Nothing was read of the year before: what came since is not known.
    assert columns(answer, "year") == [(None,)] * 3


def test_a_gain_together_says_of_which_accounts_it_is_not(desk: Desk) -> None:
    *_, together = desk.ask("today", code="en").rows

    notes = {key: together[key].note for key in ("day", "week", "month")}  # type: ignore[union-attr]
    assert notes == {
        "day": "without dgsn-facebook",
        "week": "since the reading of October 31, 2026",
        "month": None,
    }


@pytest.mark.parametrize(
    ("code", "sentences"),
    [
        (
            "ar",
            (
                (
                    "إلى غاية 20 نونبر 2026 تضم الحسابات الرسمية 3.175 منخرطا: 1.075 في إكس،"
                    " و2.100 في فايسبوك."
                ),
                "عرف حساب إكس زيادة بواقع 75 منخرطا، أي 7,5 بالمائة قياسا إلى 1 نونبر 2026.",
            ),
        ),
        (
            "fr",
            (
                (
                    "Au 20 novembre 2026, les comptes officiels réunissent 3 175 abonnés : X 1 075,"
                    " Facebook 2 100."
                ),
                "X : hausse nette de 75 abonnés, soit 7,5 % depuis le 1er novembre 2026.",
            ),
        ),
        (
            "en",
            (
                (
                    "As of November 20, 2026, the official accounts have 3,175 followers: X 1,075,"
                    " Facebook 2,100."
                ),
                "X: a net rise of 75 followers, that is 7.5% since November 1, 2026.",
            ),
        ),
    ],
)
def test_today_can_be_printed_as_it_stands(
    desk: Desk, code: str, sentences: tuple[str, ...]
) -> None:
    told = [
        note.replace("\u202f", " ").replace("\u00a0", " ") for note in desk.ask("today", code).notes
    ]
    assert told[:2] == list(sentences)


def test_today_says_what_was_not_read_today_and_counts_no_posts_that_are_not_known(
    desk: Desk,
) -> None:
    notes = desk.ask("today").notes
    assert (
        "dgsn-facebook: not read today; what is told was read November 19, 2026 at 12:00" in notes
    )
    assert not any("published today" in note for note in notes)
    alone = desk.ask("today", accounts=[X])
    assert not alone.has_sum
    assert "1 post was published today until 12:00." in alone.notes


def test_forms_are_compared_by_the_median_at_an_equal_age(desk: Desk) -> None:
    answer = desk.ask("forms", accounts=[X])
    assert columns(answer, "form", "posts", "views", "views_of", "interactions", "remark") == [
        # Of three images one is not seven days old.
        ("images", 3, 800, 2, 81, "too few posts"),
        ("videos", 3, 200, 3, 21, ""),
    ]
    assert columns(answer, "views_precision") == [("about",), ("exact",)]
    assert columns(desk.ask("forms", accounts=[X], topic="roads"), "form", "posts") == [
        ("images", 1)
    ]
    assert columns(desk.ask("forms", accounts=[X], age_days=1), "views") == [(None,), (None,)]


def test_a_post_that_is_gone_is_told_when_it_was_noticed_with_its_last_counts(desk: Desk) -> None:
    answer = desk.ask("vanished")
    assert columns(answer, "account", "post", "noticed", "published", "form", "views") == [
        (X, "v1", at(11, 18), at(11, 1), "video", 300)
    ]
    none = desk.ask("vanished", since="2026-11-19")
    assert columns(none, "post") == []
    assert none.notes[0] == "No post was noticed to be gone in these days."


def test_posts_without_a_topic_are_told_one_by_one(desk: Desk) -> None:
    answer = desk.ask("posts", untagged=True)
    assert columns(answer, "post", "excerpt") == [
        ("new", "نص new"),
        *(
            (name, "without text" if name == "v1" else f"نص {name}")
            for name in ("v0", "v1", "v2", "i1")
        ),
    ]
    for more in ({"topic": "roads"}, {"by": "week"}):
        with pytest.raises(CannotAnswer, match="one by one"):
            desk.ask("posts", untagged=True, **more)


@pytest.mark.parametrize("code", ["ar", "fr", "en"])
@pytest.mark.parametrize("name", ["today", "forms", "vanished"])
def test_no_cell_is_left_without_words(desk: Desk, name: str, code: str) -> None:
    table = written(desk.ask(name, code), language(code), CASABLANCA)
    told = [
        (column.key, cell.text)
        for row in texts(table)
        for column, cell in zip(table.columns, row, strict=True)
    ]
    assert [key for key, text in told if not text and key not in {"remark", "read_at"}] == []
