"""Posts of which downloaded files tell counts: filled in for sums, taken out where only read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from metrics.model import Counts, Kind
from metrics.platforms import PLATFORMS, counts_lacking
from metrics.posts import as_read, with_files
from metrics.series import Post, PostReading

AT = datetime(2026, 11, 1, 12, tzinfo=UTC)
READ = (
    PostReading(AT, Counts(likes=3)),
    PostReading(AT + timedelta(days=1), Counts(likes=5)),
)
DOWNLOADED = PostReading(
    AT + timedelta(days=9), Counts(views=900, likes=6), frozenset({"views", "likes"})
)
POST = Post("a", "x", "1", AT, Kind.POST, None, None, None, None, READ)


def test_the_last_reading_takes_what_no_reading_tells() -> None:
    filled = with_files(replace(POST, in_files=DOWNLOADED))

    assert filled.readings[0] == READ[0]
    assert filled.readings[1].at == READ[1].at
    assert filled.readings[1].counts == Counts(views=900, likes=5)
    assert filled.readings[1].exported == {"views"}
    assert as_read(filled).readings == READ


def test_a_post_that_was_never_read_stands_as_of_the_download() -> None:
    filled = with_files(replace(POST, readings=(), in_files=DOWNLOADED))

    assert filled.readings == (DOWNLOADED,)
    assert filled.is_of_files
    assert as_read(filled).readings == ()


def test_where_files_tell_nothing_more_the_post_stays_as_it_is() -> None:
    nothing_new = replace(POST, in_files=replace(DOWNLOADED, exported=frozenset({"likes"})))

    assert with_files(POST) is POST
    assert with_files(nothing_new) is nothing_new


def test_counts_that_a_platform_did_not_keep_yet_are_named_once() -> None:
    (counted,) = PLATFORMS["x"].counted_since.values()
    asked = (["x", "facebook", "x"], ["likes", "views"])

    assert list(counts_lacking(*asked, counted - timedelta(days=1))) == [("x", "views", counted)]
    assert list(counts_lacking(*asked, counted)) == []
    assert list(counts_lacking(["facebook"], ["views"], date(2010, 1, 1))) == []
