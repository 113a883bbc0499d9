"""Of which time every own post of an account is on file: stretches, with the holes between them.

A visit to the account is one thing, the finding of its posts another: followers may be read every
hour while the list of posts is refused for a week. Only a look that found every post of a stretch
makes that stretch known; what a later look finds of it closes the hole.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, delete, insert, select

from metrics.model import Discovery, Reason
from metrics.post_coverage import PostCoverage
from storage.schema import account, failure, post_coverage, visit
from storage.store import Store


def keep_discovery(connection: Connection, account_id: int, found: Discovery) -> None:
    """Add a stretch to those on file; what it overlaps or touches becomes one stretch with it.

    A look by a clock that stands before the posts that it found makes nothing known: its readings
    are kept all the same.
    """
    if found.since > found.until:
        return
    own = post_coverage.c.account_id == account_id
    near = own & (post_coverage.c.since <= found.until) & (post_coverage.c.until >= found.since)
    rows = connection.execute(
        select(post_coverage.c.since, post_coverage.c.until).where(near)
    ).all()
    since = min([found.since, *(row.since for row in rows)])
    until = max([found.until, *(row.until for row in rows)])
    connection.execute(delete(post_coverage).where(near))
    joined = {"account_id": account_id, "since": since, "until": until}
    connection.execute(insert(post_coverage).values(joined))


def post_coverages(store: Store, account_names: Collection[str]) -> dict[str, PostCoverage]:
    """Of which time the posts of each account are known; empty for one that was never enrolled."""
    stretches = (
        select(account.c.name, post_coverage.c.since, post_coverage.c.until)
        .join_from(post_coverage, account)
        .where(account.c.name.in_(account_names))
        .order_by(post_coverage.c.since)
    )
    with store.read() as connection:
        rows = connection.execute(stretches).all()
    return {
        name: PostCoverage(
            tuple(Discovery(row.since, row.until) for row in rows if row.name == name)
        )
        for name in account_names
    }


def why_unknown(store: Store, account_name: str, hole: Discovery | None = None) -> Reason | None:
    """Why the posts of a stretch could not be found: the last thing that kept a look from them.

    Without a stretch, of all the time in which the account was visited. None where nobody looked.
    """
    lost = (
        select(failure.c.reason)
        .join_from(failure, visit)
        .join(account)
        .where(account.c.name == account_name, failure.c.scope.in_(("posts", "account")))
        .order_by(visit.c.at.desc(), failure.c.id)
    )
    if hole is not None:
        lost = lost.where(visit.c.at >= hole.since, visit.c.at <= hole.until)
    with store.read() as connection:
        reason = connection.execute(lost.limit(1)).scalar()
    return None if reason is None else Reason(reason)
