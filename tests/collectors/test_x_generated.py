"""Whatever X may answer by its documents: no wrong count, no silent loss, no lost follower count.

What must be on file is told here from the case alone, apart from the collector.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from collectors import visit
from metrics.model import Counts, Kind, PostSnapshot, Reason, Visit
from net import Limits
from tests.support.examples import examples
from tests.support.x_account import ACCOUNT, NOW, REASONS_OF_PROBLEMS, access_to, known, plan
from tests.support.x_stand_in import (
    MODES,
    NEW_WORDS,
    OLD_WORDS,
    PLACES,
    Case,
    Refusal,
    ShownPost,
    StandIn,
)

FIRST_VIEWS = datetime(2022, 12, 15, tzinfo=UTC)
PROBLEMS = "https://api.x.com/2/problems/"
REASONS = {
    name: reason
    for name, reason in REASONS_OF_PROBLEMS.items()
    if reason not in {Reason.LIMIT, Reason.CREDIT}
}
ALONE = [Refusal(200, {"errors": [{"type": PROBLEMS + n}]}, r) for n, r in REASONS.items()]
REFUSED = [
    Refusal(403, {"type": PROBLEMS + name, "title": "Forbidden"}, Reason.ACCESS)
    for name, reason in REASONS.items()
    if reason is Reason.ACCESS
]
CURABLE = [
    *ALONE,
    *REFUSED,
    Refusal(400, {"type": PROBLEMS + "invalid-request"}, Reason.MALFORMED),
    Refusal(403, {}, Reason.ACCESS),
    Refusal(404, {}, Reason.MISSING),
    Refusal(418, {"errors": [{"code": 4711}]}, Reason.MALFORMED),
    Refusal(200, {"errors": [{"code": 130}]}, Reason.UNAVAILABLE),
    Refusal(200, {"errors": [{"code": 131}]}, Reason.UNAVAILABLE),
    *(Refusal(status, {}, Reason.UNAVAILABLE) for status in (408, 500, 502, 503, 504)),
    *(
        Refusal(status, {"errors": [{"code": number}]}, Reason.UNAVAILABLE)
        for number, status in ((130, 503), (131, 500), (130, 403))
    ),
]
FOR_ALL = [
    Refusal(401, {"title": "Unauthorized"}, Reason.ACCESS, for_all=True),
    Refusal(402, {"type": PROBLEMS + "credits-depleted"}, Reason.CREDIT, for_all=True),
    Refusal(429, {"title": "Too Many Requests"}, Reason.LIMIT, for_all=True),
    Refusal(429, {"type": PROBLEMS + "usage-capped"}, Reason.CREDIT, for_all=True),
    Refusal(429, {"errors": [{"code": 88}]}, Reason.LIMIT, for_all=True),
    *(
        Refusal(status, {"errors": [{"code": number}]}, Reason.ACCESS, for_all=True)
        for number, status in ((32, 401), (89, 401), (135, 401), (64, 403), (326, 403))
    ),
]
FIELDS = {
    "verified_type": "identity",
    "referenced_tweets": "references",
    "in_reply_to_user_id": "references",
    "author_id": "references",
    "edit_history_tweet_ids": "history",
    "note_tweet": "text",
    "note_post": "text",
    "conversation_id": "references",
    "edit_controls": "history",
}
RARE, HALF = 0.1, 0.5
LAST_OLD = 1003
"""Posts of smaller numbers may be from before X counted views."""
TITLES = ["Not Found Error", "Not Found", "Resource Not Found"]


def shown_post(chance: Random, number: int) -> ShownPost:
    """A post that is the newer the larger its number is, as X may tell it."""
    kind = chance.choice(list(Kind))
    counts: dict[str, Any] = {}
    for word in OLD_WORDS:
        how = chance.choice(["told", "told", "told", "null", "left out"])
        if how != "left out":
            counts[word] = chance.randrange(2 ** chance.randrange(41)) if how == "told" else None
    published_at = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(hours=number - 1000)
    if number < LAST_OLD and chance.random() < HALF:
        published_at = FIRST_VIEWS - timedelta(days=chance.randint(1, 900))
        counts["views"] = chance.choice([0, 0, 7])
    return ShownPost(
        id=str(number),
        kind=kind,
        published_at=published_at,
        counts=counts,
        first_id=f"9{number}" if kind is Kind.POST and chance.random() < RARE else None,
        hides_references=kind is not Kind.POST and chance.random() < HALF / 2,
        problem=chance.choice([None, *REASONS]),
        extra=chance.choice([{}, {"lang": "ar"}, {"unheard_of": {"a": [1]}}]),
    )


def case_of(seed: int) -> Case:
    """An account with posts on its timeline and on file, and what goes wrong with it."""
    chance = Random(seed)  # noqa: S311 - cases, and no secrets
    new = [shown_post(chance, number) for number in range(1040, 1040 - chance.randint(0, 6), -1)]
    places = [place for place in PLACES.values() if chance.random() < RARE]
    refusals = {place: chance.choice([*CURABLE, *FOR_ALL]) for place in places}
    fields = chance.sample(sorted(FIELDS), chance.randint(0, 2))
    refusals |= {name: chance.choice(CURABLE) for name in fields}
    counts = ["followers_count", "following_count", "post_count", "tweet_count", "listed_count"]
    shown = chance.sample(counts, chance.randint(2, 5))
    return Case(
        mode=chance.choice(MODES),
        words=chance.choice([OLD_WORDS, NEW_WORDS]),
        followers={name: chance.choice([None, 0, 5, 2**40]) for name in shown},
        pages=tuple(_cut(chance, new)),
        due=tuple(shown_post(chance, number) for number in range(1000, chance.randint(1000, 1004))),
        errors={
            f"77{number}": _error(chance, f"77{number}") for number in range(chance.randint(0, 2))
        },
        refusals=refusals,
        is_owner=chance.random() < HALF,
    )


def _error(chance: Random, post_id: str) -> dict[str, str]:
    problem = PROBLEMS + chance.choice(sorted(REASONS))
    return {"resource_id": post_id, "type": problem, "title": chance.choice(TITLES)}


def _cut(chance: Random, posts: list[ShownPost]) -> list[tuple[ShownPost, ...]]:
    """Pages of these posts, in their order, of which some are empty."""
    pages, rest = [], posts
    for _ in range(chance.randint(0, 4)):
        size = chance.randint(0, 3)
        pages.append(tuple(rest[:size]))
        rest = rest[size:]
    return [*pages, tuple(rest)]


@dataclass
class Paid:
    """A ledger: nothing is settled above what was reserved for it."""

    usd: Decimal = Decimal(0)
    worst: Decimal = Decimal(0)

    def reserve(self, usd: Decimal, _resource: str | None = None) -> bool:
        self.worst = usd
        return True

    def settle(self, usd: Decimal) -> None:
        assert 0 <= usd <= self.worst
        self.usd += usd


@pytest.fixture(scope="module")
def platform() -> Iterator[StandIn]:
    with StandIn() as running:
        yield running


@examples(200)
@given(seed=st.integers(0, 2**64))
def test_what_x_may_answer_is_read_rightly_or_named_as_lost(seed: int, platform: StandIn) -> None:
    case = case_of(seed)
    platform.take(case)
    on_file = [known(post.id, post.published_at) for post in case.due]
    on_file += [known(post_id) for post_id in case.errors]

    ledger = Paid()
    the_plan = plan(since=known("500"), reread=tuple(on_file))
    access = access_to(platform.url, owned_reads=case.is_owner)
    once = Limits(tries=1)  # a second try would wait, and be refused as well
    visited = visit(ACCOUNT, access, the_plan, lambda: NOW, ledger=ledger, limits=once)

    note(case)
    lost = {failure.scope: failure.reason for failure in visited.failures}
    assert visited.cost_usd == ledger.usd == sum(platform.bill.values())
    if refusal := case.refusals.get("account"):
        assert visited.snapshot is None
        assert lost == {"account": refusal.reason}
        return
    assert visited.snapshot is not None
    _check_account(case, visited, lost)
    _check_posts(case, visited, lost)


def _check_account(case: Case, visited: Visit, lost: dict[str, Reason]) -> None:
    """Followers are what was told, or a named loss; nothing of posts or badge takes them away."""
    assert visited.snapshot is not None
    told = case.followers.get("followers_count")
    assert visited.snapshot.followers == told
    assert ("followers" in lost) == (told is None)
    is_refused = "verified_type" in case.refusals
    assert visited.snapshot.verified == (None if is_refused else "government")
    assert ("identity" in lost) == is_refused


def _check_posts(case: Case, visited: Visit, lost: dict[str, Reason]) -> None:
    assert visited.snapshot is not None
    kept = {post.id: post for post in visited.snapshot.posts}
    timeline, lookup = case.refusals.get("timeline"), case.refusals.get("lookup")
    new = [] if timeline else [post for page in case.pages for post in page]
    due = list(case.due) if _reads_due(case) else []
    readable = [post for post in (*new, *due) if not _is_unknowable(case, post)]

    assert set(kept) == {_id_on_file(case, post) for post in readable}
    if timeline:
        assert lost["posts"] is timeline.reason
    if len(readable) < len(new) + len(due) or due != list(case.due):
        assert "posts" in lost
    for post in readable:
        _check_post(case, post, kept[_id_on_file(case, post)], lost)
    _check_gone(case, visited, lost, asks=_reads_due(case) and not lookup)
    if visited.snapshot.discovered:
        assert visited.snapshot.discovered.since == known("500").published_at
        assert {_id_on_file(case, post) for post in new} <= set(kept)
    for place, refusal in case.refusals.items():
        if place in FIELDS and FIELDS[place] in lost and place in _refused(visited):
            assert refusal.reason in {lost[FIELDS[place]], _refused(visited)[place]}


def _refused(visited: Visit) -> dict[str, Reason]:
    return {part.part: part.reason for part in visited.refused}


def _reads_due(case: Case) -> bool:
    """Whether posts on file can be read again: by lookup, or in windows of the own timeline."""
    timeline, lookup = case.refusals.get("timeline"), case.refusals.get("lookup")
    if case.is_owner:
        return timeline is None
    return lookup is None and not (timeline and timeline.for_all)


def _id_on_file(case: Case, post: ShownPost) -> str:
    return (post.first_id if case.mode in ("both", "old") else None) or post.id


def _is_unknowable(case: Case, post: ShownPost) -> bool:
    """Whether nothing tells under which id a post is on file, or whether it is a reply."""
    if case.mode in ("both", "old"):
        return False
    if "edit_controls" not in case.refusals:
        return post.first_id is not None
    is_in_conversation = post.first_id is not None or post.kind is Kind.REPLY
    return is_in_conversation and "conversation_id" not in case.refusals


def _check_post(case: Case, post: ShownPost, kept: PostSnapshot, lost: dict[str, Reason]) -> None:
    if kept.kind is not post.kind:
        assert "references" in lost
        assert {kept.kind, post.kind} == {Kind.POST, Kind.REPLY}
    assert kept.published_at == post.published_at
    if post.kind is Kind.REPOST:
        assert kept.counts == Counts()
        return
    for word in OLD_WORDS:
        told = post.counts.get(word)
        if word == "views" and not told and post.published_at < FIRST_VIEWS:
            assert kept.counts.views is None
            continue
        assert getattr(kept.counts, word) == told, (case.mode, word)
        assert told is not None or word in lost


def _check_gone(case: Case, visited: Visit, lost: dict[str, Reason], *, asks: bool) -> None:
    """Posts are gone by the type of the problem alone; any other problem is a loss."""
    assert visited.snapshot is not None
    gone = [
        post_id
        for post_id, error in case.errors.items()
        if error["type"].endswith("resource-not-found")
    ]
    assert visited.snapshot.gone == (tuple(sorted(gone)) if asks else ())
    if asks and len(gone) < len(case.errors):
        assert "posts" in lost
