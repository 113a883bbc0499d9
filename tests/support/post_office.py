"""A real SMTP server on loopback, and the faults that mail meets on its way.

with PostOffice(replies={"office@example.org": "451 4.7.1 come back later"}) as office:
    send(message, office.mail(), None, ca_bundle=office.ca_bundle)
    assert office.received == []
"""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from types import TracebackType
from typing import Any, AnyStr, Self

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session, syntax

from settings.sections import Mail

SENDER = "hasila@example.org"
USERNAME = "hasila"
RECIPIENTS = """
[[mail.recipient]]
address = "office@example.org"
language = "fr"
[[mail.recipient]]
address = "administrator@example.org"
language = "en"
role = "administrator"
"""
"""Of the settings: a letter for the office in French, one for the administrator in English."""
DROPS = ("MAIL", "RCPT", "DATA", "after DATA")


@dataclass(frozen=True)
class Received:
    """One message that the server took."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes

    @property
    def text(self) -> str:
        """What it says in plain text. On the wire its lines are broken wherever 76 signs end."""
        body = message_from_bytes(self.content, policy=default).get_body(("plain",))
        return "" if body is None else str(body.get_content())


class PostOffice:
    """The server, in a thread of its own for as long as the block lasts.

    Attributes:
        received: What it took, in order.
        greetings: The names by which clients greeted it.
        logins: The passwords that it was shown, and whether the line was encrypted.
        held: Set once a client waits where the server holds its answer back (`hold`: one of DROPS).
        go_on: Set by the test: let it have its answer.
        drops: Asked at each of its answers whether to drop the line instead.
    """

    def __init__(
        self,
        folder: Path,
        security: str = "starttls",
        *,
        replies: Mapping[str, str] | None = None,
        data_reply: str = "250 OK",
        drop: str | None = None,
        password: str | None = None,
        name: str = "127.0.0.1",
        hold: str | None = None,
    ) -> None:
        self.received: list[Received] = []
        self.greetings: list[str] = []
        self.logins: list[tuple[str, bool]] = []
        self.security = security
        self.ca_bundle = folder / "post-office.pem"
        self.port = 0
        self._replies = replies or {}
        self._data_reply = data_reply
        self._drop = drop
        self._hold = hold
        self.held, self.go_on = threading.Event(), threading.Event()
        self.drops: Callable[[], bool] = lambda: False
        self._password = password
        authority = trustme.CA()
        authority.cert_pem.write_to_path(self.ca_bundle)
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(name).configure_cert(self._tls)

    def mail(self, **changes: Any) -> Mail:
        """The settings by which it is reached."""
        given = {"host": "127.0.0.1", "port": self.port, "security": self.security}
        return Mail.model_validate(given | {"sender": SENDER} | changes)

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = self._do(self._open())
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.go_on.set()
        self._do(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def _do(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(5)

    async def _open(self) -> asyncio.Server:
        tls = self._tls if self.security == "tls" else None
        return await self._loop.create_server(self._protocol, "127.0.0.1", 0, ssl=tls)

    async def _close(self) -> None:
        self._server.close()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _protocol(self) -> SMTP:
        return _Counter(
            self,
            drop=self._drop,
            drops=self.drops,
            pause=self.pause,
            tls_context=self._tls if self.security == "starttls" else None,
            require_starttls=self.security == "starttls",
            authenticator=self._authenticate,
            auth_required=self._password is not None,
            loop=self._loop,
            ident="post office",
        )

    def _authenticate(
        self, _server: SMTP, session: Session, _envelope: Envelope, _way: str, shown: Any
    ) -> AuthResult:
        assert isinstance(shown, LoginPassword)
        encrypted = session.ssl is not None or self.security == "tls"
        self.logins.append((shown.password.decode(), encrypted))
        right = (USERNAME, self._password) == (shown.login.decode(), shown.password.decode())
        return AuthResult(success=right, handled=False)

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self,
        _server: SMTP,
        session: Session,
        _envelope: Envelope,
        name: str,
        responses: list[str],
    ) -> list[str]:
        """Remember by which name a client greets."""
        session.host_name = name
        self.greetings.append(name)
        return responses

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        """Take a recipient, or refuse as the test says."""
        reply = self._replies.get(address, "250 OK")
        if reply.startswith("2"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Take a message whole; answer, or drop the line, as the test says."""
        assert isinstance(envelope.content, bytes)
        assert envelope.mail_from is not None
        if self._data_reply.startswith("2"):
            taken = Received(envelope.mail_from, tuple(envelope.rcpt_tos), envelope.content)
            self.received.append(taken)
        await self.pause("after DATA")
        if self._drop == "after DATA":
            _cut(server)
        return self._data_reply

    async def pause(self, command: str) -> None:
        """Hold the answer to a command back for as long as the test says."""
        if self._hold == command:
            self.held.set()
            await asyncio.to_thread(self.go_on.wait, 60)


class _Counter(SMTP):
    """One client's conversation, which can be dropped at a command."""

    def __init__(
        self,
        *arguments: Any,
        drop: str | None,
        drops: Callable[[], bool],
        pause: Callable[[str], Awaitable[None]],
        **options: Any,
    ) -> None:
        self._drop = drop
        self._drops = drops
        self._pause = pause
        super().__init__(*arguments, **options)
        # A client that would show its password in clear shall be able to, and be caught.
        self._auth_require_tls = False

    async def push(self, status: AnyStr) -> None:
        if self.transport is None or self.transport.is_closing():
            return
        line = status if isinstance(status, bytes) else status.encode()
        if line[3:4] != b"-" and self._drops():
            _cut(self)
        else:
            await super().push(status)

    @syntax("MAIL FROM: <address>")
    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802 - aiosmtpd's name
        await self._unless_dropped("MAIL", super().smtp_MAIL, arg)

    @syntax("RCPT TO: <address>")
    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802 - aiosmtpd's name
        await self._unless_dropped("RCPT", super().smtp_RCPT, arg)

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        await self._unless_dropped("DATA", super().smtp_DATA, arg)

    async def _unless_dropped(self, command: str, go_on: Any, arg: str | None) -> None:
        await self._pause(command)
        if self._drop == command:
            _cut(self)
        else:
            await go_on(arg)


def _cut(server: SMTP) -> None:
    assert isinstance(server.transport, asyncio.WriteTransport)
    server.transport.abort()
