"""Notices: what administrators are told of alerts, as a plain text."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from enum import StrEnum

from reports.mail import one_line
from settings import Settings
from settings.redaction import redact

LANGUAGES = ("en", "fr", "ar")
"""In which order the institution's names are looked for: the text is English."""
LONGEST_HEAD = 150
LONGEST_DETAIL = 2_000


class Word(StrEnum):
    """Why a notice is sent today."""

    NEW = "alert"
    STILL = "still"
    OVER = "over"
    GOOD = "good news"


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that administrators are told."""

    kind: str
    """A word of the alerts, such as `access`."""
    subject: str
    """What it is about: an account's name, or a part of the system."""
    detail: str
    """A sentence."""
    since: datetime
    """The instant at which it began."""
    word: Word = Word.NEW


def compose(
    notices: Sequence[Notice], settings: Settings, now: datetime
) -> tuple[EmailMessage, ...]:
    """A plain text that tells these notices, once for each administrator.

    The same notices have the same Message-ID all day long (in the institution's zone), so that a
    mail that is sent twice can be known as one.
    """
    if settings.mail is None or not notices:
        return ()
    sender, recipients = settings.mail.sender, settings.mail.recipient
    told = [one.address for one in recipients if one.role == "administrator"]
    return tuple(_message(notices, settings, sender, to, now) for to in told)


def _message(
    notices: Sequence[Notice], settings: Settings, sender: str, recipient: str, now: datetime
) -> EmailMessage:
    secrets = settings.secrets()
    message = EmailMessage()
    message["From"] = Address("Hasila", addr_spec=sender)
    message["To"] = recipient
    message["Subject"] = redact(_subject(notices), secrets)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = _message_id(notices, settings, sender, recipient, now)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(redact(_text(notices, settings), secrets))
    return message


def _subject(notices: Sequence[Notice]) -> str:
    more = f" and {len(notices) - 1} more" if len(notices) > 1 else ""
    return f"Hasila, {notices[0].word}: {_head(notices[0])}{more}"


def _head(notice: Notice) -> str:
    return one_line(f"{notice.kind}, {notice.subject}")[:LONGEST_HEAD]


def _message_id(
    notices: Sequence[Notice], settings: Settings, sender: str, recipient: str, now: datetime
) -> str:
    told = sorted((one.kind, one.subject, one.word.value) for one in notices)
    day = now.astimezone(settings.zone()).date().isoformat()
    digest = hashlib.sha256(repr((day, recipient, told)).encode("utf-8", "backslashreplace"))
    return f"<hasila.{digest.hexdigest()[:32]}@{sender.rpartition('@')[2]}>"


def _text(notices: Sequence[Notice], settings: Settings) -> str:
    names = settings.institution.name
    name = next(names[code] for code in LANGUAGES if code in names)
    parts = "\n\n".join(_paragraph(one, settings) for one in notices)
    return f"{name}\n\n{parts}\n\nWhat each means and what to do: docs/operations.md, Alerts.\n"


def _paragraph(notice: Notice, settings: Settings) -> str:
    since = f"{notice.since.astimezone(settings.zone()):%Y-%m-%d %H:%M}"
    detail = one_line(notice.detail)[:LONGEST_DETAIL]
    head = f"{notice.word.upper()}: {_head(notice)}"
    return f"{head}\n{detail}\nsince {since} ({settings.institution.timezone})"
