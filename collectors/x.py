"""X: the account and its posts by tweepy, in the account's own user context (OAuth 1.0a).

X bills each user and each post once per UTC day, so every request is priced at its worst before
it is sent, and settled by what came back. Nothing is read with the app's own token but, by
`check`, the usage of the app.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import tweepy

from collectors._x.asking import Timeline
from collectors._x.faults import (
    LOST_OF_ACCOUNTS,
    failure_of,
    is_failure,
    judge,
    may_be_cured,
    note_fields,
    rest_until,
)
from collectors._x.posts import (
    SMALLEST_PAGE,
    NoEnd,
    discover,
    read_again,
    try_for_nothing,
)
from collectors._x.vocabulary import is_id
from collectors.base import Inspection
from collectors.context import VisitContext
from collectors.errors import CeilingReached, CollectorError, Malformed, NotOurs
from collectors.values import Document, as_mapping, as_mappings, as_text, clean_text
from metrics.model import Snapshot
from metrics.texts.phrases import LostScope, Phrase, Plural, joined_phrase

__all__ = [
    "PERMITTED",
    "SDK_HOST",
    "judge",
    "look",
    "prove",
    "read_account",
    "read_posts",
    "rest_until",
]

PERMITTED = (
    ("GET", "/2/users/me"),
    ("GET", "/2/users/:id"),
    ("GET", "/2/users/:id/tweets"),
    ("GET", "/2/tweets"),
    ("GET", "/2/usage/tweets"),
)
SDK_HOST = "api.twitter.com"
USAGE_FIELDS = (
    "cap_reset_day",
    "daily_project_usage",
    "project_cap",
    "project_id",
    "project_usage",
)
COUNTS, BADGE = "public_metrics", "verified_type"
"""The fields of an account: its counts, and what it is read without where X refuses it."""


def prove(context: VisitContext) -> str:
    """Return the account's id, which the token proves to be ours.

    Raises:
        NotOurs: The token belongs to another account than the one of the settings.
    """
    me = _find_me(context)
    if not _is_ours(context, me):
        raise NotOurs(
            Phrase(
                "The token belongs to @{handle}, which is not the account configured.",
                handle=_handle(me),
            )
        )
    return str(me["id"])


def _find_me(context: VisitContext) -> Document:
    expected = context.account.id or context.plan.platform_id or ""
    with _paying_for_user(context, expected):
        return _user(context, _client(context).get_me(user_auth=True))


def _paying_for_user(context: VisitContext, user_id: str) -> AbstractContextManager[None]:
    price = context.budget.price.user
    context.budget.fitting([user_id], price)
    return context.paying(context.budget.worst([user_id], price), user_id or None)


def _is_ours(context: VisitContext, me: Document) -> bool:
    """Whether it is the account of the settings. An id, where one is known, outweighs a handle."""
    if known_id := context.account.id or context.plan.platform_id:
        return bool(me["id"] == known_id)
    handle = (context.account.handle or "").removeprefix("@")
    return handle != "" and handle.casefold() == (_handle(me) or "").casefold()


def read_account(context: VisitContext, platform_id: str) -> Snapshot:
    """Return the account's counts and names, without its posts.

    Raises:
        AccountMissing: X says that it does not exist, or is suspended.
    """
    user = _ask_account(context, platform_id)
    if user["id"] != platform_id:
        raise Malformed(Phrase("X answered with another account than the one that was asked for."))
    counts = as_mapping(user.get(COUNTS))
    return Snapshot(
        account=context.account.name,
        taken_at=context.now,
        platform_id=platform_id,
        followers=context.count("followers", counts, "followers_count"),
        following=context.count("following", counts, "following_count"),
        posts_total=context.count("posts_total", counts, "post_count", "tweet_count"),
        listed=context.count("listed", counts, "listed_count"),
        handle=_handle(user),
        display_name=_display_name(user),
        verified=as_text(user.get(BADGE)),
    )


def _ask_account(context: VisitContext, platform_id: str) -> Document:
    """Return the account with its counts, and with its badge unless X refuses that.

    The counts never travel with what may be refused: they are asked for alone before the account
    counts as not read. X bills it once.
    """
    client, whole, refusal = _client(context), None, None

    def ask(*fields: str) -> Document:
        with _paying_for_user(context, platform_id):
            document: Document = client.get_user(
                id=platform_id, user_fields=[*fields], user_auth=True
            )
            _user(context, document)
            return document

    if not context.leaves_out(BADGE):
        answered = len(context.session.exchanges)
        try:
            whole = ask(COUNTS, BADGE)
        except CollectorError as error:
            if not may_be_cured(context, answered):
                raise
            refusal = error
    if whole is not None and _tells_followers(whole):
        return _account_in(context, whole)
    try:
        core = ask(COUNTS)
    except CollectorError:
        if whole is None:
            raise
        return _account_in(context, whole)
    if refusal:
        context.leave_out(
            BADGE,
            "identity",
            refusal,
            Phrase("X refuses {badge}. {detail}", badge=BADGE, detail=refusal.detail),
        )
    return {BADGE: whole and whole["data"].get(BADGE)} | _account_in(context, core)


def _account_in(context: VisitContext, document: Document) -> Document:
    """Return the account that an answer tells, and note what X says that it could not tell."""
    note_fields(context, document, LOST_OF_ACCOUNTS, "the account")
    return as_mapping(document["data"])


def _tells_followers(document: Document) -> bool:
    return as_mapping(document["data"].get(COUNTS)).get("followers_count") is not None


def read_posts(context: VisitContext, account: Snapshot) -> None:
    """Discover new posts, or read back past ones, then read again those of the plan.

    What our ceiling on money does not allow, and what X refuses alone, is noted and left out; the
    rest is read.
    """
    timeline = Timeline(context, _client(context), account.platform_id)
    for step in (discover, read_again):
        answered = len(context.session.exchanges)
        try:
            step(timeline)
        except CollectorError as error:
            ends_here = isinstance(error, CeilingReached | NoEnd)
            if not ends_here and not may_be_cured(context, answered):
                raise
            context.lose("posts", error.reason, error.detail, error.until)


def look(context: VisitContext) -> Inspection:
    """Return what X says of the login, and of the app's usage where a bearer token is given.

    Where it is ours, and the context says so, what collecting asks is tried for nothing.
    """
    me = _find_me(context)
    is_ours = _is_ours(context, me)
    usage, billed, warnings = _usage(context)
    reading = _try_reading(context, str(me["id"])) if is_ours and context.proves_reading else None
    return Inspection(
        platform_id=str(me["id"]),
        handle=_handle(me),
        display_name=_display_name(me),
        ours=is_ours,
        token_kind="OAuth 1.0a user context",  # noqa: S106 - a kind of token, no token
        usage=usage,
        billed=billed,
        reading=reading,
        warnings=(*warnings, *_warnings(context)),
    )


def _try_reading(context: VisitContext, platform_id: str) -> str | None:
    """Return what was read for nothing; None where not even the account was.

    The account is on the bill since its login.
    """
    timeline = Timeline(context, _client(context), platform_id)
    try:
        account = read_account(context, platform_id)
    except CollectorError as error:
        context.lose("account", error.reason, error.detail)
        return None
    try:
        try_for_nothing(timeline)
    except CollectorError as error:
        context.lose("posts", error.reason, error.detail)
    followers = (
        Phrase("no followers")
        if account.followers is None
        else Plural("{n} follower", "{n} followers", account.followers)
    )
    posts: str = Plural(
        "{n} post that is paid for today", "{n} posts that are paid for today", len(context.posts)
    )
    if not context.plan.reread:
        price = context.budget.price.owned_post if context.access.owned_reads else None
        cost = SMALLEST_PAGE * (price or context.budget.price.post)
        posts = Phrase(
            "counts of posts are not tried, which may cost {cost} USD", cost=cost.normalize()
        )
    return joined_phrase("; ", (followers, posts))


def _warnings(context: VisitContext) -> Iterator[str]:
    """What the answers show that collecting will lose."""
    for part in context.refused.values():
        if part.scope == "dialect":
            yield Phrase(
                "{detail} Earlier versions of edited posts are not told in it.", detail=part.detail
            )
    for lost in context.failures.values():
        yield Phrase(
            "{scope} not read ({reason}): {detail}",
            scope=LostScope(lost.scope),
            reason=lost.reason,
            detail=lost.detail,
        )


Usage = tuple[str | None, tuple[tuple[date, int], ...], tuple[str, ...]]
"""What X says of the app's usage, its posts by day, and what is wrong with that."""


def _usage(context: VisitContext) -> Usage:
    bearer = context.access.secrets.get("bearer_token")
    if bearer is None:
        return None, (), ()
    client = tweepy.Client(bearer.reveal(), return_type=dict)
    client.session = context.session
    params = {"days": 7, "usage.fields": ",".join(USAGE_FIELDS)}
    try:
        document = client.request("GET", "/2/usage/tweets", params=params).json()
    except CollectorError as error:
        return (
            None,
            (),
            (Phrase("The usage of the app was not read: {detail}", detail=error.detail),),
        )
    usage = as_mapping(document.get("data"))
    used, cap = usage.get("project_usage"), usage.get("project_cap")
    if not (is_id(used) and is_id(cap)):
        return None, (), (Phrase("X told the usage of the app in a form that is not known."),)
    return (
        Phrase(
            "{used} of {posts}",
            used=int(used or 0),
            posts=Plural("{n} post", "{n} posts", int(cap or 0)),  # X writes it as text
        ),
        tuple(_by_day(usage)),
        (),
    )


def _by_day(usage: Document) -> Iterator[tuple[date, int]]:
    """The posts that X counted on each UTC day, in the order of the days."""
    days = as_mappings(as_mapping(usage.get("daily_project_usage")).get("usage"))
    for day in sorted(days, key=lambda day: as_text(day.get("date")) or ""):
        written, number = as_text(day.get("date")) or "", day.get("usage")
        if re.match(r"\d{4}-\d\d-\d\dT", written) and is_id(number):
            yield date.fromisoformat(written[:10]), int(str(number))


def _client(context: VisitContext) -> Any:
    secrets = context.access.secrets
    client = tweepy.Client(
        consumer_key=secrets["api_key"].reveal(),
        consumer_secret=secrets["api_secret"].reveal(),
        access_token=secrets["access_token"].reveal(),
        access_token_secret=secrets["access_token_secret"].reveal(),
        return_type=dict,
    )
    client.session = context.session
    return client


def _user(context: VisitContext, document: Document) -> Document:
    user = as_mapping(document.get("data"))
    if not user and is_failure(document):
        raise failure_of(document)
    if not is_id(user.get("id")):
        raise context.unread(
            Phrase("X answered without the account that was asked for, or without its id.")
        )
    context.budget.pay([user["id"]], context.budget.price.user)
    return user


def _handle(user: Document) -> str | None:
    handle = as_text(user.get("username")) or ""
    return handle if re.fullmatch("[A-Za-z0-9_]{1,50}", handle) else None


def _display_name(user: Document) -> str | None:
    return clean_text(as_text(user.get("name")) or "") or None
