"""Mail: a message handed to the mail server, encrypted by a certificate that is checked."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import unicodedata
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from email.message import EmailMessage
from email.policy import EmailPolicy
from enum import StrEnum
from pathlib import Path

from metrics.texts.phrases import Phrase
from net import Deadline, Overdue
from settings import Secret
from settings.redaction import redact
from settings.sections import Mail
from settings.values import is_loopback
from words import bidi

STEP_S = 20.0
"""Seconds for which the server may be silent."""
ERRORS = (smtplib.SMTPException, OSError)
"""What a conversation may end with before its time."""
SENTENCES: tuple[tuple[type[Exception], str], ...] = (
    (
        smtplib.SMTPAuthenticationError,
        "the mail server refused the user name or the password ({0.smtp_code})",
    ),
    (smtplib.SMTPNotSupportedError, "the mail server offers no login"),
    (smtplib.SMTPResponseException, "the mail server refused the conversation ({0.smtp_code})"),
    (smtplib.SMTPException, "the mail server ended the conversation"),
    (
        ssl.SSLCertVerificationError,
        "the mail server's certificate is not trusted: {0.verify_message}",
    ),
    (TimeoutError, "the mail server does not answer"),
    (OSError, "the mail server cannot be reached: {0.strerror}"),
)
"""Errors in our own words, the narrow before the wide: a server's could repeat what it was sent."""


class NotReached(Exception):
    """Why there is no way to the mail server just now, in a sentence without a secret."""


@contextmanager
def connected(
    mail: Mail, password: Secret | None, ca_bundle: Path | None, deadline_s: float
) -> Iterator[smtplib.SMTP]:
    """A conversation that stands ready for a message, and ends with the block.

    Raises:
        NotReached: there is no way, or no safe one.
        Overdue: it took longer than `deadline_s` seconds, the block included.
    """
    deadline = Deadline()
    try:
        with deadline.timed(deadline_s), _opened(mail, password, ca_bundle, deadline) as server:
            yield server
            with suppress(*ERRORS):  # the message has its answer: how the server parts is no matter
                server.quit()
    finally:
        deadline.close()


def wait_for_the_last_word(server: smtplib.SMTP, deadline_s: float) -> None:
    """Let the server be silent until the deadline: whoever has a message whole may look into it.

    RFC 5321 (4.5.3.2.6) grants it ten minutes. To hang up earlier is to know nothing.
    """
    if server.sock is not None:
        server.sock.settimeout(deadline_s)


class _Server(smtplib.SMTP):
    """smtplib's conversation over a socket that a deadline can cut."""

    def __init__(self, mail: Mail, deadline: Deadline, tls: ssl.SSLContext | None) -> None:
        self._deadline = deadline
        self._tls = tls
        # The greeting names the sender's domain: this machine's own name is nobody's business.
        domain = mail.sender.rpartition("@")[2]
        super().__init__(mail.host, mail.port, local_hostname=domain, timeout=STEP_S)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        # The place at which SMTP_SSL, too, puts its own socket in.
        opened = socket.create_connection((host, port), timeout)
        self._deadline.hold(opened)
        return opened if self._tls is None else self._tls.wrap_socket(opened, server_hostname=host)


@contextmanager
def _opened(
    mail: Mail, password: Secret | None, ca_bundle: Path | None, deadline: Deadline
) -> Iterator[smtplib.SMTP]:
    if mail.security == "none" and not is_loopback(mail.host):
        raise NotReached(
            Phrase("mail without encryption goes to a server on this machine itself alone")
        )
    if not mail.sender.isascii():
        raise NotReached(Phrase("mail comes from ASCII addresses alone: see mail.sender"))
    context = _trusting(ca_bundle)
    with _in_own_words():
        server = _Server(mail, deadline, context if mail.security == "tls" else None)
    try:
        with _in_own_words():
            server.ehlo_or_helo_if_needed()
            if mail.security == "starttls":
                _encrypt(server, context)
            if mail.username is not None:
                _log_in(server, mail.username, password, encrypted=mail.security != "none")
        yield server
    finally:
        server.close()


def _trusting(ca_bundle: Path | None) -> ssl.SSLContext:
    """A context that checks certificates: smtplib's own takes any."""
    try:
        return ssl.create_default_context(cafile=ca_bundle)
    except OSError:
        raise NotReached(
            Phrase("the certificates in {ca_bundle} cannot be read", ca_bundle=ca_bundle)
        ) from None


def _encrypt(server: smtplib.SMTP, context: ssl.SSLContext) -> None:
    if not server.has_extn("starttls"):
        raise NotReached(Phrase("the mail server does not offer STARTTLS: nothing was sent"))
    server.starttls(context=context)
    server.ehlo()


def _log_in(
    server: smtplib.SMTP, username: str, password: Secret | None, *, encrypted: bool
) -> None:
    if not encrypted:
        raise NotReached(Phrase("a password never travels in clear"))
    if password is None:
        raise NotReached(Phrase("the password of the mail server is missing"))
    try:
        server.login(username, password.reveal())
    except UnicodeError:  # which would show the password
        raise NotReached(Phrase("the mail server's user name or password is not ASCII")) from None


@contextmanager
def _in_own_words() -> Iterator[None]:
    try:
        yield
    except ERRORS as error:
        sentence = next(words for kind, words in SENTENCES if isinstance(error, kind))
        raise NotReached(sentence.format(error)) from None


DEADLINE_S = 60.0
"""Seconds that one message may take, however slowly the server answers."""
TOKENS = frozenset({"content-id", "list-unsubscribe", "message-id"})
"""Headers that hold addresses for programs, by which mail is known, joined and stopped."""


class _Wire(EmailPolicy):
    """How a message travels: so that a server of any age takes it, and programs find their tokens.

    Python folds a header at 78 signs. One whose value has no blank to fold at it writes as encoded
    words, which no program decodes in an address (RFC 2047, 5): a picture is then not found by its
    page, and no letter can be stopped. RFC 5322 (2.1.1) lets a line have 998 signs.
    """

    def fold(self, name: str, value: str) -> str:
        """A header as lines of text."""
        return self._in_one_line(name, value) or super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        """A header as lines of bytes."""
        return self._in_one_line(name, value).encode() or super().fold_binary(name, value)

    def _in_one_line(self, name: str, value: str) -> str:
        """The header of a token; nothing where it is none, or cannot stand in ASCII."""
        is_token = name.lower() in TOKENS and value.isascii()
        return f"{name}: {value}{self.linesep}" if is_token else ""


WIRE = _Wire(linesep="\r\n", cte_type="7bit")
OK = 250
GO_AHEAD = 354
REFUSED_FOR_EVER = 500
FINAL = (2, 4, 5)
"""First digits of a reply that settles what became of a message."""
SILENT = "the mail server did not say whether it has the message"
BREAKING = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Kinds of signs that are no part of a line: controls, half pairs, ends of lines."""
LONGEST_REPLY = 150
"""Characters of what a server said."""


class SendOutcome(StrEnum):
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
    outcome: SendOutcome
    detail: str = ""


def send(
    message: EmailMessage,
    mail: Mail,
    password: Secret | None,
    *,
    ca_bundle: Path | None = None,
    deadline_s: float = DEADLINE_S,
    at_data: Callable[[], None] = lambda: None,
    secrets: Iterable[Secret] = (),
) -> tuple[Delivery, ...]:
    """Hand a message to the mail server, and tell what became of it for each address in its To.

    Never raises for what a server or a network does. `ca_bundle` holds the certificates to trust
    (None: the system's).

    `at_data` is called when the server waits for the message, before its first byte leaves:
    whatever happens from then on, the message may arrive. What it raises ends the conversation,
    and nothing was sent.

    `secrets` stand in no detail, whatever the server's words repeat, nor does what logs in here.
    """
    deliveries = {
        to: _before(to) for to in (address.addr_spec for address in message["To"].addresses)
    }
    body = message.as_bytes(policy=WIRE)
    try:
        with connected(mail, password, ca_bundle, deadline_s) as server:
            _hand_over(server, mail.sender, body, deliveries, at_data, deadline_s)
    except NotReached as error:
        deliveries = {to: _with_detail(delivery, str(error)) for to, delivery in deliveries.items()}
    except (*ERRORS, Overdue):
        detail = "the mail server ended the conversation, or took too long"
        deliveries = {to: _with_detail(delivery, detail) for to, delivery in deliveries.items()}
    never = (*secrets, *_words_of_login(mail, password))
    return tuple(
        replace(delivery, detail=redact(delivery.detail, never)[:LONGEST_REPLY])
        for delivery in deliveries.values()
    )


def _words_of_login(mail: Mail, password: Secret | None) -> Iterator[Secret]:
    """The password in the forms in which it travels (RFC 4616, and AUTH LOGIN)."""
    if password is not None:
        plain = password.reveal()
        yield password
        for text in (plain, f"\0{mail.username}\0{plain}"):
            yield Secret(b64encode(text.encode()).decode().rstrip("="))


def _before(recipient: str) -> Delivery:
    """What holds for a recipient before the conversation."""
    if recipient.isascii():
        return Delivery(recipient, SendOutcome.LATER)
    return Delivery(recipient, SendOutcome.NEVER, "mail goes to ASCII addresses alone")


def _hand_over(
    server: smtplib.SMTP,
    sender: str,
    body: bytes,
    deliveries: dict[str, Delivery],
    at_data: Callable[[], None],
    deadline_s: float,
) -> None:
    """Go through the conversation. `deliveries` always says what holds if it breaks off here."""
    code, words = server.mail(sender)
    if code != OK:
        raise NotReached(
            Phrase("the mail server refused the sender: {reply}", reply=_reply(code, words))
        )
    taken = [to for to in _among(deliveries, SendOutcome.LATER) if _takes(server, to, deliveries)]
    if not taken:
        return
    code, words = server.docmd("DATA")
    if code != GO_AHEAD:
        deliveries.update({to: _refused(to, code, words) for to in taken})
        return
    at_data()
    deliveries.update({to: Delivery(to, SendOutcome.UNSURE, SILENT) for to in taken})
    # A line of a single dot would end the message.
    server.send(re.sub(rb"(?m)^\.", b"..", body) + b".\r\n")
    wait_for_the_last_word(server, deadline_s)
    code, words = server.getreply()
    if code // 100 in FINAL:
        deliveries.update({to: _judged(to, code, words) for to in taken})


def _among(deliveries: Mapping[str, Delivery], outcome: SendOutcome) -> list[str]:
    return [to for to, delivery in deliveries.items() if delivery.outcome is outcome]


def _takes(server: smtplib.SMTP, recipient: str, deliveries: dict[str, Delivery]) -> bool:
    """Whether the server will take a message for a recipient; else `deliveries` says why not."""
    judged = _judged(recipient, *server.rcpt(recipient))
    if judged.outcome is SendOutcome.ACCEPTED:
        return True
    deliveries[recipient] = judged
    return False


def _judged(recipient: str, code: int, words: bytes) -> Delivery:
    if code // 100 == OK // 100:
        return Delivery(recipient, SendOutcome.ACCEPTED)
    return _refused(recipient, code, words)


def _refused(recipient: str, code: int, words: bytes) -> Delivery:
    outcome = SendOutcome.NEVER if code >= REFUSED_FOR_EVER else SendOutcome.LATER
    return Delivery(recipient, outcome, _reply(code, words))


def _reply(code: int, words: bytes) -> str:
    return f"{code} {one_line(words.decode(errors='replace'))}"


def _with_detail(delivery: Delivery, detail: str) -> Delivery:
    if delivery.detail or delivery.outcome is SendOutcome.ACCEPTED:
        return delivery
    return Delivery(delivery.recipient, delivery.outcome, detail)


def one_line(text: str) -> str:
    """The text on one line, without what no header may hold: NUL, CR, LF and their like."""
    signs = (" " if _breaks(sign) else sign for sign in text)
    return " ".join("".join(signs).split())


def _breaks(sign: str) -> bool:
    # Marks that turn a text's direction around can make a line lie.
    return not bidi.without_turning(sign) or unicodedata.category(sign) in BREAKING
