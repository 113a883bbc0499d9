"""Notices: one plain mail for each administrator, that can be known as the same all day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from metrics.alerts import AlarmKind
from reports.mail.alerts import Notice, Word, compose
from reports.mail.smtp import WIRE, SendOutcome, send
from settings import Settings
from tests.support.config_files import SECRETS, loaded
from tests.support.post_office import PostOffice
from words import CODES, language
from words.names import alert_name

# Casablanca still had +01 in the summer of 2026: its day began at 23:00 UTC.
NOW = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
MAIL = """
[mail]
host = "127.0.0.1"
sender = "hasila@example.org"
[[mail.recipient]]
address = "office@example.org"
language = "ar"
[[mail.recipient]]
address = "first@example.org"
language = "fr"
role = "administrator"
[[mail.recipient]]
address = "second@example.org"
language = "en"
role = "administrator"
"""
ACCESS = Notice("access", "dgsn-x", "The token was refused.", NOW - timedelta(hours=2))
DISK = Notice("disk", "hasila.db", "12 MB are left.", NOW - timedelta(days=1), Word.STILL)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return loaded(tmp_path, MAIL)


def text_of(message: EmailMessage) -> str:
    body = message.get_body()
    assert body is not None
    return str(body.get_content())


def ids(messages: tuple[EmailMessage, ...]) -> list[str]:
    return [message["Message-ID"] for message in messages]


def test_each_administrator_gets_a_mail_of_his_own_and_the_office_none(
    settings: Settings,
) -> None:
    messages = compose([ACCESS, DISK], settings, NOW)

    assert [str(message["To"]) for message in messages] == [
        "first@example.org",
        "second@example.org",
    ]
    assert all("Cc" not in message and "Bcc" not in message for message in messages)


def test_it_says_what_where_and_since_when_on_the_institutions_clock(settings: Settings) -> None:
    _, message = compose([ACCESS, DISK], settings, NOW)

    assert message["Subject"] == "Hasila, new alert: Access refused, dgsn-x and 1 more"
    assert message["From"] == "Hasila <hasila@example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "text/plain"
    assert text_of(message) == (
        "DGSN\n"
        "\n"
        "NEW ALERT: Access refused, dgsn-x\n"
        "The token was refused.\n"
        "since July 1, 2026 at 21:30 (Africa/Casablanca)\n"
        "\n"
        "STILL: Disk nearly full, hasila.db\n"
        "12 MB are left.\n"
        "since June 30, 2026 at 23:30 (Africa/Casablanca)\n"
        "\n"
        "What each means and what to do: docs/operations.md, Alerts.\n"
    )


def test_it_speaks_the_language_of_each_administrator(tmp_path: Path) -> None:
    arabic = MAIL.replace('language = "en"', 'language = "ar"')
    french, second = compose([ACCESS, DISK], loaded(tmp_path, arabic), NOW)

    assert french["Content-Language"] == "fr"
    assert french["Subject"] == "Hasila, nouvelle alerte\u202f: Accès refusé, dgsn-x et 1 autre"
    assert text_of(french).endswith(
        "TOUJOURS EN COURS\u202f: Disque presque plein, hasila.db\n"
        "12 MB are left.\n"
        "depuis le 30 juin 2026 à 23:30 (Africa/Casablanca)\n"
        "\n"
        "Ce que chaque alerte signifie et ce qu’il faut faire\u202f: docs/operations.md, Alerts.\n"
    )
    assert second["Content-Language"] == "ar"
    assert second["Subject"] == "حصيلة، تنبيه جديد: رُفض الولوج، \u200edgsn-x\u200e وتنبيه آخر"
    assert "منذ 30 يونيو 2026 على الساعة 23:30 (\u200eAfrica/Casablanca\u200e)\n" in text_of(second)


@pytest.mark.parametrize("code", CODES)
def test_it_has_a_word_for_each_kind_of_alert(code: str) -> None:
    told = [alert_name(kind, language(code)) for kind in AlarmKind]

    assert not set(told) & {kind.value for kind in AlarmKind}
    assert alert_name("flood", language(code)) == "flood"


def test_the_same_notice_has_the_same_message_id_all_day_on_the_institutions_clock(
    settings: Settings,
) -> None:
    first = ids(compose([ACCESS, DISK], settings, NOW))
    worded = Notice("access", "dgsn-x", "In other words.", NOW)
    again = ids(compose([DISK, worded], settings, NOW + timedelta(minutes=29)))
    next_day = ids(compose([ACCESS, DISK], settings, NOW + timedelta(minutes=30)))

    assert again == first
    assert not set(next_day) & set(first)
    assert all(one.endswith("@example.org>") for one in first)


@pytest.mark.parametrize(
    "other",
    [
        Notice("credit", "dgsn-x", ACCESS.detail, NOW),
        Notice("access", "dgsn-facebook", ACCESS.detail, NOW),
        Notice("access", "dgsn-x", ACCESS.detail, NOW, Word.OVER),
    ],
)
def test_another_kind_subject_or_end_has_a_message_id_of_its_own(
    settings: Settings, other: Notice
) -> None:
    known = ids(compose([ACCESS], settings, NOW)) + ids(compose([other], settings, NOW))

    assert len(set(known)) == 4


@pytest.mark.threat(24)
@pytest.mark.parametrize("sign", ["\0", "\r\n", "\u2028", "\v", "\ud800", "\u202e"])
def test_no_word_of_a_notice_can_break_a_header_or_the_mail(settings: Settings, sign: str) -> None:
    bad = f"a{sign}Bcc: everybody@example.org"
    _, message = compose([Notice(bad, bad, bad, NOW)], settings, NOW)
    shown = "a Bcc: everybody@example.org"

    read = message_from_bytes(message.as_bytes(policy=WIRE), policy=default)
    assert isinstance(read, EmailMessage)
    assert read["Bcc"] is None
    # Python folds a long header before its first word, and keeps the fold's space on reading.
    assert read["Subject"].strip() == (f"Hasila, new alert: {shown}, {shown}")
    assert "a Bcc: everybody@example.org" in text_of(read).splitlines()


def test_endless_words_are_cut(settings: Settings) -> None:
    message = compose([Notice("access", "x" * 9999, "y" * 99999, NOW)], settings, NOW)[0]

    assert len(message["Subject"]) < 200
    assert len(text_of(message)) < 3000


@pytest.mark.threat(1)
def test_no_secret_gets_into_a_notice(settings: Settings) -> None:
    secret = SECRETS["x_access_token"]
    leaky = Notice("access", secret, f"refused {secret} Bearer canary-of-another", NOW)
    message = compose([leaky], settings, NOW)[0]

    assert "canary" not in message.as_string()


def test_nothing_is_composed_where_nothing_is_to_be_told_or_nobody_to_tell(
    tmp_path: Path, settings: Settings
) -> None:
    assert compose([], settings, NOW) == ()
    assert compose([ACCESS], loaded(tmp_path), NOW) == ()


def test_what_is_composed_can_be_sent(tmp_path: Path, settings: Settings) -> None:
    with PostOffice(tmp_path) as office:
        for message in compose([ACCESS], settings, NOW):
            (found,) = send(message, office.mail(), None, ca_bundle=office.ca_bundle)
            assert found.outcome is SendOutcome.ACCEPTED

    assert [one.recipients for one in office.received] == [
        ("first@example.org",),
        ("second@example.org",),
    ]
