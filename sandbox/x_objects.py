"""Users and posts as X shows them: only the fields asked for, in the dialect asked in.

X was renaming its vocabulary in 2026: a request with `tweet.fields` is answered in the old words
(`retweet_count`, `edit_history_tweet_ids`), one with `post.fields` in the new ones. Absent values
are left out, and an unknown field is passed over in silence.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from metrics.model import Counts, Form, Kind
from sandbox import texts
from sandbox.exchange import Json
from sandbox.posts import TruePost
from sandbox.world import FIRST_DAY, TrueAccount

OLD_POSTS = 2_100
"""What the account had published before the first post that the sandbox knows."""
SHORT_TEXT = 280
EDITABLE = timedelta(minutes=30)
STRANGER_ID = "44196397"
MEDIA_PREFIX = {Form.IMAGE: "3_", Form.ALBUM: "3_", Form.VIDEO: "13_"}


@dataclass(frozen=True, slots=True)
class Dialect:
    """The words that differ."""

    post: str
    repost: str
    plural: str
    tells_history: bool = True
    """Whether earlier versions are told without being asked for."""

    @property
    def history(self) -> str:
        """The name of the edit history."""
        return f"edit_history_{self.post}_ids"


OLD = Dialect("tweet", "retweet_count", "tweets")
NEW = Dialect("post", "repost_count", "posts")
PURE = Dialect("post", "repost_count", "posts", tells_history=False)
"""The new one of a platform that no longer knows the old."""
EXPANSIONS_ONLY = {"author_id", "in_reply_to_user_id", "referenced_posts", "edit_history_post_ids"}
"""What that platform no longer tells as plain fields."""


def dialect_of(query: Mapping[str, str]) -> Dialect:
    """The dialect in which a question was put; the old one where it does not show."""
    return NEW if "post.fields" in query and "tweet.fields" not in query else OLD


def moment(instant: datetime) -> str:
    """An instant as X writes it, with milliseconds."""
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"


def user(account: TrueAccount, fields: Collection[str], now: datetime) -> Json:
    """A user; id, name and username always, the rest as asked."""
    every = {
        "created_at": moment(account.followers.anchors[0][0]),
        "verified": account.badge is not None,
        "verified_type": account.badge or "none",
        "protected": False,
        "description": "الحساب الرسمي (محاكاة)",
        "public_metrics": _user_metrics(account, now) if "public_metrics" in fields else None,
    }
    shown = {name: value for name, value in every.items() if name in fields}
    return {"id": account.id, "name": account.name, "username": account.handle} | shown


def post(
    true: TruePost,
    version: str,
    fields: Collection[str],
    dialect: Dialect,
    owner: TrueAccount,
    now: datetime,
) -> Json:
    """One version of a post; id, text and mostly edit history always, the rest as asked."""
    versions = list(true.versions_at(now))
    text = true.text or ""
    every = {
        "created_at": moment(_born(true, version)),
        "author_id": owner.id,
        "lang": texts.language(text),
        "public_metrics": _metrics(true.counts_at(true.counted_until(version, now)), dialect),
        f"note_{dialect.post}": {"text": text} if len(text) > SHORT_TEXT else None,
        f"referenced_{dialect.plural}": _references(true),
        "in_reply_to_user_id": STRANGER_ID if true.kind is Kind.REPLY else None,
        "conversation_id": _conversation(true),
        "attachments": _attachments(true),
        "entities": _entities(text),
        "edit_controls": _edit_controls(true, versions),
        "possibly_sensitive": False,
    }
    shown = {name: value for name, value in every.items() if name in fields and value is not None}
    tells = dialect.tells_history or dialect.history in fields
    history = {dialect.history: versions} if tells else {}
    return {"id": version, "text": _short(text)} | history | shown


def _user_metrics(account: TrueAccount, now: datetime) -> Json:
    published = len(account.posts_at(now))
    return {
        "followers_count": account.followers_at(now),
        "following_count": 9,
        "tweet_count": OLD_POSTS + published,
        "listed_count": 410 + (now.date() - FIRST_DAY).days // 30,
        "like_count": 12,
        "media_count": (OLD_POSTS + published) * 2 // 3,
    }


def _metrics(counts: Counts, dialect: Dialect) -> Json:
    return {
        dialect.repost: counts.shares,
        "reply_count": counts.comments,
        "like_count": counts.likes,
        "quote_count": counts.quotes,
        "bookmark_count": counts.saves,
        "impression_count": counts.views,
    }


def _born(true: TruePost, version: str) -> datetime:
    return next((edit.at for edit in true.edits if edit.id == version), true.published_at)


def _references(true: TruePost) -> Json:
    how = {Kind.REPLY: "replied_to", Kind.REPOST: "retweeted"}.get(true.kind)
    return [{"type": how, "id": str(int(true.id) - 4_194_304_000)}] if how else None


def _conversation(true: TruePost) -> str:
    """The id of the post that began the conversation: another one's, of a reply."""
    is_reply = true.kind is Kind.REPLY
    return _references(true)[0]["id"] if is_reply else true.id


def _attachments(true: TruePost) -> Json:
    prefix = MEDIA_PREFIX.get(true.form)
    if prefix is None:
        return None
    count = 3 if true.form is Form.ALBUM else 1
    return {"media_keys": [f"{prefix}{int(true.id) + number}" for number in range(count)]}


def _entities(text: str) -> Json:
    mentions = [
        {"start": start, "end": start + len(word), "username": word.rstrip(":")[1:]}
        for start, word in _words(text)
        if word.startswith("@")
    ]
    urls = [
        {"start": start, "end": start + len(word), "url": word}
        for start, word in _words(text)
        if word.startswith("https://")
    ]
    every = {"mentions": mentions, "urls": urls}
    return {name: listed for name, listed in every.items() if listed} or None


def _words(text: str) -> list[tuple[int, str]]:
    start, words = 0, []
    for word in text.split(" "):
        words.append((start, word))
        start += len(word) + 1
    return words


def _edit_controls(true: TruePost, versions: list[str]) -> Json:
    return {
        "edits_remaining": 5 - (len(versions) - 1),
        "is_edit_eligible": true.kind is Kind.POST,
        "editable_until": moment(true.published_at + EDITABLE),
    }


def _short(text: str) -> str:
    return text if len(text) <= SHORT_TEXT else text[: SHORT_TEXT - 1] + "…"
