"""Posts and counts that downloaded files alone tell, in the answers about posts.

What was read stands before what a file tells, count by count; nothing of a file is told without
its evidence; and a file that is taken back is told no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from metrics.model import Counts, Form, Kind, PostSnapshot
from metrics.periods import parse_period
from queries.posts import published_counts
from storage.history.exported_posts import PostInFile, put_exported_posts
from storage.history.source_files import NewFile, put_file, undo_file
from storage.post_query import PostQuery, latest_posts, leading_posts
from storage.registers.references import own_posts
from storage.rollups import differences, rebuild
from storage.schema import post as post_table
from storage.topics import tag
from tests.support.asking import FACEBOOK, IDS, Desk, X, open_desk
from tests.support.storage_visits import NOON

EARLY = datetime(2024, 3, 1, 9, 30, tzinfo=UTC)
LATE = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
TOLD_ON = date(2026, 5, 2)
OLD = PostInFile(
    "77",
    EARLY,
    Counts(views=900, likes=30, comments=4, shares=2),
    url="https://www.facebook.com/office/posts/77",
    form=Form.REEL,
    text="Journées portes ouvertes à Agadir",
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk whose Page was read today for the first time, with one post of this month."""
    with open_desk(tmp_path) as desk:
        seen = PostSnapshot(
            f"{IDS[FACEBOOK]}_5", LATE, Kind.POST, counts=Counts(likes=10, comments=1, shares=0)
        )
        desk.read(FACEBOOK, NOON, 1000, seen)
        yield desk


def bring(desk: Desk, *posts: PostInFile, name: str = "a", day: date = TOLD_ON) -> int:
    """Take in a file of the Page's posts; its number."""
    file = NewFile(FACEBOOK, name * 64, f"{name}.csv", "x", day, "UTC", None, None, len(posts))
    with desk.store.write() as connection:
        number = put_file(connection, file, who="press", now=NOON)
        put_exported_posts(connection, number, posts)
    return number


def row(desk: Desk, question: str, **options: Any) -> dict[str, Any]:
    """The one row of an answer about the Page."""
    table = desk.ask(question, accounts=(FACEBOOK,), **options)
    (row,) = table.rows
    return {key: getattr(value, "value", value) for key, value in row.items()}


def test_a_post_of_a_file_alone_is_a_post_with_its_evidence(desk: Desk) -> None:
    bring(desk, OLD)
    year = {"since": "2024-01-01", "until": "2024-12-31"}
    told = row(desk, "posts", **year)
    drew = row(desk, "engagement", **year)

    assert (told["posts"], told["reels"]) == (1, 1)
    assert (told["evidence"], told["precision"]) == ("exported", "at_least")
    assert (drew["posts"], drew["views"], drew["interactions"]) == (1, 900, 36)
    assert (drew["evidence"], drew["views_precision"]) == ("exported", "at_least")
    assert drew["rate_by_views_pooled"] == pytest.approx(36 / 900)
    assert "1 post is told by a downloaded file alone" in " ".join(
        desk.ask("posts", accounts=(FACEBOOK,), **year).notes
    )


def test_it_is_ranked_among_those_that_were_read(desk: Desk) -> None:
    bring(desk, OLD)
    days = {"since": "2020-01-01", "until": "2026-11-20"}
    table = desk.ask("top", accounts=(FACEBOOK,), metric="interactions", **days)
    rows = [
        (row["post"], getattr(row["score"], "value", None), row["evidence"], row["text"])
        for row in table.rows
    ]

    assert rows == [
        (f"{IDS[FACEBOOK]}_77", 36, "exported", "Journées portes ouvertes à Agadir"),
        (f"{IDS[FACEBOOK]}_5", 11, "measured", None),
    ]
    assert "Some numbers stand in downloaded files alone" in " ".join(table.notes)


def test_what_was_read_stands_before_a_file_count_by_count(desk: Desk) -> None:
    bring(desk, PostInFile("5", None, Counts(views=500, likes=99, comments=99, shares=99)))
    (post,) = latest_posts(desk.store, PostQuery(FACEBOOK, in_files=True))
    (reading,) = post.readings
    drew = row(desk, "engagement", since="2026-11-01", until="2026-11-20")

    assert reading.counts == Counts(views=500, likes=10, comments=1, shares=0)
    assert (reading.at, reading.exported) == (NOON, frozenset({"views"}))
    assert (drew["views"], drew["interactions"], drew["evidence"]) == (500, 11, "exported")


def test_without_files_nothing_is_told_otherwise(desk: Desk) -> None:
    told = row(desk, "posts", since="2026-11-01", until="2026-11-20")
    drew = row(desk, "engagement", since="2026-11-01", until="2026-11-20")

    assert (told["posts"], told["evidence"]) == (1, "measured")
    assert (drew["interactions"], drew["evidence"]) == (11, "measured")


def test_papers_count_what_files_tell_and_comparisons_at_an_age_do_not(desk: Desk) -> None:
    bring(desk, OLD, PostInFile("5", None, Counts(views=500)))
    (account,) = (one for one in desk.accounts if one.name == FACEBOOK)
    (year,) = published_counts(desk.store, account, [parse_period("2024")], desk.settings.zone())

    assert (year.posts, year.views.total, year.from_files) == (1, 900, 1)
    assert year.evidence == "exported"
    assert [post.id for post in latest_posts(desk.store, PostQuery(FACEBOOK))] == [
        f"{IDS[FACEBOOK]}_5"
    ]
    assert leading_posts(desk.store, PostQuery(FACEBOOK), "views", 5) == []


def test_a_post_that_is_read_later_is_the_same_post(desk: Desk) -> None:
    bring(desk, OLD, PostInFile("strange", EARLY.replace(hour=11), Counts(likes=1)))
    seen = [
        PostSnapshot(f"{IDS[FACEBOOK]}_77", EARLY, Kind.POST, counts=Counts(likes=31)),
        PostSnapshot("100_9", EARLY.replace(hour=11), Kind.POST, counts=Counts(likes=2)),
    ]
    desk.read(FACEBOOK, NOON.replace(hour=13), 1000, *seen)
    posts = {
        post.id: post.readings[0] for post in latest_posts(desk.store, PostQuery(in_files=True))
    }

    assert set(posts) == {f"{IDS[FACEBOOK]}_77", "100_9", f"{IDS[FACEBOOK]}_5"}
    assert posts[f"{IDS[FACEBOOK]}_77"].counts == Counts(views=900, likes=31, comments=4, shares=2)
    assert posts["100_9"].exported == frozenset()


def test_a_file_taken_back_takes_its_posts_with_it(desk: Desk) -> None:
    first = bring(desk, OLD)
    second = bring(desk, OLD, name="b")
    tag(desk.store, FACEBOOK, f"{IDS[FACEBOOK]}_77", "doors", who="press", now=NOON)
    undo_file(desk.store, first, who="press", now=NOON, reason="twice")
    assert len(latest_posts(desk.store, PostQuery(FACEBOOK, in_files=True))) == 2
    undo_file(desk.store, second, who="press", now=NOON, reason="not ours")

    assert len(latest_posts(desk.store, PostQuery(FACEBOOK, in_files=True))) == 1
    assert row(desk, "posts", since="2024-01-01", until="2024-12-31")["posts"] is None
    bring(desk, OLD)
    assert len(latest_posts(desk.store, PostQuery(FACEBOOK, in_files=True))) == 2


VERSIONS = (
    (
        "a",
        date(2026, 4, 1),
        PostInFile("77", EARLY, Counts(likes=3, views=10), url="https://a.b/1"),
    ),
    ("b", date(2026, 5, 1), PostInFile("77", EARLY, Counts(likes=5), text="Some words")),
    ("c", date(2026, 4, 1), PostInFile("77", None, Counts(likes=4, views=11), form=Form.REEL)),
)


def test_the_order_of_files_makes_no_difference_to_a_post(tmp_path: Path) -> None:
    told = set()
    for number, order in enumerate(permutations(VERSIONS)):
        (tmp_path / str(number)).mkdir()
        with open_desk(tmp_path / str(number)) as desk:
            desk.read(FACEBOOK, NOON, 1000)
            for name, day, version in order:
                bring(desk, version, name=name, day=day)
            (post,) = latest_posts(desk.store, PostQuery(in_files=True))
            told.add((post.text, post.url, post.published_at, post.readings[0].counts))
            assert differences(desk.store) == {}

    assert told == {("Some words", "https://a.b/1", EARLY, Counts(likes=5, views=11))}


def test_the_roll_up_of_files_can_be_built_anew(desk: Desk) -> None:
    bring(desk, OLD)
    before = latest_posts(desk.store, PostQuery(in_files=True))
    with desk.store.write() as connection:
        connection.exec_driver_sql("DELETE FROM post_in_files")

    assert differences(desk.store) == {"post_in_files": 1}
    rebuild(desk.store)
    assert latest_posts(desk.store, PostQuery(in_files=True)) == before


def test_the_words_of_a_reply_in_a_file_are_not_kept(desk: Desk) -> None:
    bring(desk, PostInFile("8", EARLY, Counts(likes=1), Kind.REPLY, text="@somebody thanks"))
    with desk.store.read() as connection:
        texts = connection.execute(select(post_table.c.kind, post_table.c.text)).all()

    assert ("reply", None) in [tuple(each) for each in texts]


def test_it_is_found_by_its_address_where_files_are_meant(desk: Desk) -> None:
    bring(desk, OLD)

    found = own_posts(desk.store, FACEBOOK, in_files=True).find(OLD.url or "")
    assert found is not None
    assert found.id == f"{IDS[FACEBOOK]}_77"
    assert own_posts(desk.store, FACEBOOK).find(OLD.url or "") is None


def test_it_can_be_asked_for_by_its_id_and_its_address(desk: Desk) -> None:
    bring(desk, OLD)
    for word in (f"{IDS[FACEBOOK]}_77", "77", OLD.url or ""):
        told = row(desk, "post", words=(word,))

        assert (told["views"], told["interactions"], told["evidence"]) == (900, 36, "exported")
        assert f"{told['read_at']:%Y-%m-%d}" == "2026-05-01"  # the day began an hour before UTC's


def test_an_account_of_another_name_is_not_touched(desk: Desk) -> None:
    desk.read(X, NOON, 1000)
    bring(desk, OLD)

    assert latest_posts(desk.store, PostQuery(X, in_files=True)) == []


def test_a_file_that_an_older_version_took_in_is_named_among_the_sources(desk: Desk) -> None:
    number = bring(desk, OLD)
    assert "not counted" not in " ".join(desk.ask("sources", accounts=(FACEBOOK,)).notes)
    with desk.store.write() as connection:
        connection.exec_driver_sql("UPDATE exported_post SET post_id = NULL")

    (note,) = [n for n in desk.ask("sources", accounts=(FACEBOOK,)).notes if "not counted" in n]
    assert f"import --undo {number}" in note
    assert "a.csv" in note
