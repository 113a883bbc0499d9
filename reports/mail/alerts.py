"""What administrators are told of alerts, as a plain text in their own language."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from enum import StrEnum

from reports.mail.smtp import one_line
from settings import Settings
from settings.redaction import redact
from settings.sections import Recipient
from words import Language, language
from words.names import alert_name
from words.sentences.clauses import foreign
from words.telling import tell

ADVICE = "docs/operations.md, Alerts"
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
    """A plain text that tells these notices, once for each administrator in his language.

    The same notices have the same Message-ID all day long (in the institution's zone), so that a
    mail that is sent twice can be known as one.
    """
    if settings.mail is None or not notices:
        return ()
    sender, recipients = settings.mail.sender, settings.mail.recipient
    return tuple(
        _message(notices, settings, sender, to, now)
        for to in recipients
        if to.role == "administrator"
    )


def _message(
    notices: Sequence[Notice], settings: Settings, sender: str, recipient: Recipient, now: datetime
) -> EmailMessage:
    secrets, tongue = settings.secrets(), language(recipient.language)
    message = EmailMessage()
    message["From"] = Address("Hasila", addr_spec=sender)
    message["To"] = recipient.address
    message["Subject"] = redact(_subject(notices, tongue), secrets)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = _message_id(notices, settings, sender, recipient.address, now)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(redact(_text(notices, settings, tongue), secrets))
    message["Content-Language"] = tongue.code
    return message


def _subject(notices: Sequence[Notice], tongue: Language) -> str:
    word, head = _word(notices[0].word, tongue), _head(notices[0], tongue)
    subject = tongue.say("Hasila, {word}: {head}", word=word, head=head)
    if not notices[1:]:
        return subject
    return tongue.count(
        "{subject} and {n} more", "{subject} and {n} more", len(notices) - 1, subject=subject
    )


def _word(word: Word, tongue: Language) -> str:
    return {
        Word.NEW: tongue.say("new alert"),
        Word.STILL: tongue.say("still"),
        Word.OVER: tongue.say("over"),
        Word.GOOD: tongue.say("good news"),
    }[word]


def _head(notice: Notice, tongue: Language) -> str:
    kind = foreign(alert_name(one_line(notice.kind), tongue), tongue)
    subject = foreign(one_line(notice.subject), tongue)
    return tongue.say("{kind}, {subject}", kind=kind, subject=subject)


def _message_id(
    notices: Sequence[Notice], settings: Settings, sender: str, recipient: str, now: datetime
) -> str:
    subjects = sorted((notice.kind, notice.subject, notice.word.value) for notice in notices)
    day = now.astimezone(settings.zone()).date().isoformat()
    digest = hashlib.sha256(repr((day, recipient, subjects)).encode("utf-8", "backslashreplace"))
    return f"<hasila.{digest.hexdigest()[:32]}@{sender.rpartition('@')[2]}>"


def _text(notices: Sequence[Notice], settings: Settings, tongue: Language) -> str:
    name = tongue.names(settings.institution.name)
    parts = "\n\n".join(_paragraph(notice, settings, tongue) for notice in notices)
    advice = tongue.say("What each means and what to do: {place}.", place=foreign(ADVICE, tongue))
    return f"{name}\n\n{parts}\n\n{advice}\n"


def _paragraph(notice: Notice, settings: Settings, tongue: Language) -> str:
    word, head = _word(notice.word, tongue).upper(), _head(notice, tongue)
    detail = one_line(tell(notice.detail, tongue))[:LONGEST_DETAIL]
    since = tongue.say(
        "since {moment} ({zone})",
        moment=tongue.moment(notice.since, settings.zone()),
        zone=foreign(settings.institution.timezone, tongue),
    )
    return f"{tongue.say('{word}: {head}', word=word, head=head)}\n{detail}\n{since}"
