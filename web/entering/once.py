"""The ids of forms: each is one person's, for one form, and good once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from secrets import token_urlsafe
from threading import Lock
from time import monotonic

MOST_FORMS = 5_000
"""So many ids are known; then the oldest are forgotten."""
GOOD_S = 12 * 3600.0
"""So long after it was shown a form can be sent."""


class FormState(StrEnum):
    """How far a form has come."""

    SHOWN = "shown"
    SENT = "sent"
    """What was filled in is on file, or is being looked at."""
    UNKNOWN = "unknown"
    """Too old, another's, or never shown by this server."""


@dataclass(slots=True)
class _Shown:
    user: str
    form: str
    at: float
    is_sent: bool = False


class FormIds:
    """The forms that were shown, kept in memory: after a restart none is good."""

    def __init__(self, seconds: Callable[[], float] = monotonic) -> None:
        self._seconds = seconds
        self._shown: OrderedDict[str, _Shown] = OrderedDict()
        self._changing = Lock()

    def give(self, user: str, form: str) -> str:
        """An id for a form that is shown to somebody now."""
        name = token_urlsafe(18)
        with self._changing:
            self._shown[name] = _Shown(user, form, self._seconds())
            while len(self._shown) > MOST_FORMS:
                self._shown.popitem(last=False)
        return name

    def take(self, name: str, user: str, form: str) -> FormState:
        """Count a form as sent; how it stood before."""
        with self._changing:
            shown = self._shown.get(name)
            if shown is None or (shown.user, shown.form) != (user, form):
                return FormState.UNKNOWN
            if self._seconds() - shown.at > GOOD_S:
                return FormState.UNKNOWN
            before = FormState.SENT if shown.is_sent else FormState.SHOWN
            shown.is_sent = True
            return before
