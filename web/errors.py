"""Why a page is not shown, or a request not answered at all: each with one sentence."""

from __future__ import annotations

from http import HTTPStatus

from metrics.errors import HasilaError

Header = tuple[bytes, bytes]


class Refusal(Exception):
    """Raised before a page is made; the guard turns it into the answer."""

    def __init__(self, status: HTTPStatus, words: str, headers: tuple[Header, ...] = ()) -> None:
        super().__init__(words)
        self.status = status
        self.words = words
        self.headers = headers


class NotHere(HasilaError):
    """Nothing has this address."""


class WrongRequest(HasilaError):
    """What was filled in cannot be understood; the line says what and how to write it."""


class MayNotEnter(HasilaError):
    """Somebody would enter something who may only read."""


class MayNotSee(HasilaError):
    """Somebody would see what administrators alone may see."""


class NotWritten(HasilaError):
    """What was entered could not be kept for now, or nobody knows whether it was."""


class NobodyKnown(HasilaError):
    """Editors are named, but nobody has a password by which to be known."""


class Busy(HasilaError):
    """So much is being asked at once that this must wait."""


class TooLong(HasilaError):
    """The answer took too long and was stopped."""


class AddressTaken(HasilaError):
    """The page cannot be served where the settings say."""

    is_temporary = True


class NoSuchGroup(HasilaError):
    """The group that is to use the socket cannot be given it."""


class OpenToAll(HasilaError):
    """Other machines could read the page without a password."""
