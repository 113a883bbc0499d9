"""What can go wrong between this machine and another, each with a label and a sentence.

    RequestError           a request that did not do what it was sent for
    └── NetworkError       no answer came, or none that can be handed on

The libraries' own errors are never quoted: their text may hold the address, and so a token.
"""

from __future__ import annotations

import http.client
import socket
import ssl

import urllib3.exceptions

from metrics.errors import HasilaError
from metrics.texts.phrases import Phrase
from net.deadline import Overdue


class RequestError(HasilaError):
    """A request that did not do what it was sent for.

    Attributes:
        worth_retrying: Whether the same request, sent again in a moment, may succeed.
    """

    worth_retrying: bool = False


class NetworkError(RequestError):
    """No answer came, or none that can be handed on.

    Attributes:
        label: One word for it, such as `timeout`.
        sentence: A plain sentence without a secret or an address.
        worth_retrying: Whether the same request, sent again in a moment, may succeed.
        was_sent: Whether the other side can have seen the request.
        cause: The name of what happened, for a log: an error's class, or a status.
    """

    def __init__(
        self,
        label: str,
        sentence: str,
        *,
        worth_retrying: bool = True,
        was_sent: bool = False,
        cause: str | None = None,
    ) -> None:
        super().__init__(Phrase("{label}: {sentence}", label=label, sentence=sentence))
        self.label = label
        self.sentence = sentence
        self.worth_retrying = worth_retrying
        self.was_sent = was_sent
        self.cause = cause or label


class Oversized(Exception):
    """The decoded body is larger than allowed."""


EXPLANATIONS: tuple[tuple[type[BaseException], str, str], ...] = (
    (Overdue, "timeout", Phrase("the answer was not whole in time.")),
    (Oversized, "oversized", Phrase("the answer is larger than any that is expected.")),
    (urllib3.exceptions.ProxyError, "proxy", Phrase("the proxy of the settings does not work.")),
    (ssl.SSLError, "tls", Phrase("the certificate or the encryption cannot be trusted.")),
    (
        urllib3.exceptions.SSLError,
        "tls",
        Phrase("the certificate or the encryption cannot be trusted."),
    ),
    (urllib3.exceptions.NameResolutionError, "dns", Phrase("the name cannot be resolved.")),
    (socket.gaierror, "dns", Phrase("the name cannot be resolved.")),
    (ConnectionRefusedError, "refused", Phrase("nobody answers at the address.")),
    (urllib3.exceptions.DecodeError, "encoding", Phrase("the answer's compression is broken.")),
    (urllib3.exceptions.IncompleteRead, "short_body", Phrase("the answer ends in the middle.")),
    (http.client.IncompleteRead, "short_body", Phrase("the answer ends in the middle.")),
    (urllib3.exceptions.TimeoutError, "timeout", Phrase("no answer comes in time.")),
    (TimeoutError, "timeout", Phrase("no answer comes in time.")),
    (ConnectionError, "reset", Phrase("the connection was ended from the other side.")),
    (http.client.HTTPException, "protocol", Phrase("what came is not HTTP.")),
    (
        urllib3.exceptions.ProtocolError,
        "reset",
        Phrase("the connection was ended from the other side."),
    ),
)
"""An error of the libraries, the label and the sentence for it; the narrow before the wide."""

EXPIRED = Phrase("the certificate has expired, or this machine's clock is wrong.")
OTHER_NAME = Phrase("the certificate is of another name.")
UNKNOWN_AUTHORITY = Phrase("the certificate is of an authority that this machine does not know.")
CERTIFICATES = {
    **dict.fromkeys((9, 10), EXPIRED),
    **dict.fromkeys((62, 64), OTHER_NAME),
    **dict.fromkeys((18, 19, 20, 21), UNKNOWN_AUTHORITY),
}
"""What OpenSSL's numbers (X509_V_ERR_...) say of a certificate that was refused."""
WANTS_LOGIN = Phrase("the proxy of the settings wants a login.")

NEVER_SENT = (
    urllib3.exceptions.ConnectTimeoutError,
    urllib3.exceptions.NewConnectionError,
    urllib3.exceptions.ProxyError,
    ssl.SSLCertVerificationError,
    socket.gaierror,
    ConnectionRefusedError,
)
"""What happens before a request leaves this machine."""


def explained(error: BaseException) -> NetworkError:
    """Return what an error of the libraries means. The error's own text is never used."""
    chain = _chain(error)
    was_sent = not any(isinstance(link, NEVER_SENT) for link in chain)
    for kind, label, sentence in EXPLANATIONS:
        for link in chain:
            if isinstance(link, kind):
                narrow = _narrower(chain) or sentence
                return NetworkError(label, narrow, was_sent=was_sent, cause=type(link).__name__)
    cause = type(error).__name__
    if any(isinstance(link, ValueError) for link in chain):
        sentence = Phrase("a secret or an address holds a character that cannot be.")
        return NetworkError(
            "request", sentence, worth_retrying=False, was_sent=was_sent, cause=cause
        )
    return NetworkError(
        "network", Phrase("the other side cannot be reached."), was_sent=was_sent, cause=cause
    )


def _narrower(chain: list[BaseException]) -> Phrase | None:
    """What is wrong with a certificate, or that a proxy wants a login; None: nothing told it."""
    for link in chain:
        if isinstance(link, ssl.SSLCertVerificationError):
            return CERTIFICATES.get(link.verify_code)
        if isinstance(link, OSError) and "Tunnel connection failed: 407" in str(link):
            return WANTS_LOGIN
    return None


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
