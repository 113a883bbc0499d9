"""`top`: the posts that drew most, by a count or a rate, as they stand or at an equal age."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from metrics.engagement import INTERACTIONS, count_of
from metrics.platforms import COUNT_NAMES
from metrics.quantity import Evidence
from metrics.rates import RATE, RATE_BY_VIEWS, RATES
from metrics.series import Post
from queries.answer import Answer, Column, Kind, Row
from queries.asking import Asked, Question
from queries.choosing import metric_of
from queries.columns import whose_columns
from queries.ranking import Ranked, ranked
from queries.reservations import Followed, breaks, lists
from words import Language, count_name

METRICS = ("views", INTERACTIONS, *(name for name in COUNT_NAMES if name != "views"), *RATES)
LONGEST_EXCERPT = 80
"""Characters of a post's text that are shown; files hold all of it."""


def ask_top(asked: Asked) -> Answer:
    """The own posts of the days asked for that drew most, best first; equal ones share a place.

    Rates: interactions over the followers at publication (`rate`) or over views
    (`rate_by_views`); formulas and sources stand in `metrics.rates`. With an age all are compared
    as they were so many days after their publication (`metrics.equal_age`).
    """
    metric = metric_of(asked, METRICS)
    found = ranked(asked, metric)
    say = asked.language.say
    columns = (
        Column("place", say("place"), Kind.NUMBER),
        *whose_columns(asked.language),
        Column("published", say("published"), Kind.MOMENT),
        Column("post", say("id of the post"), is_detail=True),
        Column("url", say("address"), is_detail=True),
        Column("excerpt", say("text")),
        Column("text", say("whole text"), is_detail=True),
        *_score_columns(metric, asked.language),
        *_standing_columns(asked.language),
    )
    rows = tuple(_row(one, asked.language) for one in found)
    return Answer(
        "top", _caption(asked, metric), columns, rows, tuple(_notes(asked, metric, found))
    )


def _score_columns(metric: str, language: Language) -> Sequence[Column]:
    kind = Kind.SHARE if metric in RATES else Kind.NUMBER
    return (
        Column("score", metric_name(metric, language), kind),
        Column("evidence", language.say("evidence"), is_detail=True),
    )


def _standing_columns(language: Language) -> Sequence[Column]:
    say = language.say
    names = ("views", INTERACTIONS)
    return (
        *(Column(name, count_name(name, language), Kind.NUMBER, is_detail=True) for name in names),
        Column("followers", say("followers at publication"), Kind.NUMBER, is_detail=True),
        Column(RATE, metric_name(RATE, language), Kind.SHARE, is_detail=True),
        Column(RATE_BY_VIEWS, metric_name(RATE_BY_VIEWS, language), Kind.SHARE, is_detail=True),
        Column("read_at", say("read at"), Kind.MOMENT, is_detail=True),
    )


def metric_name(metric: str, language: Language) -> str:
    """What a count or a rate is called."""
    match metric:
        case "rate":
            return language.say("engagement rate by followers")
        case "rate_by_views":
            return language.say("engagement rate by views")
        case _:
            return count_name(metric, language)


def _row(one: Ranked, language: Language) -> Row:
    post = one.post
    return {
        "place": one.place,
        "account": post.account,
        "platform": post.platform,
        "published": post.published_at,
        "post": post.id,
        "url": post.url,
        "excerpt": _excerpt(post, language),
        "text": post.text,
        "score": one.score.value,
        "evidence": one.score.evidence.value,
        **_standing(one),
    }


def _standing(one: Ranked) -> Row:
    """How the post stands today; at an equal age that is not told."""
    standing, post = one.standing, one.post
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


def _excerpt(post: Post, language: Language) -> str:
    line = " ".join((post.text or "").split())
    if not line:
        return language.say("without text")
    if len(line) <= LONGEST_EXCERPT:
        return line
    return line[:LONGEST_EXCERPT].rsplit(" ", 1)[0] + "…"


def _caption(asked: Asked, metric: str) -> str:
    name = metric_name(metric, asked.language)
    if asked.age_days is None:
        return asked.language.say("Top posts by {count}", count=name)
    return asked.language.count(
        "Top posts by {count}, each {n} day after its publication",
        "Top posts by {count}, each {n} days after its publication",
        asked.age_days,
        count=name,
    )


def _notes(asked: Asked, metric: str, found: Sequence[Ranked]) -> Iterator[str]:
    say = asked.language.say
    if asked.age_days is None:
        yield say("Older posts have had more time to draw; an equal age compares them fairly.")
    else:
        yield say("Posts whose number at that age is not known are left out.")
    if any(one.score.evidence is Evidence.DERIVED for one in found):
        yield say("Some numbers are derived: estimated between two readings.")
    if len({account.platform for account in asked.accounts}) > 1:
        yield say("Each network counts in its own way: compare posts of one network.")
    if metric in {INTERACTIONS, *RATES}:
        yield from lists(asked)
    of_rate = {RATE: (INTERACTIONS,), RATE_BY_VIEWS: ("views", INTERACTIONS)}
    yield from breaks(asked, of_rate.get(metric, (metric,)))
    yield from Followed(asked).notes()


TOP = Question(
    "top",
    lambda language: language.say("Which posts drew most?"),
    frozenset({"metric", "limit", "age", "topic"}),
    ask_top,
)
