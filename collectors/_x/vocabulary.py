"""From X's posts to ours, by more than one sign of what is the account's own.

Both of X's vocabularies are read, the old one (`tweet`) and that of 2026 (`post`). The new one does
not tell what a post refers to, nor its earlier versions, without an expansion that may be billed;
what it does tell shows that a post is a reply, or was edited. A native repost carries the
original's counts, so it must never pass for a post of ours: X may leave out what it refers to, but
its text begins with "RT @name:". A reply is known by whom or what it answers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from collectors.context import VisitContext
from collectors.values import (
    Document,
    as_instant,
    as_mapping,
    as_mappings,
    as_text,
    clean_text,
    is_count,
    without_entities,
)
from metrics.model import Counts, Kind, KnownPost, PostSnapshot, Reason
from metrics.platforms import was_counted

ID = re.compile(r"[0-9]{1,19}")
CORE = ("created_at", "public_metrics")
"""The fields without which a post is of no use."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One of X's vocabularies: how fields of posts are asked for."""

    parameter: str
    parts: Mapping[str, str]
    """Fields that posts are kept without where X refuses them, each with what is lost then."""


# Nothing is expanded: X may bill what an expansion brings, at least the author and whoever is
# referred to. In the new dialect these are expansions only, so plain fields tell as much.
OLD = Vocabulary(
    "tweet.fields",
    {
        "referenced_tweets": "references",
        "in_reply_to_user_id": "references",
        "author_id": "references",
        "edit_history_tweet_ids": "history",
        "note_tweet": "text",
    },
)
NEW = Vocabulary(
    "post.fields",
    {"conversation_id": "references", "edit_controls": "history", "note_post": "text"},
)
ADDRESS = "https://x.com/i/web/status/"
"""Of a post, before the id of its version."""
MOST_EDITS = 5
"""How often a post may be edited: with fewer edits left it has been."""
REPOST_TEXT = re.compile(r"RT @[A-Za-z0-9_]{1,50}:")
KINDS = {
    "replied_to": Kind.REPLY,
    "retweeted": Kind.REPOST,
    "reposted": Kind.REPOST,
    "quoted": Kind.POST,
}


def versions(post: Document) -> list[str]:
    """Return the ids of a post's versions, oldest first; that of the post itself at least.

    Each edit makes a new id, so a post is kept under its first one. X has been seen to answer
    with an empty text for an id.
    """
    return _history(post) or [str(post["id"])]


def newest_known(post: KnownPost) -> str:
    """Return the id of the version of a post on file that was read last.

    It stands in the address that was kept with that reading; a repost has none, nor edits.
    """
    version = (post.url or "").removeprefix(ADDRESS)
    return version if is_id(version) else post.id


def _history(post: Document) -> list[str]:
    history = post.get("edit_history_tweet_ids") or post.get("edit_history_post_ids")
    return [item for item in history if is_id(item)] if isinstance(history, list) else []


def are_bare(posts: Sequence[Document]) -> bool:
    """Whether posts came, but without a single field of those that no post is asked without."""
    return bool(posts) and not any(post.keys() & set(CORE) for post in posts)


def _was_edited(post: Document) -> bool:
    """Whether a post has been edited, by the edits that are left where X does not tell them all."""
    controls = as_mapping(post.get("edit_controls"))
    left = controls.get("edits_remaining")
    return controls.get("is_edit_eligible") is True and is_count(left) and left < MOST_EDITS


def is_id(value: object) -> bool:
    """Whether the value is an id of X: a text of up to 19 digits."""
    return isinstance(value, str) and ID.fullmatch(value) is not None


def told_posts(document: Document) -> list[object]:
    """Return what stands where posts belong, whatever it is; X documents one post alone, too."""
    data = document.get("data")
    if is_id(as_mapping(data).get("id")):
        return [data]
    return data if isinstance(data, list) else []


def says_that_none_came(page: Document) -> bool:
    """Tell whether a page without posts is one of X's empty pages, and none of an unknown form.

    X leaves `data` out where it has none, and may name a next page behind an empty one.
    """
    meta = page.get("meta", {})
    if not isinstance(meta, dict) or meta.get("result_count"):
        return False
    if meta.get("next_token") and "data" not in page and meta.get("result_count") is None:
        return False
    return page.get("data") in (None, []) and page.keys() <= {"data", "errors", "meta"}


def keep_post(
    context: VisitContext,
    post: Document,
    owner_id: str,
    first_id: str,
    published_at: datetime | None = None,
) -> None:
    """Read one post into the context, under its first id.

    Args:
        context: Receives the post, and what was lost of it.
        post: The post, as X tells it.
        owner_id: The account's own id. A post that X says is somebody else's is left out.
        first_id: As X tells it, or as it is on file where an edit was asked for by its own id.
        published_at: When it was published, where that is on file. X's own word goes first, but
            of an edited post it tells when the newest version was made.
    """
    is_edited = len({first_id, *versions(post)}) > 1
    told_at = _instant(post.get("created_at"))
    published_at = published_at or told_at if is_edited else told_at or published_at
    kind = _kind(context, post, first_id)
    if why := _unusable(post, owner_id, first_id, published_at, kind):
        context.lose("posts", Reason.MALFORMED, why)
    elif published_at is not None and kind is not None:
        context.posts[first_id] = PostSnapshot(
            id=first_id,
            published_at=published_at,
            kind=kind,
            text=_text(post) if kind is Kind.POST else None,
            url=None if kind is Kind.REPOST else f"{ADDRESS}{post['id']}",
            # The row of a repost carries the original's reposts beside zeros: neither is ours.
            counts=Counts() if kind is Kind.REPOST else _counts(context, post, published_at),
        )


def _unusable(
    post: Document, owner_id: str, first_id: str, published_at: datetime | None, kind: Kind | None
) -> str | None:
    """Why a post is left out; None where it is not."""
    author = as_text(post.get("author_id"))
    if author is not None and author != owner_id:
        return "X told a post of another account."
    if published_at is None:
        return "X told a post without the time of its publication."
    if _was_edited(post) and not _history(post) and first_id == post["id"]:
        return "X told an edited post without its first version, which may be on file already."
    if kind is None:
        return "X told a post without what shows whether it is our own, a reply or a repost."
    return None


def _instant(value: object) -> datetime | None:
    try:
        return as_instant(datetime.fromisoformat(as_text(value) or ""))
    except ValueError:
        return None


def _kind(context: VisitContext, post: Document, first_id: str) -> Kind | None:
    """Return whose words a post carries; None where nothing tells it.

    A reference that X names goes first. A text that only begins like a repost counts as one, for
    nobody can tell its counts from foreign ones.
    """
    references = post.get("referenced_tweets") or post.get("referenced_posts")
    kinds = {KINDS.get(str(reference.get("type"))) for reference in as_mappings(references)}
    text = post.get("text")
    if Kind.REPOST in kinds:
        return Kind.REPOST
    if kinds <= {None}:
        if not isinstance(text, str):
            return None
        if REPOST_TEXT.match(text):
            if "conversation_id" not in post:  # the new dialect is not asked for references
                detail = "X told a repost without what it reposts."
                context.lose("references", Reason.MISSING, detail)
            return Kind.REPOST
    if Kind.REPLY in kinds or as_text(post.get("in_reply_to_user_id")) is not None:
        return Kind.REPLY
    if not _is_in_conversation(post, first_id):
        return Kind.POST
    # The conversation of an edited post may bear the id of its first version.
    return Kind.REPLY if _history(post) or "edit_controls" in post else None


def _is_in_conversation(post: Document, first_id: str) -> bool:
    """Whether a post belongs to a conversation that another one began."""
    first = post.get("conversation_id")
    return is_id(first) and first not in {first_id, *versions(post)}


def _text(post: Document) -> str | None:
    long: Document = as_mapping(post.get("note_tweet") or post.get("note_post"))
    text = as_text(long.get("text")) or as_text(post.get("text"))
    return clean_text(without_entities(text)) or None if text else None


def _counts(context: VisitContext, post: Document, published_at: datetime) -> Counts:
    counts = as_mapping(post.get("public_metrics"))
    # Of a post from before X counted views it tells 0, or nothing: neither is a count, or a loss.
    has_views = was_counted("x", "views", published_at) or counts.get("impression_count")
    return Counts(
        views=context.count("views", counts, "impression_count") if has_views else None,
        likes=context.count("likes", counts, "like_count"),
        comments=context.count("comments", counts, "reply_count"),
        shares=context.count("shares", counts, "repost_count", "retweet_count"),
        quotes=context.count("quotes", counts, "quote_count"),
        saves=context.count("saves", counts, "bookmark_count"),
    )
