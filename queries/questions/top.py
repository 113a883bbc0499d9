"""`top`: the posts that drew most, by a count or a rate, as they stand or at an equal age."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from documents.model import Column, Row, Table, ValueKind
from metrics.equal_age import COMMON_AGES, count_at_age
from metrics.model import Account
from metrics.platforms import COUNT_NAMES, platforms_of
from metrics.posts import INTERACTIONS, count_of, places_of
from metrics.quantity import Evidence, Quantity, ratio
from metrics.rates import RATE, RATE_BY_VIEWS, RATES
from metrics.series import Post
from queries.columns import whose_columns
from queries.posts import BestPost, best_by_count, with_rates
from queries.request import Asked, Question, age_of, metric_of, topic_of
from queries.reservations import PostsKnown, breaks, lists
from storage.accounts import if_enrolled
from storage.followers import last_followers_before
from storage.post_query import PostQuery, leading_at_common_age, leading_posts, posts_at_age
from words import Language, count_name
from words.names import metric_name, ranking_name, ranking_name_at_age

MOST = 1_000_000_000
"""More places than there are posts: none is to be left out."""


@dataclass(frozen=True, slots=True)
class RankedWithRate:
    """A post with its place: equal scores share a place, and the next one is left out."""

    place: int
    post: Post
    score: Quantity
    """The count or the rate by which it is ranked."""
    standing: BestPost | None
    """How it stands today, with its rates; None at an equal age, where that would mislead."""


@dataclass(frozen=True, slots=True)
class _Scored:
    post: Post
    score: Quantity
    standing: BestPost | None = None


def ranked(asked: Asked, metric: str) -> tuple[RankedWithRate, ...]:
    """The posts of the first places, best first, over all accounts asked for.

    `metric` is a count, `interactions`, `rate` or `rate_by_views`. At an equal age the number of
    each post is that of then: measured, or derived between two looks; others are left out.

    Raises:
        CannotAnswer: nobody knows the topic that was asked for.
    """
    age = age_of(asked)
    scoreds = _standing(asked, metric) if age is None else _aged(asked, metric, age)
    in_order = sorted(
        scoreds, key=lambda scored: (-scored.score.value, scored.post.published_at, scored.post.id)
    )
    places = places_of([scored.score.value for scored in in_order])
    placed = (
        RankedWithRate(places[scored.score.value], scored.post, scored.score, scored.standing)
        for scored in in_order
    )
    return tuple(entry for entry in placed if entry.place <= asked.limit)


def _standing(asked: Asked, metric: str) -> Iterator[_Scored]:
    """The leading posts of each account by what they drew until today."""
    leading: list[Post] = []
    for account in asked.accounts:
        wanted = PostQuery(account.name, *asked.instants(), topic=topic_of(asked), in_files=True)
        ask = partial(leading_posts, asked.store, wanted, metric, asked.limit)
        leading += if_enrolled(ask) or []
    if metric in RATES:
        entries = best_by_count(leading, INTERACTIONS, MOST)
    else:
        entries = best_by_count(leading, metric, asked.limit)
    for entry in with_rates(asked.store, entries):
        score = _score(entry, metric)
        if score is not None:
            yield _Scored(entry.post, score, entry)


def _score(entry: BestPost, metric: str) -> Quantity | None:
    if metric not in RATES:
        return entry.count
    rate = entry.by_followers if metric == RATE else entry.by_views
    return rate.value if rate else None


def _aged(asked: Asked, metric: str, age: timedelta) -> Iterator[_Scored]:
    """The posts of which it is known what they had drawn at an age: all that may lead."""
    for account in asked.accounts:
        if metric not in RATES and age in COMMON_AGES:
            yield from _leading(asked, account, metric, age)
            continue
        counted = INTERACTIONS if metric in RATES else metric
        counts = list(_counts(asked, account, counted, age))
        if metric not in RATES:
            yield from counts
            continue
        among = _followers(asked, account, counts)
        if metric == RATE_BY_VIEWS:
            views = {count.post.id: count.score for count in _counts(asked, account, "views", age)}
            among = [views.get(scored.post.id) for scored in counts]
        yield from _rates(counts, among)


def _leading(asked: Asked, account: Account, metric: str, age: timedelta) -> Iterator[_Scored]:
    """Those alone that had drawn most at a common age."""
    wanted = PostQuery(account.name, *asked.instants(), topic=topic_of(asked))
    ask = partial(leading_at_common_age, asked.store, wanted, metric, age, asked.limit)
    for post, count in if_enrolled(ask) or []:
        yield _Scored(post, count)


def _counts(asked: Asked, account: Account, metric: str, age: timedelta) -> Iterator[_Scored]:
    wanted = PostQuery(account.name, *asked.instants(), topic=topic_of(asked))
    for post in if_enrolled(lambda: posts_at_age(asked.store, wanted, [metric], age)) or []:
        count = count_at_age(post, metric, age)
        if count is not None:
            yield _Scored(post, count)


def _followers(
    asked: Asked, account: Account, counts: Sequence[_Scored]
) -> Sequence[Quantity | None]:
    """What the account had when each was published."""
    instants = [count.post.published_at for count in counts]
    if not instants:
        return []
    points = last_followers_before(asked.store, account.name, instants)
    return [point.quantity if point else None for point in points]


def _rates(counts: Iterable[_Scored], among: Sequence[Quantity | None]) -> Iterator[_Scored]:
    for count, whole in zip(counts, among, strict=True):
        rate = ratio(count.score, whole) if whole else None
        if rate is not None:
            yield _Scored(count.post, rate)


METRICS = ("views", INTERACTIONS, *(name for name in COUNT_NAMES if name != "views"), *RATES)
LONGEST_EXCERPT = 80
"""Characters of a post's text that are shown; files hold all of it."""


def ask_top(asked: Asked) -> Table:
    """The own posts of the days asked for that drew most, best first; equal ones share a place.

    Rates: interactions over the followers at publication (`rate`) or over views
    (`rate_by_views`); formulas and sources stand in `metrics.rates`. With an age all are compared
    as they were so many days after their publication (`metrics.equal_age`).
    """
    metric = metric_of(asked, METRICS)
    rankeds = ranked(asked, metric)
    platforms = platforms_of(entry.post for entry in rankeds)
    say = asked.language.say
    columns = (
        Column("place", say("place"), ValueKind.COUNT),
        *whose_columns(asked.language),
        Column("published", say("published"), ValueKind.INSTANT),
        Column("post", say("id of the post"), is_detail=True),
        Column("url", say("address"), is_detail=True),
        Column("excerpt", say("text")),
        Column("text", say("whole text"), is_detail=True),
        *_score_columns(metric, asked.language, platforms),
        *_standing_columns(asked.language),
    )
    rows = tuple(_row(entry, asked.language) for entry in rankeds)
    caption = _caption(asked, metric, platforms)
    return Table("top", caption, columns, rows, tuple(_notes(asked, metric, rankeds)))


def _score_columns(metric: str, language: Language, platforms: Sequence[str]) -> Sequence[Column]:
    kind = ValueKind.RATE if metric in RATES else ValueKind.COUNT
    return (
        Column("score", metric_name(metric, language, platforms), kind),
        Column("evidence", language.say("evidence"), is_detail=True),
    )


def _standing_columns(language: Language) -> Sequence[Column]:
    say = language.say
    names = ("views", INTERACTIONS)
    return (
        *(
            Column(name, count_name(name, language), ValueKind.COUNT, is_detail=True)
            for name in names
        ),
        Column("followers", say("followers at publication"), ValueKind.COUNT, is_detail=True),
        Column(RATE, metric_name(RATE, language), ValueKind.RATE, is_detail=True),
        Column(RATE_BY_VIEWS, metric_name(RATE_BY_VIEWS, language), ValueKind.RATE, is_detail=True),
        Column("read_at", say("read at"), ValueKind.INSTANT, is_detail=True),
    )


def _row(rate: RankedWithRate, language: Language) -> Row:
    post = rate.post
    return {
        "place": rate.place,
        "account": post.account,
        "platform": post.platform,
        "published": post.published_at,
        "post": post.id,
        "url": post.url,
        "excerpt": excerpt_in_answers(post, language),
        "text": post.text,
        "score": rate.score,
        "evidence": rate.score.evidence.value,
        **_as_it_stands(rate),
    }


def _as_it_stands(entry: RankedWithRate) -> Row:
    """How the post stands today; at an equal age that is not told."""
    standing, post = entry.standing, entry.post
    keys = ("views", INTERACTIONS, "followers", RATE, RATE_BY_VIEWS, "read_at")
    if standing is None:
        return dict.fromkeys(keys)
    counts = standing.reading.counts
    rates = (standing.by_followers, standing.by_views)
    return {
        "views": counts.views,
        INTERACTIONS: count_of(counts, post.platform, INTERACTIONS),
        "followers": standing.followers.value if standing.followers else None,
        **{key: rate.value.value if rate else None for key, rate in zip(RATES, rates, strict=True)},
        "read_at": standing.reading.at,
    }


def excerpt_in_answers(post: Post, language: Language) -> str:
    """The beginning of a post's text in one line, or that it has none."""
    line = " ".join((post.text or "").split())
    if not line:
        return language.say("without text")
    if len(line) <= LONGEST_EXCERPT:
        return line
    return line[:LONGEST_EXCERPT].rsplit(" ", 1)[0] + "…"


def _caption(asked: Asked, metric: str, platforms: Sequence[str]) -> str:
    if asked.age_days is None:
        return ranking_name(metric, asked.language, platforms, asked.today)
    return ranking_name_at_age(metric, asked.language, platforms, asked.age_days)


def _notes(asked: Asked, metric: str, entries: Sequence[RankedWithRate]) -> Iterator[str]:
    say = asked.language.say
    if asked.age_days is None:
        yield say("Older posts have had more time to draw; an equal age compares them fairly.")
    else:
        yield say("Posts whose number at that age is not known are left out.")
    if any(entry.score.evidence is Evidence.DERIVED for entry in entries):
        yield say("Some numbers are derived: estimated between two readings.")
    if any(entry.score.evidence is Evidence.EXPORTED for entry in entries):
        yield say("Some numbers stand in downloaded files alone, as of the day of the download.")
    if len({account.platform for account in asked.accounts}) > 1:
        yield say("Each network counts in its own way: compare posts of one network.")
    if metric in {INTERACTIONS, *RATES}:
        yield from lists(asked)
    of_rate = {RATE: (INTERACTIONS,), RATE_BY_VIEWS: ("views", INTERACTIONS)}
    yield from breaks(asked, of_rate.get(metric, (metric,)))
    yield from PostsKnown(asked).notes()


TOP = Question(
    "top",
    lambda language: language.say("Which posts drew most?"),
    frozenset({"metric", "limit", "age", "topic"}),
    ask_top,
)
