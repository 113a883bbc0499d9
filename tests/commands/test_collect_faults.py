"""`collect` while one account's platform misbehaves: the reason, the sentence, the other accounts.

The office was read once before; each fault spoils the requests of one account alone.
"""

from __future__ import annotations

import json
import re
import shutil
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme

from commands._context import IN_PART
from metrics.model import Reason
from sandbox import Fault
from tests.support.office import Office, open_office
from tests.support.wire_faults import encrypted_server

ACCOUNTS = ("dgsn-x", "dgsn-facebook", "dgsn-instagram")
HTML, PORTAL = {"Content-Type": "text/html"}, "<html><h1>Sign in</h1></html>"
ELSEWHERE = {"Location": "http://elsewhere.example/"}
UNAVAILABLE, LIMIT, MALFORMED = Reason.UNAVAILABLE, Reason.LIMIT, Reason.MALFORMED


def _limited(**headers: str) -> dict[str, Any]:
    """An answer that asks to wait, as each platform words it."""
    usual = {"x-rate-limit-limit": "900", "x-rate-limit-remaining": "0"}
    return {"status": 429, "body": {"title": "Too Many Requests"}, "headers": {**usual, **headers}}


def _told(count: object) -> dict[str, Any]:
    """A true answer in which every follower count reads otherwise."""

    def alter(body: Any) -> Any:
        if isinstance(body, list):
            return [alter(inner) for inner in body]
        if not isinstance(body, dict):
            return body
        return {
            key: count if key == "followers_count" else alter(value) for key, value in body.items()
        }

    return {"alter": alter}


@dataclass(frozen=True)
class Case:
    """How the answers are spoilt, and what is told of it."""

    how: dict[str, Any]
    reason: Reason
    words: str = ""
    """In which the sentence matches."""
    scope: str = "account"


CASES: dict[str, Case] = {
    "reset": Case({"reset": True}, UNAVAILABLE, "^reset: "),
    "portal": Case({"status": 200, "body": PORTAL, "headers": HTML}, UNAVAILABLE, "^not_json: "),
    "short body": Case({"truncate": 20}, UNAVAILABLE, "^short_body: "),
    "cut body": Case(
        {"truncate": 20, "headers": {"Content-Length": None}}, UNAVAILABLE, "^short_body: "
    ),
    "redirect": Case(
        {"status": 302, "body": b"", "headers": ELSEWHERE}, UNAVAILABLE, "^redirect: "
    ),
    "500 like an answer": Case({"status": 500, "body": {}}, UNAVAILABLE, "500"),
    "503 like an answer": Case({"status": 503, "body": {"message": "x"}}, UNAVAILABLE, "503"),
    "429 without a reset": Case(_limited(), LIMIT, "wait"),
    "429 with a reset of long ago": Case(_limited(**{"x-rate-limit-reset": "1"}), LIMIT, "wait"),
    "429 with nonsense": Case(_limited(**{"x-rate-limit-reset": "soon"}), LIMIT, "wait"),
    "Retry-After of a day": Case(_limited(**{"Retry-After": "86400"}), LIMIT, "wait"),
    "Retry-After of nothing": Case(_limited(**{"Retry-After": "-5"}), LIMIT, "wait"),
    "Retry-After of a fraction": Case(_limited(**{"Retry-After": "1.5"}), LIMIT, "wait"),
    "no count": Case(_told(None), Reason.MISSING, "", "followers"),
    "a text for a count": Case(_told("12K"), MALFORMED, "", "followers"),
    "too large a count": Case(_told(2**63), MALFORMED, "", "followers"),
    "a list": Case({"status": 200, "body": []}, MALFORMED),
}


def _cases() -> Iterator[Any]:
    """Each case with one of the accounts; with the others, too, at night."""
    for turn, name in enumerate(CASES):
        for number, account in enumerate(ACCOUNTS):
            marks = () if turn % len(ACCOUNTS) == number else pytest.mark.nightly
            yield pytest.param(account, CASES[name], id=f"{name}-{account}", marks=marks)


@pytest.fixture(scope="module")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with open_office(tmp_path_factory.mktemp("office")) as opened:
        assert opened.run("collect").exit_code == 0
        shutil.copy2(opened.folder / "hasila.db", opened.folder / "read.db")
        shutil.copy2(opened.config, opened.folder / "read.toml")
        yield opened


@pytest.fixture
def office(read_once: Office) -> Office:
    """With what was on file after the first visits, and a platform that works."""
    shutil.copy2(read_once.folder / "read.db", read_once.folder / "hasila.db")
    shutil.copy2(read_once.folder / "read.toml", read_once.config)
    read_once.sandbox.faults.clear()
    return read_once


def spoil(office: Office, account: str, **how: Any) -> None:
    """Let whatever is asked for this account alone go wrong."""
    world = office.sandbox.world
    paths = {
        "dgsn-x": ("x", "/2/"),
        "dgsn-facebook": ("meta", f"/{world.page.id}"),
        "dgsn-instagram": ("meta", f"/{world.instagram.id}"),
    }
    platform, path = paths[account]
    office.sandbox.faults.add(Fault(path, platform, **how))


def collected(office: Office) -> tuple[int, dict[str, Any]]:
    """What `collect` ends with and tells; no secret is in what it prints."""
    result = office.run("collect", "--json")
    secrets = [path.read_text("utf-8").strip() for path in (office.folder / "secrets").iterdir()]
    assert secrets
    assert not [secret for secret in secrets if secret in result.output]
    return result.exit_code, {visit["account"]: visit for visit in json.loads(result.stdout)}


@pytest.mark.fault(3, 9, 11, 12, 15, 16, 17, 18, 24, 25, 26, 33)
@pytest.mark.threat(1)
@pytest.mark.parametrize(("account", "case"), list(_cases()))
def test_a_fault_of_one_account_is_named_and_the_others_are_read(
    office: Office, account: str, case: Case
) -> None:
    spoil(office, account, **case.how)

    exit_code, visits = collected(office)

    failure = visits[account]["failures"][0]
    assert (failure["scope"], failure["reason"]) == (case.scope, case.reason)
    assert re.search(case.words, failure["detail"])
    assert exit_code == IN_PART
    assert {visits[name]["outcome"] for name in set(ACCOUNTS) - {account}} == {"ok"}
    assert visits[account]["followers"] is None


@pytest.mark.fault(7)
@pytest.mark.parametrize(
    "how", [{"delay_s": 0.3}, {"drip_s": 0.0005}, {"delay_s": 0.1, "drip_headers_s": 0.002}]
)
def test_a_line_that_is_slow_within_the_deadline_costs_nothing(
    office: Office, how: dict[str, float]
) -> None:
    spoil(office, "dgsn-facebook", times=2, **how)

    exit_code, visits = collected(office)

    assert exit_code == 0
    assert {visit["outcome"] for visit in visits.values()} == {"ok"}


def move_x(office: Office, url: str, **network: object) -> None:
    """Let X be asked somewhere else, by way of another network."""
    lines = "".join(f'{key} = "{value}"\n' for key, value in network.items())
    terms = 'terms_read_on = 2026-09-01\nterms_read_by = "the legal service"\n'
    office.change_settings(
        f'[x]\napi_url = "{office.sandbox.url}"\n',
        f'[network]\n{lines}[x]\napi_url = "{url}"\n{terms}',
    )


def assert_x_alone_is_lost(office: Office, words: str) -> None:
    exit_code, visits = collected(office)

    (failure,) = visits["dgsn-x"]["failures"]
    assert (failure["scope"], failure["reason"]) == ("account", UNAVAILABLE)
    assert failure["detail"] == words
    assert exit_code == IN_PART
    assert {visits[name]["outcome"] for name in ACCOUNTS[1:]} == {"ok"}


@pytest.mark.fault(2)
def test_a_name_that_nobody_knows_costs_its_own_account_alone(office: Office) -> None:
    """Really asked of this machine's resolver: no such name can be registered."""
    move_x(office, "https://api.x.invalid")

    assert_x_alone_is_lost(office, "dns: the name cannot be resolved.")


@pytest.mark.fault(8)
def test_a_proxy_that_wants_a_login_is_said_to(office: Office) -> None:
    refused = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        threading.Thread(target=answer_each, args=(server, refused), daemon=True).start()
        move_x(office, "https://api.x.invalid", proxy=f"http://127.0.0.1:{port}")

        assert_x_alone_is_lost(office, "proxy: the proxy of the settings wants a login.")
        server.shutdown(socket.SHUT_RDWR)


def answer_each(server: socket.socket, answer: bytes) -> None:
    """Answer whatever is sent the same, until the server is shut down."""
    with suppress(OSError):
        while True:
            connection, _ = server.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(answer)


AGO = datetime(2020, 1, 1, tzinfo=UTC)
CERTIFICATES: dict[str, tuple[tuple[str, ...], dict[str, Any], str]] = {
    "expired": (
        ("127.0.0.1",),
        {"not_before": AGO, "not_after": AGO + timedelta(days=90)},
        "the certificate has expired, or this machine's clock is wrong.",
    ),
    "of another name": (("api.x.com",), {}, "the certificate is of another name."),
}


@pytest.mark.fault(10)
@pytest.mark.threat(11)
@pytest.mark.parametrize("name", CERTIFICATES)
def test_a_certificate_that_does_not_hold_costs_its_own_account_alone(
    office: Office, tmp_path: Path, name: str
) -> None:
    names, dates, words = CERTIFICATES[name]
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")

    with encrypted_server(authority.issue_cert(*names, **dates)) as url:
        move_x(office, url, ca_bundle=tmp_path / "ca.pem")

        assert_x_alone_is_lost(office, f"tls: {words}")


@pytest.mark.fault(10)
@pytest.mark.threat(11)
def test_an_unknown_authority_and_an_old_protocol_are_not_read(
    office: Office, tmp_path: Path
) -> None:
    authority, known = trustme.CA(), tmp_path / "ca.pem"
    certificate = authority.issue_cert("127.0.0.1")
    trustme.CA().cert_pem.write_to_path(known)
    with encrypted_server(certificate) as url:
        move_x(office, url, ca_bundle=known)
        unknown = "the certificate is of an authority that this machine does not know."
        assert_x_alone_is_lost(office, f"tls: {unknown}")

    authority.cert_pem.write_to_path(known)
    with encrypted_server(certificate, ssl.TLSVersion.TLSv1_1) as old:
        office.change_settings(url, old)
        encryption = "the certificate or the encryption cannot be trusted."
        assert_x_alone_is_lost(office, f"tls: {encryption}")
