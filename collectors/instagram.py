"""Instagram professional accounts, through Facebook Login: the account, its media, their insights.

Views and reach cost one call a post.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from collectors import Inspection
from collectors._meta.faults import NeverMeasured, ObjectMissing
from collectors._meta.graph import PERMITTED as PROOF_ENDPOINTS
from collectors._meta.graph import Graph, judge, rest_until
from collectors._meta.paging import Part, Tiers
from collectors._meta.posts import AccountNode, Edge, note_lost, read_edge, read_node
from collectors._meta.tokens import find_page, inspection
from collectors._meta.values import Node, counted, identifier, inside, insights, instant, link, text
from collectors.context import Errand
from collectors.errors import CollectorError
from collectors.session import Endpoint
from collectors.values import as_text
from metrics.model import Counts, Form, PostSnapshot, Reason, Snapshot

YOUNG = timedelta(days=30)
MOST_MEDIA = 40
SPARE_ONLY = 75
"""Percent of the platform's limits above which no insights are asked for."""

MEASURED = (Part("views", "views"), Part("reach", "reach"))
STAND_INS = (Part("saves", "saved"), Part("shares", "shares"))
"""Insights that tell, of young media at least, what the edge refused to."""


def read_insights(graph: Graph, errand: Errand, lost: Iterable[str]) -> None:
    """Add insights to the young posts of the errand.

    Nothing is raised: what they would have told is noted as lost, and the posts stay as they are.

    Args:
        graph: The conversation.
        errand: Whose posts are to be completed.
        lost: The counts that the edge refused.
    """
    lost = set(lost)
    parts = (*MEASURED, *(part for part in STAND_INS if part.scope in lost))
    # A metric may fit a reel and not an image, and one that does not fit fails the call.
    tiers = {is_reel: Tiers(parts) for is_reel in (True, False)}
    young = _young(errand)
    try:
        for post in young[:MOST_MEDIA]:
            chosen = tiers[post.form is Form.REEL]
            errand.posts[post.id] = _with_insights(graph, errand, post, chosen)
    except CollectorError as error:
        for part in parts:
            errand.lose(part.scope, error.reason, f"No insights. {error.detail}", error.until)
    for chosen in tiers.values():
        note_lost(errand, chosen)
    if left := young[MOST_MEDIA:]:
        detail = f"No insights of {len(left)} media: one visit asks for those of {MOST_MEDIA}."
        for part in parts:
            errand.lose(part.scope, Reason.LIMIT, detail)


def _young(errand: Errand) -> list[PostSnapshot]:
    """The media whose insights are wanted, newest first."""
    known = {post.id for post in errand.plan.reread}
    since = errand.plan.since.published_at if errand.plan.since else None
    wanted = [
        post
        for post in errand.posts.values()
        if errand.now - post.published_at <= YOUNG
        and (post.id in known or since is None or post.published_at > since)
    ]
    return sorted(wanted, key=lambda post: post.published_at, reverse=True)


def _with_insights(graph: Graph, errand: Errand, post: PostSnapshot, tiers: Tiers) -> PostSnapshot:
    def question(parts: tuple[Part, ...]) -> Node:
        if not parts:  # to name no metric is a mistake to the platform
            return {"data": []}
        metrics = ",".join(part.field for part in parts)
        return graph.get(f"{post.id}/insights", {"metric": metrics}, up_to=SPARE_ONLY)

    try:
        told = dict(insights(tiers.ask(question).get("data")))
    except (NeverMeasured, ObjectMissing):
        return post
    found = {part.scope: counted(errand, part.scope, told.get(part.field)) for part in tiers.kept}
    return replace(post, counts=replace(post.counts, **found))


__all__ = ["PERMITTED", "judge", "look", "prove", "read_account", "read_posts", "rest_until"]

PERMITTED: tuple[Endpoint, ...] = (
    *PROOF_ENDPOINTS,
    ("GET", "/:version/:id"),
    ("GET", "/:version/:id/media"),
    ("GET", "/:version/:id/insights"),
)

ACCOUNT = AccountNode(
    "id,followers_count",
    (
        Part("identity", "username"),
        Part("identity", "name"),
        Part("following", "follows_count"),
        Part("posts_total", "media_count"),
    ),
    shown=("media", "timestamp"),
)
MEDIA = "id,timestamp,caption,permalink,media_type,media_product_type"
MEDIA_PARTS = (
    Part("likes", "like_count"),
    Part("comments", "comments_count"),
    Part("saves", "saved_count"),
    Part("shares", "shares_count"),
)
FORMS = {"IMAGE": Form.IMAGE, "VIDEO": Form.VIDEO, "CAROUSEL_ALBUM": Form.ALBUM}
"""By `media_type`, unless `media_product_type` says that it is a reel."""
NOT_POSTS = frozenset({"STORY", "AD"})


def prove(errand: Errand) -> str:
    """Prove that the account is ours: it is linked to a Page that the token proves."""
    wanted = errand.account.id or errand.plan.platform_id
    linked = find_page(
        Graph(errand),
        wanted,
        lambda page: inside(page, "instagram_business_account", "id"),
        ",instagram_business_account{id}",
    )
    return linked.account_id


def read_account(errand: Errand, platform_id: str) -> Snapshot:
    """Read the account itself."""
    user = read_node(errand, Graph(errand), platform_id, ACCOUNT)
    return Snapshot(
        account=errand.account.name,
        taken_at=errand.now,
        platform_id=identifier(user.get("id")),
        followers=errand.count("followers", user, "followers_count"),
        following=counted(errand, "following", user.get("follows_count")),
        posts_total=counted(errand, "posts_total", user.get("media_count")),
        handle=as_text(user.get("username")),
        display_name=text(user.get("name")),
    )


def read_posts(errand: Errand, account: Snapshot) -> None:
    """Read the account's media into the errand, and the insights of the young ones."""
    graph = Graph(errand)
    edge = Edge(f"{account.platform_id}/media", MEDIA, MEDIA_PARTS, _post)
    lost = read_edge(graph, errand, edge)
    read_insights(graph, errand, {part.scope for part in lost})


def look(errand: Errand) -> Inspection:
    """What `check` shows of the login."""
    return inspection(errand, prove, read_account)


def _post(errand: Errand, row: Node) -> PostSnapshot | None:
    if row.get("media_product_type") in NOT_POSTS:
        return None
    is_reel = row.get("media_product_type") == "REELS"
    return PostSnapshot(
        id=identifier(row.get("id")),
        published_at=instant(row.get("timestamp")),
        form=Form.REEL if is_reel else FORMS.get(str(row.get("media_type"))),
        text=text(row.get("caption")),
        url=link(row.get("permalink")),
        counts=Counts(
            likes=counted(errand, "likes", row.get("like_count")),
            comments=counted(errand, "comments", row.get("comments_count")),
            saves=counted(errand, "saves", row.get("saved_count")),
            shares=counted(errand, "shares", row.get("shares_count")),
        ),
    )
