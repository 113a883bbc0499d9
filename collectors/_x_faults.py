"""What X's errors mean: refusals of a whole request, and those that stand beside data in a 200.

X has two families of bodies, `{"errors": [{"code", "message"}]}` and a problem with `type`,
`title` and `detail`. The host of `type` varies, so only its last segment is believed. X's own
sentences are never repeated: some name accounts.

    401                         AccessRefused
    402, 429 usage-capped       OutOfCredit: waiting a quarter of an hour does not help
    403                         AccessRefused
    404                         AccountMissing
    408, 5xx                    PlatformUnavailable
    429                         RateLimited, until the reset of the exhausted limit where it is told
    400 and others              Malformed: X does not understand what this program asks
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus

from collectors._document import Document, as_mappings, as_text
from collectors._errand import Errand
from collectors._exchange import Exchange
from collectors._x_limits import reset_of
from collectors.errors import (
    AccessRefused,
    AccountMissing,
    CollectorError,
    Malformed,
    OutOfCredit,
    PlatformUnavailable,
    RateLimited,
)
from metrics.snapshot import Reason

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


def note_errors(errand: Errand, document: Document, asked: Mapping[str, str]) -> set[str]:
    """Note the errors beside the data of an answer about posts; return the ids that they name.

    Args:
        errand: Learns which posts are gone and what was lost.
        document: The answer.
        asked: The ids that were asked for, each with the id under which its post is kept. What
            is said of other posts, such as a quoted one, is no loss of ours.
    """
    named = set()
    for error in as_mappings(document.get("errors")):
        resource = as_text(error.get("resource_id")) or as_text(error.get("value")) or ""
        named.add(resource)
        if problem_of(error) in FIELD_REFUSED:
            _note_field(errand, error)
        elif resource in asked and _is_gone(error):
            errand.gone.add(asked[resource])
        elif resource in asked:
            _note_refusal(errand, error)
    return named


def _is_gone(error: Document) -> bool:
    # A suspended author's post is "Forbidden", of the same type as one that was deleted.
    return error.get("title") == "Not Found Error" and problem_of(error) in {GONE, ""}


def _note_field(errand: Errand, error: Document) -> None:
    field = (as_text(error.get("field")) or "").rpartition(".")[2]
    scope = LOST_FIELDS.get(field, "posts")
    errand.lose(scope, Reason.ACCESS, f"X does not show us {scope} of every post.")


def _note_refusal(errand: Errand, error: Document) -> None:
    problem = problem_of(error) or "no reason given"
    errand.lose("posts", Reason.ACCESS, f"X does not show us one of the posts ({problem}).")
