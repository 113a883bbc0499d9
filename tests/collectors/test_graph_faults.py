"""Every error of Graph lands in a named error, with a reason that an operator can act on."""

from __future__ import annotations

import json
import logging
from datetime import timedelta

import pytest

from collectors._meta import faults
from collectors._meta.graph import judge
from collectors.errors import (
    AccessRefused,
    AccountMissing,
    CollectorError,
    Malformed,
    PlatformUnavailable,
    RateLimited,
)
from collectors.session import Exchange
from tests.support.graph_account import (
    ME,
    NOW,
    PAGE,
    PAGE_ID,
    REPLIES,
    TOKEN,
    V,
    read,
    recorded,
    refusal,
)
from tests.support.replay import Replay, Reply

HOUR = timedelta(hours=1)
WHOSE, PAGE_NODE = Reply({"id": PAGE_ID}), f"{V}/{PAGE_ID}"

NAMED: dict[str, tuple[type[CollectorError], timedelta | None]] = {
    "100_2108006_media_before_business": (faults.NeverMeasured, None),
    "100_33_no_object": (faults.ObjectMissing, None),
    "100_ids_removed_http500": (faults.FieldRefused, None),
    "100_invalid_metric": (faults.FieldRefused, None),
    "100_needs_permission_or_ppca": (faults.PermissionLacking, None),
    "100_nonexisting_field": (faults.FieldRefused, None),
    "100_ppca_needs_proof": (faults.PermissionLacking, None),
    "10_no_permission": (faults.PermissionLacking, None),
    "10_story_not_enough_viewers": (faults.NeverMeasured, None),
    "17_user_limit": (RateLimited, HOUR),
    "190_460_official": (AccessRefused, None),
    "190_463_expired": (AccessRefused, None),
    "190_467_invalid": (AccessRefused, None),
    "190_492_no_page_role": (AccessRefused, None),
    "1_reduce_data": (faults.TooMuchData, None),
    "1_unknown_transient_false": (PlatformUnavailable, None),
    "200_permission": (faults.PermissionLacking, None),
    "2500_unknown_path": (Malformed, None),
    "2_service_unavailable": (PlatformUnavailable, None),
    "3001_no_metric": (Malformed, None),
    "32_page_limit_official": (RateLimited, HOUR),
    "368_blocked": (AccessRefused, timedelta(days=1)),
    "4_app_limit": (RateLimited, HOUR),
    "613_custom_limit": (RateLimited, HOUR),
    "80001_page_buc_official": (RateLimited, HOUR),
    "80002_instagram_buc": (RateLimited, HOUR),
    "non_json_502": (PlatformUnavailable, None),
}
BEYOND_THE_RECORDS: list[tuple[int, dict[str, object], type[CollectorError]]] = [
    (400, {"code": 3}, faults.PermissionLacking),
    (400, {"code": 102}, AccessRefused),
    (400, {"code": 190, "error_subcode": 458}, AccessRefused),
    (400, {"code": 190, "error_subcode": 459}, AccessRefused),
    (400, {"code": 190, "error_subcode": 464}, AccessRefused),
    (400, {"code": 299}, faults.PermissionLacking),
    (400, {"code": 300}, Malformed),
    (400, {"code": 341}, RateLimited),
    (400, {"code": 506}, Malformed),
    (400, {"code": 613, "error_subcode": 1996}, RateLimited),
    (400, {"code": 1609005}, Malformed),
    (400, {"code": 2635}, Malformed),
    (400, {"code": 80014}, RateLimited),
    (400, {"code": 987654, "is_transient": True}, PlatformUnavailable),
    (400, {"code": 987654, "is_transient": False}, Malformed),
    (503, {"code": 987654}, PlatformUnavailable),
    (200, {"code": 190}, AccessRefused),
    (200, {"code": "190"}, Malformed),
]


def answered(
    status: int, document: dict[str, object], headers: dict[str, str] | None = None
) -> Exchange:
    return Exchange("GET", ME, status, headers or {}, document, NOW)


def usage(name: str) -> dict[str, str]:
    kept = recorded(f"graph_headers/{name}")
    if "x-app-usage" not in kept:
        return {"x-business-use-case-usage": json.dumps(kept)}
    return {
        header: value if isinstance(value, str) else json.dumps(value)
        for header, value in kept.items()
    }


def test_it_names_every_recorded_error() -> None:
    assert set(NAMED) == {file.stem for file in (REPLIES / "graph_errors").iterdir()}


@pytest.mark.parametrize("name", NAMED)
def test_it_names_a_recorded_error_and_says_how_long_to_wait(name: str) -> None:
    expected, wait = NAMED[name]
    reply = refusal(name)
    document = reply.body if isinstance(reply.body, dict) else {}

    error = judge(answered(reply.status, document))

    assert type(error) is expected
    assert error.until == (None if wait is None else NOW + wait)


@pytest.mark.fault(20)
@pytest.mark.parametrize("name", NAMED)
def test_it_ends_a_visit_with_the_reason_of_the_error(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    expected, wait = NAMED[name]
    with (
        caplog.at_level(logging.DEBUG),
        Replay(by_path={ME: WHOSE, PAGE_NODE: refusal(name)}) as platform,
    ):
        visited = read(platform.url, PAGE)

    (failure,) = visited.failures
    assert visited.snapshot is None
    assert failure.reason is expected.reason
    assert failure.until == (None if wait is None else NOW + wait)
    assert "canary" not in caplog.text + repr(visited)


@pytest.mark.parametrize(("status", "error", "expected"), BEYOND_THE_RECORDS)
def test_it_names_the_errors_that_nobody_recorded(
    status: int, error: dict[str, object], expected: type[CollectorError]
) -> None:
    assert type(judge(answered(status, {"error": error}))) is expected


@pytest.mark.fault(16)
def test_it_does_not_take_a_server_error_without_an_error_for_a_success() -> None:
    assert type(judge(answered(500, {}))) is PlatformUnavailable
    assert type(judge(answered(503, {"message": "down"}))) is PlatformUnavailable
    assert type(judge(answered(429, {}))) is RateLimited
    assert type(judge(answered(403, {}))) is AccessRefused
    assert type(judge(answered(404, {}))) is Malformed


@pytest.mark.fault(33)
@pytest.mark.parametrize("document", [{"error": []}, {"error": 5}, {"error": "no"}, {"error": {}}])
def test_it_does_not_take_an_odd_error_for_a_success(document: dict[str, object]) -> None:
    assert type(judge(answered(200, document))) is Malformed


def test_it_reads_the_old_shapes_of_an_error() -> None:
    assert type(judge(answered(200, {"error_code": 190, "error_msg": "x"}))) is AccessRefused
    assert type(judge(answered(400, {"error_type": "OAuthException", "code": 400}))) is Malformed
    assert type(judge(answered(200, {"error_message": "x", "code": 400}))) is Malformed


def test_it_waits_as_long_as_the_usage_headers_say() -> None:
    document = recorded("graph_errors/80002_instagram_buc")["body"]

    error = judge(answered(400, document, usage("usage_headers")))

    assert error is not None
    assert error.until == NOW + timedelta(minutes=19)


@pytest.mark.parametrize(
    "headers",
    [
        usage("business_header_restfb"),  # of advertising, which is not ours
        {"x-business-use-case-usage": "no json"},
        {"x-business-use-case-usage": '{"1": [{"type": "pages"}]}'},
        {"x-business-use-case-usage": '{"1": 5}'},
        {
            "x-business-use-case-usage": (
                '{"1": [{"type": "pages", "estimated_time_to_regain_access": -3}]}'
            )
        },
        {"x-business-use-case-usage": "[" * 100_000},
    ],
)
def test_it_waits_an_hour_where_the_headers_say_nothing_of_ours(headers: dict[str, str]) -> None:
    document = recorded("graph_errors/80001_page_buc_official")["body"]

    error = judge(answered(400, document, headers))

    assert error is not None
    assert error.until == NOW + HOUR


@pytest.mark.fault(17)
def test_it_never_waits_longer_than_a_day_for_what_a_header_says() -> None:
    minutes = '{"1": [{"type": "pages", "estimated_time_to_regain_access": 99999999999999}]}'
    document = recorded("graph_errors/80001_page_buc_official")["body"]

    error = judge(answered(400, document, {"x-business-use-case-usage": minutes}))

    assert error is not None
    assert error.until == NOW + timedelta(days=1)


def test_it_never_repeats_what_the_platform_says_of_a_token(
    caplog: pytest.LogCaptureFixture,
) -> None:
    words = f"Malformed access token {TOKEN}"
    bodies: list[object] = [
        {"error": {"message": words, "code": 190}},
        {"error": {"message": words, "code": 424242}},
        {"error": {"message": words, "code": 100}},
        {"error_code": 1, "error_msg": words},
        words,
        f'{{"id": "{TOKEN}"',
    ]
    for status in (200, 400, 500):
        for body in bodies:
            replies = {ME: Reply(body, status)}
            with caplog.at_level(logging.DEBUG), Replay(by_path=replies) as platform:
                visited = read(platform.url, PAGE)
            assert visited.failures
            assert "canary" not in caplog.text + repr(visited)


def test_it_knows_a_permission_from_a_missing_thing_under_code_100() -> None:
    """A wrong proof of the app's secret comes as code 100; it must not look like a lost field."""
    message = "Invalid appsecret_proof provided in the API argument"
    error = judge(answered(400, {"error": {"message": message, "code": 100}}))

    assert isinstance(error, AccessRefused)
    assert not isinstance(error, AccountMissing)
