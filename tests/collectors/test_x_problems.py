"""X's problem types and older numbers: beside data, alone in a 200, and as refusals."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from collectors._x.faults import judge
from collectors.errors import (
    AccessRefused,
    CollectorError,
    PlatformUnavailable,
    RateLimited,
)
from collectors.session import Exchange
from metrics.model import Outcome, Reason, Visit
from tests.support.replay import Replay, Reply
from tests.support.x_account import (
    ACCOUNT_PATHS,
    ID,
    LOOKUP,
    NOW,
    REASONS_OF_PROBLEMS,
    TIMELINE,
    USER,
    known,
    plan,
    read,
    read_with,
)

ACCOUNT = f"/2/users/{ID}"
COUNTS = ("views", "likes", "comments", "shares", "quotes", "saves")


def problem(name: str, **more: Any) -> dict[str, Any]:
    return {"title": "Whatever", "type": f"https://api.x.com/2/problems/{name}", **more}


def losses(visited: Visit) -> list[tuple[str, Reason]]:
    return [(lost.scope, lost.reason) for lost in visited.failures]


@pytest.mark.parametrize(("name", "reason"), REASONS_OF_PROBLEMS.items())
def test_errors_alone_in_a_200_are_a_failure_with_its_reason(name: str, reason: Reason) -> None:
    """Case 15: neither data nor meta, wherever it is asked, and nothing is paid for it."""
    alone = Reply({"errors": [problem(name)]})
    for path, changes in (
        (TIMELINE, {"since": known("1")}),
        (TIMELINE, {"backfill": 50}),
        (LOOKUP, {"reread": (known("1"),)}),
    ):
        visited = read_with({path: alone}, plan(billed_today=frozenset({ID}), **changes))

        assert losses(visited) == [("posts", reason)]
        assert visited.cost_usd == 0
        assert visited.snapshot is not None
        assert visited.snapshot.followers is not None
        assert visited.snapshot.discovered is None
        assert visited.snapshot.gone == ()

    failed = read_with({ACCOUNT: alone}, plan())

    assert losses(failed) == [("account", reason)]
    assert failed.cost_usd == 0


@pytest.mark.parametrize(("name", "reason"), REASONS_OF_PROBLEMS.items())
@pytest.mark.parametrize(
    ("field", "scopes"),
    [
        ("public_metrics", COUNTS),
        ("public_metrics.impression_count", ("views",)),
        ("referenced_tweets", ("references",)),
        ("referenced_posts", ("references",)),
        ("note_post", ("text",)),
        ("edit_history_tweet_ids", ("history",)),
        ("geo", ()),
    ],
)
def test_a_problem_that_names_a_field_asked_for_is_its_loss(
    name: str, reason: Reason, field: str, scopes: tuple[str, ...]
) -> None:
    post = {"id": "7", "text": "a", "created_at": "2026-11-20T10:00:00Z"}
    told = dict.fromkeys(("impression", "like", "reply", "retweet", "quote", "bookmark"), 1)
    metrics = {f"{count}_count": number for count, number in told.items()}
    error = problem(name, field=field, resource_id="7", resource_type="tweet")
    page = {"data": [post | {"public_metrics": metrics}], "errors": [error]}

    for path, changes in ((TIMELINE, {"since": known("1")}), (LOOKUP, {"reread": (known("7"),)})):
        visited = read_with({path: Reply(page)}, plan(**changes))

        assert losses(visited) == [(scope, reason) for scope in scopes]
        assert visited.snapshot is not None
        assert [kept.id for kept in visited.snapshot.posts] == ["7"]


@pytest.mark.parametrize(
    ("field", "scopes"),
    [
        ("public_metrics", ["followers", "following", "posts_total", "listed"]),
        ("verified_type", ["identity"]),
        ("public_metrics.followers_count", ["followers"]),
    ],
)
def test_a_field_of_the_account_that_failed_is_named_with_its_reason(
    field: str, scopes: list[str]
) -> None:
    told: dict[str, Any] = {"id": ID, "username": "XDevelopers", "name": "X"}
    if field == "verified_type":
        told["public_metrics"] = USER_METRICS
    elif field != "public_metrics":
        told["public_metrics"] = {**USER_METRICS, "followers_count": None}
    error = problem("field-hydration-failure", field=field, resource_id=ID)

    visited = read_with({ACCOUNT: Reply({"data": told, "errors": [error]})}, plan())

    assert losses(visited) == [(scope, Reason.UNAVAILABLE) for scope in scopes]
    assert visited.outcome is Outcome.PARTIAL


USER_METRICS = {"followers_count": 5, "following_count": 1, "post_count": 2, "listed_count": 3}


def test_trouble_beside_an_empty_page_is_no_empty_page() -> None:
    page = {"errors": [problem("internal-error")], "meta": {"result_count": 0}}

    visited = read_with({TIMELINE: Reply(page)}, plan(since=known("1")))

    assert losses(visited) == [("posts", Reason.UNAVAILABLE)]
    assert visited.snapshot is not None
    assert visited.snapshot.discovered is None


@pytest.mark.parametrize(
    "error",
    [
        problem("resource-not-found", parameter="referenced_tweets.id", resource_id="6"),
        problem("not-authorized-for-resource", parameter="referenced_posts", resource_id="6"),
        problem("internal-error", section="includes", resource_id="6"),
        problem("resource-not-found", resource_id="6"),
    ],
)
def test_what_is_said_of_somebody_elses_post_is_no_loss_of_ours(error: dict[str, Any]) -> None:
    page = {"errors": [error], "meta": {"result_count": 0}}

    visited = read_with({TIMELINE: Reply(page)}, plan(since=known("1")))

    assert visited.outcome is Outcome.OK


NUMBERS: list[tuple[int, type[CollectorError], str]] = [
    (32, AccessRefused, "make a new one"),
    (89, AccessRefused, "make a new one"),
    (64, AccessRefused, "suspended"),
    (326, AccessRefused, "unlock"),
    (135, AccessRefused, "clock"),
    (88, RateLimited, "wait"),
    (130, PlatformUnavailable, "over capacity"),
    (131, PlatformUnavailable, "trouble of its own"),
]


@pytest.mark.parametrize(("number", "kind", "words"), NUMBERS)
@pytest.mark.parametrize("status", [200, 401, 403, 429, 503])
def test_each_older_number_has_its_own_sentence(
    number: int, kind: type[CollectorError], words: str, status: int
) -> None:
    """Case 16: sentences that lead the right way, whatever the status is."""
    body = {"errors": [{"code": number, "message": "Whatever X says."}]}
    failed = read_with({ACCOUNT: Reply(body, status)}, plan(), deadline_s=0.49)

    assert losses(failed) == [("account", kind.reason)]
    (lost,) = failed.failures
    assert words in lost.detail
    assert f"code {number}" in lost.detail


def test_numbers_that_mean_the_same_have_one_sentence_and_others_their_own() -> None:
    sentences = {
        number: str(judge(_refusal({"errors": [{"code": number}]}))).partition("(")[0]
        for number, _, _ in NUMBERS
    }

    assert sentences[32] == sentences[89]
    assert len(set(sentences.values())) == len(sentences) - 1


def _refusal(document: dict[str, Any], **headers: str) -> Exchange:
    return Exchange("GET", LOOKUP, 401, headers, document, NOW)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(-17, "17 minutes ahead"), (90, "90 minutes behind"), (4, None), (-5, None)],
)
@pytest.mark.parametrize("document", [{"title": "Unauthorized"}, {"errors": [{"code": 135}]}])
def test_a_wrong_clock_is_told_from_the_date_of_the_answer(
    minutes: int, said: str | None, document: dict[str, Any]
) -> None:
    date = format_datetime(NOW + timedelta(minutes=minutes), usegmt=True)
    refused = Reply(document, 401, {"Date": date})
    with Replay(by_path={**ACCOUNT_PATHS, ACCOUNT: refused}) as platform:
        failed = read(platform, plan())

    (lost,) = failed.failures
    assert lost.reason is Reason.ACCESS
    if said:
        assert said in lost.detail
    else:
        assert "minutes" not in lost.detail


@pytest.mark.parametrize("date", ["", "soon", "Mon, 99 Nov 2026 12:00:00 GMT", "0"])
def test_a_date_that_is_none_says_nothing_of_the_clock(date: str) -> None:
    judged = judge(_refusal({}, date=date))

    assert str(judged) == "X does not accept the token (401)."


def test_a_clock_that_is_wrong_is_no_matter_while_x_answers() -> None:
    late = format_datetime(NOW + timedelta(days=1), usegmt=True)
    with Replay(by_path={ACCOUNT: Reply(USER.body, headers={"Date": late})}) as platform:
        assert read(platform, plan()).outcome is Outcome.OK
