"""Mail: a message handed to the mail server.

What became of a message is told for each recipient. Above all it is told when nobody can know:
a server that takes a message and then falls silent may have delivered it, and a message that is
simply sent again arrives twice.
"""

from __future__ import annotations

import re
import smtplib
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from enum import StrEnum
from pathlib import Path

from collectors._line import Overdue
from reports.mail_server import ERRORS, NotReached, connected, wait_for_the_last_word
from settings import Secret
from settings.redaction import redact
from settings.sections import Mail

DEADLINE_S = 60.0
"""Seconds that one message may take, however slowly the server answers."""
WIRE = SMTP.clone(cte_type="7bit")
"""How a message travels: so that a server of any age takes it."""
OK = 250
GO_AHEAD = 354
REFUSED_FOR_EVER = 500
FINAL = (2, 4, 5)
"""First digits of a reply that settles what became of a message."""
SILENT = "the mail server did not say whether it has the message"
LONGEST_REPLY = 150
"""Characters of what a server said."""
DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that turn a text's direction around, by which a line can be made to lie."""


class Outcome(StrEnum):
    """What became of a message, for one recipient."""

    ACCEPTED = "accepted"
    """The server has it."""
    LATER = "later"
    """It was not taken, and may be another time."""
    NEVER = "never"
    """This recipient's server will not take this message."""
    UNSURE = "unsure"
    """It was handed over whole or in part, and the server did not say that it has it."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a message for one recipient, and in what words."""

    recipient: str
    outcome: Outcome
    detail: str = ""


def send(
    message: EmailMessage,
    mail: Mail,
    password: Secret | None,
    *,
    ca_bundle: Path | None = None,
    deadline_s: float = DEADLINE_S,
    at_data: Callable[[], None] = lambda: None,
) -> tuple[Delivery, ...]:
    """Hand a message to the mail server, and tell what became of it for each address in its To.

    Never raises for what a server or a network does. `ca_bundle` holds the certificates to trust
    (None: the system's).

    `at_data` is called when the server waits for the message, before its first byte leaves:
    whatever happens from then on, the message may arrive. What it raises ends the conversation,
    and nothing was sent.
    """
    found = {to: _before(to) for to in (one.addr_spec for one in message["To"].addresses)}
    body = message.as_bytes(policy=WIRE)
    try:
        with connected(mail, password, ca_bundle, deadline_s) as server:
            _hand_over(server, mail.sender, body, found, at_data, deadline_s)
    except NotReached as error:
        found = {to: _with_detail(one, str(error)) for to, one in found.items()}
    except (*ERRORS, Overdue):
        detail = "the mail server ended the conversation, or took too long"
        found = {to: _with_detail(one, detail) for to, one in found.items()}
    return tuple(found.values())


def _before(recipient: str) -> Delivery:
    """What holds for a recipient before the conversation."""
    if recipient.isascii():
        return Delivery(recipient, Outcome.LATER)
    return Delivery(recipient, Outcome.NEVER, "mail goes to ASCII addresses alone")


def _hand_over(
    server: smtplib.SMTP,
    sender: str,
    body: bytes,
    found: dict[str, Delivery],
    at_data: Callable[[], None],
    deadline_s: float,
) -> None:
    """Go through the conversation. `found` always says what holds if it breaks off here."""
    code, words = server.mail(sender)
    if code != OK:
        raise NotReached(f"the mail server refused the sender: {_reply(code, words)}")
    taken = [to for to in _among(found, Outcome.LATER) if _takes(server, to, found)]
    if not taken:
        return
    code, words = server.docmd("DATA")
    if code != GO_AHEAD:
        found.update({to: _refused(to, code, words) for to in taken})
        return
    at_data()
    found.update({to: Delivery(to, Outcome.UNSURE, SILENT) for to in taken})
    # A line of a single dot would end the message.
    server.send(re.sub(rb"(?m)^\.", b"..", body) + b".\r\n")
    wait_for_the_last_word(server, deadline_s)
    code, words = server.getreply()
    if code // 100 in FINAL:
        found.update({to: _judged(to, code, words) for to in taken})


def _among(found: Mapping[str, Delivery], outcome: Outcome) -> list[str]:
    return [to for to, one in found.items() if one.outcome is outcome]


def _takes(server: smtplib.SMTP, recipient: str, found: dict[str, Delivery]) -> bool:
    """Whether the server will take a message for a recipient; else `found` says why not."""
    judged = _judged(recipient, *server.rcpt(recipient))
    if judged.outcome is Outcome.ACCEPTED:
        return True
    found[recipient] = judged
    return False


def _judged(recipient: str, code: int, words: bytes) -> Delivery:
    if code // 100 == OK // 100:
        return Delivery(recipient, Outcome.ACCEPTED)
    return _refused(recipient, code, words)


def _refused(recipient: str, code: int, words: bytes) -> Delivery:
    outcome = Outcome.NEVER if code >= REFUSED_FOR_EVER else Outcome.LATER
    return Delivery(recipient, outcome, _reply(code, words))


def _reply(code: int, words: bytes) -> str:
    return redact(f"{code} {one_line(words.decode(errors='replace'))[:LONGEST_REPLY]}")


def _with_detail(delivery: Delivery, detail: str) -> Delivery:
    if delivery.detail or delivery.outcome is Outcome.ACCEPTED:
        return delivery
    return Delivery(delivery.recipient, delivery.outcome, detail)


def one_line(text: str) -> str:
    """The text on one line, without what no header may hold: NUL, CR, LF and their like."""
    signs = (" " if _breaks(sign) else sign for sign in text)
    return " ".join("".join(signs).split())


def _breaks(sign: str) -> bool:
    return sign in DIRECTION or unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"}
