"""The session under both SDKs: where it goes, what it refuses, what it keeps."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import trustme
import tweepy
from oauthlib.oauth1 import Client as Signer

from collectors import x
from collectors.errors import (
    AccessRefused,
    CollectorError,
    Malformed,
    PlatformUnavailable,
    RateLimited,
)
from collectors.session import Endpoint, Exchange, Judge, PlatformSession
from net import Limits
from settings import Network
from tests.support import wire_faults as wire
from tests.support.replay import Replay, Reply
from tests.support.x_account import CANARIES, NOW, access_to

QUICK = Limits(backoff_s=0.001)
SDK_HOST = "graph.facebook.com"
THINGS: tuple[Endpoint, ...] = (("GET", "/things/:id"), ("GET", "/:version/:id/posts"))


def nothing_is_wrong(_: Exchange) -> CollectorError | None:
    return None


def session_to(
    url: str,
    permitted: Sequence[Endpoint] = THINGS,
    *,
    judge: Judge = nothing_is_wrong,
    sdk_host: str = SDK_HOST,
    network: Network | None = None,
    deadline_s: float = 5,
    limits: Limits = QUICK,
) -> PlatformSession:
    access = access_to(url, network=network or Network())
    clock = lambda: NOW  # noqa: E731 - a clock that stands
    return PlatformSession(
        access, permitted, judge, clock, sdk_host=sdk_host, deadline_s=deadline_s, limits=limits
    )


@contextmanager
def opened(*replies: Reply, **options: Any) -> Iterator[tuple[Replay, PlatformSession]]:
    """A platform that answers so, again and again, and a session to it."""
    by_path = {"/things/1": replies} if replies else {}
    with (
        Replay(by_path=by_path) as platform,
        closing(session_to(platform.url, **options)) as session,
        closing(session),
    ):
        yield platform, session


def ask(session: PlatformSession) -> Any:
    return session.request("GET", "https://graph.facebook.com/things/1").json()


def test_it_signs_for_the_host_that_is_really_called() -> None:
    with Replay(Reply({"data": {"id": "1"}})) as platform:
        with closing(
            session_to(platform.url, [("GET", "/2/users/:id")], sdk_host=x.SDK_HOST)
        ) as session:
            client = tweepy.Client(
                consumer_key=CANARIES["api_key"],
                consumer_secret=CANARIES["api_secret"],
                access_token=CANARIES["access_token"],
                access_token_secret=CANARIES["access_token_secret"],
                return_type=dict,
            )
            client.session = session
            client.get_user(id="1", user_fields=["public_metrics"], user_auth=True)
        asked = platform.asked[0]
    given = dict(
        part.replace('"', "").split("=", 1)
        for part in asked.headers["authorization"].removeprefix("OAuth ").split(", ")
    )
    signer = Signer(
        CANARIES["api_key"],
        CANARIES["api_secret"],
        CANARIES["access_token"],
        CANARIES["access_token_secret"],
        nonce=given["oauth_nonce"],
        timestamp=given["oauth_timestamp"],
    )
    _, headers, _ = signer.sign(platform.url + asked.target)

    assert given["oauth_signature"] in headers["Authorization"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/things"),
        ("GET", "/things/1/likers"),
        ("GET", "/things/me"),
        ("GET", "/things/1%2F2"),
        ("GET", "/things/../other/1"),
        ("GET", "/things/1?ids=1,2"),
        ("POST", "/things/1"),
        ("DELETE", "/things/1"),
        ("GET", "/posts/1/posts"),
    ],
)
def test_it_holds_back_what_is_not_permitted(method: str, path: str) -> None:
    with Replay() as platform, closing(session_to(platform.url)) as session:
        with pytest.raises(AccessRefused):
            session.request(method, "https://graph.facebook.com" + path)

        assert platform.asked == []
        assert session.requests == 0


def test_it_permits_what_a_template_means() -> None:
    with Replay(Reply({}), Reply({})) as platform, closing(session_to(platform.url)) as session:
        session.request("GET", "https://graph.facebook.com/things/12_34")
        session.request("GET", "https://graph.facebook.com/v26.0/12/posts")

        assert platform.paths == ["/things/12_34", "/v26.0/12/posts"]


@pytest.mark.threat(12)
def test_it_goes_to_no_other_host() -> None:
    with Replay() as platform, closing(session_to(platform.url)) as session:
        with pytest.raises(AccessRefused):
            session.request("GET", "https://elsewhere.example/things/1")

        assert platform.asked == []


@pytest.mark.threat(11)
def test_it_refuses_a_platform_without_encryption() -> None:
    with pytest.raises(AccessRefused, match="https"):
        session_to("http://api.x.com")


def test_it_keeps_status_and_usage_of_each_exchange() -> None:
    headers = {
        "x-rate-limit-remaining": "17",
        "X-App-Usage": '{"call_count": 3}',
        "X-Business-Use-Case-Usage": "{}",
        "facebook-api-version": "v26.0",
        "Set-Cookie": "a=b",
    }
    with opened(Reply({"a": 1}, headers=headers)) as (_, session):
        ask(session)
        (exchange,) = session.exchanges

    assert (exchange.path, exchange.status, exchange.at) == ("/things/1", 200, NOW)
    assert exchange.document == {"a": 1}
    assert exchange.headers == {
        "x-rate-limit-remaining": "17",
        "x-app-usage": '{"call_count": 3}',
        "x-business-use-case-usage": "{}",
        "facebook-api-version": "v26.0",
    }
    assert not session.cookies


def test_it_tries_again_when_that_may_help() -> None:
    with opened(Reply(b""), Reply({"a": 1})) as (_, session):
        assert ask(session) == {"a": 1}
        assert session.requests == 2


def test_it_gives_up_after_three_tries() -> None:
    with opened(Reply(b"")) as (_, session):
        with pytest.raises(PlatformUnavailable):
            ask(session)

        assert session.requests == 3


def test_it_does_not_wait_beyond_the_deadline() -> None:
    with opened(Reply(b""), limits=Limits(backoff_s=1_000)) as (_, session):
        with pytest.raises(PlatformUnavailable):
            ask(session)

        assert session.requests == 1


def test_it_never_repeats_a_refusal() -> None:
    with opened(Reply({}), judge=lambda _: RateLimited("wait")) as (_, session):
        with pytest.raises(RateLimited):
            ask(session)

        assert session.requests == 1


def test_it_sends_nothing_once_the_deadline_has_passed() -> None:
    with opened(Reply({}), deadline_s=0) as (platform, session):
        with pytest.raises(PlatformUnavailable, match=r"^timeout: "):
            ask(session)

        assert platform.asked == []


@pytest.mark.fault(8)
@pytest.mark.threat(10)
def test_it_looks_at_no_setting_of_the_machine(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login canary password canary")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with Replay(Reply({})) as platform, closing(session_to(platform.url)) as session:
        session.request("GET", platform.url + "/things/1")

        assert "authorization" not in platform.asked[0].headers


@pytest.mark.fault(8)
def test_it_uses_the_proxy_of_the_settings_and_says_when_it_is_down() -> None:
    down = Network(proxy="http://127.0.0.1:9")
    session = session_to("https://platform.invalid", network=down)
    with closing(session), pytest.raises(PlatformUnavailable, match=r"^proxy: "):
        session.request("GET", "https://graph.facebook.com/things/1")


@pytest.mark.threat(2)
@pytest.mark.parametrize("name", ["tweepy.client", "urllib3.connectionpool", "oauthlib.oauth1"])
def test_it_silences_the_libraries_that_print_tokens(name: str) -> None:
    logging.getLogger(name.partition(".")[0]).setLevel(logging.DEBUG)

    session_to("https://api.x.com", sdk_host=x.SDK_HOST).close()

    assert not logging.getLogger(name).isEnabledFor(logging.INFO)


@pytest.mark.fault(33)
@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"null",
        b'"text"',
        b"5",
        b'{"a": 1, "a": 2}',
        b'{"a": nonsense}',
        b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"a": ' + b"9" * 5_000 + b"}",
    ],
)
def test_it_takes_only_objects_of_json(body: bytes) -> None:
    with opened(Reply(body)) as (_, session), pytest.raises(Malformed):
        ask(session)


def test_it_reads_json_behind_a_byte_order_mark() -> None:
    with opened(Reply(b"\xef\xbb\xbf{}")) as (_, session):
        assert ask(session) == {}


@pytest.mark.parametrize("body", [b"", b"[]", b"<html>", b'{"broken'])
def test_it_lets_an_unreadable_refusal_be_judged_by_its_status(body: bytes) -> None:
    seen: list[Exchange] = []

    def judge(exchange: Exchange) -> CollectorError | None:
        seen.append(exchange)
        return AccessRefused("no")

    with opened(Reply(body, 403), judge=judge) as (_, session), pytest.raises(AccessRefused):
        ask(session)

    assert [(exchange.status, exchange.document) for exchange in seen] == [(403, {})]


@pytest.mark.fault(16)
def test_it_takes_no_unknown_status_for_a_success() -> None:
    with opened(Reply({}, 418)) as (_, session), pytest.raises(Malformed, match="418"):
        ask(session)


@pytest.mark.fault(10)
@pytest.mark.threat(11)
def test_it_trusts_only_the_authorities_it_was_told_of(tmp_path: Path) -> None:
    authority, stranger = trustme.CA(), trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    stranger.cert_pem.write_to_path(tmp_path / "stranger.pem")
    with wire.encrypted_server(authority.issue_cert("127.0.0.1")) as url:
        with closing(session_to(url, network=_trusting(tmp_path / "ca.pem"))) as session:
            assert session.request("GET", url + "/things/1").json() == {}
        for network in (_trusting(tmp_path / "stranger.pem"), Network()):
            session = session_to(url, network=network)
            with closing(session), pytest.raises(PlatformUnavailable, match=r"^tls: "):
                ask(session)


def _trusting(bundle: Path) -> Network:
    return Network.model_construct(ca_bundle=bundle)


@contextmanager
def _dripping_server(head: bytes, drop: bytes) -> Iterator[str]:
    """Where a server listens that begins well, then sends a drop at a time for ever."""
    ended = threading.Event()

    def drip(server: socket.socket) -> None:
        connection, _ = server.accept()
        with connection, suppress(OSError):
            connection.sendall(head)
            while not ended.wait(0.02):
                connection.sendall(drop)

    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        threading.Thread(target=drip, args=(server,), daemon=True).start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
        ended.set()


@pytest.mark.fault(6)
def test_it_cuts_a_handshake_that_drips() -> None:
    # The head of a handshake's record of 16 KiB.
    with _dripping_server(b"\x16\x03\x03\x40\x00", b"\x00") as place:
        session = session_to(f"https://{place}", deadline_s=0.3)
        with closing(session), pytest.raises(PlatformUnavailable, match=r"^timeout: "):
            ask(session)


@pytest.mark.fault(8)
def test_it_cuts_a_proxy_that_drips() -> None:
    with _dripping_server(b"HTTP/1.1 ", b"2") as place:
        proxy = Network.model_construct(proxy=f"http://{place}")
        session = session_to("https://platform.invalid", network=proxy, deadline_s=0.3)
        with closing(session), pytest.raises(PlatformUnavailable, match=r"^timeout: "):
            ask(session)


@pytest.mark.fault(1)
def test_it_says_that_nobody_answers_and_keeps_no_trace() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"

    session = session_to(url)
    with closing(session), pytest.raises(PlatformUnavailable, match=r"^refused: ") as caught:
        ask(session)

    # The error that it stands for holds the request, and with it the token.
    assert caught.value.__context__ is None
