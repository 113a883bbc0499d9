"""A Graph API that refuses what a test tells it to: any field, metric, post or page, by any code.

It knows nothing of the collectors: fields, limits and cursors are those of Meta's reference.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tests.support.graph_account import MEDIA_ID, NOW, PAGE_ID
from tests.support.replay import Asked, Replay, Reply

EVERY = "*"
"""Each post of the account."""


@dataclass(frozen=True)
class Refusal:
    """An error of Graph's."""

    code: int
    status: int = 400
    subcode: int | None = None
    message: str = "An error"

    @property
    def reply(self) -> Reply:
        """As it comes over the wire."""
        error = {"message": self.message, "type": "OAuthException", "code": self.code}
        more = {} if self.subcode is None else {"error_subcode": self.subcode}
        return Reply({"error": error | more}, self.status)


TOO_HEAVY = Refusal(2, 500, 1504044, "An unexpected error has occurred. Please retry.")


@dataclass
class RudeAccount:
    """What is true of an account, and what the platform refuses of it."""

    platform: str
    node: dict[str, Any]
    """Its own fields."""
    posts: list[dict[str, Any]]
    """Newest first, each with all its fields; the metrics of its insights under `insights`."""
    refused: dict[tuple[str, str], Refusal] = field(default_factory=dict)
    """By target ("account", a post's id, or `EVERY`) and field or metric; "*" for all of them."""
    heavy_above: int = 10_000
    """Pages of more posts are too heavy."""
    too_heavy: Refusal = TOO_HEAVY
    paging: str = "cursors"
    """How the next page is told: by `cursors`, or only in its link, by `after` or by `offset`."""

    def refusal(self, target: str, name: str) -> Refusal | None:
        """Why a field or metric of a target is not told."""
        targets = (target,) if target == "account" else (target, EVERY)
        keys = [(one, named) for one in targets for named in (name, "*")]
        return next((self.refused[key] for key in keys if key in self.refused), None)


class RudeGraph(Replay):
    """Serves one account, and the proof that it is ours."""

    def __init__(self, account: RudeAccount) -> None:
        super().__init__()
        self.account = account
        self.hidden: list[dict[str, Any]] = []
        """Posts that answer by their name, and that the edge does not show."""

    def answer(self, asked: Asked) -> tuple[Reply, threading.Event]:
        """The answer that Graph's rules and the test's refusals give."""
        self.asked.append(asked)
        return self._answer(asked), self._ended

    def calls(self, edge: str) -> list[Mapping[str, str]]:
        """The queries of the requests whose path ends so."""
        return [asked.query for asked in self.asked if asked.path.endswith(edge)]

    def _answer(self, asked: Asked) -> Reply:
        _, _, place, *edge = asked.path.split("/")
        wanted = list(named_fields(asked.query.get("fields", "id")))
        ours = MEDIA_ID if self.account.platform == "instagram" else PAGE_ID
        if place == "me":
            return Reply({"id": PAGE_ID, "instagram_business_account": {"id": MEDIA_ID}})
        if place == ours and not edge:
            return self._node("account", {"id": ours} | self.account.node, wanted)
        if place == ours:
            return self._page(asked.query, wanted)
        posts = [*self.account.posts, *self.hidden]
        post = next((post for post in posts if post["id"] == place), None)
        if post is None:
            return Refusal(100, subcode=33, message="Object does not exist").reply
        if edge == ["insights"]:
            return self._insights(post, asked.query["metric"].split(","))
        return self._node(post["id"], post, wanted)

    def _node(self, target: str, truth: Mapping[str, Any], wanted: Sequence[str]) -> Reply:
        refusal = self._refused(target, wanted)
        return refusal.reply if refusal else Reply(shown(truth, wanted))

    def _refused(self, target: str, wanted: Sequence[str]) -> Refusal | None:
        names = [name for asked in wanted for name in metrics_of(asked) or (asked.split(".")[0],)]
        told = (self.account.refusal(target, name) for name in names)
        return next((refusal for refusal in told if refusal), None)

    def _insights(self, post: Mapping[str, Any], metrics: Sequence[str]) -> Reply:
        told = (self.account.refusal(post["id"], metric) for metric in metrics)
        if refusal := next((refusal for refusal in told if refusal), None):
            return refusal.reply
        return Reply({"data": list(insights(post, metrics))})

    def _page(self, query: Mapping[str, str], wanted: Sequence[str]) -> Reply:
        account, limit = self.account, int(query.get("limit", "25"))
        if refusal := account.refusal("account", "posts"):
            return refusal.reply
        if limit > account.heavy_above:
            return account.too_heavy.reply
        start = int(query.get("after", query.get("offset", "0")))
        cut = account.posts[start : start + limit]
        for post in cut:
            if refusal := self._refused(post["id"], wanted):
                return refusal.reply
        rows = [shown(post, wanted) for post in cut]
        return Reply({"data": rows, **self._paging(start + limit)})

    def _paging(self, after: int) -> dict[str, Any]:
        if after >= len(self.account.posts):
            return {}
        if self.account.paging == "cursors":
            link = f"https://graph.facebook.com/x?after={after}&access_token=canary"
            return {"paging": {"cursors": {"after": str(after)}, "next": link}}
        name = self.account.paging
        return {"paging": {"next": f"https://graph.facebook.com/x?limit=25&{name}={after}"}}


def named_fields(text: str) -> Iterator[str]:
    """The fields of a list, each with its modifiers: commas inside brackets part nothing."""
    depth, begin = 0, 0
    for place, sign in enumerate(f"{text},"):
        depth += (sign in "({") - (sign in ")}")
        if sign == "," and depth == 0:
            yield text[begin:place]
            begin = place + 1


def metrics_of(asked: str) -> list[str]:
    """The metrics of an expansion of insights; of another field none."""
    name, _, rest = asked.partition(".metric(")
    return rest.rstrip(")").split(",") if name == "insights" else []


def shown(truth: Mapping[str, Any], wanted: Sequence[str]) -> dict[str, Any]:
    """The fields asked for, as far as there is something to tell; the id always."""
    rows: dict[str, Any] = {"id": truth["id"]}
    for asked in wanted:
        name = asked.split(".")[0].split("{")[0]
        if name == "insights":
            rows[name] = {"data": list(insights(truth, metrics_of(asked)))}
        elif truth.get(name) is not None:
            rows[name] = truth[name]
    return rows


def insights(truth: Mapping[str, Any], metrics: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The rows of the metrics that there are."""
    for metric in metrics:
        value = truth.get("insights", {}).get(metric)
        if value is not None:
            yield {"name": metric, "period": "lifetime", "values": [{"value": value}]}


def page(number: int = 6, **told: Any) -> RudeAccount:
    """A Page with posts, the newest first: the counts of each follow from its place."""
    posts = [
        {
            "id": f"{PAGE_ID}_{place}",
            "created_time": f"{NOW - timedelta(hours=place):%Y-%m-%dT%H:%M:%S}+0000",
            "message": f"Text {place}",
            "status_type": "added_photos",
            "shares": {"count": place},
            "reactions": {"summary": {"total_count": 10 + place}},
            "comments": {"summary": {"total_count": 20 + place}},
            "insights": {"post_media_view": 100 + place, "post_total_media_view_unique": 50},
        }
        for place in range(1, number + 1)
    ]
    node = {
        "followers_count": 5_000,
        "name": "Police",
        "username": "police",
        "verification_status": "blue_verified",
    }
    return RudeAccount("facebook", node, posts, **told)


def media(number: int = 6, **told: Any) -> RudeAccount:
    """An Instagram account with images, the newest first."""
    posts = [
        {
            "id": str(100 + place),
            "timestamp": f"{NOW - timedelta(hours=place):%Y-%m-%dT%H:%M:%S}+0000",
            "caption": f"Text {place}",
            "media_type": "IMAGE",
            "media_product_type": "FEED",
            "like_count": 10 + place,
            "comments_count": 20 + place,
            "saved_count": 1,
            "shares_count": 2,
            "insights": {"views": 100 + place, "reach": 50},
        }
        for place in range(1, number + 1)
    ]
    node = {"followers_count": 5_000, "follows_count": 6, "media_count": 900, "name": "Police"}
    return RudeAccount("instagram", node, posts, **told)
