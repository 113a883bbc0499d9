"""One visit under way: what it may ask and spend, what it has brought so far, what it has lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from collectors.budget import Budget
from collectors.errors import CollectorError, Malformed
from collectors.session import PlatformSession
from collectors.values import is_count
from metrics.history.account_days import AccountDay
from metrics.model import Account, Discovery, Failure, Plan, PostSnapshot, Reason, RefusedPart
from metrics.texts.phrases import LostScope, Phrase
from settings import Access

REFUSAL_LASTS = timedelta(hours=23)
"""For how long a refused part is not asked for again: a visit at the same hour a day later asks."""
TROUBLE_LASTS = timedelta(hours=6)
"""The same where the platform has trouble with it, which may pass, or where a permission lacks,
which a person may give."""


@dataclass(slots=True)
class VisitContext:
    """What a platform's functions work on. It lives for one visit and stays in this room."""

    account: Account
    access: Access
    plan: Plan
    session: PlatformSession
    now: datetime
    budget: Budget
    posts: dict[str, PostSnapshot] = field(default_factory=dict)
    """What has been read, by id: kept even where a later request fails."""
    gone: set[str] = field(default_factory=set)
    """Ids of posts that the platform says exist no more."""
    shown: Mapping[str, datetime] | None = None
    """The newest posts that the account itself showed, by id with their publication, if it did."""
    discovered: Discovery | None = None
    """Of which stretch every own post has been found; None while that is not known of any."""
    failures: dict[str, Failure] = field(default_factory=dict)
    """What was lost, by scope: the first reason of each."""
    days: dict[tuple[str, date], AccountDay] = field(default_factory=dict)
    """What was told of the account's past days, by metric and day."""
    proves_reading: bool = False
    """Whether `look` tries what collecting asks, too, as far as nothing is billed for it."""
    refused: dict[str, RefusedPart] = field(init=False)
    """What this visit and the next ones leave out, by the platform's own word for it."""

    def __post_init__(self) -> None:
        self.refused = {part.part: part for part in self.plan.refused}

    @contextmanager
    def paying(self, worst_usd: Decimal, resource: str | None = None) -> Iterator[None]:
        """Make a priced request in this block, and put on the bill what came back.

        Its worst case is reserved before, and settled after by what was paid. A refusal costs
        nothing; an answer that never came, or could not be read, costs the worst case, unless it
        came when the request was sent again, for nothing is billed twice.
        `resource` is the id of the one thing that is asked for, if it is one.

        Raises:
            CeilingReached: Our ceilings do not allow it; nothing is to be sent.
        """
        self.budget.reserve(worst_usd, resource)
        unread, is_known = self.session.unread, False
        try:
            yield
            is_known = True
        except CollectorError:
            is_known = self.session.unread == unread
            raise
        finally:
            self.budget.settle(is_known=is_known)

    def found_all_since(self, since: datetime, until: datetime | None = None) -> None:
        """Note that every post published in [since, until) has been found; until now, if not told.

        Not where a post was lost on the way: then nobody can say that all of them were.
        """
        if "posts" not in self.failures:
            self.discovered = Discovery(since, until or self.now)

    def oldest_post(self) -> datetime | None:
        """When the oldest post read so far was published; None while there is none."""
        return min((post.published_at for post in self.posts.values()), default=None)

    def unread(self, detail: str) -> Malformed:
        """Return the error of an answer of unknown form: what it brought may be billed.

        Raised in a block of `paying`, it costs the worst case.
        """
        self.session.unread += 1
        return Malformed(detail)

    def lose(self, scope: str, reason: Reason, detail: str, until: datetime | None = None) -> None:
        """Note once that something could not be read, and why."""
        self.failures.setdefault(scope, Failure(scope, reason, detail, until))

    def leaves_out(self, part: str) -> bool:
        """Whether a part was refused lately, and is not asked for: its loss is noted then."""
        refused = self.refused.get(part)
        if refused is None:
            return False
        if refused.scope:
            self.lose(refused.scope, refused.reason, refused.detail, refused.until)
        return True

    def leave_out(self, part: str, scope: str, error: CollectorError, detail: str) -> None:
        """Note that a part is refused: its scope is lost, and for a while no visit asks for it.

        An empty scope is no loss: what the part would have told is asked for in another way.
        """
        wait = REFUSAL_LASTS if error.reason is Reason.MISSING else TROUBLE_LASTS
        until = error.until or self.now + wait
        self.refused[part] = RefusedPart(part, scope, error.reason, detail, until)
        if scope:
            self.lose(scope, error.reason, detail, until)

    def count(self, scope: str, counts: Mapping[str, Any], *names: str) -> int | None:
        """Return the count under the first of `names` that is there.

        None where the platform did not tell it or told something that is no count: then `scope`
        is noted as lost.
        """
        name = next((name for name in names if counts.get(name) is not None), None)
        if name is None:
            self.lose(
                scope,
                Reason.MISSING,
                Phrase("The platform did not tell {scope}.", scope=LostScope(scope)),
            )
            return None
        value: object = counts[name]
        if not is_count(value):
            self.lose(
                scope,
                Reason.MALFORMED,
                Phrase("The platform told {scope} as no whole number.", scope=LostScope(scope)),
            )
            return None
        return value
