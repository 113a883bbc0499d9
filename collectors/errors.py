"""What can go wrong between a platform and a reading.

    CollectorError
    ├── AccessRefused          the token is dead or lacks a permission
    │   └── TermsUnread        nobody has read the platform's terms yet
    ├── NotOurs                the token does not prove that the account is ours
    ├── AccountMissing         the account, post or field does not exist (any more)
    ├── RateLimited            the platform asks us to wait
    ├── OutOfCredit            the platform's credit is spent
    │   └── CeilingReached     our own ceiling on money is reached
    ├── PlatformUnavailable    the platform, or the way to it, is down or too slow
    └── Malformed              the answer could not be understood

Only PlatformUnavailable is worth another try.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from metrics.model import Failure, Reason
from net import RequestError


class CollectorError(RequestError):
    """A reading that failed for a reason that has a name.

    Attributes:
        detail: One plain sentence for people. It never holds a secret, a URL or foreign text.
        until: Not to be tried again before then (aware UTC), where the platform said so.
    """

    reason: ClassVar[Reason] = Reason.MALFORMED

    def __init__(self, detail: str, *, until: datetime | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.until = until

    def failure(self, scope: str) -> Failure:
        """Return what is kept of this error: what was lost by it, and why."""
        return Failure(scope, self.reason, self.detail, self.until)


class AccessRefused(CollectorError):
    """The token is dead or lacks a permission."""

    reason = Reason.ACCESS


class TermsUnread(AccessRefused):
    """Nobody has read the platform's terms yet, so it is not read."""

    reason = Reason.TERMS


class NotOurs(CollectorError):
    """The token does not prove that the account is the institution's own."""

    reason = Reason.NOT_OURS


class AccountMissing(CollectorError):
    """The account, post or field does not exist (any more)."""

    reason = Reason.MISSING


class RateLimited(CollectorError):
    """The platform asks us to wait, until `until` where it said so."""

    reason = Reason.LIMIT


class OutOfCredit(CollectorError):
    """The platform's credit is spent; waiting does not help."""

    reason = Reason.CREDIT


class CeilingReached(OutOfCredit):
    """The next request could cost more than what this visit may still spend."""

    reason = Reason.CEILING


class PlatformUnavailable(CollectorError):
    """The platform, or the way to it, is down or too slow.

    Attributes:
        was_sent: Whether anything of the request has left this machine.
    """

    reason = Reason.UNAVAILABLE
    worth_retrying = True

    def __init__(
        self, detail: str, *, until: datetime | None = None, was_sent: bool = True
    ) -> None:
        super().__init__(detail, until=until)
        self.was_sent = was_sent


class Malformed(CollectorError):
    """The answer could not be understood."""

    reason = Reason.MALFORMED
