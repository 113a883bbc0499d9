"""A stand-in for X that answers from a generated case, in either vocabulary, and keeps the bill."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from metrics.model import Kind, Reason
from metrics.platforms import PLATFORMS
from tests.support.replay import Asked, Replay, Reply
from tests.support.x_account import ID, LOOKUP, TIMELINE

ACCOUNT = f"/2/users/{ID}"
PLACES = {ACCOUNT: "account", TIMELINE: "timeline", LOOKUP: "lookup"}
PRICE = PLATFORMS["x"].price
STRANGER = "44196397"
OLD_WORDS = {
    "views": "impression_count",
    "likes": "like_count",
    "comments": "reply_count",
    "shares": "retweet_count",
    "quotes": "quote_count",
    "saves": "bookmark_count",
}
NEW_WORDS = {**OLD_WORDS, "shares": "repost_count"}
MODES = ("both", "old", "strict", "lenient")
"""Which dialects are understood: both, the old one alone; the new one alone, where the old one is
refused, or passed over."""


@dataclass(frozen=True)
class Refusal:
    """How X refuses, and what that means."""

    status: int
    body: Mapping[str, Any]
    reason: Reason
    for_all: bool = False
    """Whether it concerns whatever is asked, so that asking for less is no use."""


@dataclass(frozen=True)
class ShownPost:
    """A post as it is, and how X tells it."""

    id: str
    kind: Kind
    published_at: datetime
    counts: Mapping[str, Any]
    """By our words; one that X leaves out is not there."""
    first_id: str | None = None
    """Of an edited post, the id of its first version."""
    hides_references: bool = False
    """They fail to come, with an error beside the data."""
    problem: str | None = None
    """The type of the problem beside the data that names each count left out."""
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """One account on X as it stands, and what goes wrong."""

    mode: str
    words: Mapping[str, str]
    followers: Mapping[str, Any]
    """The public metrics of the account."""
    pages: tuple[tuple[ShownPost, ...], ...]
    """Of the timeline; some are empty."""
    due: tuple[ShownPost, ...]
    """Posts on file that are looked up."""
    errors: Mapping[str, Mapping[str, Any]]
    """Ids on file with the error that X tells in the place of the post."""
    refusals: Mapping[str, Refusal]
    """By place: account, timeline, lookup, or the name of a field."""
    is_owner: bool = False
    """Whether the account owns the app: posts of its timeline cost less."""


class StandIn(Replay):
    """Answers from its `case`; `bill` holds the price of all that it has told, each once."""

    case: Case
    bill: dict[str, Decimal]

    def take(self, case: Case) -> None:
        """Answer from this case from now on, with nothing on the bill."""
        self.case, self.bill = case, {}
        self.asked.clear()

    def answer(self, asked: Asked) -> tuple[Reply, threading.Event]:
        """The answer of the case."""
        self.asked.append(asked)
        return self._reply(asked), self._ended

    def _reply(self, asked: Asked) -> Reply:
        fields = _fields(asked)
        for place in (PLACES[asked.path], *fields):
            if refusal := self.case.refusals.get(place):
                return Reply(refusal.body, refusal.status)
        if asked.path == ACCOUNT:
            return self._account(fields)
        for mode, parameter in (("strict", "tweet.fields"), ("old", "post.fields")):
            if self.case.mode == mode and parameter in asked.query:
                message = f"The query parameter '{parameter}' is not valid for this endpoint"
                return Reply({"errors": [{"message": message}], "title": "Invalid Request"}, 400)
        is_new = "post.fields" in asked.query
        if self.case.mode == "lenient" and not is_new:
            fields = []
        return self._posts(asked, fields, is_new=is_new)

    def _account(self, fields: list[str]) -> Reply:
        told: dict[str, Any] = {"id": ID, "username": "XDevelopers", "name": "X"}
        told["public_metrics"] = self.case.followers
        told["verified_type"] = "government"
        self.bill[ID] = PRICE.user
        shown = {"id", "username", "name", *fields}
        return Reply({"data": {name: value for name, value in told.items() if name in shown}})

    def _posts(self, asked: Asked, fields: list[str], *, is_new: bool) -> Reply:
        meta: dict[str, Any] = {}
        errors: list[dict[str, Any]] = []
        price = PRICE.owned_post if self.case.is_owner and asked.path == TIMELINE else PRICE.post
        if "start_time" in asked.query:
            since, until = (
                datetime.fromisoformat(asked.query[n]) for n in ("start_time", "end_time")
            )
            posts = tuple(post for post in self.case.due if since <= post.published_at < until)
            meta = {"result_count": len(posts)}
        elif asked.path == TIMELINE:
            number = int(asked.query.get("pagination_token", "p0")[1:])
            posts = self.case.pages[number]
            meta = {"result_count": len(posts)}
            if number + 1 < len(self.case.pages):
                meta["next_token"] = f"p{number + 1}"
        else:
            ids = asked.query["ids"].split(",")
            posts = tuple(post for post in self.case.due if post.id in ids)
            errors = [dict(error) for name, error in self.case.errors.items() if name in ids]
        for post in posts:
            self.bill.setdefault(post.id, price)
        shown = [_shown(self.case, post, fields, is_new=is_new) for post in posts]
        errors += [error for post in posts for error in _problems(post, fields)]
        body = {"data": shown, "errors": errors, "meta": meta}
        return Reply({name: value for name, value in body.items() if value})


def _fields(asked: Asked) -> list[str]:
    named = [asked.query.get(f"{name}.fields", "") for name in ("user", "tweet", "post")]
    return [name for names in named for name in names.split(",") if name]


def _shown(case: Case, post: ShownPost, fields: list[str], *, is_new: bool) -> dict[str, Any]:
    is_pure = case.mode in ("strict", "lenient")
    told: dict[str, Any] = {
        "created_at": f"{post.published_at:%Y-%m-%dT%H:%M:%S}.000Z",
        "public_metrics": {case.words[word]: count for word, count in post.counts.items()},
        "author_id": ID,
        "in_reply_to_user_id": STRANGER if post.kind is Kind.REPLY else None,
        "conversation_id": "3" if post.kind is Kind.REPLY else post.first_id or post.id,
        "edit_controls": {
            "is_edit_eligible": post.kind is Kind.POST,
            "edits_remaining": 4 if post.first_id else 5,
        },
        "referenced_tweets": None if post.hides_references else _references(post),
    }
    told = {name: told[name] for name in fields if told.get(name) is not None}
    text = "RT @other: words" if post.kind is Kind.REPOST else "Avis"
    if not is_pure:
        name = "edit_history_post_ids" if is_new else "edit_history_tweet_ids"
        told[name] = [post.first_id, post.id] if post.first_id else [post.id]
    return {"id": post.id, "text": text, **told, **post.extra}


def _references(post: ShownPost) -> list[dict[str, str]] | None:
    kind = {Kind.REPLY: "replied_to", Kind.REPOST: "retweeted"}.get(post.kind)
    return [{"type": kind, "id": "3"}] if kind else None


def _problems(post: ShownPost, fields: list[str]) -> list[dict[str, Any]]:
    """What stands beside the data of a post."""
    lost = []
    if post.hides_references and "referenced_tweets" in fields:
        lost.append(("referenced_tweets", "field-hydration-failure"))
    if post.problem and "public_metrics" in fields:
        lost += [
            (f"public_metrics.{name}", post.problem)
            for word, name in OLD_WORDS.items()
            if word not in post.counts
        ]
    return [
        {"field": name, "type": f"https://api.x.com/2/problems/{problem}", "resource_id": post.id}
        for name, problem in lost
    ]
