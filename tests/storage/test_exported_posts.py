"""Counts of posts in files: of several files the latest counts, count by count; none taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest

from metrics.model import Account, Counts
from storage import Store
from storage.accounts import enrol
from storage.errors import StorageError
from storage.history.exported_posts import PostInFile, exported_counts, put_exported_posts
from storage.history.source_files import NewFile, files_taken, put_file, undo_file

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
PAGE = Account("page", "facebook", id="100")
PUBLISHED = datetime(2026, 3, 1, 12, tzinfo=UTC)
FILES = {
    "a" * 64: (date(2026, 4, 1), PostInFile("100_7", PUBLISHED, Counts(views=10, likes=3))),
    "b" * 64: (date(2026, 5, 1), PostInFile("7", None, Counts(likes=5), url="https://a.example/7")),
    "c" * 64: (date(2026, 4, 1), PostInFile("100_7", PUBLISHED, Counts(views=11))),
}


def take(store: Store, digest: str) -> int:
    """Take one of the files in; its number."""
    day, post = FILES[digest]
    return put(store, digest, day, post)


def put(store: Store, digest: str, day: date, post: PostInFile) -> int:
    """Take a file of one post in; its number."""
    file = NewFile(PAGE.name, digest, f"{digest[0]}.csv", "x", day, "UTC", None, None, 1)
    with store.write() as connection:
        number = put_file(connection, file, who="press", now=NOW)
        put_exported_posts(connection, number, [post])
    return number


@pytest.mark.parametrize("order", list(permutations(FILES)))
def test_the_latest_file_counts_and_of_two_of_one_day_the_greater_digest(
    store: Store, order: tuple[str, ...]
) -> None:
    enrol(store, [PAGE], NOW)
    for digest in order:
        take(store, digest)

    (found,) = exported_counts(store, PAGE.name)
    assert found.post.counts == Counts(views=11, likes=5)
    assert (found.post.published_at, found.post.url) == (PUBLISHED, "https://a.example/7")
    assert (found.downloaded_on, found.file_name) == (date(2026, 5, 1), "b.csv")


def test_a_file_taken_back_counts_no_more(store: Store) -> None:
    enrol(store, [PAGE], NOW)
    numbers = [take(store, digest) for digest in FILES]
    undo_file(store, numbers[1], who="press", now=NOW + timedelta(days=1), reason="not ours")

    (found,) = exported_counts(store)
    assert found.post.counts == Counts(views=11, likes=3)
    undo_file(store, numbers[0], who="press", now=NOW, reason="not ours")
    undo_file(store, numbers[2], who="press", now=NOW, reason="not ours")
    assert exported_counts(store) == []


def test_a_file_with_a_bad_post_is_not_on_file_either(store: Store) -> None:
    enrol(store, [PAGE], NOW)
    with pytest.raises(StorageError):
        put(store, "d" * 64, NOW.date(), PostInFile("9", PUBLISHED, Counts(views=-1)))

    assert exported_counts(store) == []
    assert files_taken(store) == []
