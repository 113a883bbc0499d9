"""Whatever happens to a recorded answer on its way, no wrong number is kept and nothing breaks."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.model import Reason
from tests.support.examples import examples
from tests.support.replay import Reply
from tests.support.x_account import ID, LOOKUP, REPLIES, TIMELINE, known, plan, read_with

# Values that a platform has been seen to send, or that break programs that are not careful.
JUNK: list[Any] = [
    None, True, False, 0, -1, 1.5, 2**63, 10**300, "", "12", "1,234", "\ud800", "\x00", [], {},
    [None], [[]], {"id": None}, "https://x/2/problems/resource-not-found", float("inf"),
]  # fmt: skip
RECORDED = {
    "docs_user_lookup_by_username": f"/2/users/{ID}",
    "playground_posts_lookup": LOOKUP,
    "docs_posts_lookup": LOOKUP,
    "docs_posts_lookup_partial_error_with_type": LOOKUP,
    "CONSTRUCTED_post_fields_vocabulary": LOOKUP,
    "docs_timeline_page_with_meta": TIMELINE,
    "playground_user_posts_page1": TIMELINE,
}
PLANS = {
    f"/2/users/{ID}": plan(),
    LOOKUP: plan(reread=tuple(known(i) for i in ("1", "2", "123", "456", "1212092628029698048"))),
    TIMELINE: plan(since=known("1")),
}


def places(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value of a document."""
    items = node.items() if isinstance(node, dict) else enumerate(node)
    for key, value in items:
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from places(value, (*path, key))


def change(document: Any, path: tuple[Any, ...], junk: Any, *, drop: bool) -> None:
    """Put junk in the place of a value, or take it away."""
    for key in path[:-1]:
        document = document[key]
    if drop:
        del document[path[-1]]
    else:
        document[path[-1]] = junk


def whole_numbers(node: Any) -> set[int]:
    """Every whole number that stands in a document."""
    if isinstance(node, dict | list):
        inner = node.values() if isinstance(node, dict) else node
        return set().union(*map(whole_numbers, inner))
    return {node} if type(node) is int else set()


@pytest.mark.fault(25)
@pytest.mark.parametrize("name", RECORDED)
@examples(25)
@given(data=st.data())
def test_it_keeps_no_number_that_was_not_told(name: str, data: st.DataObject) -> None:
    document = json.loads((REPLIES / f"{name}.json").read_text())
    spoiled = copy.deepcopy(document)
    path = data.draw(st.sampled_from(list(places(document))))
    change(spoiled, path, data.draw(st.sampled_from(JUNK)), drop=data.draw(st.booleans()))

    visit = read_with({RECORDED[name]: Reply(spoiled)}, PLANS[RECORDED[name]])

    assert all(failure.reason is not Reason.UNAVAILABLE for failure in visit.failures)
    if visit.snapshot is not None:
        told = whole_numbers(spoiled) | {583_423, 2_048, 14_052, 1_672, None}
        assert {visit.snapshot.followers, visit.snapshot.following} <= told
        for post in visit.snapshot.posts:
            counts = post.counts
            assert {counts.views, counts.likes, counts.comments, counts.shares} <= told
            json.dumps(post.text, ensure_ascii=False).encode()
