"""The outbox at work: a week's letters, each sent once to each recipient, or told why not.

Everything that must be known after a crash stands in the database before it matters: a letter is
claimed before it is composed for its recipient, and noted as handed over before its first byte
leaves (`storage.outbox`).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Protocol

from documents.model import Document
from metrics.errors import HasilaError
from metrics.periods import Period
from metrics.texts.phrases import Phrase
from reports.letter import Addressed, LetterWriter, message_id
from reports.mail import smtp
from settings import Settings
from settings.sections import Mail, Recipient
from storage import Store, outbox
from storage.outbox import BROKEN_AFTER, NO_RECIPIENT, Envelope, LetterRecord, Ticket, TicketLost
from storage.schema import State

Clock = Callable[[], datetime]
DEADLINE_S = 180.0
"""Seconds that one letter may take: a server may look for long into one that it has whole."""
ENDS = {
    smtp.SendOutcome.ACCEPTED: State.SENT,
    smtp.SendOutcome.LATER: State.WAITING,
    smtp.SendOutcome.NEVER: State.FAILED,
    smtp.SendOutcome.UNSURE: State.UNSURE,
}

logger = logging.getLogger(__name__)


class NoMail(HasilaError):
    """There is no way to send a letter, or nobody to send it to."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What has become of a week's letters by now."""

    letters: tuple[LetterRecord, ...]

    @property
    def is_whole(self) -> bool:
        """Whether every one of them was accepted."""
        return all(letter.state is State.SENT for letter in self.letters)


class Writer(Protocol):
    """Who writes the letters of one week, or those of a report."""

    store: Store
    settings: Settings

    def paper(self, role: str, code: str) -> Document:
        """What a role is told, in a language."""

    def mail(self, role: str, code: str, addressed: Addressed | None = None) -> EmailMessage:
        """The same as a mail."""


def send_week(
    store: Store,
    settings: Settings,
    week: Period,
    clock: Clock,
    *,
    hasten: bool = False,
    shall_end: Callable[[], bool] = lambda: False,
) -> Sent:
    """Send the letters of a week that are not sent yet and whose time has come.

    Args:
        store: Where the outbox is.
        settings: Who gets which letter, and by which server.
        week: The week that the letters are about.
        clock: The clock.
        hasten: Try those, too, that were put off to a later time.
        shall_end: Asked before each letter: whether to leave it, and those after it, waiting.

    Raises:
        NoMail: the settings name no mail server or no recipient.
        StorageError: the database could not be read or written; nothing was sent that is not
            on file as sent, or as handed over.
    """
    server = require_mail(settings)
    batch = Batch(week.label, server, server.recipient)
    writer = LetterWriter(store, settings, week, clock())
    return send_batch(writer, batch, clock, hasten=hasten, shall_end=shall_end)


@dataclass(frozen=True, slots=True)
class Batch:
    """Letters that belong together: those of a week, or those of a report on its days."""

    label: str
    """Under which the outbox keeps them."""
    server: Mail
    recipients: Sequence[Recipient]


def send_batch(
    writer: Writer,
    batch: Batch,
    clock: Clock,
    *,
    hasten: bool = False,
    shall_end: Callable[[], bool] = lambda: False,
) -> Sent:
    """Send the letters of a batch that are not sent yet and whose time has come.

    Arguments and errors: as `send_week`.
    """
    store, now = writer.store, clock()
    outbox.settle_broken(store, now, BROKEN_AFTER)
    envelopes = [
        _envelope(writer.settings, batch.label, recipient) for recipient in batch.recipients
    ]
    outbox.enqueue(store, batch.label, envelopes, now)
    if hasten:
        outbox.hasten(store, batch.label, now)
    for record in outbox.due(store, now):
        if shall_end():
            break
        if record.week == batch.label:
            _try(writer, batch, record, clock, shall_end)
    return Sent(tuple(outbox.outbox(store, batch.label)))


def require_mail(settings: Settings) -> Mail:
    """The mail server of the settings, with somebody to write to.

    Raises:
        NoMail: there is none, or nobody.
    """
    if settings.mail is None or not settings.mail.recipient:
        raise NoMail(
            Phrase("no letter can be sent: config.toml has no [mail] with a [[mail.recipient]]")
        )
    return settings.mail


def require_server(settings: Settings) -> Mail:
    """The mail server of the settings.

    Raises:
        NoMail: there is none.
    """
    if settings.mail is None:
        raise NoMail("no report can be sent: config.toml has no [mail]")
    return settings.mail


def _envelope(settings: Settings, label: str, recipient: Recipient) -> Envelope:
    known_by = message_id(settings, label, recipient)
    return Envelope(recipient.address, recipient.language, recipient.role, known_by)


def _try(
    desk: Writer,
    batch: Batch,
    record: LetterRecord,
    clock: Clock,
    shall_end: Callable[[], bool],
) -> None:
    """Try one letter; where its recipient is gone from the settings, it ends unsent."""
    recipient = _recipient(batch, record.recipient, record.role)
    if recipient is not None:  # written before it is claimed: should that fail, it still waits
        desk.paper(recipient.role, recipient.language)
        if shall_end():  # told so while it was drawn
            return
    ticket = outbox.claim(desk.store, record.week, record.recipient, clock())
    if ticket is None:
        return
    recipient = _recipient(batch, ticket.recipient, ticket.role)
    if recipient is None:
        outbox.ended(desk.store, ticket, State.FAILED, NO_RECIPIENT, clock())
        return
    try:
        delivery = _hand_over(desk, batch.server, ticket, recipient, clock)
    except TicketLost as error:
        logger.warning("%s", error)
        return
    ended = outbox.ended(desk.store, ticket, ENDS[delivery.outcome], delivery.detail, clock())
    about = {"week": ended.week, "recipient": ended.recipient, "state": ended.state}
    logger.info("letter: %s", delivery.detail or "sent", extra=about)


def _recipient(batch: Batch, address: str, role: str) -> Recipient | None:
    wanted = (address.casefold(), role)
    own = (
        recipient
        for recipient in batch.recipients
        if (recipient.address.casefold(), recipient.role) == wanted
    )
    return next(own, None)


def _hand_over(
    desk: Writer, server: Mail, ticket: Ticket, recipient: Recipient, clock: Clock
) -> smtp.Delivery:
    settings = desk.settings
    addressed = Addressed(recipient.address, ticket.message_id)
    (delivery,) = smtp.send(
        desk.mail(recipient.role, recipient.language, addressed),
        server,
        settings.mail_password(),
        ca_bundle=settings.network.ca_bundle,
        deadline_s=DEADLINE_S,
        secrets=settings.secrets(),
        at_data=lambda: outbox.handing_over(desk.store, ticket, clock()),
    )
    return delivery
