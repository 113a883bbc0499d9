"""X: the account and its posts by tweepy, in the account's own user context (OAuth 1.0a).

X bills each user and each post once per UTC day, so every request is priced at its worst before
it is sent, and settled by what came back. Nothing is read with the app's own token but, by
`check`, the usage of the app.
"""

from __future__ import annotations

import re
from contextlib import AbstractContextManager
from typing import Any

import tweepy

from collectors import Inspection
from collectors._document import Document, as_mapping, as_text
from collectors._errand import Errand
from collectors._text import clean_text
from collectors._x_faults import judge, missing_account
from collectors._x_limits import rest_until
from collectors._x_posts import is_id
from collectors._x_timeline import discover, read_again
from collectors.errors import CeilingReached, CollectorError, Malformed, NotOurs
from metrics.snapshot import Snapshot

__all__ = ["PERMITTED", "judge", "look", "prove", "read_account", "read_posts", "rest_until"]

PERMITTED = (
    ("GET", "/2/users/me"),
    ("GET", "/2/users/:id"),
    ("GET", "/2/users/:id/tweets"),
    ("GET", "/2/tweets"),
    ("GET", "/2/usage/tweets"),
)
USER_FIELDS = ["public_metrics", "verified_type"]


def prove(errand: Errand) -> str:
    """Return the account's id, which the token proves to be ours.

    Raises:
        NotOurs: The token belongs to another account than the one of the settings.
    """
    me = _find_me(errand)
    if not _is_ours(errand, me):
        raise NotOurs(f"The token belongs to @{_handle(me)}, which is not the account configured.")
    return str(me["id"])


def _find_me(errand: Errand) -> Document:
    expected = errand.account.id or errand.plan.platform_id or ""
    with _paying_for_user(errand, expected):
        return _user(errand, _client(errand).get_me(user_auth=True))


def _paying_for_user(errand: Errand, user_id: str) -> AbstractContextManager[None]:
    price = errand.purse.price.user
    errand.purse.fitting([user_id], price)
    return errand.paying(errand.purse.worst([user_id], price), user_id or None)


def _is_ours(errand: Errand, me: Document) -> bool:
    """Whether it is the account of the settings. An id, where one is known, outweighs a handle."""
    if known_id := errand.account.id or errand.plan.platform_id:
        return bool(me["id"] == known_id)
    handle = (errand.account.handle or "").removeprefix("@")
    return handle != "" and handle.casefold() == (_handle(me) or "").casefold()


def read_account(errand: Errand, platform_id: str) -> Snapshot:
    """Return the account's counts and names, without its posts.

    Raises:
        AccountMissing: X says that it does not exist, or is suspended.
    """
    client = _client(errand)
    with _paying_for_user(errand, platform_id):
        told = client.get_user(id=platform_id, user_fields=USER_FIELDS, user_auth=True)
        user = _user(errand, told)
    if user["id"] != platform_id:
        raise Malformed("X answered with another account than the one that was asked for.")
    counts = as_mapping(user.get("public_metrics"))
    return Snapshot(
        account=errand.account.name,
        taken_at=errand.now,
        platform_id=platform_id,
        followers=errand.count("followers", counts, "followers_count"),
        following=errand.count("following", counts, "following_count"),
        posts_total=errand.count("posts_total", counts, "post_count", "tweet_count"),
        listed=errand.count("listed", counts, "listed_count"),
        handle=_handle(user),
        display_name=_display_name(user),
        verified=as_text(user.get("verified_type")),
    )


def read_posts(errand: Errand, account: Snapshot) -> None:
    """Discover new posts, or read back past ones, then read again those of the plan.

    What our ceiling on money does not allow is noted and left out; the rest is read.
    """
    client = _client(errand)
    for step in (discover, read_again):
        try:
            step(errand, client, account.platform_id)
        except CeilingReached as error:
            errand.lose("posts", error.reason, error.detail)


def look(errand: Errand) -> Inspection:
    """Return what X says of the login, and of the app's usage where a bearer token is given."""
    me = _find_me(errand)
    usage, warnings = _usage(errand)
    return Inspection(
        platform_id=str(me["id"]),
        handle=_handle(me),
        display_name=_display_name(me),
        ours=_is_ours(errand, me),
        token_kind="OAuth 1.0a user context",  # noqa: S106 - a kind of token, no token
        usage=usage,
        warnings=warnings,
    )


def _usage(errand: Errand) -> tuple[str | None, tuple[str, ...]]:
    bearer = errand.access.secrets.get("bearer_token")
    if bearer is None:
        return None, ()
    client = tweepy.Client(bearer.reveal(), return_type=dict)
    client.session = errand.session
    try:
        told = as_mapping(client.request("GET", "/2/usage/tweets").json().get("data"))
    except CollectorError as error:
        return None, (f"The usage of the app was not read: {error.detail}",)
    used, cap = told.get("project_usage"), told.get("project_cap")
    if not (is_id(used) and is_id(cap)):
        return None, ("X told the usage of the app in a form that is not known.",)
    return f"{used} of {cap} posts", ()


def _client(errand: Errand) -> Any:
    secrets = errand.access.secrets
    client = tweepy.Client(
        consumer_key=secrets["api_key"].reveal(),
        consumer_secret=secrets["api_secret"].reveal(),
        access_token=secrets["access_token"].reveal(),
        access_token_secret=secrets["access_token_secret"].reveal(),
        return_type=dict,
    )
    client.session = errand.session
    return client


def _user(errand: Errand, document: Document) -> Document:
    user = as_mapping(document.get("data"))
    if not user and (refusal := missing_account(document)):
        raise refusal
    if not is_id(user.get("id")):
        raise errand.unread("X answered without the account that was asked for, or without its id.")
    errand.purse.pay([user["id"]], errand.purse.price.user)
    return user


def _handle(user: Document) -> str | None:
    handle = as_text(user.get("username")) or ""
    return handle if re.fullmatch("[A-Za-z0-9_]{1,50}", handle) else None


def _display_name(user: Document) -> str | None:
    return clean_text(as_text(user.get("name")) or "") or None
