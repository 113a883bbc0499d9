"""What the accounts published in the year, and what that had drawn by the last look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from metrics.equal_age import count_at_age
from metrics.model import Account
from metrics.periods import Span, local_day, midnight, periods_between
from metrics.post_coverage import Cover, PostCoverage, as_covered, unless_nothing
from metrics.posts import (
    INTERACTIONS,
    as_read,
    by_period,
    drawn_by,
    is_of_file,
    last_reading,
    quantity_of,
    with_files,
)
from metrics.quantity import Evidence, Quantity, at_least, known_by, total
from metrics.series import Post, PostReading
from queries.posts import best_by_count, summable, what_was_published
from reports.balance.facts import (
    Balance,
    Combined,
    Month,
    Output,
    PostHole,
    Summed,
    Topical,
    TopPost,
)
from reports.balance.figure import Figure, FigureReading
from reports.balance.window import A_DAY, Window
from storage import Store
from storage.accounts import if_enrolled
from storage.post_coverage import post_coverages, why_unknown
from storage.topics import topics_of_posts

SAME_AGE = timedelta(days=7)
"""The age at which posts are compared: most of what a post draws, it has drawn by then."""
BEST = 5
"""How many places of best posts are told."""


def outputs(
    store: Store, accounts: Sequence[Account], read: frozenset[str], seen: Window
) -> tuple[tuple[Output, ...], tuple[Post, ...]]:
    """What each account published, and its posts with the looks at them until the last day.

    Of an account that nobody tried to read (not among `read`) and of which no post is on file it is
    told that nothing is known, as of one that was tried in vain: the sum of the others is no sum of
    all. Where nothing was read of any account nothing is told at all: the year is before Hasila.
    """
    pairs = [_output(store, account, seen) for account in accounts if _lived(account, seen)]
    is_read = any(
        output.account in read or posts or output.replies or output.reposts
        for output, posts in pairs
    )
    kept = pairs if is_read else []
    return tuple(output for output, _ in kept), tuple(post for _, posts in kept for post in posts)


def post_holes(
    store: Store, accounts: Sequence[Account], outputs: Sequence[Output], seen: Window
) -> tuple[PostHole, ...]:
    """Of which stretches it is not known what the accounts of these outputs published, and why."""
    counted = {output.account for output in outputs}
    return tuple(
        hole
        for account in accounts
        if account.name in counted
        for hole in _holes(store, _known(store, account, seen))
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """How much is known of what an account published in the part of the year that it lived."""

    account: str
    coverage: PostCoverage
    since: datetime
    until: datetime
    now: datetime

    @property
    def cover(self) -> Cover:
        return self.coverage.of(self.since, self.until, self.now)

    def quantity(self, number: int, evidence: Evidence) -> Quantity | None:
        """A number of posts; None also where no more than "at least 0" is known."""
        return unless_nothing(as_covered(known_by(number, evidence), self.cover))


def _life(account: Account, seen: Window) -> tuple[datetime, datetime]:
    """The part [since, until) of the year in which the account was open; empty if in none."""
    since, until = seen.since, seen.until
    if account.opened:
        since = max(since, midnight(account.opened, seen.zone))
    if account.closed:
        until = min(until, midnight(account.closed + A_DAY, seen.zone))
    return since, until


def _lived(account: Account, seen: Window) -> bool:
    since, until = _life(account, seen)
    return since < until


def _known(store: Store, account: Account, seen: Window) -> _Known:
    since, until = _life(account, seen)
    coverage = post_coverages(store, [account.name])[account.name]
    return _Known(account.name, coverage, since, until, seen.now)


def _holes(store: Store, known: _Known) -> Iterator[PostHole]:
    for hole in known.coverage.holes(known.since, known.until, known.now):
        reason = if_enrolled(partial(why_unknown, store, known.account, hole))
        yield PostHole(known.account, hole.since, hole.until, reason and reason.value)


def combined(outputs: Sequence[Output], seen: Window) -> Combined | None:
    """What the accounts published together, those of events left out; None of none."""
    own = [output for output in outputs if not output.is_event]
    if not own:
        return None
    label = f"published/{seen.year.label}"
    posts = [output.posts for output in own if output.posts]
    return Combined(
        posts=_sum_of(label, posts, is_whole=len(posts) == len(own)),
        views=_added(f"{label}/views", own, [output.views for output in own]),
        interactions=_added(
            f"{label}/{INTERACTIONS}", own, [output.interactions for output in own]
        ),
        known_since=_known_together_since(own),
    )


def by_platform(own: Sequence[Output]) -> Iterator[tuple[str, Quantity | None]]:
    """How much was published on each platform; None where nothing of it is known."""
    for key in dict.fromkeys(output.platform for output in own):
        outputs = [output for output in own if output.platform == key]
        known = [output.posts.quantity for output in outputs if output.posts]
        part = total(known) if known else None
        yield key, part + at_least(0) if part and len(known) < len(outputs) else part


def known_as_posts(count: int | None, output: Output) -> Quantity | None:
    """A number of replies or reposts, as closely known as the posts; "at least 0" says nothing."""
    if count is None or not (count or output.is_whole):
        return None
    known = known_by(count, output.evidence)
    return known if output.is_whole else known + at_least(0)


def silent_accounts(own: Sequence[Output]) -> list[str]:
    """The accounts of which nothing is known, though it is of another one of their platform."""
    known = {output.platform for output in own if output.posts}
    return [output.account for output in own if output.posts is None and output.platform in known]


def are_all_known_since(own: Sequence[Output], balance: Balance, zone: ZoneInfo) -> bool:
    """Whether of every account all is known since the same day, and nothing of what came before."""
    names = {output.account for output in own}
    holes = [hole for hole in balance.post_holes if hole.account in names]
    is_first = {hole.days(zone)[0] for hole in holes} == {date(balance.year, 1, 1)}
    return is_first and len(holes) == len(own) and len({part.known_since for part in own}) == 1


def _known_together_since(own: Sequence[Output]) -> date | None:
    """From when on all is known of all accounts, to the end; None where it is not, or always is."""
    days = [output.known_since for output in own if not output.is_whole]
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None


def _sum_of(name: str, parts: Sequence[Figure], *, is_whole: bool) -> Figure | None:
    """The sum of some figures; a lower bound where others are missing.

    None of none, and where no more than "at least 0" is known.
    """
    if not parts:
        return None
    value = total([part.quantity for part in parts])
    quantity = value if is_whole else unless_nothing(value + at_least(0))
    return Figure(name, quantity, parts=tuple(part.id for part in parts)) if quantity else None


def _added(name: str, own: Sequence[Output], parts: Sequence[Summed]) -> Summed:
    known = [part.figure for part in parts if part.figure]
    is_whole = all(
        output.posts is not None and (part.figure is not None or not part.posts)
        for output, part in zip(own, parts, strict=True)
    )
    return Summed(
        _sum_of(name, known, is_whole=is_whole),
        sum(part.counted for part in parts),
        sum(part.posts for part in parts),
        sum(part.exported for part in parts),
    )


def topics(
    store: Store, posts: Sequence[Post], seen: Window, *, is_whole: bool
) -> tuple[Topical, ...]:
    """The year's posts by topic, the topic with most posts first; those of events count, too.

    Lower bounds unless it is known of all accounts what they published.
    """
    cover = Cover.WHOLE if is_whole else Cover.PART
    on_file = topics_of_posts(store, None, seen.since, seen.until)
    groups: dict[str, list[Post]] = {}
    for post in posts:
        for topic in on_file.get((post.account, post.id), ()):
            groups.setdefault(topic, []).append(post)
    largest_first = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    return tuple(_topical(topic, own, seen, cover) for topic, own in largest_first)


def _topical(topic: str, own: Sequence[Post], seen: Window, cover: Cover) -> Topical:
    evidence = Evidence.EXPORTED if any(post.is_of_files for post in own) else Evidence.MEASURED
    count = known_by(len(own), evidence)
    label = f"topics/{topic}/{seen.year.label}"
    return Topical(
        topic=topic,
        posts=Figure(
            label,
            count if cover is Cover.WHOLE else count + at_least(0),
            readings=_first_looks(own),
        ),
        views=_summed(f"{label}/views", own, "views", cover),
        interactions=_summed(f"{label}/{INTERACTIONS}", own, INTERACTIONS, cover),
    )


def _first_looks(posts: Sequence[Post]) -> tuple[FigureReading, ...]:
    """The looks that found the posts."""
    looks = ((post.account, post.readings[0].at) for post in posts if as_read(post).readings)
    return tuple(sorted({FigureReading(*look) for look in looks}))


def _months(store: Store, account: Account, posts: Sequence[Post], seen: Window) -> Iterator[Month]:
    """Month by month; of a month whose posts are not all on file nothing is told."""
    known = post_coverages(store, [account.name])[account.name]
    months = list(periods_between(seen.year.since, seen.as_of + A_DAY, Span.MONTH))
    drawn = {
        metric: by_period(posts, metric, months, seen.zone) for metric in ("views", INTERACTIONS)
    }
    for place, month in enumerate(months):
        since, until = month.instants(seen.zone)
        # What nobody expects to be known yet is judged by the present, not by the last day.
        cover = known.of(since, min(until, seen.until), seen.now)
        own = [post for post in posts if local_day(post.published_at, seen.zone) in month]
        from_files = sum(post.is_of_files for post in own)
        if cover is not Cover.WHOLE and not from_files:
            yield Month(month.since, None)
            continue
        views, interactions = (
            _of_month(series[0].points[place].quantity if series else None, cover)
            for series in drawn.values()
        )
        yield Month(month.since, len(own), views, interactions, from_files)


def _of_month(drawn: Quantity | None, cover: Cover) -> Quantity | None:
    """What posts of a month drew: at least so much where not all of its posts are on file."""
    if drawn is None or cover is Cover.WHOLE:
        return drawn
    return unless_nothing(drawn + at_least(0))


def _output(store: Store, account: Account, seen: Window) -> tuple[Output, tuple[Post, ...]]:
    year = what_was_published(store, account, seen.seen, seen.zone)
    posts = tuple(_until(post, seen.until) for post in year.posts)
    known = _known(store, account, seen)
    label = f"published/{account.name}/{seen.year.label}"
    cover, is_known = known.cover, known.cover is not Cover.NONE or bool(year.from_files)
    count = known.quantity(len(posts), year.evidence)
    forms = sorted(year.forms.items(), key=lambda entry: (-entry[1], entry[0]))
    since = known.coverage.known_since(known.since, known.until, known.now)
    holes = list(_holes(store, known))
    output = Output(
        account=account.name,
        platform=account.platform,
        is_event=account.event,
        posts=Figure(label, count, readings=_first_looks(posts)) if count else None,
        replies=year.replies if known.quantity(year.replies, year.evidence) else None,
        reposts=year.reposts if known.quantity(year.reposts, year.evidence) else None,
        forms=tuple((form.value, n) for form, n in forms) if is_known else (),
        views=_summed(f"{label}/views", posts, "views", cover),
        interactions=_summed(f"{label}/{INTERACTIONS}", posts, INTERACTIONS, cover),
        by_kind=tuple(
            (name, _summed(f"{label}/{name}", posts, name, cover))
            for name in summable(account.platform)
        ),
        months=tuple(_months(store, account, posts, seen)),
        known_since=local_day(since, seen.zone) if since else None,
        lost_by=next((hole.reason for hole in holes if hole.reason), None),
        from_files=year.from_files,
    )
    return output, posts


def _until(post: Post, instant: datetime) -> Post:
    """A post by its readings before an instant, with what files tell where none of them does.

    Files tell of a past year what they told when they were downloaded, mostly later.
    """
    looks = tuple(look for look in post.readings if look.at < instant)
    known = with_files(replace(post, readings=looks))
    return known if post.is_of_files else replace(known, in_files=None)


def _summed(name: str, posts: Sequence[Post], metric: str, cover: Cover) -> Summed:
    """The sum of a count over those posts that told it, as each told it last.

    A lower bound where some did not, or where the posts are known in part; not known where they
    are not known at all, and where the bound is 0.
    """
    drawn = drawn_by(posts, metric)
    value = drawn.quantity and unless_nothing(as_covered(drawn.quantity, cover))
    figure = Figure(name, value, readings=_last_looks(posts, metric)) if value else None
    return Summed(figure, drawn.counted, drawn.posts, drawn.exported)


def _last_looks(posts: Sequence[Post], metric: str) -> tuple[FigureReading, ...]:
    """The looks that a sum rests on; none of those counts that stand in files."""
    looks = {
        FigureReading(post.account, last[0].at)
        for post in posts
        if (last := last_reading(post, metric)) and not is_of_file(last[0], post.platform, metric)
    }
    return tuple(sorted(looks))


def most_viewed_posts(posts: Sequence[Post]) -> Iterator[TopPost]:
    """The posts with the most views, each by the last count that is known of it."""
    for number, ranked in enumerate(best_by_count(posts, "views", BEST), 1):
        post = ranked.post
        name = f"most_viewed/{number}"
        yield TopPost(
            place=ranked.place,
            account=post.account,
            platform=post.platform,
            published_at=post.published_at,
            metric="views",
            count=_told_at(f"{name}/views", ranked.count, post, ranked.reading),
            age=ranked.reading.at - post.published_at,
            likes=_liked(f"{name}/likes", post),
        )


def _liked(name: str, post: Post) -> Figure | None:
    last = last_reading(post, "likes")
    count = last and quantity_of(last[0], post.platform, "likes")
    return _told_at(name, count, post, last[0]) if last and count else None


def _told_at(name: str, count: Quantity, post: Post, reading: PostReading) -> Figure:
    """A count with its look; one that stands in files has none."""
    looks = (FigureReading(post.account, reading.at),)
    return Figure(name, count, readings=looks if count.evidence is Evidence.MEASURED else ())


def best_posts(posts: Sequence[Post]) -> tuple[TopPost, ...]:
    """The posts that had been viewed most when they were a week old: files tell of no age."""
    entries, read = [], [as_read(post) for post in posts]
    for number, ranked in enumerate(best_by_count(read, "views", BEST, SAME_AGE), 1):
        post = ranked.post
        looks = tuple(FigureReading(post.account, look.at) for look in post.readings)
        liked = count_at_age(post, "likes", SAME_AGE)
        entries.append(
            TopPost(
                place=ranked.place,
                account=post.account,
                platform=post.platform,
                published_at=post.published_at,
                metric="views",
                count=Figure(f"best/{number}/views", ranked.count, readings=looks),
                age=SAME_AGE,
                likes=Figure(f"best/{number}/likes", liked, readings=looks) if liked else None,
            )
        )
    return tuple(entries)
