"""Posts that downloaded files alone tell of, in the balance, the letter and every other answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from metrics.model import Counts, Form, Kind, PostSnapshot
from metrics.periods import parse_period
from reports.balance import Balance, gather, reader_of, render
from reports.balance.seal import close, draw, read, write
from reports.letter import LetterWriter, mail_as_text
from storage.history.exported_posts import PostInFile, put_exported_posts
from storage.history.source_files import NewFile, put_file, undo_file
from storage.post_query import PostQuery, latest_posts
from storage.topics import tag
from tests.support.asking import FACEBOOK, IDS, Desk, open_desk
from tests.support.storage_visits import NOON

TOLD_ON = date(2026, 5, 2)
SPRING = datetime(2024, 3, 1, 9, 30, tzinfo=UTC)
AUTUMN = datetime(2024, 10, 8, 9, 30, tzinfo=UTC)
READ = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
POSTS = (
    PostInFile("77", SPRING, Counts(views=900, likes=30, comments=4, shares=2), form=Form.REEL),
    PostInFile("78", AUTUMN, Counts(views=100, likes=3, comments=0, shares=0), text="Un avis"),
    PostInFile("79", AUTUMN.replace(hour=12), Counts(likes=1), Kind.REPLY),
    PostInFile("5", READ, Counts(views=500, likes=99, comments=99, shares=99)),
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A Page read since today, with a file of two posts of 2024 and of the one that was read."""
    with open_desk(tmp_path_factory.mktemp("files")) as opened:
        seen = PostSnapshot(
            f"{IDS[FACEBOOK]}_5", READ, Kind.POST, counts=Counts(likes=10, comments=1, shares=0)
        )
        opened.read(FACEBOOK, NOON, 1000, seen)
        bring(opened)
        yield opened


def bring(desk: Desk) -> int:
    file = NewFile(FACEBOOK, "a" * 64, "a.csv", "x", TOLD_ON, "UTC", None, None, len(POSTS))
    with desk.store.write() as connection:
        number = put_file(connection, file, who="press", now=NOON)
        put_exported_posts(connection, number, POSTS)
    return number


def told(desk: Desk, balance: Balance, code: str = "en") -> dict[str, Any]:
    reader = reader_of(desk.store, desk.settings, balance, code)
    content: dict[str, Any] = json.loads(render(desk.store, balance, reader, "json"))
    return content


@pytest.fixture(scope="module")
def past(desk: Desk) -> Balance:
    """The balance of a year of which files alone tell."""
    return gather(desk.store, desk.settings, 2024, None, NOON)


def test_a_past_year_counts_them_as_at_least_so_many_with_their_evidence(
    desk: Desk, past: Balance
) -> None:
    facts = told(desk, past)
    (page,) = (row for row in facts["posts"] if row["account"] == FACEBOOK)
    keys = ("posts", "precision", "low", "high", "evidence", "from_files", "replies")

    assert [page[key] for key in keys] == [2, "at_least", 2, None, "exported", 3, 1]
    assert page["forms"] == {"reel": 1}
    assert page["views"] == {
        "total": 1000,
        "precision": "at_least",
        "low": 1000,
        "high": None,
        "told": 2,
        "posts": 2,
        "exported": 2,
        "evidence": "exported",
    }
    assert page["interactions"]["total"] == 39
    months = {row["month"]: row for row in page["months"] if row["posts"]}
    assert {month: row["from_files"] for month, row in months.items()} == {
        "2024-03": 1,
        "2024-10": 1,
    }
    assert facts["posts_total"]["evidence"] == "exported"
    assert [row["count"] for row in facts["most_viewed_posts"]] == [900, 100]
    assert {row["evidence"] for row in facts["most_viewed_posts"]} == {"exported"}
    assert facts["best_posts"] == []
    assert all(not row["readings"] for row in facts["figures"].values())


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("ar", ("لا تُعرف إلا من ملفات منزَّلة", "لا ترد إلا في ملفات منزَّلة")),
        ("fr", ("fichiers téléchargés", "d’un fichier")),
        ("en", ("3 posts are told by downloaded files alone", "at least 1,000 views")),
    ],
)
def test_papers_name_what_files_tell(
    desk: Desk, past: Balance, code: str, words: tuple[str, ...]
) -> None:
    reader = reader_of(desk.store, desk.settings, past, code)
    text = render(desk.store, past, reader, "html").decode()

    assert [each for each in words if each not in text] == []


def test_no_sentence_calls_what_a_file_tells_measured(desk: Desk, past: Balance) -> None:
    models = {row["id"]: row["text"] for row in told(desk, past)["sentences"]}

    assert "S8" not in models
    assert "downloaded files" in models["S7"]
    assert models["S18"].startswith("3 posts are told by downloaded files alone")


def test_what_was_read_stands_before_a_file_in_the_balance(desk: Desk) -> None:
    facts = told(desk, gather(desk.store, desk.settings, 2026, None, NOON))
    (page,) = (row for row in facts["posts"] if row["account"] == FACEBOOK)

    assert (page["posts"], page["evidence"], page["from_files"]) == (1, "measured", 0)
    assert (page["interactions"]["total"], page["interactions"]["evidence"]) == (11, "measured")
    assert (page["views"]["total"], page["views"]["evidence"]) == (500, "exported")
    assert page["views"]["exported"] == 1


def test_a_seal_keeps_them_and_is_read_back(past: Balance) -> None:
    assert read(write(past)).outputs == past.outputs
    assert read(write(past, 6)).outputs[0].from_files == 0


@pytest.mark.parametrize("question", ["posts", "engagement", "topics", "compare", "best-times"])
def test_every_question_counts_the_posts_of_the_balance(desk: Desk, question: str) -> None:
    for post in latest_posts(desk.store, PostQuery(FACEBOOK, in_files=True)):
        if post.published_at.year == SPRING.year:
            tag(desk.store, FACEBOOK, post.id, "doors", who="press", now=NOON)
    days = {"since": "2024-01-01", "until": "2024-12-31"}
    days |= {"versus": "2023"} if question == "compare" else {}
    table = desk.ask(question, accounts=(FACEBOOK,), **days)
    rows: list[dict[str, Any]] = [
        {key: getattr(cell, "value", cell) for key, cell in row.items()} for row in table.rows
    ]
    if question == "compare":
        rows = [row | {"posts": row["after"]} for row in rows if row["metric"] == "posts"]
    numbers = [getattr(row["posts"], "value", row["posts"]) for row in rows]

    assert sum(numbers) == 2
    assert {row.get("evidence", row.get("after_evidence")) for row in rows} == {"exported"}


def test_a_year_closed_before_its_file_is_taken_back_tells_what_is_known_now(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with open_desk(tmp_path_factory.mktemp("closed")) as desk:
        desk.read(FACEBOOK, NOON, 1000)
        number = bring(desk)
        closed = close(
            desk.store, desk.settings, 2024, None, who="press", now=NOON, as_it_is="files alone"
        )
        undo_file(desk.store, number, who="press", now=NOON, reason="not ours")
        again = draw(desk.store, desk.settings, 2024, None, NOON)

    assert again.outputs == closed.outputs
    assert f"published/{FACEBOOK}/2024" in {correction.id for correction in again.corrections}


def test_the_letter_of_a_past_week_says_which_posts_files_alone_tell(desk: Desk) -> None:
    week = parse_period("2024-W09")
    paper = LetterWriter(desk.store, desk.settings, week, NOON).paper("office", "en")

    text = mail_as_text(paper)
    assert "1 post is told by a downloaded file alone" in text
    assert "Facebook — Posts: at least 1; Views: at least 900" in text
    assert "Facebook: the posts of this week are known in part alone" in text
