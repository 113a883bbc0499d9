"""Two periods side by side, like with like: the numbers of `compare`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from metrics.engagement import INTERACTIONS
from metrics.equal_age import count_at_age
from metrics.periods import Period, Span
from metrics.platforms import Break, breaks_between
from metrics.quantity import Number
from metrics.snapshot import Account
from metrics.spoken_periods import spoken_period
from queries.asking import A_DAY, Asked
from queries.choosing import CannotAnswer, age_of, topic_of
from queries.growth import growth
from queries.publishing import Tally, published_counts
from queries.reservations import Followed
from storage.around import posts_at_age

NET_GROWTH, POSTS = "net_growth", "posts"
VIEWS_PER_POST, INTERACTIONS_PER_POST = "views_per_post", "interactions_per_post"
PARTS = {"views": VIEWS_PER_POST, INTERACTIONS: INTERACTIONS_PER_POST}
"""The sums over posts, and the mean of a post by which months of unlike length compare."""


@dataclass(frozen=True, slots=True)
class Figure:
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
        told = spoken_period(asked.versus, asked.today)
    except ValueError as error:
        raise CannotAnswer(str(error)) from None
    is_over = asked.until is not None and asked.until <= asked.today
    end = told.until if is_over else min(told.until, told.since + length)
    return Period(told.since, end, Span.DAY), after


def figures(
    asked: Asked, followed: Followed, account: Account, before: Period, after: Period
) -> Iterator[Figure]:
    """Every number of an account in both periods; with a topic, of the posts on it alone."""
    if asked.topic is None:
        gains = [_gain(asked, account, period) for period in (before, after)]
        yield Figure(account, NET_GROWTH, gains[0], gains[1])
    earlier, later = (
        _tallies(asked, account, period) if followed.holds(account, period) else {}
        for period in (before, after)
    )
    is_cut = not all(followed.holds_all(account, period) for period in (before, after))
    yield Figure(account, POSTS, _posts(earlier), _posts(later), is_cut=is_cut)
    for metric, mean in PARTS.items():
        found = breaks_between(account.platform, metric, before.since, after.until - A_DAY)
        one, two = earlier.get(metric), later.get(metric)
        is_part = any(tally and tally.counted < tally.posts for tally in (one, two))
        sums = (one.total if one else None, two.total if two else None)
        yield Figure(account, metric, *sums, breaks=found, is_part=is_part, is_cut=is_cut)
        yield Figure(account, mean, _mean(one), _mean(two), breaks=found, is_cut=is_cut)


def _gain(asked: Asked, account: Account, period: Period) -> Number | None:
    (found,) = growth(asked.store, [account], [period], asked.zone, asked.now)
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
    posts = posts_at_age(asked.store, account.name, since, until, metric, age, topic_of(asked))
    told = [found.value for post in posts if (found := count_at_age(post, metric, age)) is not None]
    return Tally(int(sum(told)) if told else None, len(told), len(posts))


def _posts(tallies: Mapping[str, Tally]) -> int | None:
    return tallies[INTERACTIONS].posts if tallies else None


def _mean(tally: Tally | None) -> Fraction | None:
    return Fraction(tally.total, tally.counted) if tally and tally.total is not None else None
