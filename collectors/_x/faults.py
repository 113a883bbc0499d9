"""What X's errors mean, and how much of its limits is used.

Errors are refusals of a whole request, or stand beside data or alone in a 200. X names what went
wrong by the last segment of a problem's `type`, or by an older number; its titles vary and are not
believed. Its own words are never repeated.

    CollectorError
      AccessRefused        401; not-authorized-…, client-forbidden, …; numbers 32, 64, 89, 135, 326
      AccountMissing       404; resource-not-found
      RateLimited          429; rate-limit-exceeded; 88
      OutOfCredit          402; credits, usage-capped
      PlatformUnavailable  408, 5xx; internal-error, resource-unavailable, …; 130, 131
      Malformed            400; invalid-request
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
from collectors.session import Exchange, wrong_clock
from collectors.values import Document, as_mapping, as_mappings, as_text, is_count
from metrics.model import Reason
from metrics.texts.phrases import LostScope, Phrase

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
            raise RateLimited(
                Phrase("At least {percent} % of X's limit is used.", percent=up_to), until=until
            )


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


GONE = "resource-not-found"
Meaning = tuple[type[CollectorError], str]
PROBLEMS: Mapping[str, Meaning] = {
    "usage-capped": (OutOfCredit, Phrase("X's credit, or its cap on usage, is used up")),
    "credits": (OutOfCredit, Phrase("X's credit, or its cap on usage, is used up")),
    "credits-depleted": (OutOfCredit, Phrase("X's credit, or its cap on usage, is used up")),
    "rate-limit-exceeded": (RateLimited, Phrase("X asks us to wait")),
    "internal-error": (PlatformUnavailable, Phrase("X has trouble of its own")),
    "resource-unavailable": (PlatformUnavailable, Phrase("X could not fetch it just now")),
    "field-hydration-failure": (PlatformUnavailable, Phrase("X could not fetch a field just now")),
    "client-forbidden": (
        AccessRefused,
        Phrase("X refuses: the developer app is not enrolled for this API"),
    ),
    "unsupported-authentication": (
        AccessRefused,
        Phrase("X refuses: it wants the account's own user context (OAuth 1.0a)"),
    ),
    "not-authorized-for-resource": (
        AccessRefused,
        Phrase("X refuses: the token may not see this account"),
    ),
    "not-authorized-for-field": (AccessRefused, Phrase("X refuses: the token may not see a field")),
    "field-unauthorized": (AccessRefused, Phrase("X refuses: the token may not see a field")),
    "disallowed-resource": (
        AccessRefused,
        Phrase("X refuses: it does not show this to anybody by its API"),
    ),
    GONE: (AccountMissing, Phrase("X says that it does not exist, or is suspended")),
    "invalid-request": (Malformed, Phrase("X does not understand what this program asks")),
}
"""By the last segment of a problem's type."""
NO_REASON = Phrase("no reason given")
DEAD = Phrase("X does not accept the token: make a new one in the developer console")
CLOCK, SUSPENDED, LOCKED = 135, 64, 326
NUMBERS: Mapping[int, Meaning] = {
    32: (AccessRefused, DEAD),
    89: (AccessRefused, DEAD),
    SUSPENDED: (
        AccessRefused,
        Phrase("X has suspended the account that the token belongs to: its owner must appeal to X"),
    ),
    LOCKED: (
        AccessRefused,
        Phrase(
            "X has locked the account: somebody must log in to x.com as the account and unlock it"
        ),
    ),
    CLOCK: (
        AccessRefused,
        Phrase("X refuses the time of our request: this machine's clock is wrong"),
    ),
    88: (RateLimited, Phrase("X asks us to wait")),
    130: (PlatformUnavailable, Phrase("X is over capacity")),
    131: (PlatformUnavailable, Phrase("X has trouble of its own")),
}
"""By the number of an older error, `{"errors": [{"code": 32}]}`."""
LOGIN_NUMBERS = frozenset(number for number, (kind, _) in NUMBERS.items() if kind is AccessRefused)
STATUSES: Mapping[int, Meaning] = {
    HTTPStatus.UNAUTHORIZED: (AccessRefused, Phrase("X does not accept the token")),
    HTTPStatus.PAYMENT_REQUIRED: (
        OutOfCredit,
        Phrase("X's credit, or its cap on usage, is used up"),
    ),
    HTTPStatus.FORBIDDEN: (AccessRefused, Phrase("X refuses: access is forbidden")),
    HTTPStatus.NOT_FOUND: (AccountMissing, Phrase("X knows no such account or post")),
    HTTPStatus.REQUEST_TIMEOUT: (PlatformUnavailable, Phrase("X has trouble of its own")),
    HTTPStatus.TOO_MANY_REQUESTS: (RateLimited, Phrase("X asks us to wait")),
}
"""What a status means by itself; those of 500 and above aside."""
COUNTS_OF_POSTS = {
    "impression_count": "views",
    "like_count": "likes",
    "reply_count": "comments",
    "retweet_count": "shares",
    "repost_count": "shares",
    "quote_count": "quotes",
    "bookmark_count": "saves",
}
"""Our word for each field of a post's counts."""
LOST_OF_POSTS: Mapping[str, Iterable[str]] = {
    **{field: (word,) for field, word in COUNTS_OF_POSTS.items()},
    "public_metrics": dict.fromkeys(COUNTS_OF_POSTS.values()),
    "created_at": ("posts",),
    "id": ("posts",),
    **dict.fromkeys(("text", "note_tweet", "note_post"), ("text",)),
    **dict.fromkeys(("referenced_tweets", "referenced_posts"), ("references",)),
    **dict.fromkeys(("in_reply_to_user_id", "author_id"), ("references",)),
    **dict.fromkeys(("edit_history_tweet_ids", "edit_history_post_ids"), ("history",)),
}
"""What is lost with a field of posts that we ask for."""
LOST_OF_ACCOUNTS: Mapping[str, Iterable[str]] = {
    "public_metrics": ("followers", "following", "posts_total", "listed"),
    "followers_count": ("followers",),
    "following_count": ("following",),
    **dict.fromkeys(("tweet_count", "post_count"), ("posts_total",)),
    "listed_count": ("listed",),
    **dict.fromkeys(("verified_type", "name", "username"), ("identity",)),
}
"""What is lost with a field of the account that we ask for."""
OTHERS = ("referenced_", "pinned_", "quoted_", "in_reply_to_")
"""How the parameters begin by which an error names somebody else's post or account."""


def judge(exchange: Exchange) -> CollectorError | None:
    """Return the named error that an answer of X stands for; None for a success."""
    if exchange.status < HTTPStatus.BAD_REQUEST:
        return None
    kind, sentence = _meaning(exchange)
    until = reset_of(exchange) if kind is RateLimited else None
    label = f"{exchange.status} {label_of(exchange.document)}".strip()
    return kind(Phrase("{sentence} ({label}).", sentence=sentence, label=label), until=until)


def _meaning(exchange: Exchange) -> Meaning:
    status, number = exchange.status, number_of(exchange.document)
    is_about_signing = status == HTTPStatus.UNAUTHORIZED or number == CLOCK
    if is_about_signing and (clock := wrong_clock(exchange)):
        return AccessRefused, Phrase("{clock}: X refuses what it signs", clock=clock)
    by_problem = PROBLEMS.get(problem_of(exchange.document))
    if by_problem and by_problem[0] is OutOfCredit:
        return by_problem
    if number is not None and number in NUMBERS:
        return NUMBERS[number]
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return PlatformUnavailable, Phrase("X has trouble of its own")
    if by_problem and status in {HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN}:
        return by_problem
    return STATUSES.get(status, PROBLEMS["invalid-request"])


def may_be_cured(context: VisitContext, answered: int) -> bool:
    """Whether the last request was refused in a way that a smaller question may cure.

    Not where nobody answered, and not for a dead login, a limit or credit: those concern whatever
    is asked. `answered` is how many answers the visit had before that request.
    """
    for exchange in context.session.exchanges[answered:][-1:]:
        document, status = exchange.document, exchange.status
        if status < HTTPStatus.BAD_REQUEST and not is_failure(document):
            return False
        if status == HTTPStatus.UNAUTHORIZED or number_of(document) in LOGIN_NUMBERS:
            return False
        return not isinstance(judge(exchange) or failure_of(document), RateLimited | OutOfCredit)
    return False


def refuses_parameter(context: VisitContext, answered: int, parameter: str) -> bool:
    """Whether the last request was refused for a parameter as such, and not for a value of it.

    `answered` is how many answers the visit had before that request.
    """
    for exchange in context.session.exchanges[answered:][-1:]:
        if exchange.status != HTTPStatus.BAD_REQUEST:
            return False
        problems = [exchange.document, *as_mappings(exchange.document.get("errors"))]
        return any(_is_about(problem, parameter) for problem in problems)
    return False


def _is_about(problem: Document, parameter: str) -> bool:
    words = [as_text(problem.get(name)) or "" for name in ("message", "detail", "parameter")]
    sentence = " ".join([*words, *as_mapping(problem.get("parameters"))])
    return parameter in sentence and "parameter value" not in sentence


def problem_of(document: Document) -> str:
    """Return the last segment of a problem's `type`, such as "usage-capped"; "" without one."""
    for problem in (document, *as_mappings(document.get("errors"))):
        name = (as_text(problem.get("type")) or "").rpartition("/")[2]
        if re.fullmatch("[a-z-]{1,40}", name):
            return name
    return ""


def number_of(document: Document) -> int | None:
    """Return the number of an older error; None where there is none.

    Problems may have a number beside their type; then the type is what counts.
    """
    for error in as_mappings(document.get("errors")):
        if is_count(number := error.get("code")) and "type" not in error:
            return number
    return None


def label_of(document: Document) -> str:
    """How an error is named to an operator: "usage-capped", "code 326", or ""."""
    number = number_of(document)
    return problem_of(document) or ("" if number is None else f"code {number}")


def is_failure(document: Document) -> bool:
    """Whether an answer names errors and has nothing beside them: a failure for all its 200."""
    return bool(as_mappings(document.get("errors"))) and not (document.keys() & {"data", "meta"})


def failure_of(document: Document) -> CollectorError:
    """Return the named error of errors that came with status 200."""
    label = label_of(document)
    unknown = (Malformed, Phrase("X answered with an error that this program does not know"))
    number = number_of(document)
    kind, sentence = PROBLEMS.get(problem_of(document)) or NUMBERS.get(number or 0) or unknown
    return kind(Phrase("{sentence} ({label}).", sentence=sentence, label=label or NO_REASON))


def note_fields(
    context: VisitContext, document: Document, lost: Mapping[str, Iterable[str]], of: str
) -> None:
    """Note which of the fields asked for an answer says are missing, whatever the problem is.

    Args:
        context: Learns what was lost.
        document: The answer.
        lost: What is lost with each field. Of others, which nobody asked for, nothing is.
        of: Of what they are: "the account", "every post".
    """
    for error in as_mappings(document.get("errors")):
        for scope in lost.get(_field(error), ()):
            failure = failure_of({"errors": [error]})
            label = label_of({"errors": [error]}) or NO_REASON
            context.lose(
                scope,
                failure.reason,
                Phrase(
                    "X does not show us {scope} of {of} ({label}).",
                    scope=LostScope(scope),
                    of=of,
                    label=label,
                ),
            )


def _field(error: Document) -> str:
    """The last part of the field that an error names; "" where it names none."""
    field = as_text(error.get("field"))
    if field is None and (as_text(error.get("parameter")) or "").endswith(".fields"):
        field = as_text(error.get("value"))
    return (field or "").rpartition(".")[2]


def named_in(document: Document) -> set[str]:
    """Return the ids of what the errors of an answer are about."""
    return {_resource(error) for error in as_mappings(document.get("errors"))}


def _resource(error: Document) -> str:
    return as_text(error.get("resource_id")) or as_text(error.get("value")) or ""


def note_errors(context: VisitContext, document: Document, asked: Mapping[str, str]) -> None:
    """Note the errors beside the data of an answer about posts.

    Args:
        context: Learns which posts are gone and what was lost.
        document: The answer.
        asked: The ids that were asked for, each with the id under which its post is kept. What
            is said of other posts, such as a quoted one, is no loss of ours.
    """
    note_fields(context, document, LOST_OF_POSTS, Phrase("every post"))
    for error in as_mappings(document.get("errors")):
        resource = _resource(error)
        if _field(error):
            continue
        if resource not in asked:
            _note_trouble(context, error)
        elif _is_gone(error):
            context.gone.add(asked[resource])
        else:
            _note_refusal(context, error)


def _is_gone(error: Document) -> bool:
    """Whether a post is deleted, by the problem's type.

    The post of a suspended author is of the same type, and titled as a refusal.
    """
    title = as_text(error.get("title")) or ""
    problem = problem_of(error)
    if problem == GONE:
        return title not in {"Forbidden", "Authorization Error"}
    return problem == "" and "not found" in title.casefold()


def _note_trouble(context: VisitContext, error: Document) -> None:
    """Note what an error takes from the answer as a whole; one of somebody else's takes nothing."""
    parameter = as_text(error.get("parameter")) or ""
    is_of_others = parameter.startswith(OTHERS) or error.get("section") == "includes"
    failure = failure_of({"errors": [error]})
    if not (is_of_others or _is_gone(error) or isinstance(failure, AccountMissing)):
        context.lose("posts", failure.reason, failure.detail)


def _note_refusal(context: VisitContext, error: Document) -> None:
    failure = failure_of({"errors": [error]})
    # A refusal without a known reason: we may not see it.
    reason = Reason.ACCESS if isinstance(failure, Malformed | AccountMissing) else failure.reason
    problem = label_of({"errors": [error]}) or NO_REASON
    context.lose(
        "posts", reason, Phrase("X does not show us one of the posts ({problem}).", problem=problem)
    )
