"""Plaza, a platform that nobody has: all that a fourth one needs beside its entry.

It is asked without an SDK. Posts come in pages, each naming the next; they are billed by the day.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from collectors.base import Inspection
from collectors.context import VisitContext
from collectors.errors import (
    AccessRefused,
    CollectorError,
    Malformed,
    NotOurs,
    PlatformUnavailable,
)
from collectors.session import Exchange
from collectors.values import Document, as_instant, as_mappings, as_text, clean_text
from metrics.model import BEGINNING, Counts, PostSnapshot, Snapshot

SDK_HOST = None
PERMITTED = (
    ("GET", "/v1/account"),
    ("GET", "/v1/account/squares"),
    ("GET", "/v1/account/squares/:id"),
)
PAGE = 2


def judge(exchange: Exchange) -> CollectorError | None:
    """What an answer means."""
    if exchange.status == 200:
        return None
    if exchange.status in {401, 403}:
        return AccessRefused("Plaza does not accept the token.")
    return PlatformUnavailable(f"Plaza has trouble of its own (HTTP {exchange.status}).")


def rest_until(_: Exchange) -> datetime | None:
    """Plaza has no limits."""
    return None


def prove(context: VisitContext) -> str:
    """Return the account's id: the token proves that its account is ours."""
    account = _account(context)
    if account.get("handle") != context.account.handle:
        raise NotOurs("The token belongs to another account than the one configured.")
    return str(account["id"])


def read_account(context: VisitContext, platform_id: str) -> Snapshot:
    """Return the account itself."""
    account = _account(context)
    return Snapshot(
        account=context.account.name,
        taken_at=context.now,
        platform_id=platform_id,
        followers=context.count("followers", account, "neighbours"),
        handle=as_text(account.get("handle")),
        display_name=as_text(account.get("name")),
    )


def read_posts(context: VisitContext, account: Snapshot) -> None:
    """Read page after page, each at its worst price first."""
    del account
    path: str | None = "account/squares"
    price = context.budget.price.post
    while path is not None:
        size = context.budget.room(price, PAGE, least=PAGE)
        with context.paying(price * size):
            page = _ask(context, path)
            rows = as_mappings(page.get("squares"))
            context.budget.pay([str(row["id"]) for row in rows], price)
        for row in rows:
            post = _post(context, row)
            context.posts[post.id] = post
        following = as_text(page.get("next"))
        path = following and f"account/squares/{following}"
    context.found_all_since(BEGINNING)  # the last page was the first one ever


def look(context: VisitContext) -> Inspection:
    """What `check` shows of the login."""
    account = _account(context)
    return Inspection(
        platform_id=str(account["id"]),
        handle=as_text(account.get("handle")),
        display_name=as_text(account.get("name")),
        ours=account.get("handle") == context.account.handle,
        token_kind="a token of Plaza",
        expires_at=_instant(account.get("token_ends")),
    )


def _account(context: VisitContext) -> Document:
    return _ask(context, "account")


def _ask(context: VisitContext, path: str) -> Document:
    access = context.access
    headers = {"Authorization": f"Bearer {access.secrets['token'].reveal()}"}
    url = f"{access.base_url}/{access.version}/{path}"
    answer: Any = context.session.request("GET", url, headers=headers)
    document: Document = answer.json()
    return document


def _post(context: VisitContext, row: Document) -> PostSnapshot:
    published_at = _instant(row.get("at"))
    if published_at is None:
        raise Malformed("Plaza told a square without its time.")
    return PostSnapshot(
        id=str(row["id"]),
        published_at=published_at,
        text=clean_text(as_text(row.get("words")) or "") or None,
        url=as_text(row.get("link")),
        counts=Counts(
            likes=context.count("likes", row, "claps"),
            comments=context.count("comments", row, "answers"),
        ),
    )


def _instant(value: object) -> datetime | None:
    return as_instant(datetime.fromisoformat(value)) if isinstance(value, str) else None
