"""From X's posts to ours. Both of X's vocabularies are read, the old one and that of 2026.

X began to rename tweets to posts and retweets to reposts in August 2026, endpoint by endpoint.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from collectors._document import Document, as_instant, as_mapping, as_mappings, as_text
from collectors._errand import Errand
from collectors._text import clean_text
from metrics.snapshot import Counts, Kind, PostSnapshot, Reason

ID = re.compile(r"[0-9]{1,19}")
KINDS = {
    "replied_to": Kind.REPLY,
    "retweeted": Kind.REPOST,
    "reposted": Kind.REPOST,
}


def versions(post: Document) -> list[str]:
    """Return the ids of a post's versions, oldest first; that of the post itself at least.

    Each edit makes a new id, so a post is kept under its first one. X has been seen to answer
    with an empty text for an id.
    """
    history = post.get("edit_history_tweet_ids") or post.get("edit_history_post_ids")
    ids = [item for item in history if is_id(item)] if isinstance(history, list) else []
    return ids or [str(post["id"])]


def is_id(value: object) -> bool:
    """Whether the value is an id of X: a text of up to 19 digits."""
    return isinstance(value, str) and ID.fullmatch(value) is not None


def keep_post(errand: Errand, post: Document, published_at: datetime | None = None) -> None:
    """Read one post into the errand, under its first id.

    Args:
        errand: Receives the post, and what was lost of it.
        post: The post, as X tells it.
        published_at: When it was published, where that is on file. X's own word goes first, but
            of an edited post it tells when the newest version was made.
    """
    first_id, *edits = versions(post)
    told_at = _instant(post.get("created_at"))
    published_at = published_at or told_at if edits else told_at or published_at
    if published_at is None:
        errand.lose("posts", Reason.MALFORMED, "X told a post without the time of its publication.")
        return
    kind = _kind(post)
    errand.posts[first_id] = PostSnapshot(
        id=first_id,
        published_at=published_at,
        kind=kind,
        text=_text(post) if kind is Kind.POST else None,
        url=None if kind is Kind.REPOST else f"https://x.com/i/web/status/{post['id']}",
        # The row of a repost carries the original's reposts beside zeros: neither is ours.
        counts=Counts() if kind is Kind.REPOST else _counts(errand, post),
    )


def _instant(value: object) -> datetime | None:
    try:
        return as_instant(datetime.fromisoformat(as_text(value) or ""))
    except ValueError:
        return None


def _kind(post: Document) -> Kind:
    references = post.get("referenced_tweets") or post.get("referenced_posts")
    kinds = {KINDS.get(str(reference.get("type"))) for reference in as_mappings(references)}
    return next((kind for kind in (Kind.REPOST, Kind.REPLY) if kind in kinds), Kind.POST)


def _text(post: Document) -> str | None:
    long: dict[str, Any] = as_mapping(post.get("note_tweet") or post.get("note_post"))
    text = as_text(long.get("text")) or as_text(post.get("text"))
    return clean_text(text) or None if text else None


def _counts(errand: Errand, post: Document) -> Counts:
    told = as_mapping(post.get("public_metrics"))
    return Counts(
        views=errand.count("views", told, "impression_count"),
        likes=errand.count("likes", told, "like_count"),
        comments=errand.count("comments", told, "reply_count"),
        shares=errand.count("shares", told, "repost_count", "retweet_count"),
        quotes=errand.count("quotes", told, "quote_count"),
        saves=errand.count("saves", told, "bookmark_count"),
    )
