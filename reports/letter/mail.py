"""A letter as a mail: text and HTML side by side, its pictures within, its figures attached."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import quote

from documents.email import mail_as_html, mail_as_text
from documents.model import Document
from reports.mail.smtp import one_line
from settings import Settings
from settings.redaction import redact
from settings.sections import Recipient

XLSX = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOWHERE = "hasila.invalid"
"""The domain of a letter's ids where no mail is set up."""
UNSUBSCRIBE = "Unsubscribe from the weekly letter of Hasila"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a mail."""

    name: str
    subtype: str
    """Of `application/`."""
    content: bytes


@dataclass(frozen=True, slots=True)
class Addressed:
    """To whom a letter goes, and what it is known by."""

    address: str
    message_id: str


def message_id(settings: Settings, label: str, recipient: Recipient) -> str:
    """What a letter is known by: the same at every try, and of no other letter.

    `label` is the week's, or a report's with its days.
    """
    names = settings.institution.name
    identity = (label, recipient.address, recipient.role, sorted(names.items()))
    digest = hashlib.sha256(repr(identity).encode()).hexdigest()
    return f"<hasila.letter.{digest[:32]}@{_domain(settings)}>"


def message(
    paper: Document,
    attached: Sequence[Attachment],
    settings: Settings,
    label: str,
    addressed: Addressed | None,
    now: datetime,
) -> EmailMessage:
    """The whole mail; addressed to nobody, it is one to look at. `label` names its pictures."""
    secrets = settings.secrets()
    mail = EmailMessage()
    _address(mail, paper, settings, addressed)
    mail["Date"] = format_datetime(now)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(redact(mail_as_text(paper), secrets))
    cids = {
        picture.name: f"{picture.name}.{label}@{_domain(settings)}" for picture in paper.pictures
    }
    html = mail_as_html(paper, {name: f"cid:{cid}" for name, cid in cids.items()})
    mail.add_alternative(redact(html, secrets), subtype="html")
    page = mail.get_payload()[1]  # type: ignore[index]
    for picture in paper.pictures:
        name = f"{picture.name}.png"
        page.add_related(  # type: ignore[union-attr]
            picture.content,
            "image",
            "png",
            cid=f"<{cids[picture.name]}>",
            filename=name,
            disposition="inline",
        )
    for file in attached:
        mail.add_attachment(
            file.content, maintype="application", subtype=file.subtype, filename=file.name
        )
    mail["Content-Language"] = paper.language.code  # set before, it would move to the text's part
    return mail


def _address(
    mail: EmailMessage,
    paper: Document,
    settings: Settings,
    addressed: Addressed | None,
) -> None:
    if settings.mail is not None:
        mail["From"] = Address("Hasila", addr_spec=settings.mail.sender)
    if addressed is not None:
        mail["To"] = addressed.address
        mail["Message-ID"] = addressed.message_id
        mail["List-Unsubscribe"] = _unsubscribe(settings)
    mail["Subject"] = one_line(paper.language.say(": ").join([paper.title, *paper.lines]))


def _unsubscribe(settings: Settings) -> str:
    """Who is written to by whoever wants no more letters: the first administrator.

    Recipients stand in config.toml, so it is a person who takes one out.
    """
    assert settings.mail is not None  # noqa: S101 - there is a recipient
    people = [
        recipient.address
        for recipient in settings.mail.recipient
        if recipient.role == "administrator"
    ]
    address = (people or [settings.mail.sender])[0]
    return f"<mailto:{quote(address, safe='@')}?subject={quote(UNSUBSCRIBE)}>"


def _domain(settings: Settings) -> str:
    """The sender's: this machine's own name is nobody's business."""
    return settings.mail.sender.rpartition("@")[2] if settings.mail else NOWHERE
