"""What the accounts published in the year, and what that had drawn by the last look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from metrics.model import Account
from metrics.periods import Span, local_day, periods_between
from metrics.post_coverage import Cover
from metrics.posts import INTERACTIONS, by_period, last_reading
from metrics.quantity import measured, total
from metrics.series import Post
from queries.posts import summable, what_was_published
from reports.balance.facts import Combined, Figure, FigureReading, Month, Output, Summed, Topical
from reports.balance.window import A_DAY, Window
from storage import Store
from storage.post_coverage import post_coverages
from storage.topics import topics_of_posts


def outputs(
    store: Store, accounts: Sequence[Account], read: frozenset[str], seen: Window
) -> tuple[tuple[Output, ...], tuple[Post, ...]]:
    """What each account published, and its posts with the looks at them until the last day.

    An account that was not read in the year (not among `read`) and of which no post is on file is
    left out: that it published nothing is not known.
    """
    pairs = [_output(store, account, seen) for account in accounts]
    kept = [
        (output, posts)
        for output, posts in pairs
        if output.account in read or posts or output.replies or output.reposts
    ]
    return tuple(output for output, _ in kept), tuple(post for _, posts in kept for post in posts)


def combined(outputs: Sequence[Output], seen: Window) -> Combined | None:
    """What the accounts published together, those of events left out; None of none."""
    own = [output for output in outputs if not output.is_event]
    if not own:
        return None
    label = f"published/{seen.year.label}"
    return Combined(
        posts=added(label, [output.posts for output in own]),
        views=_added(f"{label}/views", [output.views for output in own]),
        interactions=_added(f"{label}/{INTERACTIONS}", [output.interactions for output in own]),
    )


def added(name: str, parts: Sequence[Figure]) -> Figure:
    """The sum of at least one figure."""
    value = total([part.quantity for part in parts])
    return Figure(name, value, parts=tuple(part.id for part in parts))


def _added(name: str, parts: Sequence[Summed]) -> Summed:
    known = [part.figure for part in parts if part.figure]
    return Summed(
        added(name, known) if known else None,
        sum(part.counted for part in parts),
        sum(part.posts for part in parts),
    )


def topics(store: Store, posts: Sequence[Post], seen: Window) -> tuple[Topical, ...]:
    """The year's posts by topic, the topic with most posts first; those of events count, too."""
    on_file = topics_of_posts(store, None, seen.since, seen.until)
    groups: dict[str, list[Post]] = {}
    for post in posts:
        for topic in on_file.get((post.account, post.id), ()):
            groups.setdefault(topic, []).append(post)
    largest_first = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    return tuple(_topical(topic, own, seen) for topic, own in largest_first)


def _topical(topic: str, own: Sequence[Post], seen: Window) -> Topical:
    label = f"topics/{topic}/{seen.year.label}"
    return Topical(
        topic=topic,
        posts=Figure(label, measured(len(own)), readings=_first_looks(own)),
        views=_summed(f"{label}/views", own, "views"),
        interactions=_summed(f"{label}/{INTERACTIONS}", own, INTERACTIONS),
    )


def _first_looks(posts: Sequence[Post]) -> tuple[FigureReading, ...]:
    """The looks that found the posts."""
    return tuple(
        sorted(
            {FigureReading(post.account, post.readings[0].at) for post in posts if post.readings}
        )
    )


def _months(store: Store, account: Account, posts: Sequence[Post], seen: Window) -> Iterator[Month]:
    """Month by month; of a month whose posts are not all on file nothing is told."""
    known = post_coverages(store, [account.name])[account.name]
    months = list(periods_between(seen.year.since, seen.as_of + A_DAY, Span.MONTH))
    drawn = {
        metric: by_period(posts, metric, months, seen.zone) for metric in ("views", INTERACTIONS)
    }
    for place, month in enumerate(months):
        if known.of(*month.instants(seen.zone), seen.until) is not Cover.WHOLE:
            yield Month(month.since, None)
            continue
        own = sum(local_day(post.published_at, seen.zone) in month for post in posts)
        views, interactions = (
            series[0].points[place].quantity if series else None for series in drawn.values()
        )
        yield Month(month.since, own, views, interactions)


def _output(store: Store, account: Account, seen: Window) -> tuple[Output, tuple[Post, ...]]:
    year = what_was_published(store, account, seen.seen, seen.zone)
    posts = tuple(_until(post, seen.until) for post in year.posts)
    label = f"published/{account.name}/{seen.year.label}"
    forms = sorted(year.forms.items(), key=lambda entry: (-entry[1], entry[0]))
    output = Output(
        account=account.name,
        platform=account.platform,
        is_event=account.event,
        posts=Figure(label, measured(len(posts)), readings=_first_looks(posts)),
        replies=year.replies,
        reposts=year.reposts,
        forms=tuple((form.value, count) for form, count in forms),
        views=_summed(f"{label}/views", posts, "views"),
        interactions=_summed(f"{label}/{INTERACTIONS}", posts, INTERACTIONS),
        by_kind=tuple(
            (name, _summed(f"{label}/{name}", posts, name)) for name in summable(account.platform)
        ),
        months=tuple(_months(store, account, posts, seen)),
    )
    return output, posts


def _until(post: Post, instant: datetime) -> Post:
    return replace(post, readings=tuple(look for look in post.readings if look.at < instant))


def _summed(name: str, posts: Sequence[Post], metric: str) -> Summed:
    """The sum of a count over those posts that told it, as each told it last."""
    lasts = ((post, last_reading(post, metric)) for post in posts)
    known = [(post, *last) for post, last in lasts if last is not None]
    read = tuple(sorted({FigureReading(post.account, reading.at) for post, reading, _ in known}))
    value = measured(sum(count for _, _, count in known))
    figure = Figure(name, value, readings=read) if known else None
    return Summed(figure, len(known), len(posts))
