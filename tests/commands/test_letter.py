"""`letter`: to read, into a file, to everybody; and what it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from commands._context import IN_PART, WRONG_USE
from metrics.periods import Span, period_of
from tests.support.letters import html_of, text_of
from tests.support.office import Office, open_office
from tests.support.post_office import RECIPIENTS, PostOffice

LAST = period_of(datetime.now(UTC).date() - timedelta(weeks=1), Span.WEEK)


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office that was read once, to be copied."""
    with open_office(tmp_path_factory.mktemp("collected")) as opened:
        assert opened.run("collect").exit_code == 0
        yield opened


@pytest.fixture
def office(collected: Office, tmp_path: Path) -> Office:
    return collected.copied(tmp_path)


def posted_by(office: Office, post: PostOffice) -> None:
    """Let the office's mail go to a post office."""
    mail = (
        f'[mail]\nhost = "127.0.0.1"\nport = {post.port}\nsender = "hasila@example.org"\n'
        f'security = "{post.security}"\n'
    )
    text = office.config.read_text(encoding="utf-8")
    text += f'[network]\nca_bundle = "{post.ca_bundle}"\n' + mail + RECIPIENTS
    office.config.write_text(text, encoding="utf-8")


def test_it_tells_the_last_whole_week_unless_another_is_named(office: Office) -> None:
    last, named = office.run("letter", "--lang", "fr"), office.run("letter", "--week", LAST.label)

    assert last.exit_code == named.exit_code == 0
    assert last.stdout.startswith("Direction générale de la sûreté nationale\nLettre hebdomadaire")
    assert named.stdout.startswith("المديرية العامة للأمن الوطني\n")


@pytest.mark.parametrize("role", ["office", "administrator"])
@pytest.mark.parametrize("code", ["ar", "fr", "en"])
def test_it_writes_a_whole_mail_into_a_file(office: Office, role: str, code: str) -> None:
    path = office.folder / "letter.eml"

    result = office.run("letter", "--role", role, "--lang", code, "--out", str(path))

    assert (result.exit_code, result.stdout) == (0, f"{path}\n")
    mail = message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(mail, EmailMessage)
    assert mail["Content-Language"] == code
    assert len(text_of(mail)) > 200
    assert f'<html lang="{code}"' in html_of(mail)
    assert not list(office.folder.glob("*.draft"))


def test_it_sends_to_everybody_once(office: Office, tmp_path: Path) -> None:
    with PostOffice(tmp_path) as post:
        posted_by(office, post)
        first = office.run("letter", "--send")
        second = office.run("letter", "--send")

    assert first.exit_code == second.exit_code == 0
    assert first.stdout == (
        "office@example.org (office, fr): sent\n"
        "administrator@example.org (administrator, en): sent\n"
    )
    assert len(post.received) == 2


def test_it_is_done_in_part_where_one_is_refused(office: Office, tmp_path: Path) -> None:
    with PostOffice(tmp_path, replies={"office@example.org": "550 5.1.1 no"}) as post:
        posted_by(office, post)
        result = office.run("letter", "--send")

    assert result.exit_code == IN_PART
    assert "office@example.org (office, fr): failed: 550 5.1.1 no" in result.stdout


def test_its_language_is_that_of_the_role_s_first_recipient(office: Office, tmp_path: Path) -> None:
    with PostOffice(tmp_path) as post:
        posted_by(office, post)

    assert "Lettre hebdomadaire" in office.run("letter").stdout
    assert "WHAT TO DO" in office.run("letter", "--role", "administrator").stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--send",), "no [mail]"),
        (("--send", "--lang", "ar"), "recipients of the settings alone"),
        (("--send", "--out", "x.eml"), "recipients of the settings alone"),
        (("--send", "--week", "2199-W01"), "has not begun"),
        (("--week", "2026-13-01"), "is not a period"),
        (("--week", "2026-03"), "is not a week"),
        (("--week", "2199-W01"), "has not begun"),
        (("--lang", "de"), "not one of"),
        (("--role", "minister"), "not one of"),
        (("--out", "nowhere/letter.eml"), "nowhere"),
        (("--out", "."), "is a folder"),
        (("--out", "/"), "is a folder"),
        (("--week", ""), "is not a period"),
        (("--week", "2026-W54"), "is not a period"),
        (("--week", "2025-W53"), "is not a period"),
        (("--week", "0000-W01"), "cannot be meant"),
    ],
)
def test_it_refuses_in_one_sentence(office: Office, words: tuple[str, ...], told: str) -> None:
    result = office.run("letter", *words)

    assert result.exit_code == WRONG_USE
    assert told in result.stderr
    assert result.stdout == ""


def test_the_running_week_can_be_read_and_not_sent(office: Office, tmp_path: Path) -> None:
    running = period_of(datetime.now(UTC).date(), Span.WEEK).label
    with PostOffice(tmp_path) as post:
        posted_by(office, post)

        assert office.run("letter", "--week", running).exit_code == 0
        refused = office.run("letter", "--week", running, "--send")

    assert refused.exit_code == WRONG_USE
    assert "is not over" in refused.stderr
    assert post.received == []
