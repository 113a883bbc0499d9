"""Facebook Pages: the Page, and the posts that it has published itself.

`published_posts` is the Page's own edge: visitors' posts, and who reacts or comments, are never
asked for. Reactions and comments are totals, by summary.
"""

from __future__ import annotations

from collectors import Inspection
from collectors._document import as_text
from collectors._errand import Errand
from collectors._exchange import Endpoint
from collectors._graph import PERMITTED as PROOF_ENDPOINTS
from collectors._graph import Graph, judge, rest_until
from collectors._graph_paging import Part
from collectors._graph_posts import AccountNode, Edge, read_edge, read_node
from collectors._graph_tokens import inspection, prove_page
from collectors._graph_values import (
    Node,
    counted,
    identifier,
    inside,
    insights,
    instant,
    link,
    text,
)
from collectors.errors import Malformed
from metrics.snapshot import Counts, Form, PostSnapshot, Snapshot

__all__ = ["PERMITTED", "judge", "look", "prove", "read_account", "read_posts", "rest_until"]

PERMITTED: tuple[Endpoint, ...] = (
    *PROOF_ENDPOINTS,
    ("GET", "/:version/:id"),
    ("GET", "/:version/:id/published_posts"),
)

ACCOUNT = AccountNode(
    "id,followers_count",
    (
        Part("identity", "name"),
        Part("identity", "username"),
        Part("identity", "verification_status"),
    ),
    shown=("published_posts", "created_time"),
)
POST = "id,created_time,message,permalink_url,status_type,shares"
VIEWS = "post_media_view"
VIEWERS = "post_total_media_view_unique"
POST_PARTS = (
    Part("likes", "reactions.summary(total_count).limit(0)"),
    Part("comments", "comments.summary(total_count).limit(0)"),
    Part("views", VIEWS, is_metric=True),
    Part("reach", VIEWERS, is_metric=True),
)

FORMS = {
    "added_photos": Form.IMAGE,
    "added_video": Form.VIDEO,
    "mobile_status_update": Form.TEXT,
    "wall_post": Form.TEXT,
    "shared_story": Form.LINK,
}
"""By `status_type`. An album is "added_photos" too: the platform does not tell them apart there."""


def prove(errand: Errand) -> str:
    """Prove that the Page is ours: it is the token's own, or one that the token lists."""
    return prove_page(Graph(errand), errand.account.id or errand.plan.platform_id)


def read_account(errand: Errand, platform_id: str) -> Snapshot:
    """Read the Page itself, in its own name."""
    page = read_node(errand, _as_page(errand, platform_id), platform_id, ACCOUNT)
    return Snapshot(
        account=errand.account.name,
        taken_at=errand.now,
        platform_id=identifier(page.get("id")),
        followers=errand.count("followers", page, "followers_count"),
        handle=as_text(page.get("username")),
        display_name=text(page.get("name")),
        verified=as_text(page.get("verification_status")),
    )


def read_posts(errand: Errand, account: Snapshot) -> None:
    """Read the Page's published posts into the errand."""
    path = f"{account.platform_id}/published_posts"
    read_edge(Graph(errand), errand, Edge(path, POST, POST_PARTS, _post))


def look(errand: Errand) -> Inspection:
    """What `check` shows of the login."""
    return inspection(errand, prove, read_account)


def _as_page(errand: Errand, page_id: str) -> Graph:
    """Speak as the Page: posts and insights open to its own token alone."""
    graph = Graph(errand)
    if not errand.plan.prove and errand.plan.platform_id:
        # The proof is not due, but a system user still has to ask for the Page's token.
        prove_page(graph, page_id)
    return graph


def _post(errand: Errand, row: Node) -> PostSnapshot:
    url = link(row.get("permalink_url"))
    return PostSnapshot(
        id=identifier(row.get("id")),
        published_at=instant(row.get("created_time")),
        form=Form.REEL if url and "/reel/" in url else FORMS.get(str(row.get("status_type"))),
        text=text(row.get("message")),
        url=url,
        counts=_counts(errand, row),
    )


def _counts(errand: Errand, row: Node) -> Counts:
    told = _insights(errand, row)
    likes = counted(errand, "likes", inside(row, "reactions", "summary", "total_count"))
    comments = counted(errand, "comments", inside(row, "comments", "summary", "total_count"))
    return Counts(
        views=counted(errand, "views", told.get(VIEWS)),
        reach=counted(errand, "reach", told.get(VIEWERS)),
        likes=likes,
        comments=comments,
        shares=_shares(errand, row, told_others=likes is not None or comments is not None),
    )


def _insights(errand: Errand, row: Node) -> dict[str, object]:
    try:
        return dict(insights(inside(row, "insights", "data") or []))
    except Malformed as error:
        for scope in ("views", "reach"):
            errand.lose(scope, error.reason, error.detail)
        return {}


def _shares(errand: Errand, row: Node, *, told_others: bool) -> int | None:
    """The shares of a post: where other counts were told, their absence is a zero.

    The platform leaves them out of a post that nobody shared.
    """
    if "shares" not in row:
        return 0 if told_others else None
    return counted(errand, "shares", inside(row, "shares", "count"))
