"""Archives that a platform gives of an account: X's tweets, Instagram's insights, Facebook's posts.

X's files are JavaScript that begins with an assignment; what stands behind the sign of equality is
read as JSON and never run. Only posts and the account's own name are read: a file about followers,
messages or anybody else is not opened beyond the name in its first bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from imports.exports.model import Export, ExportedPost, ExportKind, FileOwner, LeftOut
from imports.exports.tables import owners_of
from imports.exports.values import as_export_count, as_post_id
from imports.platforms.ids import moment_of_snowflake
from imports.refusal import CellRefused, FileProblem, ImportRefused
from metrics.model import Counts, Kind
from metrics.texts.phrases import Phrase, said_by

ASSIGNMENT = re.compile(rb"\s*window\.YTD\.(?P<part>\w+)\.part\d+\s*=")
POSTS, OWNER = ("tweets", "tweet"), "account"
SAMPLE = 200
CREATED = "%a %b %d %H:%M:%S %z %Y"
X_ARCHIVE = ExportKind("x_archive", "x", needs_download_day=True)
INSTAGRAM_INSIGHTS = ExportKind("instagram_archive", "instagram", needs_download_day=True)
NOT_KEPT = ExportKind("archive_other", None)
FOLLOWERS = "followers"
"""What the total is called in English; no other language was seen."""


def archive_part(data: bytes) -> str | None:
    """The part of X's archive that these bytes are, by their beginning; None: they are no part."""
    match = ASSIGNMENT.match(data[:SAMPLE])
    return match["part"].decode() if match else None


def opened_beginning(head: bytes) -> bytes | None:
    """What of a script is opened, by its first bytes: nothing but its name; None: all of it.

    Posts and the account's own name are read whole; of followers, messages and whatever else an
    archive holds of other persons, and of any other script, not a byte more than the name.
    """
    match = ASSIGNMENT.match(head)
    if match is None:
        return b""
    return None if match["part"].decode() in {*POSTS, OWNER} else match[0]


def is_json(data: bytes) -> bool:
    """Whether the bytes are a file of an archive in JSON."""
    return data.lstrip()[:1] in (b"{", b"[")


def read_x_archive(data: bytes, name: str, digest: str) -> Export:
    """The posts of one file of X's archive, or the name of its account, or nothing.

    Raises:
        ImportRefused: it is cut off, or its posts have another shape.
    """
    part = archive_part(data)
    if part not in {*POSTS, OWNER}:
        return Export(NOT_KEPT, name, digest, left_out={LeftOut.OTHER_PERSONS: 1})
    match = ASSIGNMENT.match(data)
    documents = _parsed(data[match.end() if match else 0 :].rstrip().rstrip(b";"))
    if part == OWNER:
        return Export(X_ARCHIVE, name, digest, owners=owners_of(_shaped(_owners, documents)))
    posts = _shaped(_posts, documents)
    # The counts of a repost are those of somebody else's post.
    own = tuple(post for post in posts if post.kind is not Kind.REPOST)
    left_out = {LeftOut.NOT_TAKEN: len(posts) - len(own)} if len(own) < len(posts) else {}
    return Export(X_ARCHIVE, name, digest, posts=own, left_out=left_out)


def read_json(data: bytes, name: str, digest: str) -> Export:
    """An archive's file in JSON: Instagram's insights are read, other files are said to be none.

    Raises:
        ImportRefused: it is cut off, or its numbers have another shape.
    """
    document = _parsed(data)
    audience = document.get("organic_insights_audience") if isinstance(document, dict) else None
    if audience is None:
        return Export(NOT_KEPT, name, digest, left_out={LeftOut.NOT_TAKEN: 1})
    totals = dict(_shaped(_followers, audience))
    if not totals:
        message = Phrase(
            "no total of followers in a language that is known: ask for the archive in English"
        )
        raise ImportRefused([FileProblem(None, message)])
    return Export(INSTAGRAM_INSIGHTS, name, digest, totals=totals)


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        message = Phrase(
            "the file is cut off or damaged ({name}): unpack the archive again",
            name=type(error).__name__,
        )
        raise ImportRefused([FileProblem(None, message)]) from None


def _shaped(read: Callable[[Any], Iterator[Any]], document: Any) -> list[Any]:
    try:
        return list(read(document))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        message = Phrase(
            "the file has another shape than archives have ({name})", name=type(error).__name__
        )
        raise ImportRefused([FileProblem(None, message)]) from None


def _owners(documents: list[Mapping[str, Any]]) -> Iterator[FileOwner]:
    for document in documents:
        account = document["account"]
        yield FileOwner(str(account["accountId"]), str(account["username"]))


def _posts(documents: list[Mapping[str, Any]]) -> Iterator[ExportedPost]:
    for document in documents:
        tweet = document.get("tweet", document)
        identifier = as_post_id(str(tweet["id_str"]))
        text = str(tweet.get("full_text", ""))
        kind = _kind(tweet, text)
        yield ExportedPost(
            counts=_counts(tweet),
            id=identifier,
            published_at=_published(tweet, identifier),
            kind=kind,
            text=text if kind is Kind.POST else None,
        )


def _kind(tweet: Mapping[str, Any], text: str) -> Kind:
    if text.startswith("RT @"):
        return Kind.REPOST
    return (
        Kind.REPLY if tweet.get("in_reply_to_status_id_str") or text.startswith("@") else Kind.POST
    )


def _counts(tweet: Mapping[str, Any]) -> Counts:
    return Counts(
        likes=as_export_count(str(tweet.get("favorite_count", ""))),
        shares=as_export_count(str(tweet.get("retweet_count", ""))),
    )


def _published(tweet: Mapping[str, Any], identifier: str | None) -> datetime:
    moment = moment_of_snowflake(identifier) if identifier else None
    return moment or datetime.strptime(tweet["created_at"], CREATED).astimezone(UTC)


def _followers(audience: list[Mapping[str, Any]]) -> Iterator[tuple[str, int]]:
    for part in audience:
        for label, cell in part["string_map_data"].items():
            if label.casefold() == FOLLOWERS:
                value = _total(str(cell["value"]))
                if value is not None:
                    yield "followers", value


def _total(text: str) -> int | None:
    try:
        return as_export_count(text)
    except CellRefused as refusal:
        raise ImportRefused(
            [FileProblem(None, Phrase("the followers: {refusal}", refusal=said_by(refusal)))]
        ) from None
