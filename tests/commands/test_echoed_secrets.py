"""A platform repeats our secrets in names, texts, refusals: no command, file or page has them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from commands._context import IN_PART
from sandbox import Fault
from settings import load
from tests.support.office import Office, open_office
from tests.support.staff_page import Pages
from web import Site

ECHOING = ("name", "text", "message", "caption", "permalink_url", "permalink")
"""The fields of a true answer in which the secrets stand."""
COMMANDS = (
    ["check"],
    ["check", "--json"],
    ["collect"],
    ["collect", "--json"],
    ["status"],
    ["status", "--lang", "fr"],
    ["status", "--json"],
    ["ask", "posts", "--format", "json"],
    ["ask", "--sql", "SELECT * FROM change"],
    ["ask", "--sql", "SELECT * FROM failure"],
    ["export", "export"],
)
PAGES = ("/", "/account/dgsn-x", "/account/dgsn-facebook", "/ask/posts.csv", "/data/change.json")


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.chdir(tmp_path)
    with open_office(tmp_path) as opened:
        yield opened


def secrets_of(office: Office) -> list[str]:
    """What we send to a platform, the Page's token that Meta gives out, and one of nobody's."""
    page_token = office.sandbox.world.credentials.meta.page_token
    return [*office.sandbox.secrets.values(), page_token, "EAAGcanary" + "0123456789" * 9]


def echoed(value: Any, words: str) -> Any:
    """A true answer with the words in each name and text."""
    if isinstance(value, list):
        return [echoed(inner, words) for inner in value]
    if not isinstance(value, dict):
        return value
    return {
        key: f"Sûreté {words}" if key in ECHOING else echoed(inner, words)
        for key, inner in value.items()
    }


def spoken(office: Office) -> str:
    """What every command prints, and what stands on the page and in the exported files."""
    results = [office.run(*words) for words in COMMANDS]
    assert {result.exit_code for result in results} <= {0, IN_PART}
    said = [result.output for result in results]
    site = Site(load(office.config), lambda: datetime.now(UTC), office.config)
    with closing(Pages(site)) as pages:
        said += [pages.get(path).text for path in PAGES]
    said += [path.read_text("utf-8") for path in (office.folder / "export").rglob("*.*")]
    return "\n".join(said)


@pytest.mark.threat(1, 16)
@pytest.mark.fault(20)
def test_what_a_platform_echoes_is_neither_shown_nor_kept(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert office.run("collect").exit_code == 0
    secrets = secrets_of(office)
    said = " ".join((*secrets, *map(quote, secrets)))
    office.sandbox.faults.add(Fault(alter=partial(echoed, words=said)))

    told = spoken(office)
    office.sandbox.faults.clear()
    body = {"title": said, "detail": said, "error": {"message": said, "code": 10}}
    office.sandbox.faults.add(Fault(status=403, body=body))
    refused = office.run("collect")
    told += refused.output + office.run("check").output + office.run("status").output

    assert refused.exit_code == IN_PART
    assert "Sûreté ***" in told, "nothing was echoed"
    kept = (office.folder / "hasila.db").read_bytes()
    for secret in secrets:
        assert "canary" in secret
        assert secret not in told + caplog.text
        assert secret.encode() not in kept
