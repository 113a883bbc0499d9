"""Visits to keep in tests of the store: three accounts, and short words for what was read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from metrics.model import (
    BEGINNING,
    Account,
    Counts,
    Discovery,
    Failure,
    Form,
    Kind,
    PostSnapshot,
    Reason,
    Snapshot,
    Visit,
)
from metrics.periods import zone
from storage import Store
from storage.schema import visit as rows

CASABLANCA = zone("Africa/Casablanca")

X = Account("dgsn-x", "x", handle="DGSN_MAROC")
FACEBOOK = Account("dgsn-facebook", "facebook", id="100064")
INSTAGRAM = Account("dgsn-instagram", "instagram", id="17841")
ACCOUNTS = (X, FACEBOOK, INSTAGRAM)

NOON = datetime(2026, 11, 20, 12, 0, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
PRICE = Decimal("0.015")


def snapshot(at: datetime = NOON, followers: int | None = 640_000, **told: Any) -> Snapshot:
    """What an account of X looked like; `told` says what else, or otherwise."""
    plain = Snapshot(
        account=X.name,
        taken_at=at,
        platform_id="1132",
        followers=followers,
        handle="DGSN_MAROC",
        display_name="DGSN",
        verified="government",
        discovered=Discovery(BEGINNING, at),
    )
    return replace(plain, **told)


def visit(at: datetime = NOON, *posts: PostSnapshot, **told: Any) -> Visit:
    """A visit to X that went well, with the posts it read."""
    seen = snapshot(at, posts=posts, **told)
    return Visit(X.name, at, seen, requests=2, cost_usd=PRICE, proven_at=at)


def failed(at: datetime, reason: Reason = Reason.UNAVAILABLE, account: str = X.name) -> Visit:
    """A visit that brought nothing."""
    return Visit(account, at, None, (Failure("account", reason, "It did not answer."),), 3)


def post(
    identifier: str, at: datetime = NOON - HOUR, text: str = "نداء", **told: Any
) -> PostSnapshot:
    """A post of our own and its counts."""
    plain = PostSnapshot(
        id=identifier,
        published_at=at,
        form=Form.IMAGE,
        text=text,
        url=f"https://x.com/DGSN_MAROC/status/{identifier}",
        counts=Counts(views=900, likes=12, comments=0, shares=3),
    )
    return replace(plain, **told)


def reply(identifier: str, at: datetime = NOON - HOUR) -> PostSnapshot:
    """A reply of the office: counted, without its words."""
    return PostSnapshot(identifier, at, kind=Kind.REPLY, counts=Counts(likes=1))


def cost_of_visits(store: Store) -> Decimal:
    """What all visits on file cost, in US dollars."""
    with store.read() as connection:
        cost: Decimal = connection.execute(select(func.sum(rows.c.cost_micro_usd))).scalar_one()
        return cost
