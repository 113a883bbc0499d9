"""Every error of X lands in a named error with its reason."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from collectors import inspect, visit
from collectors._x.faults import judge
from collectors.errors import (
    AccessRefused,
    AccountMissing,
    CollectorError,
    Malformed,
    NotOurs,
    OutOfCredit,
    PlatformUnavailable,
    RateLimited,
)
from collectors.session import Exchange
from metrics.model import Account, Outcome, Reason
from tests.support import wire_faults as wire
from tests.support.replay import Replay, Reply, reply_of
from tests.support.x_account import (
    ACCOUNT,
    ACCOUNT_PATHS,
    ID,
    LOOKUP,
    ME,
    NOW,
    REPLIES,
    TIMELINE,
    access_to,
    known,
    plan,
    read,
    read_with,
)

REFUSALS: list[tuple[str, int, type[CollectorError], Reason]] = [
    ("docs_400_invalid_request", 400, Malformed, Reason.MALFORMED),
    ("playground_400_invalid_id", 400, Malformed, Reason.MALFORMED),
    ("playground_400_max_results", 400, Malformed, Reason.MALFORMED),
    ("playground_400_unknown_param", 400, Malformed, Reason.MALFORMED),
    ("playground_401_unauthorized", 401, AccessRefused, Reason.ACCESS),
    ("reported_402_credits_depleted", 402, OutOfCredit, Reason.CREDIT),
    ("reported_402_credits_depleted_2026-07", 402, OutOfCredit, Reason.CREDIT),
    ("playground_403_unsupported_authentication", 403, AccessRefused, Reason.ACCESS),
    ("reported_403_client_not_enrolled", 403, AccessRefused, Reason.ACCESS),
    ("docs_429_rate_limit_code88", 429, RateLimited, Reason.LIMIT),
    ("playground_429_rate_limit", 429, RateLimited, Reason.LIMIT),
    ("reported_429_usage_cap_exceeded", 429, OutOfCredit, Reason.CREDIT),
    ("playground_500_server_error", 500, PlatformUnavailable, Reason.UNAVAILABLE),
    ("CONSTRUCTED_503", 503, PlatformUnavailable, Reason.UNAVAILABLE),
]
TOO_SHORT_TO_RETRY = 0.49
FOUND = {path.stem for path in REPLIES.glob("*.json")}
SOON = NOW + timedelta(minutes=9)


@pytest.mark.fault(20)
@pytest.mark.parametrize(("name", "status", "kind", "reason"), REFUSALS)
def test_it_names_each_recorded_refusal(
    name: str, status: int, kind: type[CollectorError], reason: Reason
) -> None:
    document = json.loads((REPLIES / f"{name}.json").read_text())
    error = judge(Exchange("GET", LOOKUP, status, {}, document, NOW))
    refusal = reply_of(REPLIES / f"{name}.json", status)
    with Replay(by_path={"/2/users/me": refusal}) as platform:
        failed = read(platform, plan(prove=True), deadline_s=TOO_SHORT_TO_RETRY)

    assert type(error) is kind
    assert failed.outcome is Outcome.FAILED
    assert [(f.scope, f.reason, f.detail) for f in failed.failures] == [
        ("account", reason, str(error))
    ]
    assert failed.proven_at is None
    assert platform.paths == ["/2/users/me"]


@pytest.mark.parametrize(("name", "status", "kind", "reason"), REFUSALS)
def test_it_keeps_the_account_when_its_posts_are_refused(
    name: str, status: int, kind: type[CollectorError], reason: Reason
) -> None:
    refusal = reply_of(REPLIES / f"{name}.json", status)

    partial = read_with(
        {LOOKUP: refusal}, plan(reread=(known("1"),)), deadline_s=TOO_SHORT_TO_RETRY
    )

    assert kind.reason is reason
    assert partial.outcome is Outcome.PARTIAL
    assert partial.snapshot is not None
    assert partial.snapshot.gone == ()
    assert [(f.scope, f.reason) for f in partial.failures] == [("posts", reason)]


def test_it_has_a_test_for_each_recorded_refusal() -> None:
    statuses = ("_400_", "_401_", "_402_", "_403_", "_429_", "_500_", "_503")

    assert {name for name, *_ in REFUSALS} == {
        name for name in FOUND if any(status in name for status in statuses)
    }


@pytest.mark.parametrize(
    "name", ["playground_200_errors_only_user_not_found", "reported_200_user_suspended"]
)
def test_it_says_that_the_account_is_missing(name: str) -> None:
    answer = {f"/2/users/{ID}": reply_of(REPLIES / f"{name}.json")}

    failed = read_with(answer, plan())

    assert [(f.scope, f.reason) for f in failed.failures] == [("account", Reason.MISSING)]


@pytest.mark.parametrize("body", [b"", b"{}", b"<html>"])
def test_it_says_that_the_account_is_missing_by_a_bare_404(body: bytes) -> None:
    failed = read_with({f"/2/users/{ID}": Reply(body, 404)}, plan())

    assert [(f.scope, f.reason) for f in failed.failures] == [("account", Reason.MISSING)]


@pytest.mark.parametrize(
    "name", ["playground_users_by_ids", "docs_users_lookup_partial_error", "docs_edited_post"]
)
def test_it_takes_no_other_answer_for_the_account(name: str) -> None:
    failed = read_with({f"/2/users/{ID}": reply_of(REPLIES / f"{name}.json")}, plan())

    assert failed.snapshot is None
    assert len(failed.failures) == 1


def test_it_names_a_metric_that_we_may_not_see() -> None:
    answer = {LOOKUP: reply_of(REPLIES / "reported_200_not_authorized_for_field.json")}

    partial = read_with(answer, plan(reread=(known("1525252600530100226"),)))

    assert partial.snapshot is not None
    assert partial.snapshot.gone == ()
    assert [(f.scope, f.reason) for f in partial.failures] == [("views", Reason.ACCESS)]


@pytest.mark.parametrize(
    ("title", "problem", "reason"),
    [
        ("Authorization Error", "not-authorized-for-resource", Reason.ACCESS),
        ("Forbidden", "resource-not-found", Reason.ACCESS),
        ("Not Found Error", "disallowed-resource", Reason.ACCESS),
        ("Something", "resource-unavailable", Reason.UNAVAILABLE),
        ("Not Found", "internal-error", Reason.UNAVAILABLE),
    ],
)
def test_it_takes_no_post_for_gone_that_it_may_only_not_see(
    title: str, problem: str, reason: Reason
) -> None:
    error = {"resource_id": "1", "resource_type": "tweet", "title": title, "type": f"x/{problem}"}

    partial = read_with({LOOKUP: Reply({"errors": [error]})}, plan(reread=(known("1"),)))

    assert partial.snapshot is not None
    assert partial.snapshot.gone == ()
    assert [(f.scope, f.reason) for f in partial.failures] == [("posts", reason)]


@pytest.mark.parametrize("title", ["Not Found Error", "Not Found", "Resource Not Found", None])
def test_a_deleted_post_is_known_by_the_type_of_the_problem(title: str | None) -> None:
    error = {"resource_id": "1", "title": title, "type": "https://x/2/problems/resource-not-found"}

    visited = read_with({LOOKUP: Reply({"errors": [error]})}, plan(reread=(known("1"),)))

    assert visited.snapshot is not None
    assert (visited.snapshot.gone, visited.failures) == (("1",), ())


@pytest.mark.fault(17)
@pytest.mark.parametrize(
    ("headers", "until"),
    [
        ({"x-rate-limit-reset": str(int(SOON.timestamp()))}, SOON),
        ({}, None),
        ({"x-rate-limit-reset": "soon"}, None),
        ({"x-rate-limit-reset": "-5"}, None),
        ({"x-rate-limit-reset": "1.5"}, None),
        ({"x-rate-limit-reset": "9" * 30}, None),
        ({"x-rate-limit-reset": "99999999999"}, None),
        ({"x-rate-limit-reset": str(int(NOW.timestamp()) - 60)}, None),
        (
            {
                "x-rate-limit-reset": str(int(SOON.timestamp())),
                "x-app-limit-24hour-remaining": "0",
                "x-app-limit-24hour-reset": str(int(NOW.timestamp()) + 86_400),
            },
            NOW + timedelta(days=1),
        ),
    ],
)
def test_it_waits_only_until_a_reset_that_makes_sense(
    headers: dict[str, str], until: datetime | None
) -> None:
    limited = reply_of(REPLIES / "playground_429_rate_limit.json", 429, **headers)
    with Replay(by_path={"/2/users/me": limited}) as platform:
        failed = read(platform, plan(prove=True))

        assert platform.paths == ["/2/users/me"]
    assert [(f.reason, f.until) for f in failed.failures] == [(Reason.LIMIT, until)]


def test_it_tries_again_after_a_passing_trouble() -> None:
    trouble = reply_of(REPLIES / "CONSTRUCTED_503.json", 503)
    with Replay(by_path={**ACCOUNT_PATHS, "/2/users/me": [trouble, ME]}) as platform:
        done = read(platform, plan(prove=True))

    assert done.outcome is Outcome.OK
    assert done.requests == 3


STRANGER = Reply({"data": {"id": "99", "name": "Somebody", "username": "somebody"}})


@pytest.mark.parametrize(
    ("account", "platform_id"),
    [
        (ACCOUNT, None),
        (Account("office-x", "x", handle="XDevelopers"), None),
        (Account("office-x", "x", handle="somebody"), ID),
        (Account("office-x", "x", handle="somebody", id=ID), None),
        (Account("office-x", "x"), None),
    ],
)
def test_it_reads_nothing_by_a_token_of_another_account(
    account: Account, platform_id: str | None
) -> None:
    the_plan = plan(prove=True, platform_id=platform_id, reread=(known("1"),))
    with Replay(by_path={"/2/users/me": STRANGER}) as platform:
        failed = read(platform, the_plan, account)
        inspection = inspect(account, access_to(platform.url), NOW)

        assert platform.paths == ["/2/users/me"] * 2
    assert NotOurs.reason is Reason.NOT_OURS
    assert [(f.scope, f.reason) for f in failed.failures] == [("account", Reason.NOT_OURS)]
    assert inspection.ours is (platform_id is not None)


@pytest.mark.parametrize(
    ("account", "platform_id"),
    [
        (ACCOUNT, None),
        (Account("office-x", "x", handle="@xdevelopers"), None),
        (Account("office-x", "x", handle="its_former_handle"), ID),
        (Account("office-x", "x", id=ID), None),
    ],
)
def test_it_proves_first_that_the_account_is_ours(
    account: Account, platform_id: str | None
) -> None:
    with Replay(by_path=ACCOUNT_PATHS) as platform:
        done = read(platform, plan(prove=True, platform_id=platform_id), account)

        assert platform.paths == ["/2/users/me", f"/2/users/{ID}"]
    assert (done.outcome, done.proven_at) == (Outcome.OK, NOW)


def test_it_proves_an_account_of_unknown_id_even_if_not_asked_to() -> None:
    with Replay(by_path=ACCOUNT_PATHS) as platform:
        done = read(platform, plan(platform_id=None))

    assert done.proven_at == NOW


def test_it_asks_nothing_before_the_terms_are_read() -> None:
    with Replay() as platform:
        access = access_to(platform.url, terms_read=False)
        failed = visit(ACCOUNT, access, plan(prove=True), lambda: NOW)

        assert platform.asked == []
    assert [(f.scope, f.reason) for f in failed.failures] == [("account", Reason.TERMS)]


@pytest.mark.fault(25, 26)
@pytest.mark.parametrize(
    "value", [True, -1, 1.5, "12", "1,234", "12K", 2**63, 10**400, [], {}, float("nan"), 1e999]
)
def test_it_keeps_no_count_that_is_no_count(value: object) -> None:
    metrics = {
        "impression_count": value,
        "like_count": 1,
        "reply_count": 2,
        "retweet_count": 3,
        "quote_count": 4,
        "bookmark_count": 2**63 - 1,
    }
    post = {"id": "1", "text": "a", "public_metrics": metrics}

    partial = read_with({LOOKUP: Reply({"data": [post]})}, plan(reread=(known("1"),)))

    assert partial.snapshot is not None
    (kept,) = partial.snapshot.posts
    assert kept.counts.views is None
    assert (kept.counts.likes, kept.counts.saves) == (1, 2**63 - 1)
    assert [(f.scope, f.reason) for f in partial.failures] == [("views", Reason.MALFORMED)]


@pytest.mark.parametrize("value", [None, True, "5", -1])
def test_it_keeps_no_follower_count_that_is_none(value: object) -> None:
    told = {"followers_count": value, "following_count": 1, "tweet_count": 2, "listed_count": 3}
    user = {"id": ID, "username": "XDevelopers", "name": "X", "public_metrics": told}

    partial = read_with({f"/2/users/{ID}": Reply({"data": user})}, plan())

    assert partial.snapshot is not None
    assert partial.snapshot.followers is None
    assert [f.scope for f in partial.failures] == ["followers"]


@pytest.mark.parametrize(
    "post",
    [
        {},
        {"id": 5},
        {"id": "abc"},
        {"id": "2", "text": "no time"},
        {"id": "2", "created_at": "yesterday"},
        {"id": "2", "created_at": "2026-11-20T10:00:00"},
        {"id": "2", "created_at": "0001-01-01T00:00:00+14:00"},
        {"id": "2", "created_at": "9999-12-31T23:59:59-12:00"},
        {"id": "2", "created_at": "2003-12-31T23:59:59Z"},
        {"id": "2", "created_at": "2101-01-01T00:00:00Z"},
        "text",
        None,
    ],
)
def test_it_leaves_out_one_bad_post_and_keeps_the_others(post: object) -> None:
    good = {"id": "3", "text": "a", "created_at": "2026-11-20T10:00:00Z"}

    partial = read_with({TIMELINE: Reply({"data": [post, good]})}, plan(since=known("1")))

    assert partial.snapshot is not None
    assert [kept.id for kept in partial.snapshot.posts] == ["3"]
    assert partial.snapshot.posts[0].published_at == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert ("posts", Reason.MALFORMED) in [(f.scope, f.reason) for f in partial.failures]


@pytest.mark.fault(33)
@pytest.mark.parametrize(
    "document",
    [
        {"data": "text"},
        {"data": 5},
        {"data": [[]], "meta": []},
        {"errors": "text", "meta": "text"},
        {"errors": None, "data": None},
        {"data": [{"id": "1", "public_metrics": [], "referenced_tweets": 5, "note_tweet": 7}]},
    ],
)
def test_it_survives_whatever_json_is_answered(document: object) -> None:
    partial = read_with({LOOKUP: Reply(document)}, plan(reread=(known("1"),)))

    assert partial.outcome is Outcome.PARTIAL


def test_it_keeps_what_came_before_a_fault() -> None:
    due = tuple(known(str(number)) for number in range(100, 250))
    posts = [{"id": str(n), "text": "a", "public_metrics": {}} for n in range(100, 200)]
    answers = [Reply({"data": posts}), wire.SHORT_BODY]

    partial = read_with({LOOKUP: answers}, plan(reread=due), deadline_s=0.9)

    assert partial.snapshot is not None
    assert len(partial.snapshot.posts) == 100
    assert ("posts", Reason.UNAVAILABLE) in [(f.scope, f.reason) for f in partial.failures]


def test_it_counts_a_missing_account_apart_from_a_refused_one() -> None:
    refused = {"title": "Authorization Error", "type": "x/not-authorized-for-resource"}
    failed = read_with({f"/2/users/{ID}": Reply({"errors": [refused]})}, plan())

    assert AccountMissing.reason is Reason.MISSING
    assert [f.reason for f in failed.failures] == [Reason.ACCESS]
