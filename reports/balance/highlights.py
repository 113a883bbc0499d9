"""What stands out of a year: the accounts opened in it, and the posts that drew most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from metrics.equal_age import count_at_age
from metrics.periods import local_day, midnight
from metrics.series import Post
from metrics.snapshot import Account
from queries.best import best
from reports.balance.facts import Best, Launch, Standing
from reports.balance.figures import Figure, Look
from reports.balance.window import Window
from storage import Store, UnknownAccount
from storage.rollups import follower_days

SAME_AGE = timedelta(days=7)
"""The age at which posts are compared: most of what a post draws, it has drawn by then."""
BEST = 5
"""How many places of best posts are told."""
MOST_POINTS = 60
"""Points of a launch curve that are kept, evenly spread."""


def launches(store: Store, found: Sequence[Standing], seen: Window) -> Iterable[Launch]:
    """What each account that was opened in the year drew since."""
    for one in found:
        if one.opened is None or one.opened not in seen.year or one.value is None:
            continue
        at = one.value.at
        begun = midnight(one.opened, seen.zone)
        length = at - begun if at and at > begun else None
        yield Launch(
            account=one.account,
            platform=one.platform,
            opened=one.opened,
            reached=one.value,
            length=length,
            curve=_curve(store, one.account, seen) if one.value.readings else (),
        )


def _curve(store: Store, account: str, seen: Window) -> tuple[tuple[date, int], ...]:
    """The followers at the end of evenly spread days, the first and the last among them."""
    try:
        points = follower_days(store, account, seen.year.since, seen.seen.until)
    except UnknownAccount:
        return ()
    days = [
        (local_day(point.at, seen.zone), int(point.quantity.value))
        for point in points
        if point.at and point.quantity
    ]
    step = max(1, len(days) // MOST_POINTS)
    return tuple(days[:-1][::step] + days[-1:])


def best_posts(posts: Sequence[Post], accounts: Sequence[Account]) -> tuple[Best, ...]:
    """The posts that had been viewed most when they were a week old."""
    names = {account.name for account in accounts}
    own = [post for post in posts if post.account in names]
    entries = []
    for number, one in enumerate(best(own, "views", BEST, SAME_AGE), 1):
        post = one.post
        looks = tuple(Look(post.account, look.at) for look in post.readings)
        liked = count_at_age(post, "likes", SAME_AGE)
        entries.append(
            Best(
                place=one.place,
                account=post.account,
                platform=post.platform,
                published_at=post.published_at,
                metric="views",
                count=Figure(f"best/{number}/views", one.count, readings=looks),
                age=SAME_AGE,
                likes=Figure(f"best/{number}/likes", liked, readings=looks) if liked else None,
            )
        )
    return tuple(entries)
