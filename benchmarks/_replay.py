"""A simulated account under the project's own plan: every visit planned, read and billed.

What the platform and the store would do is done here in memory; what is asked, and when, is
`metrics.reading_plan.plan` alone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import groupby

import numpy as np

from benchmarks._curves import Curve, Hours
from metrics.model import Known, KnownPost, Plan
from metrics.platforms import PLATFORMS
from metrics.reading_plan import plan
from metrics.reading_plan.pay_days import SWEPT_FOR

START = datetime(2026, 1, 1, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EARLIER = timedelta(hours=20)
FOLLOWED = timedelta(days=30)
PAGE = 100


@dataclass(slots=True)
class Post:
    """A simulated post, and what has been read of it."""

    id: str
    published_at: datetime
    curve: Curve
    read_at: list[datetime] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    gone: bool = False
    noted: KnownPost | None = None
    """What was last told of it, while that can still be true."""

    def age_h(self, now: datetime) -> float:
        """How old it is, in hours."""
        return (now - self.published_at) / HOUR

    def exists(self, now: datetime) -> bool:
        """Whether the platform shows it."""
        return 0 <= self.age_h(now) < self.curve.deleted_h

    def known(self, now: datetime) -> KnownPost:
        """What is on file of it."""
        if self.noted and self.noted.read_at == self.read_at[-1] <= now - 2 * EARLIER:
            return self.noted
        earlier = bisect_right(self.read_at, now - EARLIER) - 1
        told = (None, None) if earlier < 0 else (self.read_at[earlier], self.counts[earlier])
        self.noted = KnownPost(self.id, self.published_at, self.read_at[-1], self.counts[-1], *told)
        return self.noted

    @property
    def ages_h(self) -> Hours:
        """The ages at which it was read, within the horizon."""
        return np.array([self.age_h(at) for at in self.read_at])


@dataclass(slots=True)
class Office:
    """One account: its posts in the order of publication, and what reading them has cost."""

    platform: str
    posts: list[Post]
    owned_reads: bool = False
    paid: set[tuple[str, int]] = field(default_factory=set)
    """Posts that were billed, with the UTC day."""
    swept: int = 0
    """How many of these bills came after a post's 30th day."""
    calls: int = 0
    found: int = 0
    """How many posts have been found, from the first on."""
    since: int = 0
    """The first post that is still followed."""

    @property
    def usd(self) -> Decimal:
        """The bill, without the sweeps of old posts."""
        price = PLATFORMS[self.platform].price
        each = price.owned_post if self.owned_reads else price.post
        return each * (len(self.paid) - self.swept)

    def run(self, until: datetime) -> None:
        """Visit every hour, and in between whenever the plan asks for it."""
        now = START
        while now < until:
            self.visit(now)
            asked = self.plan(now).next_at if PLATFORMS[self.platform].price.post else None
            hour = now.replace(minute=0) + HOUR
            now = hour if asked is None else min(hour, _to_the_minute(asked))

    def plan(self, now: datetime) -> Plan:
        """The project's plan for a visit now."""
        return plan(self.known(now), self.platform, now, owned_reads=self.owned_reads)

    def known(self, now: datetime) -> Known:
        """What is on file of posts that may still be read again."""
        while self.since < self.found and now - self.posts[self.since].published_at > SWEPT_FOR:
            self.since += 1
        posts = [post for post in reversed(self.posts[self.since : self.found]) if not post.gone]
        on_file = tuple(post.known(now) for post in posts)
        today = _day(now)
        billed = frozenset(post.id for post in on_file if _day(post.read_at) == today)
        return Known("1", now, on_file, on_file[0] if on_file else None, billed)

    def visit(self, now: datetime) -> None:
        """Plan, and carry it out as the collectors do."""
        made = self.plan(now)
        asked = [self.posts[int(post.id)] for post in made.reread]
        if PLATFORMS[self.platform].price.post:
            self._read([*self._find(now), *self._shown(asked, made)], now)
        elif made.new_from is None or self._shows_new(now, made.new_from):
            self._walk([*asked, *self._find(now)], now)

    def _shows_new(self, now: datetime, age: timedelta) -> bool:
        """Whether the account itself shows a new post of this age, for nothing."""
        new = self.posts[self.found : self.found + 1]
        return any(now - post.published_at >= age for post in new)

    def _walk(self, asked: Sequence[Post], now: datetime) -> None:
        """Read the edge from the newest post back to the oldest one asked for, page by page."""
        oldest = min((int(post.id) for post in asked), default=self.found)
        shown = [post for post in self.posts[oldest : self.found] if not post.gone]
        self.calls += max(1, -(-len(shown) // PAGE))
        self._read(shown, now)

    def _find(self, now: datetime) -> list[Post]:
        first = self.found
        while self.found < len(self.posts) and self.posts[self.found].published_at <= now:
            self.found += 1
        for post in self.posts[first : self.found]:
            post.gone = not post.exists(now)
        return [post for post in self.posts[first : self.found] if not post.gone]

    def _shown(self, asked: Sequence[Post], made: Plan) -> Iterable[Post]:
        """What the answers hold: a window of the timeline also shows what lies between."""
        if not self.owned_reads:
            return asked
        looked_up = [post for post in asked if post.id in made.look_up]
        windowed = sorted({int(post.id) for post in asked} - {int(p.id) for p in looked_up})
        days = groupby(windowed, key=lambda place: _day(self.posts[place].published_at))
        return [*looked_up, *self._spans(list(places) for _, places in days)]

    def _spans(self, days: Iterable[list[int]]) -> Iterator[Post]:
        for places in days:
            yield from self.posts[places[0] : places[-1] + 1]

    def _read(self, posts: Iterable[Post], now: datetime) -> None:
        for post in posts:
            if not post.exists(now):
                post.gone = True
                continue
            post.read_at.append(now)
            post.counts.append(int(post.curve.at(post.age_h(now))))
            bill = (post.id, _day(now))
            if bill not in self.paid:
                self.paid.add(bill)
                self.swept += now - post.published_at > FOLLOWED


def office(
    platform: str,
    curves: Sequence[Curve],
    a_day: float,
    *,
    owned_reads: bool = False,
    seed: int = 3,
) -> Office:
    """An account that publishes these posts at random, so many a day on average."""
    rng = np.random.default_rng(seed)
    posts: list[Post] = []
    day = START
    rest = list(curves)
    while rest:
        number = min(int(rng.poisson(a_day)), len(rest))
        for curve in sorted(rest[:number], key=lambda curve: curve.phase_h):
            at = day + timedelta(seconds=round(curve.phase_h * 3600))
            posts.append(Post(str(len(posts)), at, curve))
        rest, day = rest[number:], day + DAY
    return Office(platform, posts, owned_reads)


def _day(at: datetime) -> int:
    return at.toordinal()


def _to_the_minute(at: datetime) -> datetime:
    """The first whole minute at or after an instant."""
    floor = at.replace(second=0, microsecond=0)
    return floor if floor == at else floor + timedelta(minutes=1)
