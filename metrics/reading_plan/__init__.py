"""What one visit shall ask of a platform: the reading plan, pure.

Each platform charges in its own unit, and that decides the plan. Where each post is billed per
UTC day (X), `pay_days` chooses the days and this module fits them into the money that is left.
Where a call brings all posts (the Graph API), `calls` chooses the calls.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import groupby

from metrics.model import Known, KnownPost, Plan
from metrics.platforms import PLATFORMS, Price
from metrics.reading_plan import calls, pay_days
from metrics.reading_plan.pay_days import Wish, Worth

FIRST_BACKFILL = 100
PROOF_LASTS = timedelta(days=1)
FOUND_AT_ONCE = 5
"""How many new posts a look for them may bring at worst: X's smallest page."""
RECENT = timedelta(days=30)
MIDDLE_FROM, OWNED_MIDDLE_FROM = 5.0, 1.5
"""How many times the median post one must draw for a fourth pay-day, by lookup and by window."""


@dataclass(frozen=True, slots=True)
class Reads:
    """The part of a plan that is about posts on file."""

    reread: tuple[KnownPost, ...]
    look_up: frozenset[str] = frozenset()
    new_from: timedelta | None = None
    next_at: datetime | None = None


def plan(
    known: Known,
    platform: str,
    now: datetime,
    *,
    backfill: int | None = None,
    allowance_usd: Decimal | None = None,
    owned_reads: bool = False,
    price: Price | None = None,
) -> Plan:
    """What the next visit shall ask for; made again after one, `next_at` says when it is.

    Args:
        known: What is on file of the account.
        platform: A key of `PLATFORMS`.
        now: The instant of the visit.
        backfill: So many past posts; None: what is new, or `FIRST_BACKFILL` if none is on file.
        allowance_usd: What may still be spent; None is no ceiling.
        owned_reads: Whether the account owns the app, so that its own timeline costs less.
        price: What reading costs; None: what the platform's entry says.
    """
    tariff = Tariff(price or PLATFORMS[platform].price, owned_reads)
    if tariff.price.post:
        reads = _paid_reads(known, platform, now, allowance_usd, tariff)
    else:
        reads = _packed_reads(known, platform, now)
    return Plan(
        prove=known.proven_at is None or now - known.proven_at >= PROOF_LASTS,
        since=known.newest_post if backfill is None else None,
        backfill=FIRST_BACKFILL if backfill is None else backfill,
        reread=reads.reread,
        platform_id=known.platform_id,
        billed_today=known.billed_today,
        allowance_usd=allowance_usd,
        look_up=reads.look_up,
        new_from=reads.new_from,
        stories=calls.are_stories_due(known.read_at, platform, now),
        next_at=reads.next_at,
        refused=tuple(part for part in known.refused if now < part.until),
    )


def _packed_reads(known: Known, platform: str, now: datetime) -> Reads:
    """All posts that are followed, whenever there is a call; the old ones when they are due."""
    young, old = calls.by_age(known, now)
    is_due = calls.is_call_due(young, platform, now)
    is_sweep_due = any(now - post.read_at >= pay_days.SWEEP for post in old)
    return Reads(
        tuple([*young, *old] if is_sweep_due else young),
        new_from=None if is_due or is_sweep_due else calls.found_after(platform),
        next_at=calls.next_call(young, platform, now),
    )


@dataclass(frozen=True, slots=True)
class Tariff:
    """What a post costs by each route to it."""

    price: Price
    owned_reads: bool

    @property
    def least(self) -> Decimal:
        """By the cheaper route."""
        return min(self.price.post, self.price.owned_post if self.owned_reads else self.price.post)


def _paid_reads(
    known: Known, platform: str, now: datetime, allowance: Decimal | None, tariff: Tariff
) -> Reads:
    """The posts worth reading, each by its cheaper route, as far as the money goes."""
    middle_from = OWNED_MIDDLE_FROM if tariff.owned_reads else MIDDLE_FROM
    wished = sorted(pay_days.wishes(known, platform, now, middle_from), key=_rank)
    costs, look_up = _routes(known, wished, tariff)
    if allowance is not None:
        left = allowance - _kept_for_discovery(known, now, tariff)
        wished = _within(left, wished, costs)
    reread = tuple(wish.post for wish in wished)
    return Reads(reread, look_up, next_at=pay_days.next_look(known, now))


def _rank(wish: Wish) -> tuple[Worth, timedelta]:
    """Worth first; among equals the newest posts first."""
    return wish.worth, datetime.max.replace(tzinfo=UTC) - wish.post.published_at


def _within(left: Decimal, wished: Sequence[Wish], costs: dict[str, Decimal]) -> list[Wish]:
    """The wishes that the money is enough for, the worthiest first; what is paid costs nothing."""
    kept = []
    for wish in wished:
        cost = costs[wish.post.id]
        if cost <= max(left, Decimal(0)):
            kept.append(wish)
            left -= cost
    return kept


def _kept_for_discovery(known: Known, now: datetime, tariff: Tariff) -> Decimal:
    """What the account itself and looking for new posts may cost until midnight UTC, at worst.

    A post that is found too late has lost the steep beginning of its curve for ever.
    """
    user = 0 if known.platform_id in known.billed_today else 1
    recent = sum(1 for post in known.posts if now - post.published_at <= RECENT)
    a_day = Decimal(recent) / RECENT.days
    rest_of_day = Decimal(24 - now.astimezone(UTC).hour) / 24
    return user * tariff.price.user + (FOUND_AT_ONCE + a_day * rest_of_day) * tariff.least


def _routes(
    known: Known, wished: Sequence[Wish], tariff: Tariff
) -> tuple[dict[str, Decimal], frozenset[str]]:
    """What each wished post costs by its cheaper route, and the ids of those to look up.

    The own timeline is read a UTC day at a time, from the first wished post to the last. What
    lies between is billed too, so for few posts far apart a lookup may cost less.
    """
    costs: dict[str, Decimal] = {}
    look_up: set[str] = set()
    posts = sorted((wish.post for wish in wished), key=_published)
    for _, group in groupby(posts, key=_utc_day):
        day = list(group)
        due = [post.id for post in day if post.id not in known.billed_today]
        by_lookup = tariff.price.post * len(due)
        by_window = tariff.price.owned_post * _billed_between(known, day[0], day[-1])
        cheaper = min(by_lookup, by_window) if tariff.owned_reads else by_lookup
        if tariff.owned_reads and by_lookup < by_window:
            look_up.update(post.id for post in day)
        costs |= {post.id: cheaper / len(due) if post.id in due else Decimal(0) for post in day}
    return costs, frozenset(look_up)


def _billed_between(known: Known, first: KnownPost, last: KnownPost) -> int:
    span: Iterable[KnownPost] = (
        post for post in known.posts if first.published_at <= post.published_at <= last.published_at
    )
    return sum(1 for post in span if post.id not in known.billed_today)


def _published(post: KnownPost) -> datetime:
    return post.published_at


def _utc_day(post: KnownPost) -> date:
    return post.published_at.astimezone(UTC).date()
