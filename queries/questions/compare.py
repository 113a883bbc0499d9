"""`compare`: two periods side by side, like with like, or it says why they cannot be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from documents.model import Column, Row, Table, ValueKind
from metrics.equal_age import count_at_age
from metrics.model import Account
from metrics.periods import Period, Span, spoken_period
from metrics.platforms import Break, breaks_between
from metrics.posts import INTERACTIONS, Tally
from metrics.quantity import Number
from queries.columns import whose_cells, whose_columns
from queries.growth import growth_by_account
from queries.posts import published_counts
from queries.request import A_DAY, Asked, CannotAnswer, Question, age_of, topic_of
from queries.reservations import PostsKnown, lists
from storage.accounts import if_enrolled
from storage.post_query import PostQuery, posts_at_age
from words import Language, platform_name
from words.names import metric_name

NET_GROWTH, POSTS = "net_growth", "posts"
VIEWS_PER_POST, INTERACTIONS_PER_POST = "views_per_post", "interactions_per_post"
PARTS = {"views": VIEWS_PER_POST, INTERACTIONS: INTERACTIONS_PER_POST}
"""The sums over posts, and the mean of a post by which months of unlike length compare."""


@dataclass(frozen=True, slots=True)
class ComparedFigure:
    """One number of one account in both periods."""

    account: Account
    metric: str
    before: Number | None
    after: Number | None
    breaks: Sequence[Break] = ()
    is_part: bool = False
    """Whether some posts did not tell it."""
    is_cut: bool = False
    """Whether of one of the periods a part alone is on file."""

    @property
    def change(self) -> Number | None:
        """None where one is not known, or not of all its days, or where both do not count alike."""
        if self.before is None or self.after is None or self.breaks or self.is_cut:
            return None
        return self.after - self.before

    @property
    def rate(self) -> Fraction | None:
        """The change over the earlier number; None where that is nothing, or a loss."""
        if self.change is None or not self.before or self.before < 0:
            return None
        return Fraction(self.change) / Fraction(self.before)


def compared_periods(asked: Asked) -> tuple[Period, Period]:
    """The earlier and the later period.

    The later one ends today at most. Unless told, the earlier one is as many days just before it;
    one that is told is cut to as many days where the later one is not over.

    Raises:
        CannotAnswer: the days have not begun, or what they are compared with is no period.
    """
    until = min(asked.last_day, asked.today + A_DAY)
    if until <= asked.first_day:
        raise CannotAnswer("these days have not begun: there is nothing to compare yet")
    after = Period(asked.first_day, until, Span.DAY)
    length = until - asked.first_day
    if asked.versus is None:
        return Period(after.since - length, after.since, Span.DAY), after
    try:
        period = spoken_period(asked.versus, asked.today)
    except ValueError as error:
        raise CannotAnswer(str(error)) from None
    is_over = asked.until is not None and asked.until <= asked.today
    end = period.until if is_over else min(period.until, period.since + length)
    return Period(period.since, end, Span.DAY), after


def compared_figures(
    asked: Asked, known: PostsKnown, account: Account, before: Period, after: Period
) -> Iterator[ComparedFigure]:
    """Every number of an account in both periods; with a topic, of the posts on it alone."""
    if asked.topic is None:
        gains = [_gain(asked, account, period) for period in (before, after)]
        yield ComparedFigure(account, NET_GROWTH, gains[0], gains[1])
    earlier, later = (
        _tallies(asked, account, period) if known.holds(account, period) else {}
        for period in (before, after)
    )
    is_cut = not all(known.holds_all(account, period) for period in (before, after))
    yield ComparedFigure(account, POSTS, _posts(earlier), _posts(later), is_cut=is_cut)
    for metric, mean in PARTS.items():
        changes = breaks_between(account.platform, metric, before.since, after.until - A_DAY)
        one, two = earlier.get(metric), later.get(metric)
        is_part = any(tally and tally.counted < tally.posts for tally in (one, two))
        sums = (one.total if one else None, two.total if two else None)
        yield ComparedFigure(account, metric, *sums, breaks=changes, is_part=is_part, is_cut=is_cut)
        yield ComparedFigure(account, mean, _mean(one), _mean(two), breaks=changes, is_cut=is_cut)


def _gain(asked: Asked, account: Account, period: Period) -> Number | None:
    (found,) = growth_by_account(asked.store, [account], [period], asked.zone, asked.now)
    return found.growth.net.value if found.growth.net and not found.growth.is_longer else None


def _tallies(asked: Asked, account: Account, period: Period) -> Mapping[str, Tally]:
    """What the posts of a period drew, by now or at an age."""
    age = age_of(asked)
    if age is not None:
        return {metric: _at_age(asked, account, period, metric, age) for metric in PARTS}
    (counts,) = published_counts(asked.store, account, [period], asked.zone, topic_of(asked))
    return {"views": counts.views, INTERACTIONS: counts.interactions}


def _at_age(asked: Asked, account: Account, period: Period, metric: str, age: timedelta) -> Tally:
    since, until = period.instants(asked.zone)
    wanted = PostQuery(account.name, since, until, topic=topic_of(asked))
    posts = if_enrolled(lambda: posts_at_age(asked.store, wanted, metric, age)) or []
    told = [found.value for post in posts if (found := count_at_age(post, metric, age)) is not None]
    return Tally(int(sum(told)) if told else None, len(told), len(posts))


def _posts(tallies: Mapping[str, Tally]) -> int | None:
    return tallies[INTERACTIONS].posts if tallies else None


def _mean(tally: Tally | None) -> Fraction | None:
    return Fraction(tally.total, tally.counted) if tally and tally.total is not None else None


def ask_compare(asked: Asked) -> Table:
    """Growth, posts, views and interactions of two periods, account by account.

    Like with like: days that have not come are not compared with days that have; a number whose
    definition changed in between is shown and not compared; what is known in one period alone
    has no change. With an age, posts are compared as they were so many days after publication.
    """
    before, after = compared_periods(asked)
    known = PostsKnown(asked)
    found = [
        figure
        for account in asked.accounts
        for figure in compared_figures(asked, known, account, before, after)
    ]
    say = asked.language.say
    columns = (
        *whose_columns(asked.language),
        Column("metric", say("number"), is_detail=True),
        Column("name", say("number")),
        Column("before_since", say("earlier, from"), ValueKind.DAY, is_detail=True),
        Column("before_until", say("earlier, until (excluded)"), ValueKind.DAY, is_detail=True),
        Column("before", say("earlier"), ValueKind.COUNT),
        Column("after_since", say("later, from"), ValueKind.DAY, is_detail=True),
        Column("after_until", say("later, until (excluded)"), ValueKind.DAY, is_detail=True),
        Column("after", say("later"), ValueKind.COUNT),
        Column("change", say("change"), ValueKind.COUNT),
        Column("rate", say("in percent"), ValueKind.RATE),
        Column("remark", say("remark")),
    )
    rows = tuple(_row(one, before, after, asked.language) for one in found)
    caption = say(
        "{later}, compared with {earlier}",
        later=_days(after, asked.language),
        earlier=_days(before, asked.language),
    )
    return Table("compare", caption, columns, rows, tuple(_notes(asked, before, after, found)))


def _row(figure: ComparedFigure, before: Period, after: Period, language: Language) -> Row:
    return {
        **whose_cells(figure.account),
        "metric": figure.metric,
        "name": metric_name(figure.metric, language),
        "before_since": before.since,
        "before_until": before.until,
        "before": figure.before,
        "after_since": after.since,
        "after_until": after.until,
        "after": figure.after,
        "change": figure.change,
        "rate": figure.rate,
        "remark": " ".join(_remarks(figure)),
    }


def _remarks(figure: ComparedFigure) -> Iterator[str]:
    """Short, for the notes say it in full."""
    if figure.breaks:
        yield "≠"
    if figure.is_part:
        yield "≥"


def _days(period: Period, language: Language) -> str:
    first, last = language.date(period.since), language.date(period.until - A_DAY)
    return language.say("{first} to {last}", first=first, last=last)


def _notes(
    asked: Asked, before: Period, after: Period, found: Sequence[ComparedFigure]
) -> Iterator[str]:
    say = asked.language.say
    days = [(period.until - period.since).days for period in (before, after)]
    if days[0] != days[1]:
        yield say(
            "The periods are of unlike length: {earlier} and {later} days.",
            earlier=asked.language.number(days[0]),
            later=asked.language.number(days[1]),
        )
    if asked.age_days is None:
        yield say("Older posts have had more time to draw; an equal age compares them fairly.")
    else:
        yield say("Posts whose number at that age is not known are left out.")
    yield from _broken(asked, found)
    if any(figure.is_part for figure in found):
        yield say("≥ It is at least so much: some posts did not tell the number.")
    cut = dict.fromkeys(one.account.name for one in found if one.is_cut)
    if cut:
        yield say(
            "Not compared, for not all days of both periods are on file: {accounts}",
            accounts=", ".join(cut),
        )
    yield from _together(asked, found)
    yield from lists(asked)


def _broken(asked: Asked, found: Sequence[ComparedFigure]) -> Iterator[str]:
    told = dict.fromkeys(
        (figure.account.platform, each) for figure in found for each in figure.breaks
    )
    for platform, each in told:
        yield asked.language.say(
            "≠ {platform}: another thing is counted since {day} ({what}); it is not compared",
            platform=platform_name(platform, asked.language),
            day=asked.language.date(each.on),
            what=asked.language.names(each.names),
        )


def _together(asked: Asked, found: Sequence[ComparedFigure]) -> Iterator[str]:
    """Sums of the same accounts on both sides; those opened for an event are in no total."""
    language = asked.language
    for metric in (NET_GROWTH, POSTS, *PARTS):
        same = [figure for figure in found if figure.metric == metric and figure.change is not None]
        same = [one for one in same if not one.account.event]
        if len(same) > 1:
            earlier = sum(one.before for one in same if one.before is not None)
            later = sum(one.after for one in same if one.after is not None)
            yield language.say(
                "{number}, {accounts} together: {earlier}, then {later}",
                number=metric_name(metric, language),
                accounts=language.listed([one.account.name for one in same]),
                earlier=language.number(earlier),
                later=language.number(later),
            )


COMPARE = Question(
    "compare",
    lambda language: language.say("How does one period compare with another?"),
    frozenset({"versus", "age", "topic"}),
    ask_compare,
)
