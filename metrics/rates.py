"""Engagement rates, each with its numerator and its denominator: a rate alone says nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from metrics.posts import INTERACTIONS, quantity_of
from metrics.quantity import Quantity, measured, ratio, total
from metrics.series import Post, PostReading

RATE, RATE_BY_VIEWS = "rate", "rate_by_views"
RATES = (RATE, RATE_BY_VIEWS)
"""What posts may be ranked by beside counts: interactions over followers, or over views."""


class Of(StrEnum):
    """What a rate is a share of."""

    FOLLOWERS = "followers"
    VIEWS = "views"


@dataclass(frozen=True, slots=True)
class Rate:
    """Interactions over something, as a fraction of one."""

    value: Quantity
    numerator: Quantity
    """The interactions, by the platform's own list."""
    denominator: Quantity
    of: Of
    platform: str
    at: datetime
    """When the interactions were read."""


def rate_by_followers(
    post: Post, reading: PostReading, followers_at_publication: Quantity | None
) -> Rate | None:
    """The interactions of a post over the followers that the account had when it was published.

    Source: Rival IQ's engagement rate by follower and Iconosquare's; NapoleonCat takes the day
    of publication as here. Followers of today would make an old post look worse each year.
    None where either number was not told, or nobody followed.
    """
    return _rate(post, reading, followers_at_publication, Of.FOLLOWERS)


def rate_by_views(post: Post, reading: PostReading) -> Rate | None:
    """The interactions of a post over its views, both of one reading.

    Source: Hootsuite's and Buffer's engagement rate by impressions; since 2025 Meta counts views
    instead, which is another series. None where either number was not told.
    """
    return _rate(post, reading, quantity_of(reading, post.platform, "views"), Of.VIEWS)


def mean_rate(rates: Sequence[Rate]) -> Quantity | None:
    """The mean of the posts' rates: every post weighs the same. None without a rate.

    Source: Rival IQ's average engagement rate per post.

    Raises:
        ValueError: the rates are shares of different things, or of several platforms, whose lists
            of interactions differ.
    """
    if _shared(rates) is None:
        return None
    return ratio(total([rate.value for rate in rates]), measured(len(rates)))


def pooled_rate(rates: Sequence[Rate]) -> Rate | None:
    """All interactions over all followers or views: every follower or view weighs the same.

    Source: Rival IQ's rate weighted by audience. It differs from the mean of the rates, so its
    name is to stand beside it. None without a rate.

    Raises:
        ValueError: the rates are shares of different things, or of several platforms, whose lists
            of interactions differ.
    """
    of = _shared(rates)
    if of is None:
        return None
    drawn = total([rate.numerator for rate in rates])
    among = total([rate.denominator for rate in rates])
    value = ratio(drawn, among)
    newest = max(rate.at for rate in rates)
    return None if value is None else Rate(value, drawn, among, of, rates[0].platform, newest)


def _rate(post: Post, reading: PostReading, among: Quantity | None, of: Of) -> Rate | None:
    drawn = quantity_of(reading, post.platform, INTERACTIONS)
    value = None if drawn is None or among is None else ratio(drawn, among)
    if drawn is None or among is None or value is None:
        return None
    return Rate(value, drawn, among, of, post.platform, reading.at)


def _shared(rates: Sequence[Rate]) -> Of | None:
    """What all rates are shares of; None without a rate."""
    kinds = {(rate.of, rate.platform) for rate in rates}
    if len(kinds) > 1:
        raise ValueError(f"rates of different kinds have no common one: {sorted(kinds)}")
    return rates[0].of if rates else None
