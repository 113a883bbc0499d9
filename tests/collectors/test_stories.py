"""Stories of Instagram: seen while they live, and never asked for again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from collectors import visit
from metrics.model import Counts, Form, Outcome, Plan, PostSnapshot, Visit
from sandbox import Fault, Sandbox, TruePost
from settings import Access, Network, Secret
from tests.support.graph_account import lost, posts_of

WITH_STORIES = Plan(backfill=3, stories=True)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        running.world.instagram.shows_stories = True
        yield running


def read(sandbox: Sandbox, plan: Plan = WITH_STORIES) -> Visit:
    account = next(one for one in sandbox.world.accounts() if one.platform == "instagram")
    meta = sandbox.world.credentials.meta
    secrets = {
        "access_token": Secret(meta.system_user_token),
        "app_secret": Secret(meta.app_secret),
    }
    access = Access(
        "instagram", sandbox.url, secrets, Network(), app_id=meta.app_id, version="v27.0"
    )
    return visit(account, access, plan, lambda: sandbox.world.now)


def shown(sandbox: Sandbox) -> tuple[TruePost, ...]:
    return sandbox.world.instagram.stories_at(sandbox.world.now)


def stories_of(visited: Visit) -> dict[str, PostSnapshot]:
    return {name: post for name, post in posts_of(visited).items() if post.form is Form.STORY}


def asked(sandbox: Sandbox, *words: str) -> list[str]:
    return [seen.path for seen in sandbox.requests if any(word in seen.path for word in words)]


def edge_of(sandbox: Sandbox) -> str:
    return f"/{sandbox.world.instagram.id}/stories"


def true_counts(sandbox: Sandbox, story: TruePost) -> Counts:
    """What is told of a story: replies are its comments, and nobody tells its likes."""
    counts = story.counts_at(sandbox.world.now)
    return Counts(counts.views, counts.reach, None, counts.comments, counts.shares)


def test_one_call_brings_every_story_that_lives_with_its_numbers(sandbox: Sandbox) -> None:
    visited = read(sandbox)

    found = stories_of(visited)
    assert visited.outcome is Outcome.OK
    assert len(found) == len(shown(sandbox)) == 2
    for story in shown(sandbox):
        assert found[story.id].counts == true_counts(sandbox, story)
        assert found[story.id].published_at == story.published_at
        assert (found[story.id].text, found[story.id].url) == (None, None)
    assert len(asked(sandbox, "/stories")) == 1
    assert asked(sandbox, *found) == []
    assert len(posts_of(visited)) == 2 + 3


def test_stories_are_not_asked_for_where_the_plan_does_not_want_them(sandbox: Sandbox) -> None:
    assert stories_of(read(sandbox, replace(WITH_STORIES, stories=False))) == {}
    assert asked(sandbox, "/stories") == []


def test_a_story_that_hardly_anybody_has_seen_hides_no_number_of_the_others(
    sandbox: Sandbox,
) -> None:
    """One refused number refuses the whole list: then each story is asked for by itself."""
    young = max(shown(sandbox), key=lambda story: story.published_at)
    sandbox.world.now = young.published_at + timedelta(seconds=1)
    visited = read(sandbox)

    found = stories_of(visited)
    old = next(story for story in shown(sandbox) if story.id != young.id)
    assert found[young.id].counts == Counts()
    assert found[old.id].counts == true_counts(sandbox, old)
    assert lost(visited) == {}


@pytest.mark.parametrize("metric", ["replies", "shares", "views"])
def test_a_number_that_the_platform_takes_away_costs_none_of_the_others(
    sandbox: Sandbox, metric: str
) -> None:
    sandbox.faults.retired.add(metric)
    found = stories_of(read(sandbox))

    field = {"replies": "comments"}.get(metric, metric)
    for story in shown(sandbox):
        assert found[story.id].counts == replace(true_counts(sandbox, story), **{field: None})


@pytest.mark.parametrize("status", [500, 400])
def test_stories_that_cannot_be_read_cost_nothing_else(sandbox: Sandbox, status: int) -> None:
    body = {"error": {"code": 100, "message": "(#100) Tried accessing nonexisting field (stories)"}}
    sandbox.faults.add(Fault(path=edge_of(sandbox), status=status, body=body))
    visited = read(sandbox)

    assert stories_of(visited) == {}
    assert set(lost(visited)) == {"stories"}
    assert len(posts_of(visited)) == 3


def test_a_story_of_which_nothing_can_be_understood_costs_no_other(sandbox: Sandbox) -> None:
    def spoil(page: dict[str, Any]) -> dict[str, Any]:
        first, *others = page["data"]
        return {**page, "data": [{**first, "timestamp": "yesterday"}, *others]}

    sandbox.faults.add(Fault(path=edge_of(sandbox), alter=spoil))
    visited = read(sandbox)

    assert len(stories_of(visited)) == 1
    assert set(lost(visited)) == {"stories"}
