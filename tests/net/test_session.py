"""The way out over HTTP, whoever is asked: what is held back, what is named, what may be billed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing

import pytest

from net import Limits, NetworkError, Session
from settings import Network
from tests.support import wire_faults as wire
from tests.support.replay import Replay, Reply

THING = [("GET", re.compile("/thing"))]
ONCE = Limits(tries=1)


@pytest.fixture
def service() -> Iterator[Replay]:
    paths = {"/thing": Reply("no JSON at all", 418), "/reset": wire.RESETTING}
    with Replay(by_path=paths) as opened:
        yield opened


def test_an_answer_passes_whatever_it_says(service: Replay) -> None:
    with closing(Session(Network(), service.url, THING, limits=ONCE)) as session:
        answer = session.request("GET", f"{service.url}/thing")

    assert (answer.status_code, answer.text, session.unread) == (418, "no JSON at all", 0)


@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("POST", "{}/thing"),
        ("GET", "{}/thing/more"),
        ("GET", "{}/thing?token=canary"),
        ("GET", "https://canary.example/thing"),
    ],
)
def test_what_is_not_permitted_is_never_sent(service: Replay, method: str, url: str) -> None:
    with closing(Session(Network(), service.url, THING, limits=ONCE)) as session:
        with pytest.raises(NetworkError) as caught:
            session.request(method, url.format(service.url))

        assert (session.requests, service.asked) == (0, [])
    assert (caught.value.label, caught.value.was_sent) == ("forbidden", False)
    assert not caught.value.worth_retrying
    assert "canary" not in str(caught.value)


def test_an_error_says_whether_the_other_side_can_have_seen_the_request(service: Replay) -> None:
    permitted = [("GET", re.compile("/reset"))]
    with closing(Session(Network(), service.url, permitted, limits=ONCE)) as session:
        with pytest.raises(NetworkError, match=r"^reset: ") as seen:
            session.request("GET", f"{service.url}/reset")
        assert session.unread == 1
    with closing(Session(Network(), "http://127.0.0.1:1", THING, limits=ONCE)) as session:
        with pytest.raises(NetworkError, match=r"^refused: ") as unseen:
            session.request("GET", "http://127.0.0.1:1/thing")
        assert session.unread == 0

    assert (seen.value.was_sent, unseen.value.was_sent) == (True, False)
    assert seen.value.worth_retrying
    assert unseen.value.__context__ is None


@pytest.mark.threat(11)
@pytest.mark.parametrize("url", ["http://service.example", "ftp://127.0.0.1", "no address"])
def test_it_goes_nowhere_without_encryption_but_on_this_machine(url: str) -> None:
    with pytest.raises(NetworkError, match=r"^address: .*https"):
        Session(Network(), url, THING)
