"""How near a limit is decides what is still asked for: the followers last of all."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from metrics.model import Plan
from tests.support.graph_account import (
    FOUND_INSTAGRAM,
    INSTAGRAM,
    MEDIA,
    MEDIA_ID,
    NOW,
    V,
    lost,
    posts_of,
    read,
    recorded,
)
from tests.support.replay import Replay, Reply

REEL = "17918920912340654"


def used(percent: object, *, minutes: int = 0) -> dict[str, str]:
    case = {
        "type": "instagram",
        "call_count": 1,
        "total_time": percent,
        "estimated_time_to_regain_access": minutes,
    }
    return {"X-Business-Use-Case-Usage": json.dumps({MEDIA_ID: [case]})}


def answers(headers: dict[str, str]) -> dict[str, Reply]:
    row = recorded("instagram/ig_media_2026_fields") | {"timestamp": "2026-11-20T12:00:00+0000"}
    return {
        path: Reply(reply.body, headers=headers)
        for path, reply in {
            **FOUND_INSTAGRAM,
            MEDIA: Reply({"data": [row]}),
            f"{V}/{REEL}/insights": Reply({"data": []}),
        }.items()
    }


@pytest.mark.fault(19)
@pytest.mark.parametrize(
    ("percent", "requests", "missing"),
    [
        (74, 4, {}),
        (75, 3, {"views": "limit", "reach": "limit"}),
        (94, 3, {"views": "limit", "reach": "limit"}),
        (95, 2, {"posts": "limit"}),
        (99, 2, {"posts": "limit"}),
        (100, 1, {"account": "limit"}),
        ("100", 4, {}),
    ],
)
def test_it_leaves_out_first_what_can_be_read_later(
    percent: object, requests: int, missing: dict[str, str]
) -> None:
    with Replay(by_path=answers(used(percent))) as platform:
        visited = read(platform.url, INSTAGRAM, Plan(backfill=10))

    assert visited.requests == requests == len(platform.asked)
    assert lost(visited) == missing
    assert (visited.snapshot is None) == ("account" in missing)


def test_it_says_when_to_come_back() -> None:
    with Replay(by_path=answers(used(100, minutes=19))) as platform:
        (failure,) = read(platform.url, INSTAGRAM).failures

    assert failure.until == NOW + timedelta(minutes=19)


@pytest.mark.parametrize(
    ("percent", "minutes", "rest"),
    [
        (94, 0, None),
        (95, 0, timedelta(hours=1)),
        (95, 19, timedelta(minutes=19)),
        (100, 19, timedelta(minutes=19)),
    ],
)
def test_it_says_when_to_come_back_once_a_limit_is_nearly_used_up(
    percent: int, minutes: int, rest: timedelta | None
) -> None:
    with Replay(by_path=answers(used(percent, minutes=minutes))) as platform:
        visited = read(platform.url, INSTAGRAM)

    assert visited.not_before == (rest and NOW + rest)


@pytest.mark.fault(19)
def test_it_heeds_the_recorded_headers() -> None:
    kept = recorded("graph_headers/usage_headers")
    headers = {
        name: value if isinstance(value, str) else json.dumps(value) for name, value in kept.items()
    }
    with Replay(by_path=answers(headers)) as platform:
        (failure,) = read(platform.url, INSTAGRAM).failures

    assert (failure.scope, failure.reason) == ("account", "limit")
    assert failure.until == NOW + timedelta(minutes=19)


def test_it_does_not_heed_the_limits_of_advertising() -> None:
    kept = recorded("graph_headers/business_header_restfb")
    headers = {"X-Business-Use-Case-Usage": json.dumps(kept)}
    with Replay(by_path=answers(headers)) as platform:
        visited = read(platform.url, INSTAGRAM)

    assert lost(visited) == {}
    assert set(posts_of(visited)) == {REEL}


def test_it_heeds_the_limits_of_the_app_too() -> None:
    headers = {"X-App-Usage": '{"call_count": 100, "total_time": 1, "total_cputime": 1}'}
    with Replay(by_path=answers(headers)) as platform:
        assert lost(read(platform.url, INSTAGRAM)) == {"account": "limit"}
