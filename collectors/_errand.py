"""One visit under way: what it may ask and spend, what it has brought so far, what it has lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from collectors._document import is_count
from collectors._http import Session
from collectors._purse import Purse
from metrics.snapshot import Account, Failure, Plan, PostSnapshot, Reason
from settings import Access


@dataclass(slots=True)
class Errand:
    """What a platform's functions work on. It lives for one visit and stays in this room."""

    account: Account
    access: Access
    plan: Plan
    session: Session
    now: datetime
    purse: Purse
    posts: dict[str, PostSnapshot] = field(default_factory=dict)
    """What has been read, by id: kept even where a later request fails."""
    gone: set[str] = field(default_factory=set)
    """Ids of posts that the platform says exist no more."""
    shown: Mapping[str, datetime] | None = None
    """The newest posts that the account itself showed, by id with their publication, if it did."""
    failures: dict[str, Failure] = field(default_factory=dict)
    """What was lost, by scope: the first reason of each."""

    def lose(self, scope: str, reason: Reason, detail: str, until: datetime | None = None) -> None:
        """Note once that something could not be read, and why."""
        self.failures.setdefault(scope, Failure(scope, reason, detail, until))

    def count(self, scope: str, counts: Mapping[str, Any], *names: str) -> int | None:
        """Return the count under the first of `names` that is there.

        None where the platform did not tell it or told something that is no count: then `scope`
        is noted as lost.
        """
        name = next((name for name in names if counts.get(name) is not None), None)
        if name is None:
            self.lose(scope, Reason.MISSING, f"The platform did not tell {scope}.")
            return None
        value = counts[name]
        if not is_count(value):
            self.lose(scope, Reason.MALFORMED, f"The platform told {scope} as no whole number.")
            return None
        return int(value)
