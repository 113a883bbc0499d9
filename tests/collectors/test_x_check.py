"""`check` of an account on X proves the reading, not only the login, and nothing is billed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from collectors import Inspection, inspect
from collectors.errors import AccessRefused
from metrics.model import Known
from settings import Secret
from tests.support.replay import Replay, Reply, reply_of
from tests.support.x_account import (
    ACCOUNT,
    ACCOUNT_PATHS,
    BEARER,
    CANARIES,
    ID,
    LOOKUP,
    NOW,
    REPLIES,
    TIMELINE,
    USER,
    access_to,
    known,
)

COUNTS = ("impression", "like", "reply", "retweet", "quote", "bookmark")
POST = {
    "id": "7",
    "text": "Avis",
    "created_at": "2026-11-20T10:00:00.000Z",
    "public_metrics": {f"{count}_count": 1 for count in COUNTS},
}
EMPTY = Reply({"meta": {"result_count": 0}})
PAID = Known(posts=(known("7"), known("8")), billed_today=frozenset({ID, "7"}))


def look(
    by_path: Mapping[str, Reply], on_file: Known | None = PAID, **access: Any
) -> tuple[Inspection, Replay]:
    paths = {**ACCOUNT_PATHS, TIMELINE: EMPTY, LOOKUP: Reply({"data": [POST]}), **by_path}
    with Replay(by_path=paths) as platform:
        inspection = inspect(ACCOUNT, access_to(platform.url, **access), NOW, ID, on_file)
    return inspection, platform


def test_it_reads_what_is_paid_for_and_a_moment_without_posts() -> None:
    inspection, platform = look({})

    assert inspection.reading == "583,423 followers; 1 post that is paid for today"
    assert inspection.warnings == ()
    assert platform.paths == ["/2/users/me", f"/2/users/{ID}", TIMELINE, LOOKUP]
    window, lookup = (seen.query for seen in platform.asked[-2:])
    assert (window["start_time"], window["end_time"]) == (
        "2026-11-21T11:59:00Z",
        "2026-11-21T11:59:01Z",
    )
    assert lookup["ids"] == "7"


@pytest.mark.parametrize(("access", "price"), [({}, "0.025"), ({"owned_reads": True}, "0.005")])
def test_what_would_cost_is_said_with_its_price_and_not_asked(
    access: dict[str, bool], price: str
) -> None:
    inspection, platform = look({}, Known(), **access)

    assert inspection.reading is not None
    assert f"{price} USD" in inspection.reading
    assert LOOKUP not in platform.paths


def test_a_login_alone_is_looked_at_where_nothing_more_is_wanted() -> None:
    inspection, platform = look({}, None)

    assert inspection.reading is None
    assert platform.paths == ["/2/users/me"]


def test_it_names_the_metrics_that_collecting_will_lose() -> None:
    metrics = {name: told for name, told in POST["public_metrics"].items() if "quote" not in name}  # type: ignore[attr-defined]
    error = {"field": "impression_count", "type": "x/not-authorized-for-field", "resource_id": "7"}
    metrics.pop("impression_count")
    page = {"data": [{**POST, "public_metrics": metrics}], "errors": [error]}

    inspection, _ = look({LOOKUP: Reply(page)})

    lost = [warning.partition(" ")[0] for warning in inspection.warnings]
    assert lost == ["views", "quotes"]


@pytest.mark.parametrize("path", [f"/2/users/{ID}", TIMELINE, LOOKUP])
def test_it_says_what_of_the_reading_is_refused(path: str) -> None:
    inspection, _ = look({path: Reply({"type": "x/client-forbidden"}, 403)})

    assert inspection.ours
    assert any("not enrolled" in warning for warning in inspection.warnings)


def test_it_says_in_which_dialect_x_answers() -> None:
    refused = {"errors": [{"message": "The query parameter 'tweet.fields' is not valid"}]}
    paths = {**ACCOUNT_PATHS, LOOKUP: Reply({"data": [POST]})}
    with Replay(by_path={**paths, TIMELINE: [Reply(refused, 400), EMPTY]}) as platform:
        inspection = inspect(ACCOUNT, access_to(platform.url), NOW, ID, PAID)

    (warning,) = inspection.warnings
    assert "post.fields" in warning
    assert "Earlier versions" in warning


def test_it_says_how_far_the_clock_is_off_even_where_x_answers() -> None:
    date_header = format_datetime(NOW - timedelta(hours=2), usegmt=True)
    inspection, _ = look({LOOKUP: Reply({"data": [POST]}, headers={"Date": date_header})})

    (warning,) = inspection.warnings
    assert warning.startswith("This machine's clock is 120 minutes ahead")


@pytest.mark.parametrize(("number", "words"), [(326, "unlock"), (64, "appeal"), (89, "new one")])
def test_it_says_that_the_account_is_locked_or_suspended(number: int, words: str) -> None:
    with pytest.raises(AccessRefused, match=words):
        look({"/2/users/me": Reply({"errors": [{"code": number}]}, 403)})


def test_it_tells_what_x_counted_by_day() -> None:
    secrets = {name: Secret(value) for name, value in CANARIES.items()}
    usage = reply_of(REPLIES / "reported_usage_tweets_2026-03.json")

    inspection, platform = look(
        {"/2/usage/tweets": usage}, None, secrets={**secrets, "bearer_token": Secret(BEARER)}
    )

    assert inspection.billed == ((date(2026, 3, 25), 299), (date(2026, 3, 26), 100))
    assert "daily_project_usage" in platform.asked[-1].query["usage.fields"]


def test_an_account_without_followers_told_is_a_warning() -> None:
    told = replace(USER, body={"data": {"id": ID, "username": "XDevelopers"}})

    inspection, _ = look({f"/2/users/{ID}": told})

    assert inspection.reading is not None
    assert inspection.reading.startswith("no followers")
    assert any(warning.startswith("followers not read") for warning in inspection.warnings)
