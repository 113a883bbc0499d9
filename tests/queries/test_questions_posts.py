"""Questions about posts, each on a small file whose answer was computed by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from documents.model import Cell, value_in_files
from documents.wording import filed, written
from metrics.model import Counts, Failure, Form, Kind, PostSnapshot, Reason, Snapshot, Visit
from queries.questions.times import FEWEST
from queries.request import CannotAnswer
from storage.topics import tag
from tests.support.asking import FACEBOOK, IDS, Desk, X, open_desk
from tests.support.storage_visits import CASABLANCA
from words import language
from words.telling import tell

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def at(month: int, day: int, hour: int = 12, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


def post(
    identifier: str,
    published: datetime,
    *,
    kind: Kind = Kind.POST,
    form: Form | None = None,
    text: str | None = "نص",
    **counts: Any,
) -> PostSnapshot:
    words = text if kind is Kind.POST else None
    told = Counts(**counts)
    return PostSnapshot(identifier, published, kind=kind, form=form, text=words, counts=told)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        yield opened


def give(desk: Desk, account: str, identifier: str, topic: str) -> None:
    tag(desk.store, account, identifier, topic, who="test", now=desk.now)


def in_files(row: Any) -> dict[str, Any]:
    return {key: value_in_files(value) for key, value in row.items()}


def columns(answer: Any, *keys: str) -> list[tuple[Any, ...]]:
    return [tuple(value_in_files(row[key]) for key in keys) for row in answer.rows]


def test_posts_are_told_by_period_and_form_with_replies_and_reposts_apart(desk: Desk) -> None:
    desk.read(
        X,
        at(11, 3),
        600,
        post("1", at(9, 5), form=Form.IMAGE),
        post("2", at(10, 1), form=Form.IMAGE),
        post("3", at(10, 31, 23), form=Form.VIDEO),
        post("4", at(10, 9)),
        post("5", at(10, 9), kind=Kind.REPLY),
        post("6", at(10, 9), kind=Kind.REPOST),
        post("7", at(10, 10), kind=Kind.REPOST),
    )

    answer = desk.ask("posts", accounts=[X], since="2026-10", until="2026-11", by="month")

    keys = ("posts", "replies", "reposts", "images", "videos", "albums", "form_not_told")
    assert columns(answer, *keys) == [(3, 1, 2, 1, 1, None, 1)]
    # The post of a form that is not told may be an image, and no reply.
    (row,) = answer.rows
    assert row["images"] == Cell(1, words="at least 1")
    assert row["replies"] == 1


def test_what_was_published_before_anything_is_on_file_is_not_told_as_none(desk: Desk) -> None:
    desk.read(X, at(11, 3), 600, post("1", at(10, 5)))

    answer = desk.ask("posts", since="2026-08", until="2026-12", by="month")

    assert columns(answer, "account", "since", "posts") == [
        (X, date(2026, 8, 1), None),
        (X, date(2026, 9, 1), None),
        (X, date(2026, 10, 1), 1),
        (X, date(2026, 11, 1), 0),
        *((FACEBOOK, date(2026, month, 1), None) for month in (8, 9, 10, 11)),
    ]
    assert answer.notes == (
        "dgsn-x: posts are on file from October 5, 2026 on; of earlier ones nothing is known",
        "dgsn-x: it was last read on November 3, 2026; what came later is not known",
        "dgsn-facebook: not known, it was never read",
    )


def test_posts_that_say_the_same_on_two_networks_are_told_as_one_content(desk: Desk) -> None:
    said = "نداء إلى مستعملي الطريق قبل عطلة نهاية الأسبوع"
    desk.read(X, at(11, 3), 600, post("1", at(11, 2), text=f"{said} https://t.co/a"))
    others = (
        post("2", at(11, 2, 13), text=said),
        post("3", at(11, 3, 9), text="خبر آخر لا غير هنا"),
    )
    desk.read(FACEBOOK, at(11, 3), 600, *others)

    notes = desk.ask("posts", since="2026-11", until="2026-12").notes

    assert "Where the same words on several networks count once, these are 2 contents." in notes
    alone = desk.ask("posts", accounts=[X], since="2026-11", until="2026-12").notes
    assert not any("the same words" in note for note in alone)


def test_a_topic_narrows_every_question_about_posts(desk: Desk) -> None:
    shown: dict[str, Any] = {"views": 100, "likes": 4, "comments": 1, "shares": 0}
    desk.read(X, at(10, 31), 600)
    desk.read(X, at(11, 3), 600, post("1", at(11, 1), **shown), post("2", at(11, 2), **shown))
    give(desk, X, "2", "roads")

    def told(name: str, key: str, **options: Any) -> list[Any]:
        answer = desk.ask(name, accounts=[X], since="2026-11", topic="roads", **options)
        return [value_in_files(row[key]) for row in answer.rows]

    assert told("posts", "posts") == [1]
    assert told("posts", "replies") == [None]
    assert told("top", "post") == ["2"]
    assert told("top", "post", age_days=1) == ["2"]
    assert told("top", "post", metric="rate") == ["2"]
    assert told("engagement", "views") == [100]
    assert told("engagement", "rate_of") == [1]
    assert told("best-times", "posts") == [1]
    assert told("compare", "after", versus="2026-10") == [1, 100, 100, 100, 5, 5, 5]


def test_a_metric_is_known_by_its_name_in_three_languages(desk: Desk) -> None:
    desk.read(X, at(11, 3), 600, post("1", at(11, 1), views=100, likes=4, comments=1, shares=0))

    keys = [
        [column.key for column in desk.ask("top", metric=metric, since="2026-11").columns]
        for metric in ("views", "Vues", "المشاهدات")
    ]
    assert keys[0] == keys[1] == keys[2]
    with pytest.raises(CannotAnswer, match="no metric is called 'zz'") as refusal:
        desk.ask("top", metric="zz")
    assert "mentions" in tell(refusal.value.phrase, language("fr"))


def test_an_unknown_topic_or_metric_is_refused_with_a_hint(desk: Desk) -> None:
    desk.read(X, at(11, 3), 600, post("1", at(11, 1)))
    give(desk, X, "1", "roads")

    with pytest.raises(CannotAnswer, match="did you mean 'roads'"):
        desk.ask("top", topic="road")
    with pytest.raises(CannotAnswer, match="did you mean 'likes'"):
        desk.ask("top", metric="like")


def fill_top(desk: Desk) -> None:
    """Three posts of X, one of Facebook; 1,000 followers at first, 2,000 from the third on."""
    desk.read(X, at(10, 31), 1000)
    first = post("1", at(11, 1), views=1000, likes=10, comments=5, shares=5)
    desk.read(X, at(11, 2), 2000, first)
    second = post("2", at(11, 3), views=500, likes=30, comments=5, shares=5)
    third = post("3", at(11, 4), views=500, likes=None, comments=5, shares=5)
    desk.read(X, at(11, 5), 2000, second, third)
    desk.read(
        FACEBOOK, at(11, 5), 50, post("9", at(11, 2), views=700, likes=1, comments=0, shares=0)
    )


def test_top_shares_places_and_goes_over_all_accounts(desk: Desk) -> None:
    fill_top(desk)

    answer = desk.ask("top", since="2026-11")

    assert columns(answer, "place", "account", "post", "score") == [
        (1, X, "1", 1000),
        (2, FACEBOOK, "9", 700),
        (3, X, "2", 500),
        (3, X, "3", 500),
    ]
    assert columns(desk.ask("top", since="2026-11", limit=1), "post") == [("1",)]


def test_top_by_interactions_leaves_out_what_was_not_told_whole(desk: Desk) -> None:
    fill_top(desk)

    answer = desk.ask("top", since="2026-11", metric="interactions")

    assert columns(answer, "post", "score") == [("2", 40), ("1", 20), ("9", 1)]


def test_top_by_a_rate_takes_the_followers_of_the_publication(desk: Desk) -> None:
    fill_top(desk)

    by_followers = desk.ask("top", accounts=[X], since="2026-11", metric="rate")
    by_views = desk.ask("top", accounts=[X], since="2026-11", metric="rate_by_views")

    assert columns(by_followers, "place", "post", "score", "followers") == [
        (1, "1", Fraction(20, 1000), 1000),
        (1, "2", Fraction(40, 2000), 2000),
    ]
    assert columns(by_views, "post", "score") == [
        ("2", Fraction(40, 500)),
        ("1", Fraction(20, 1000)),
    ]


def test_top_at_an_equal_age_compares_what_they_had_then(desk: Desk) -> None:
    old, new = at(10, 1), at(11, 10)
    desk.read(X, old - HOUR, 1000)
    desk.read(X, old + DAY, 1000, post("1", old, views=100, likes=1, comments=0, shares=0))
    desk.read(X, old + 20 * DAY, 1000, post("1", old, views=900, likes=9, comments=0, shares=0))
    desk.read(X, new + DAY, 1000, post("2", new, views=300, likes=6, comments=0, shares=0))

    now = desk.ask("top", accounts=[X], since="2026-10")
    then = desk.ask("top", accounts=[X], since="2026-10", age_days=1)
    rates = desk.ask("top", accounts=[X], since="2026-10", age_days=1, metric="rate")
    by_views = desk.ask("top", accounts=[X], since="2026-10", age_days=1, metric="rate_by_views")

    assert columns(now, "post", "score") == [("1", 900), ("2", 300)]
    assert columns(then, "post", "score", "evidence", "views") == [
        ("2", 300, "measured", None),
        ("1", 100, "measured", None),
    ]
    assert columns(rates, "post", "score") == [("2", Fraction(6, 1000)), ("1", Fraction(1, 1000))]
    assert columns(by_views, "score") == [(Fraction(6, 300),), (Fraction(1, 100),)]
    between = desk.ask("top", accounts=[X], since="2026-10", age_days=5)
    keys = ("post", "evidence", "score_precision", "score_low", "score_high")
    assert columns(filed(between), *keys) == [("1", "derived", "about", None, None)]
    assert "Some numbers are derived: estimated between two readings." in between.notes


def test_post_tells_each_look_and_how_old_the_post_was(desk: Desk) -> None:
    born = at(11, 1)
    desk.read(X, born + HOUR, 600, post("77", born, views=10, likes=1, comments=0, shares=2))
    desk.read(X, born + 36 * HOUR, 600, post("77", born, views=None, likes=3, comments=0, shares=2))

    answer = desk.ask("post", words=("77",))

    assert columns(answer, "read_at", "hours", "views", "interactions") == [
        (born + HOUR, 1, 10, 3),
        (born + 36 * HOUR, 36, None, 5),
    ]
    assert "views: the platform did not tell the number at 1 look" in answer.notes
    assert "Its text: نص" in answer.notes


def test_post_is_found_by_its_address_and_among_the_accounts_asked_for(desk: Desk) -> None:
    desk.read(X, at(11, 2), 600, post("77", at(11, 1), views=10))

    assert len(desk.ask("post", words=("https://www.x.com/DGSN_MAROC/status/77?s=20",)).rows) == 1
    for words in (("78",), (), ("77", "78")):
        with pytest.raises(CannotAnswer):
            desk.ask("post", words=words)
    with pytest.raises(CannotAnswer, match="no post"):
        desk.ask("post", words=("77",), accounts=[FACEBOOK])


def test_post_is_found_by_words_of_its_text_and_several_are_offered(desk: Desk) -> None:
    told = replace(post("77", at(11, 1), views=10), text="حملة السلامة الطرقية بالرباط")
    other = replace(post("78", at(11, 2), views=20), text="السلامة في الملاعب")
    desk.read(X, at(11, 3), 600, told, other)

    assert columns(desk.ask("post", words=("السلامه", "الطرقية")), "views") == [(10,)]
    offered = desk.ask("post", words=("السلامة",))
    assert columns(offered, "account", "post", "published") == [
        (X, "78", at(11, 2)),
        (X, "77", at(11, 1)),
    ]
    assert offered.caption == "2 posts hold these words"
    with pytest.raises(CannotAnswer, match="no text of one holds it"):
        desk.ask("post", words=("الجمارك",))


def test_engagement_tells_sums_and_of_how_many_posts_they_are(desk: Desk) -> None:
    fill_top(desk)

    answer = desk.ask("engagement", accounts=[X], since="2026-11")

    row = in_files(answer.rows[0])
    assert (row["posts"], row["views"], row["views_of"]) == (3, 2000, 3)
    assert (row["interactions"], row["interactions_of"]) == (60, 2)
    assert (row["likes"], row["likes_of"], row["comments"], row["comments_of"]) == (40, 2, 15, 3)
    assert any(note.startswith("Some posts did not tell every number") for note in answer.notes)


def test_engagement_tells_both_rates_with_their_parts(desk: Desk) -> None:
    fill_top(desk)

    (row,) = map(in_files, desk.ask("engagement", accounts=[X], since="2026-11").rows)

    assert row["rate"] == pytest.approx((20 / 1000 + 40 / 2000) / 2)
    assert (row["rate_of"], row["rate_interactions"], row["rate_followers"]) == (2, 60, 3000)
    assert row["rate_pooled"] == Fraction(60, 3000)
    assert row["rate_by_views"] == pytest.approx((20 / 1000 + 40 / 500) / 2)
    assert row["rate_by_views_pooled"] == Fraction(60, 1500)
    assert (row["rate_by_views_interactions"], row["rate_by_views_views"]) == (60, 1500)


def test_engagement_tells_what_was_gained_in_the_days_beside_what_their_posts_drew(
    desk: Desk,
) -> None:
    born, month = at(10, 25), at(11, 1, 0)
    for when, views in ((month, 40), (at(11, 5), 100)):
        old = post("1", born, views=views, likes=0, comments=0, shares=0)
        desk.read(X, when, 600, old)

    days: dict[str, Any] = {"accounts": [X], "since": "2026-11"}
    keys = ("views_within", "views_within_precision", "views_within_low", "views_within_high")
    running = filed(desk.ask("engagement", until="2026-12", **days))
    over = filed(desk.ask("engagement", until="2026-11-04", **days))

    assert columns(running, "posts", "views", "within_of") == [(0, None, 1)]
    # Read last on 5 November: what came later is not known.
    assert columns(running, *keys) == [(60, "at_least", 60, None)]
    (gained,) = columns(over, *keys)
    assert gained[1:] == ("about", None, None)


def test_files_tell_of_a_pooled_rate_whether_it_is_of_all_posts(desk: Desk) -> None:
    fill_top(desk)
    keys = ("rate_precision", "rate_pooled_precision", "rate_by_views_pooled_precision")

    def told(until: str) -> list[tuple[Any, ...]]:
        days: dict[str, Any] = {"accounts": [X], "since": "2026-11", "until": until}
        return columns(filed(desk.ask("engagement", **days)), *keys)

    assert told("2026-11-04") == [("exact",) * 3]
    assert told("2026-11-05") == [("about",) * 3]  # the third did not tell its likes


def test_best_times_are_cells_of_the_local_week_thin_ones_last(desk: Desk) -> None:
    monday = at(11, 2, 9)  # the institution's clocks show UTC from 2026-09-20 on

    def drew(identifier: str, published: datetime, likes: int | None) -> PostSnapshot:
        return post(identifier, published, likes=likes, comments=0, shares=0)

    cell = [drew(str(n), monday + n * HOUR / 4, n * 10) for n in (1, 2, 3)]
    lone = drew("8", monday + DAY, 9999)
    untold = drew("9", monday + DAY, None)
    desk.read(X, at(11, 20, 11), 600, *cell, lone, untold)

    answer = desk.ask("best-times", accounts=[X], since="2026-11")

    keys = ("weekday", "hour", "posts", "counted", "median", "remark")
    assert columns(answer, *keys) == [
        (1, 9, 3, 3, 20, ""),
        (2, 9, 2, 1, 9999, "too few posts"),
    ]
    assert FEWEST == 3
    assert columns(answer, "day") == [("Monday",), ("Tuesday",)]


def test_best_times_say_how_many_hours_a_limit_hides(desk: Desk) -> None:
    posts = [post(str(n), at(11, 2, n), likes=n, comments=0, shares=0) for n in range(4)]
    desk.read(X, at(11, 3), 600, *posts)

    answer = desk.ask("best-times", accounts=[X], since="2026-11", limit=1)

    assert columns(answer, "hour") == [(3,)]
    assert "3 more hours have posts; a higher limit tells them" in answer.notes


def test_topics_count_a_post_under_each_of_its_topics(desk: Desk) -> None:
    fill_top(desk)
    give(desk, X, "1", "roads")
    give(desk, X, "3", "roads")
    give(desk, X, "1", "schools")
    give(desk, FACEBOOK, "9", "roads")

    answer = desk.ask("topics", since="2026-11")

    keys = ("topic", "posts", "views", "views_of", "interactions", "interactions_of")
    assert columns(answer, *keys) == [
        ("roads", 3, 2200, 3, 21, 2),
        ("schools", 1, 1000, 1, 20, 1),
    ]
    assert "1 post of these days has no topic" in answer.notes


def test_engagement_topics_and_best_times_say_how_closely_their_posts_are_known(
    desk: Desk,
) -> None:
    told: dict[str, Any] = {"likes": 3, "comments": 0, "shares": 0}
    shown = [post("1", at(11, 6), views=100, **told), post("2", at(11, 13), views=200, **told)]
    desk.read(X, at(11, 20), 600, *shown)
    give(desk, X, "1", "roads")
    keys = ("posts", "precision", "low", "high", "known_since")
    sums = ("views", "views_precision", "interactions_precision")

    def ask(question: str, since: str, *more: str) -> list[tuple[Any, ...]]:
        days: dict[str, Any] = {"since": since, "until": "2026-11-20", "accounts": [X]}
        return columns(desk.ask(question, **days), *keys, *more)

    november_6 = date(2026, 11, 6)
    part, hour = (2, "at_least", 2, None, november_6), (1, "at_least", 1, None, november_6)
    assert ask("engagement", "2026-11", *sums) == [(*part, 300, "at_least", "at_least")]
    assert ask("topics", "2026-11", *sums) == [(*hour, 100, "at_least", "at_least")]
    assert ask("best-times", "2026-11", "median_precision") == [(*part, "about")]
    whole = (1, "exact", 1, 1, None)
    assert ask("engagement", "2026-11-07", *sums) == [(*whole, 200, "exact", "exact")]
    assert ask("best-times", "2026-11-07", "median_precision") == [(*whole, "exact")]


@pytest.mark.parametrize(
    ("code", "words"), [("ar", "على الأقل"), ("fr", "au moins"), ("en", "at least")]
)
@pytest.mark.parametrize("question", ["posts", "engagement", "topics", "best-times"])
def test_the_cell_itself_says_that_a_number_of_posts_is_a_bound(
    desk: Desk, question: str, code: str, words: str
) -> None:
    told: dict[str, Any] = {"likes": 3, "comments": 0, "shares": 0, "views": 100}
    shown = [post("1", at(11, 6), **told), post("2", at(11, 13), **told)]
    desk.read(X, at(11, 20), 600, *shown)
    give(desk, X, "1", "roads")
    give(desk, X, "2", "roads")

    def cell(since: str) -> str:
        days: dict[str, Any] = {"since": since, "until": "2026-11-20", "accounts": [X]}
        row, *_ = written(desk.ask(question, code, **days), language(code), CASABLANCA).rows
        content = row["posts"]
        assert isinstance(content, Cell)
        return content.text

    number = language(code).number
    assert number(2) in cell("2026-11")
    assert words in cell("2026-11")
    assert cell("2026-11-07") == number(1)


def test_a_number_of_which_it_is_known_that_it_is_none_or_more_is_not_known(desk: Desk) -> None:
    desk.read(X, at(11, 20), 600, post("1", at(11, 6)))

    answer = desk.ask("posts", accounts=[X], since="2026-11", until="2026-11-20")

    (row,) = written(answer, language("en"), CASABLANCA).rows
    texts = {key: content.text for key, content in row.items() if isinstance(content, Cell)}
    assert (texts["posts"], texts["replies"]) == ("at least 1", "not known")
    assert columns(answer, "replies") == [(0,)]


def fill_two_months(desk: Desk, *, since: datetime) -> None:
    """One post in October, two in November; nothing else."""
    desk.read(X, since, 1000, post("0", since - DAY))
    if since < at(9, 30):
        desk.read(X, at(9, 30, 23), 1000)
    desk.read(X, at(10, 31, 23), 1010)
    for n, (published, views) in enumerate(((at(10, 5), 100), (at(11, 5), 300), (at(11, 6), 500))):
        shown = post(str(n + 1), published, views=views, likes=n, comments=0, shares=0)
        desk.read(X, published + DAY, 1000 + 50 * n, shown)
    desk.read(X, at(11, 20, 11), 1200)


def test_compare_sets_two_periods_beside_each_other(desk: Desk) -> None:
    fill_two_months(desk, since=at(9, 20))

    answer = desk.ask(
        "compare", accounts=[X], since="2026-11-01", until="2026-11-16", versus="2026-10"
    )

    found = {row["metric"]: in_files(row) for row in answer.rows}
    assert (found["posts"]["before"], found["posts"]["after"], found["posts"]["change"]) == (
        1,
        2,
        1,
    )
    assert (found["views"]["before"], found["views"]["after"]) == (100, 800)
    assert found["views"]["rate"] == 7
    assert (found["views_per_post"]["before"], found["views_per_post"]["after"]) == (100, 400)
    assert (found["views_median"]["after"], found["views_median"]["after_of"]) == (400, 2)
    assert (found["net_growth"]["before"], found["net_growth"]["after"]) == (10, 90)
    assert found["posts"]["before_until"] == date(2026, 11, 1)
    assert "The periods are of unlike length: 31 days and 15 days." in answer.notes


def test_compare_takes_as_many_days_before_and_no_day_that_has_not_come(desk: Desk) -> None:
    fill_two_months(desk, since=at(9, 20))

    def days(**options: Any) -> tuple[Any, ...]:
        row = desk.ask("compare", accounts=[X], **options).rows[0]
        keys = ("before_since", "before_until", "after_since", "after_until")
        return tuple(row[key] for key in keys)

    tomorrow = date(2026, 11, 21)
    november = date(2026, 11, 1)
    assert days(since="2026-11") == (date(2026, 10, 12), november, november, tomorrow)
    assert days(since="2026-11", until="2026-12", versus="2025-11") == (
        date(2025, 11, 1),
        date(2025, 11, 21),
        november,
        tomorrow,
    )
    assert days(since="2026-10", until="2026-11", versus="2026-02")[1] == date(2026, 3, 1)
    with pytest.raises(CannotAnswer, match="not begun"):
        desk.ask("compare", since="2027-01", until="2027-02")
    with pytest.raises(CannotAnswer, match="is not a period"):
        desk.ask("compare", since="2026-11", versus="last spring")


def test_compare_refuses_what_is_on_file_in_part_or_counted_otherwise(desk: Desk) -> None:
    fill_two_months(desk, since=at(10, 3))
    facebook = at(11, 5, year=2025)
    desk.read(
        FACEBOOK, facebook, 10, post("8", facebook - HOUR, views=5, likes=1, comments=0, shares=0)
    )
    desk.read(FACEBOOK, at(11, 20, 11), 90)

    cut = desk.ask("compare", accounts=[X], since="2026-11", versus="2026-10")
    broken = desk.ask("compare", accounts=[FACEBOOK], since="2026-11", versus="2025-11")

    changes = {row["metric"]: in_files(row) for row in cut.rows if row["metric"] != "net_growth"}
    bounds = {
        name: (row["change"], row["change_precision"], row["change_low"], row["change_high"])
        for name, row in changes.items()
    }
    unknown = (None, None, None, None)
    means = ("views_per_post", "views_median", "interactions_per_post", "interactions_median")
    assert bounds == {
        "posts": (0, "at_most", None, 0),
        "views": (700, "at_most", None, 700),
        "interactions": (3, "at_most", None, 3),
        **dict.fromkeys(means, unknown),
    }
    assert changes["posts"]["before_known_since"] == date(2026, 10, 2)
    days = "October 1, 2026 to October 20, 2026"
    assert f"dgsn-x: of the posts from {days}, those since October 2, 2026 are on file" in cut.notes
    views = next(in_files(row) for row in broken.rows if row["metric"] == "views")
    assert (views["change"], views["remark"]) == (None, "≠ ≥")
    assert any("another thing is counted since November 15, 2025" in one for one in broken.notes)


def test_compare_asked_without_days_takes_this_month_and_the_same_days_of_the_last(
    desk: Desk,
) -> None:
    """A year to date would be compared with one that begins before anything was read."""
    keys = ("before_since", "before_until", "after_since", "after_until")

    def days(now: datetime) -> tuple[Any, ...]:
        return columns(replace(desk, now=now).ask("compare", accounts=[X]), *keys)[0]

    assert days(at(11, 20)) == (
        date(2026, 10, 1),
        date(2026, 10, 21),
        date(2026, 11, 1),
        date(2026, 11, 21),
    )
    assert days(at(3, 31)) == (
        date(2026, 2, 1),
        date(2026, 3, 1),
        date(2026, 3, 1),
        date(2026, 4, 1),
    )


def test_compare_says_what_is_known_where_nothing_is_of_one_side(desk: Desk) -> None:
    desk.read(X, at(11, 3), 600, post("1", at(11, 2)))
    desk.read(X, at(11, 20, 11), 640)

    answer = desk.ask("compare", accounts=[X])

    assert columns(answer, "change") == [(None,)] * len(answer.rows)
    assert (
        "dgsn-x: nothing is on file of the posts from October 1, 2026 to October 20, 2026; they are"
        " known since November 2, 2026"
    ) in answer.notes
    gain = "+40 followers since November 3, 2026, the first reading, until November 20, 2026"
    assert f"dgsn-x: {gain}" in answer.notes


def test_compare_never_tells_an_exact_change_of_a_bound(desk: Desk) -> None:
    """Some posts of either month did not tell their views."""
    desk.read(X, at(9, 20), 600)
    told = [post("1", at(10, 5), views=100), post("2", at(10, 6), views=None)]
    desk.read(X, at(10, 31, 23), 600, *told)
    desk.read(X, at(11, 20, 11), 640, post("3", at(11, 5), views=300))

    cut = columns(desk.ask("compare", accounts=[X]), "metric", "change", "change_precision")
    assert ("views", 200, "at_most") in cut
    assert ("views_per_post", 200, "about") in cut

    desk.read(X, at(11, 20, 12), 640, post("4", at(11, 6), views=None))
    both = columns(desk.ask("compare", accounts=[X]), "metric", "change", "change_precision")
    assert ("views", None, None) in both


def test_compare_at_an_equal_age(desk: Desk) -> None:
    fill_two_months(desk, since=at(9, 20))
    desk.read(X, at(11, 19), 1200, post("1", at(10, 5), views=9000, likes=0, comments=0, shares=0))

    rows = desk.ask(
        "compare",
        accounts=[X],
        since="2026-11-01",
        until="2026-11-16",
        versus="2026-10",
        age_days=1,
    ).rows

    (views,) = (in_files(row) for row in rows if row["metric"] == "views")
    assert (views["before"], views["after"]) == (100, 800)


def test_compare_adds_up_the_same_accounts_alone(desk: Desk) -> None:
    fill_two_months(desk, since=at(9, 20))
    desk.read(FACEBOOK, at(9, 20), 70, post("50", at(9, 19)))
    desk.read(FACEBOOK, at(11, 20, 11), 90)

    notes = desk.ask("compare", since="2026-11-01", until="2026-11-16", versus="2026-10").notes

    assert "posts, dgsn-x and dgsn-facebook together: 1, then 2" in notes


def test_posts_that_could_not_be_read_are_not_told_as_none(desk: Desk) -> None:
    """The account answers every day; its list of posts is refused for eight days."""
    desk.read(X, at(11, 1), 600, post("1", at(10, 30)))
    refused = Failure("posts", Reason.ACCESS, "refused")
    for day_of_month in range(2, 11):
        seen = Snapshot(X, at(11, day_of_month), IDS[X], 600)
        desk.lose(Visit(X, seen.taken_at, seen, (refused,)))
    alone = replace(desk, now=at(11, 10))

    answer = alone.ask("posts", accounts=[X], since="2026-11-03", until="2026-11-10")

    assert columns(answer, "posts", "replies", "images", "precision", "low", "high") == [
        (None, None, None, None, None, None)
    ]
    assert answer.notes == (
        "dgsn-x: posts published since November 3, 2026 are not known (the access was refused)",
    )


def test_a_period_known_in_part_says_at_least_and_since_when(desk: Desk) -> None:
    desk.read(X, at(11, 20), 600, post("1", at(11, 6)), post("2", at(11, 12)))

    answer = desk.ask("posts", accounts=[X], since="2026-11", until="2026-11-20")

    assert columns(answer, "posts", "precision", "low", "high", "known_since") == [
        (2, "at_least", 2, None, date(2026, 11, 6))
    ]
    whole = desk.ask("posts", accounts=[X], since="2026-11-07", until="2026-11-20")
    assert columns(whole, "posts", "precision", "low", "high", "known_since") == [
        (1, "exact", 1, 1, None)
    ]
