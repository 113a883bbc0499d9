"""The way to the mail server: encrypted by a certificate that is checked, or none at all."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from collectors._line import Line
from settings import Secret
from settings.sections import Mail
from settings.values import is_loopback

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
    line = Line()
    try:
        with line.timed(deadline_s), _opened(mail, password, ca_bundle, line) as server:
            yield server
            with suppress(*ERRORS):  # the message has its answer: how the server parts is no matter
                server.quit()
    finally:
        line.close()


def wait_for_the_last_word(server: smtplib.SMTP, deadline_s: float) -> None:
    """Let the server be silent until the deadline: whoever has a message whole may look into it.

    RFC 5321 (4.5.3.2.6) grants it ten minutes. To hang up earlier is to know nothing.
    """
    if server.sock is not None:
        server.sock.settimeout(deadline_s)


class _Server(smtplib.SMTP):
    """smtplib's conversation over a socket that the line's timer can cut."""

    def __init__(self, mail: Mail, line: Line, tls: ssl.SSLContext | None) -> None:
        self._line = line
        self._tls = tls
        # The greeting names the sender's domain: this machine's own name is nobody's business.
        domain = mail.sender.rpartition("@")[2]
        super().__init__(mail.host, mail.port, local_hostname=domain, timeout=STEP_S)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        # The place at which SMTP_SSL, too, puts its own socket in.
        opened = socket.create_connection((host, port), timeout)
        self._line.hold(opened)
        return opened if self._tls is None else self._tls.wrap_socket(opened, server_hostname=host)


@contextmanager
def _opened(
    mail: Mail, password: Secret | None, ca_bundle: Path | None, line: Line
) -> Iterator[smtplib.SMTP]:
    if mail.security == "none" and not is_loopback(mail.host):
        raise NotReached("mail without encryption goes to a server on this machine itself alone")
    if not mail.sender.isascii():
        raise NotReached("mail comes from ASCII addresses alone: see mail.sender")
    context = _trusting(ca_bundle)
    with _in_own_words():
        server = _Server(mail, line, context if mail.security == "tls" else None)
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
        raise NotReached(f"the certificates in {ca_bundle} cannot be read") from None


def _encrypt(server: smtplib.SMTP, context: ssl.SSLContext) -> None:
    if not server.has_extn("starttls"):
        raise NotReached("the mail server does not offer STARTTLS: nothing was sent")
    server.starttls(context=context)
    server.ehlo()


def _log_in(
    server: smtplib.SMTP, username: str, password: Secret | None, *, encrypted: bool
) -> None:
    if not encrypted:
        raise NotReached("a password never travels in clear")
    if password is None:
        raise NotReached("the password of the mail server is missing")
    try:
        server.login(username, password.reveal())
    except UnicodeError:  # which would show the password
        raise NotReached("the mail server's user name or password is not ASCII") from None


@contextmanager
def _in_own_words() -> Iterator[None]:
    try:
        yield
    except ERRORS as error:
        sentence = next(words for kind, words in SENTENCES if isinstance(error, kind))
        raise NotReached(sentence.format(error)) from None
