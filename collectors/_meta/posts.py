"""The posts of an account on Graph: discovering, reading back, reading again, noticing the gone.

The unit of cost is the call, a hundred posts each. So one walk along the edge, from the newest
post back to the oldest that the plan names, brings the new posts and the new counts together; what
lies between comes for nothing and is kept as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime

from collectors._meta.faults import REFUSALS, ObjectMissing, smaller_may_help
from collectors._meta.graph import Graph, note_version
from collectors._meta.paging import (
    LARGEST_PAGE,
    SEVERAL,
    EdgePages,
    OptionalField,
    Parts,
    Tiers,
    fields,
)
from collectors._meta.values import Node, identifier, inside, instant, own_part, rows
from collectors.context import VisitContext
from collectors.errors import CollectorError, Malformed
from metrics.model import BEGINNING, KnownPost, Plan, PostSnapshot, Reason
from metrics.texts.phrases import Phrase, Plural

POSTS_ONLY = 95
"""Percent of the platform's limits above which only the account itself is still asked for."""
MOST_SINGLE_POSTS = 25
"""How many posts, missed on the edge, one visit asks for one by one."""

ACCOUNT, POSTS = "account", "posts"
"""Where a part was refused, as it is remembered."""
MOST_SHOWN = 25
"""How many of its newest posts an account is asked to show."""

Translate = Callable[[VisitContext, Node, Parts], PostSnapshot | None]
"""From one object of the edge, and the parts that were asked of it, to a post; None for what is no
post of ours to count."""


@dataclass(frozen=True, slots=True)
class AccountNode:
    """What is asked of an account: the core, and what may be refused alone."""

    core: str
    parts: tuple[OptionalField, ...]
    shown: tuple[str, str]
    """Its edge of posts, and what that calls the instant of publication."""


@dataclass(frozen=True, slots=True)
class Edge:
    """Where an account's posts are, what to ask of each, and how to read the answer."""

    path: str
    core: str
    """The fields without which a post is none."""
    parts: tuple[OptionalField, ...]
    """What may drop out alone."""
    translate: Translate
    most: int
    """How many posts the edge shows at most: of older ones nobody can tell whether they were."""


def read_edge(graph: Graph, context: VisitContext, edge: Edge) -> tuple[OptionalField, ...]:
    """Read the plan's posts into the context, and return the parts that were refused.

    What has been read before an error stays in the context, and so does what was lost.

    Raises:
        CollectorError: the edge cannot be read, or not to its end.
    """
    if not _is_called_for(context):
        _note_shown_discovered(context)
        return ()
    walk = Walk(graph, context, edge)
    try:
        walk.read_back()
        walk.ask_for_the_missing()
    finally:
        note_lost(context, walk.tiers, POSTS)
    return tuple(part for part in edge.parts if part not in walk.tiers.kept)


class Walk:
    """One way along an edge, from the newest post back."""

    def __init__(self, graph: Graph, context: VisitContext, edge: Edge) -> None:
        self.tiers = Tiers(self, allowed(context, POSTS, edge.parts))
        self._graph = graph
        self._context = context
        self._edge = edge
        plan = context.plan
        named = [*plan.reread, *([plan.since] if plan.since else [])]
        self._on_file = {own_part(post.id): post.id for post in named}
        self._on_file |= {post.id: post.id for post in named}
        self._owners = {edge.path.partition("/")[0]: None}

    def get(self, path: str, params: Mapping[str, str]) -> Node:
        """One request, made only while the platform's limits are not nearly used up."""
        return self._graph.get(path, params, up_to=POSTS_ONLY)

    def trying(self, times: int) -> AbstractContextManager[None]:
        """Send each request of the block so often at most."""
        return self._graph.trying(times)

    def read_back(self) -> None:
        """Read page after page until the plan's oldest post is passed and its number reached."""
        plan = self._context.plan
        reach, at_least = _reach(plan), 0 if plan.since else plan.backfill
        if reach is None and not at_least:
            return
        limit = LARGEST_PAGE if reach else at_least
        edge, bound = self._edge, _since(plan)
        pages = EdgePages(self, edge.path, edge.core, self.tiers, bound, limit)
        for page in pages.pages():
            published = [at for row in page.rows if (at := self._take(row, page.asked))]
            if reach is None and len(self._context.posts) >= at_least:
                self._drop_surplus(at_least)
                self._note_skipped(pages.skipped)
                self._note_discovered(None)
                return
            passed = reach and published and min(published) < reach
            if passed and len(self._context.posts) >= at_least:
                break
        self._note_skipped(pages.skipped)
        is_whole = len(self._context.posts) < self._edge.most
        self._note_discovered(reach or (BEGINNING if is_whole else None))

    def _note_discovered(self, since: datetime | None) -> None:
        """Note since when every post has been found; without an instant, from the oldest one on."""
        begin = since or self._context.oldest_post()
        if begin is not None:
            self._context.found_all_since(begin)

    def ask_for_the_missing(self) -> None:
        """Ask one by one for the posts that the edge did not show, though they lie in its range.

        One that does not exist is gone, provided that other posts of the account can be seen: a
        token that has lost its sight is told of every post that it does not exist.
        """
        known = [post for post in self._context.plan.reread if post.id not in self._context.posts]
        gone = {post.id for post in known[:MOST_SINGLE_POSTS] if not self._exists(post)}
        if self._context.posts or not gone or self._sees_any():
            self._context.gone |= gone
        else:
            detail: str = Phrase(
                "No post of the account can be seen, so none is taken for deleted."
            )
            self._context.lose("posts", Reason.ACCESS, detail)
        if left := known[MOST_SINGLE_POSTS:]:
            detail = Plural(
                "{n} post that the list did not show was left to later visits.",
                "{n} posts that the list did not show were left to later visits.",
                len(left),
            )
            self._context.lose("posts", Reason.LIMIT, detail)

    def _exists(self, post: KnownPost) -> bool:
        """Whether a post can be seen, under the id on file or under another owner's."""
        owner, mark, part = post.id.rpartition("_")
        others = [f"{other}_{part}" for other in self._owners if mark and other != owner]
        return any(self._is_seen(post_id) for post_id in (post.id, *others))

    def _is_seen(self, post_id: str) -> bool:
        def question(parts: tuple[OptionalField, ...]) -> Node:
            return self.get(post_id, {"fields": fields(self._edge.core, parts)})

        try:
            row = self.tiers.ask_of_one(question, (ObjectMissing,))
        except ObjectMissing:
            return False
        except CollectorError as error:
            if not smaller_may_help(error):
                raise
            self._note_skipped({post_id: error})
        else:
            self._take(row, self.tiers.asked)
        return True

    def _sees_any(self) -> bool:
        answer = self.get(self._edge.path, {"fields": "id", "limit": "1"})
        return bool(answer.get("data"))

    def _note_skipped(self, skipped: Mapping[str, CollectorError]) -> None:
        """Note the posts that could not be read even alone, each by its id, as one loss."""
        for error in list(skipped.values())[:1]:
            detail = Phrase(
                "Left out, as they could not be read: {posts}. {detail}",
                posts=", ".join(skipped),
                detail=error.detail,
            )
            self._context.lose("posts", error.reason, detail)

    def _take(self, row: Node, asked: Parts) -> datetime | None:
        """Keep one post, and return when it was published; None where it is none."""
        try:
            post = self._edge.translate(self._context, row, asked)
        except Malformed as error:
            self._context.lose(
                "posts", error.reason, Phrase("A post was left out. {detail}", detail=error.detail)
            )
            return None
        if post is None:
            return None
        owner, mark, part = post.id.rpartition("_")
        if mark:
            self._owners[owner] = None
        post_id = self._on_file.get(post.id) or self._on_file.get(part, post.id)
        self._context.posts[post_id] = replace(post, id=post_id)
        return post.published_at

    def _drop_surplus(self, wanted: int) -> None:
        for surplus in list(self._context.posts)[wanted:]:
            del self._context.posts[surplus]


def read_node(context: VisitContext, graph: Graph, node_id: str, asked: AccountNode) -> Node:
    """Read an account's own fields, and note what was refused of them.

    Where posts are called for only if there are new ones, the newest are asked for here, too.
    """
    newest = shown_part(*asked.shown)
    wants_newest = context.plan.new_from is not None
    parts = (*asked.parts, newest) if wants_newest else asked.parts
    tiers = Tiers(graph, allowed(context, ACCOUNT, parts))
    node = tiers.ask(lambda parts: graph.get(node_id, {"fields": fields(asked.core, parts)}))
    note_shown(context, node, *asked.shown)
    note_lost(context, tiers, ACCOUNT)
    note_version(context)
    return node


def shown_part(edge: str, published: str) -> OptionalField:
    """What to ask of an account so that it shows its newest posts, without a call for them."""
    # Where it is refused, posts are called for: nothing is lost.
    return OptionalField("", f"{edge}.limit({MOST_SHOWN}){{id,{published}}}")


def note_shown(context: VisitContext, account: Node, edge: str, published: str) -> None:
    """Note which newest posts an account showed. What cannot be read was not shown."""
    listed = inside(account, edge, "data")
    if not isinstance(listed, list):
        return
    try:
        posts = rows(listed)
        context.shown = {identifier(post.get("id")): instant(post.get(published)) for post in posts}
    except Malformed:
        context.shown = None


def _is_called_for(context: VisitContext) -> bool:
    """Whether the plan wants a call: posts are due, or one is new and old enough to be worth it."""
    plan = context.plan
    if plan.new_from is None or plan.since is None or context.shown is None:
        return True
    return any(context.now - at >= plan.new_from for at in _new_shown(context, plan.since))


def _new_shown(context: VisitContext, newest: KnownPost) -> list[datetime]:
    """When the posts were published that the account showed and that are not on file."""
    on_file = {own_part(post.id) for post in (newest, *context.plan.reread)}
    shown = context.shown or {}
    new = (at for post_id, at in shown.items() if own_part(post_id) not in on_file)
    return [at for at in new if at >= newest.published_at]


def _note_shown_discovered(context: VisitContext) -> None:
    """Note that nothing is new but the posts that the account showed and that can wait.

    Where all that it showed is new, others may lie between them and the newest on file.
    """
    newest, shown = context.plan.since, context.shown or {}
    if newest is None:
        return
    new = _new_shown(context, newest)
    if len(new) < len(shown) or len(shown) < MOST_SHOWN:
        context.found_all_since(newest.published_at, min(new, default=None))


def allowed(context: VisitContext, where: str, parts: Iterable[OptionalField]) -> Parts:
    """The parts but for those that were refused lately, whose loss is noted."""
    return tuple(part for part in parts if not context.leaves_out(_named(where, part)))


def note_lost(context: VisitContext, tiers: Tiers, where: str) -> None:
    """Note in the context what the platform refused, by the names of the metrics.

    What single posts are refused is a loss of the visit where several are, or where no other post
    has it; else it is the post's own. What fails for another reason is a loss at once.
    """
    note_dropped(context, tiers, where)
    for part, refusals in tiers.spared.items():
        is_own = part in tiers.answered and all(isinstance(error, REFUSALS) for error in refusals)
        if part not in tiers.lost and (len(refusals) >= SEVERAL or not is_own):
            detail = Phrase(
                "Meta refuses {field} of {posts}. {detail}",
                field=part.field,
                posts=Plural("{n} post", "{n} posts", len(refusals)),
                detail=refusals[0].detail,
            )
            context.lose(part.scope, refusals[0].reason, detail)


def note_dropped(context: VisitContext, tiers: Tiers, where: str) -> None:
    """Note what was refused of the account, or of each of several posts: it is left out a while."""
    for part, refusal in tiers.lost.items():
        detail = Phrase("Meta refuses {field}. {detail}", field=part.field, detail=refusal.detail)
        if smaller_may_help(refusal):
            context.leave_out(_named(where, part), part.scope, refusal, detail)
        elif part.scope:
            context.lose(part.scope, refusal.reason, detail, refusal.until)


def _named(where: str, part: OptionalField) -> str:
    """By what name a part is remembered as refused."""
    return f"{where}: {part.field}"


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
