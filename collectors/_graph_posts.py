"""The posts of an account on Graph: discovering, reading back, reading again, noticing the gone.

The unit of cost is the call, a hundred posts each. So one walk along the edge, from the newest
post back to the oldest that the plan names, brings the new posts and the new counts together; what
lies between comes for nothing and is kept as well.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from collectors._errand import Errand
from collectors._graph import Graph, note_version
from collectors._graph_faults import ObjectMissing
from collectors._graph_paging import LARGEST_PAGE, Part, Tiers, fields, pages
from collectors._graph_values import Node, identifier, inside, instant, rows
from collectors.errors import Malformed
from metrics.snapshot import KnownPost, Plan, PostSnapshot, Reason

POSTS_ONLY = 95
"""Percent of the platform's limits above which only the account itself is still asked for."""
MOST_SINGLE_POSTS = 25
"""How many posts, missed on the edge, one visit asks for one by one."""

MOST_SHOWN = 25
"""How many of its newest posts an account is asked to show."""

Translate = Callable[[Errand, Node], PostSnapshot | None]
"""From one object of the edge to a post; None for what is no post of ours to count."""


@dataclass(frozen=True, slots=True)
class AccountNode:
    """What is asked of an account: the core, and what may be refused alone."""

    core: str
    parts: tuple[Part, ...]
    shown: tuple[str, str]
    """Its edge of posts, and what that calls the instant of publication."""


@dataclass(frozen=True, slots=True)
class Edge:
    """Where an account's posts are, what to ask of each, and how to read the answer."""

    path: str
    core: str
    """The fields without which a post is none."""
    parts: tuple[Part, ...]
    """What may drop out alone."""
    translate: Translate


def read_edge(graph: Graph, errand: Errand, edge: Edge) -> tuple[Part, ...]:
    """Read the plan's posts into the errand, and return the parts that were refused.

    What has been read before an error stays in the errand, and so does what was lost.

    Raises:
        CollectorError: the edge cannot be read, or not to its end.
    """
    if not _is_called_for(errand):
        return ()
    walk = Walk(graph, errand, edge)
    try:
        walk.read_back()
        walk.ask_for_the_missing()
    finally:
        note_lost(errand, walk.tiers)
    return tuple(walk.tiers.lost)


class Walk:
    """One way along an edge, from the newest post back."""

    def __init__(self, graph: Graph, errand: Errand, edge: Edge) -> None:
        self.tiers = Tiers(edge.parts)
        self._graph = graph
        self._errand = errand
        self._edge = edge

    def get(self, path: str, params: Mapping[str, str]) -> Node:
        """One request, made only while the platform's limits are not nearly used up."""
        return self._graph.get(path, params, up_to=POSTS_ONLY)

    def read_back(self) -> None:
        """Read page after page until the plan's oldest post is passed and its number reached."""
        plan = self._errand.plan
        reach, at_least = _reach(plan), 0 if plan.since else plan.backfill
        if reach is None and not at_least:
            return
        limit = LARGEST_PAGE if reach else at_least
        for page in pages(self, self._edge.path, self._edge.core, self.tiers, _since(plan), limit):
            published = [at for at in map(self._take, page) if at]
            if reach is None and len(self._errand.posts) >= at_least:
                self._drop_surplus(at_least)
                return
            passed = reach and published and min(published) < reach
            if passed and len(self._errand.posts) >= at_least:
                return

    def ask_for_the_missing(self) -> None:
        """Ask one by one for the posts that the edge did not show, though they lie in its range.

        One that does not exist is gone, provided that other posts of the account can be seen: a
        token that has lost its sight is told of every post that it does not exist.
        """
        known = [post for post in self._errand.plan.reread if post.id not in self._errand.posts]
        gone = {post.id for post in known[:MOST_SINGLE_POSTS] if not self._exists(post)}
        if self._errand.posts or not gone or self._sees_any():
            self._errand.gone |= gone
        else:
            detail = "No post of the account can be seen, so none is taken for deleted."
            self._errand.lose("posts", Reason.ACCESS, detail)
        if left := known[MOST_SINGLE_POSTS:]:
            detail = f"{len(left)} posts that the list did not show were left to later visits."
            self._errand.lose("posts", Reason.LIMIT, detail)

    def _exists(self, post: KnownPost) -> bool:
        def question(parts: tuple[Part, ...]) -> Node:
            return self.get(post.id, {"fields": fields(self._edge.core, parts)})

        try:
            self._take(self.tiers.ask(question))
        except ObjectMissing:
            return False
        return True

    def _sees_any(self) -> bool:
        answer = self.get(self._edge.path, {"fields": "id", "limit": "1"})
        return bool(answer.get("data"))

    def _take(self, row: Node) -> datetime | None:
        """Keep one post, and return when it was published; None where it is none."""
        try:
            post = self._edge.translate(self._errand, row)
        except Malformed as error:
            self._errand.lose("posts", error.reason, f"A post was left out. {error.detail}")
            return None
        if post is None:
            return None
        self._errand.posts[post.id] = post
        return post.published_at

    def _drop_surplus(self, wanted: int) -> None:
        for surplus in list(self._errand.posts)[wanted:]:
            del self._errand.posts[surplus]


def read_node(errand: Errand, graph: Graph, node_id: str, asked: AccountNode) -> Node:
    """Read an account's own fields, and note what was refused of them.

    Where posts are called for only if there are new ones, the newest are asked for here, too.
    """
    newest = shown_part(*asked.shown)
    wants_newest = errand.plan.new_from is not None
    tiers = Tiers((*asked.parts, newest) if wants_newest else asked.parts)
    node = tiers.ask(lambda parts: graph.get(node_id, {"fields": fields(asked.core, parts)}))
    note_shown(errand, node, *asked.shown)
    tiers.lost.pop(newest, None)  # then its posts are called for, and nothing is lost
    note_lost(errand, tiers)
    note_version(errand)
    return node


def shown_part(edge: str, published: str) -> Part:
    """What to ask of an account so that it shows its newest posts, without a call for them."""
    return Part("posts", f"{edge}.limit({MOST_SHOWN}){{id,{published}}}")


def note_shown(errand: Errand, account: Node, edge: str, published: str) -> None:
    """Note which newest posts an account showed. What cannot be read was not shown."""
    told = inside(account, edge, "data")
    if not isinstance(told, list):
        return
    try:
        posts = rows(told)
        errand.shown = {identifier(post.get("id")): instant(post.get(published)) for post in posts}
    except Malformed:
        errand.shown = None


def _is_called_for(errand: Errand) -> bool:
    """Whether the plan wants a call: posts are due, or one is new and old enough to be worth it."""
    plan = errand.plan
    if plan.new_from is None or plan.since is None or errand.shown is None:
        return True
    on_file = {plan.since.id, *(post.id for post in plan.reread)}
    new = (at for post_id, at in errand.shown.items() if post_id not in on_file)
    return any(at >= plan.since.published_at and errand.now - at >= plan.new_from for at in new)


def note_lost(errand: Errand, tiers: Tiers) -> None:
    """Note in the errand what the platform refused, by the names of the metrics."""
    for part, refusal in tiers.lost.items():
        detail = f"Meta refuses {part.field}. {refusal.detail}"
        errand.lose(part.scope, refusal.reason, detail, refusal.until)


def _reach(plan: Plan) -> datetime | None:
    """How far back to go: when the oldest post that the plan names was published."""
    named = [*plan.reread, *([plan.since] if plan.since else [])]
    return min((post.published_at for post in named), default=None)


def _since(plan: Plan) -> dict[str, str]:
    """The edge's own lower bound, in Unix seconds, where nothing older is wanted."""
    reach = _reach(plan)
    if plan.since is None or reach is None:
        return {}
    # A second of margin: whether the bound itself is included is not documented.
    return {"since": str(int(reach.timestamp()) - 1)}
