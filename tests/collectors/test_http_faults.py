"""Every fault of the network is cut in time and has a reason, and no token is in its words."""

from __future__ import annotations

import logging
import socket

import pytest
import requests

from collectors import inspect
from metrics.model import Outcome, Reason
from metrics.platforms import PLATFORMS
from net.errors import explained
from settings import Secret
from tests.support import wire_faults as wire
from tests.support.replay import Replay, Reply
from tests.support.x_account import (
    ACCOUNT,
    ACCOUNT_PATHS,
    CANARIES,
    ID,
    NOW,
    TIMELINE,
    access_to,
    known,
    plan,
    read,
)

TOO_SHORT_TO_RETRY = 0.49
FAULTS = {
    "dripping headers": (wire.DRIPPING_HEADERS, "timeout"),
    "dripping body": (wire.DRIPPING_BODY, "timeout"),
    "dripping body without an end": (wire.DRIPPING_ENDLESS_BODY, "timeout"),
    "hanging": (wire.HANGING, "timeout"),
    "reset": (wire.RESETTING, "reset"),
    "garbage": (wire.GARBAGE, "protocol"),
    "too many headers": (wire.MANY_HEADERS, "protocol"),
    "short body": (wire.SHORT_BODY, "short_body"),
    "body cut without a word": (wire.CUT_BODY, "short_body"),
    "gzip bomb": (wire.GZIP_BOMB, "oversized"),
    "broken gzip": (wire.BROKEN_GZIP, "encoding"),
    "large body": (wire.LARGE_BODY, "oversized"),
    "html": (wire.HTML, "not_json"),
    "empty": (wire.EMPTY, "not_json"),
    "redirect": (wire.REDIRECT, "redirect"),
}


@pytest.mark.fault(3, 4, 5, 6, 9, 11, 12, 13, 14, 15)
@pytest.mark.parametrize("name", FAULTS)
def test_it_names_the_fault_and_fails_in_time(name: str, caplog: pytest.LogCaptureFixture) -> None:
    reply, label = FAULTS[name]
    caplog.set_level(logging.DEBUG)
    with Replay(by_path={f"/2/users/{ID}": reply}) as platform:
        visit = read(platform, plan(), deadline_s=TOO_SHORT_TO_RETRY)
    (failure,) = visit.failures

    assert visit.outcome is Outcome.FAILED
    assert (failure.scope, failure.reason) == ("account", Reason.UNAVAILABLE)
    assert failure.detail.partition(":")[0] == label
    assert visit.cost_usd == (0 if name == "redirect" else PLATFORMS["x"].price.user)
    _hold_no_canary(caplog.text + repr(visit))


@pytest.mark.parametrize("name", FAULTS)
def test_it_keeps_the_account_when_the_posts_fail(name: str) -> None:
    reply, _ = FAULTS[name]
    with Replay(by_path={**ACCOUNT_PATHS, TIMELINE: reply}) as platform:
        visit = read(platform, plan(since=known("1")), deadline_s=TOO_SHORT_TO_RETRY)

    assert visit.outcome is Outcome.PARTIAL
    assert visit.snapshot is not None
    assert visit.snapshot.followers == 583_423
    assert [(f.scope, f.reason) for f in visit.failures] == [("posts", Reason.UNAVAILABLE)]


@pytest.mark.fault(2)
def test_it_says_that_a_name_is_unknown() -> None:
    unknown = socket.gaierror(-2, "Name or service not known")

    error = explained(requests.ConnectionError(unknown))

    assert (error.label, error.was_sent) == ("dns", False)


def test_it_shows_no_secret_that_cannot_be_sent(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with Replay(by_path=ACCOUNT_PATHS) as platform:
        secrets = {name: Secret(value + "\n\u0634") for name, value in CANARIES.items()}
        secrets["bearer_token"] = Secret("canary-bearer\r\nX: y")
        inspection = inspect(ACCOUNT, access_to(platform.url, secrets=secrets), NOW)

    assert any("request:" in warning for warning in inspection.warnings)
    _hold_no_canary(caplog.text + repr(inspection))


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 429, 500])
def test_it_repeats_nothing_that_a_platform_reflects(
    status: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    reflected = " ".join(CANARIES.values())
    body = {"title": reflected, "detail": reflected, "type": f"https://x/{reflected}"}
    with Replay(by_path={"/2/users/me": Reply(body, status)}) as platform:
        visit = read(platform, plan(prove=True), deadline_s=TOO_SHORT_TO_RETRY)

    assert visit.outcome is Outcome.FAILED
    _hold_no_canary(caplog.text + repr(visit))


def _hold_no_canary(text: str) -> None:
    assert "canary" not in text
