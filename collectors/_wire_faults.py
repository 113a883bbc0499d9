"""What went wrong on the wire, in one sentence that holds no secret."""

from __future__ import annotations

import http.client
import socket
import ssl

import urllib3.exceptions

from collectors._line import Overdue
from collectors.errors import AccessRefused, CollectorError, PlatformUnavailable


class Oversized(Exception):
    """The decoded body is larger than allowed."""


EXPLANATIONS: tuple[tuple[type[BaseException], str], ...] = (
    (Overdue, "timeout: the answer was not whole in time."),
    (Oversized, "oversized: the answer is larger than any that is expected."),
    (urllib3.exceptions.ProxyError, "proxy: the proxy of the settings does not work."),
    (ssl.SSLError, "tls: the certificate or the encryption cannot be trusted."),
    (urllib3.exceptions.SSLError, "tls: the certificate or the encryption cannot be trusted."),
    (urllib3.exceptions.NameResolutionError, "dns: the platform's name cannot be resolved."),
    (socket.gaierror, "dns: the platform's name cannot be resolved."),
    (ConnectionRefusedError, "refused: nobody answers at the platform's address."),
    (urllib3.exceptions.DecodeError, "encoding: the answer's compression is broken."),
    (urllib3.exceptions.IncompleteRead, "short_body: the answer ends in the middle."),
    (http.client.IncompleteRead, "short_body: the answer ends in the middle."),
    (urllib3.exceptions.TimeoutError, "timeout: the platform does not answer in time."),
    (TimeoutError, "timeout: the platform does not answer in time."),
    (ConnectionError, "reset: the connection was ended from the other side."),
    (http.client.HTTPException, "protocol: what came is not HTTP."),
    (urllib3.exceptions.ProtocolError, "reset: the connection was ended from the other side."),
)


NEVER_SENT = (
    urllib3.exceptions.ConnectTimeoutError,
    urllib3.exceptions.NewConnectionError,
    urllib3.exceptions.ProxyError,
    ssl.SSLCertVerificationError,
    socket.gaierror,
    ConnectionRefusedError,
)
"""What happens before a request leaves this machine."""


def was_never_sent(error: BaseException) -> bool:
    """Whether the platform can have seen nothing of the request, and so bills nothing."""
    return any(isinstance(link, NEVER_SENT) for link in _chain(error))


def named_error(error: BaseException) -> CollectorError:
    """Return the named error for what went wrong: a short label, a colon, a sentence.

    The error's own text is never used: it may hold the URL, and so a token.
    """
    chain = _chain(error)
    for kind, explanation in EXPLANATIONS:
        if any(isinstance(link, kind) for link in chain):
            return PlatformUnavailable(explanation)
    if any(isinstance(link, ValueError) for link in chain):
        return AccessRefused("request: a secret or an address holds a character that cannot be.")
    return PlatformUnavailable("network: the platform cannot be reached.")


def _chain(error: BaseException) -> list[BaseException]:
    """The error and all that it stands for; libraries hide causes in `args` and `reason`."""
    chain: list[BaseException] = []
    waiting: list[object] = [error]
    while waiting and len(chain) < 20:  # noqa: PLR2004 - far more than there ever are
        link = waiting.pop()
        if isinstance(link, BaseException) and link not in chain:
            chain.append(link)
            waiting += [link.__cause__, link.__context__, getattr(link, "reason", None), *link.args]
    return chain
