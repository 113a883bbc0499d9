"""What X's errors mean, and how much of its limits is used.

Errors are refusals of a whole request, or stand beside data in a 200.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from collectors.context import VisitContext
from collectors.errors import (
    AccessRefused,
    AccountMissing,
    CollectorError,
    Malformed,
    OutOfCredit,
    PlatformUnavailable,
    RateLimited,
)
from collectors.session import Exchange
from collectors.values import Document, as_mappings, as_text
from metrics.model import Reason

SHORT, *DAILY = LIMITS = ("x-rate-limit", "x-app-limit-24hour", "x-user-limit-24hour")
SLOW, STOP = 75, 95
"""Percent of a limit from which on what can wait is left out, and from which on all is."""
LONGEST_WAIT = timedelta(days=31)
"""A reset further off than a month of billing is no reset."""


def rest_until(exchange: Exchange) -> datetime | None:
    """When to ask again, where an answer says that a limit is used up, or nearly."""
    return _near(exchange, STOP)


def hold_back(exchanges: Iterable[Exchange], path: str, *, up_to: int) -> None:
    """Hold the next request to an endpoint back where so much of its limit is used.

    Raises:
        RateLimited: It is, by the last one of the visit's exchanges there.
    """
    for exchange in [done for done in exchanges if done.path == path][-1:]:
        if until := _near(exchange, up_to):
            raise RateLimited(f"At least {up_to} % of X's limit is used.", until=until)


def reset_of(exchange: Exchange) -> datetime | None:
    """When the limit that is used up starts anew: one of a quarter of an hour, or of a day."""
    daily = [name for name in DAILY if exchange.headers.get(f"{name}-remaining") == "0"]
    resets = [_instant(exchange, name) for name in daily or (SHORT,)]
    return max((reset for reset in resets if reset), default=None)


def _near(exchange: Exchange, percent: int) -> datetime | None:
    """When the limits of which so much is used start anew; None where there are none."""
    near = [name for name in LIMITS if _used(exchange, name) >= percent]
    return max((reset for name in near if (reset := _instant(exchange, name))), default=None)


def _used(exchange: Exchange, name: str) -> float:
    """Percent of a limit; 0 where X does not tell it."""
    limit, left = (_number(exchange, f"{name}-{part}") for part in ("limit", "remaining"))
    return 100 - 100 * left / limit if limit and left is not None else 0


def _instant(exchange: Exchange, name: str) -> datetime | None:
    seconds = _number(exchange, f"{name}-reset")
    if seconds is None:
        return None
    instant = datetime.fromtimestamp(seconds, UTC)
    return instant if exchange.at < instant <= exchange.at + LONGEST_WAIT else None


def _number(exchange: Exchange, header: str) -> int | None:
    digits = exchange.headers.get(header, "")
    return int(digits) if re.fullmatch(r"[0-9]{1,11}", digits) else None


CAPPED = "usage-capped"
GONE = "resource-not-found"
FIELD_REFUSED = frozenset({"not-authorized-for-field", "field-unauthorized"})
REFUSED = {
    "client-forbidden": "the developer app is not enrolled for this API",
    "unsupported-authentication": "it wants the account's own user context (OAuth 1.0a)",
    "not-authorized-for-resource": "the token may not see this account",
}
MEANINGS: Mapping[int, tuple[type[CollectorError], str]] = {
    HTTPStatus.UNAUTHORIZED: (AccessRefused, "X does not accept the token"),
    HTTPStatus.PAYMENT_REQUIRED: (OutOfCredit, "X's credit, or its cap on usage, is used up"),
    HTTPStatus.NOT_FOUND: (AccountMissing, "X knows no such account or post"),
    HTTPStatus.REQUEST_TIMEOUT: (PlatformUnavailable, "X has trouble of its own"),
    HTTPStatus.TOO_MANY_REQUESTS: (RateLimited, "X asks us to wait"),
}
"""What a status means by itself; 403 and 5xx aside."""
LOST_FIELDS = {
    "impression_count": "views",
    "like_count": "likes",
    "reply_count": "comments",
    "retweet_count": "shares",
    "repost_count": "shares",
    "quote_count": "quotes",
    "bookmark_count": "saves",
}
"""Our word for each field of a post's counts."""


def judge(exchange: Exchange) -> CollectorError | None:
    """Return the named error that an answer of X stands for; None for a success."""
    status, problem = exchange.status, problem_of(exchange.document)
    if status < HTTPStatus.BAD_REQUEST:
        return None
    kind, sentence = _meaning(status, problem)
    until = reset_of(exchange) if kind is RateLimited else None
    return kind(f"{sentence} ({f'{status} {problem}'.strip()}).", until=until)


def _meaning(status: int, problem: str) -> tuple[type[CollectorError], str]:
    if problem == CAPPED:
        return MEANINGS[HTTPStatus.PAYMENT_REQUIRED]
    if status == HTTPStatus.FORBIDDEN:
        return AccessRefused, f"X refuses: {REFUSED.get(problem, 'access is forbidden')}"
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return PlatformUnavailable, "X has trouble of its own"
    return MEANINGS.get(status, (Malformed, "X does not understand what this program asks"))


def problem_of(document: Document) -> str:
    """Return the last segment of a problem's `type`, such as "usage-capped"; "" without one."""
    for problem in (document, *as_mappings(document.get("errors"))):
        name = (as_text(problem.get("type")) or "").rpartition("/")[2]
        if re.fullmatch("[a-z-]{1,40}", name):
            return name
    return ""


def missing_account(document: Document) -> CollectorError | None:
    """Return why an answer about an account, with status 200, holds none; None: it is untold."""
    problem = problem_of(document)
    if problem == GONE:
        return AccountMissing("X says that the account does not exist, or is suspended.")
    if problem:
        detail = REFUSED.get(problem, "it does not show this account")
        return AccessRefused(f"X refuses: {detail} ({problem}).")
    return None


def note_errors(context: VisitContext, document: Document, asked: Mapping[str, str]) -> set[str]:
    """Note the errors beside the data of an answer about posts; return the ids that they name.

    Args:
        context: Learns which posts are gone and what was lost.
        document: The answer.
        asked: The ids that were asked for, each with the id under which its post is kept. What
            is said of other posts, such as a quoted one, is no loss of ours.
    """
    named = set()
    for error in as_mappings(document.get("errors")):
        resource = as_text(error.get("resource_id")) or as_text(error.get("value")) or ""
        named.add(resource)
        if problem_of(error) in FIELD_REFUSED:
            _note_field(context, error)
        elif resource in asked and _is_gone(error):
            context.gone.add(asked[resource])
        elif resource in asked:
            _note_refusal(context, error)
    return named


def _is_gone(error: Document) -> bool:
    # A suspended author's post is "Forbidden", of the same type as one that was deleted.
    return error.get("title") == "Not Found Error" and problem_of(error) in {GONE, ""}


def _note_field(context: VisitContext, error: Document) -> None:
    field = (as_text(error.get("field")) or "").rpartition(".")[2]
    scope = LOST_FIELDS.get(field, "posts")
    context.lose(scope, Reason.ACCESS, f"X does not show us {scope} of every post.")


def _note_refusal(context: VisitContext, error: Document) -> None:
    problem = problem_of(error) or "no reason given"
    context.lose("posts", Reason.ACCESS, f"X does not show us one of the posts ({problem}).")
