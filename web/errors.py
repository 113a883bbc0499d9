"""Why a page is not shown. Each becomes a page of its own with one sentence."""

from __future__ import annotations

from metrics.errors import HasilaError


class NotHere(HasilaError):
    """Nothing has this address."""


class WrongRequest(HasilaError):
    """What was filled in cannot be understood; the line says what and how to write it."""


class Busy(HasilaError):
    """So much is being asked at once that this must wait."""


class AddressTaken(HasilaError):
    """The page cannot be served where the settings say."""


class OpenToAll(HasilaError):
    """Other machines could read the page without a password."""
