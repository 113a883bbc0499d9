"""Facebook Pages: the Page, and the posts that it has published itself.

`published_posts` is the Page's own edge: visitors' posts, and who reacts or comments, are never
asked for. Reactions and comments are totals, by summary.
"""

from __future__ import annotations

from datetime import date

from collectors._meta.days import read_each, read_series
from collectors._meta.graph import PERMITTED as PROOF_ENDPOINTS
from collectors._meta.graph import SDK_HOST, Graph, judge, rest_until
from collectors._meta.paging import OptionalField, Parts
from collectors._meta.posts import AccountNode, Edge, read_edge, read_node
from collectors._meta.tokens import Reading, inspection, prove_page
from collectors._meta.values import Node, counted, identifier, inside, insights, instant, link, text
from collectors.base import Inspection
from collectors.context import VisitContext
from collectors.errors import Malformed
from collectors.session import Endpoint
from collectors.values import as_text
from metrics.model import Counts, Form, PostSnapshot, Snapshot
from metrics.platforms import PLATFORMS

__all__ = [
    "PERMITTED",
    "SDK_HOST",
    "judge",
    "look",
    "prove",
    "read_account",
    "read_days",
    "read_posts",
    "rest_until",
]

PERMITTED: tuple[Endpoint, ...] = (
    *PROOF_ENDPOINTS,
    ("GET", "/:version/:id"),
    ("GET", "/:version/:id/published_posts"),
    ("GET", "/:version/:id/insights"),
)

SCOPES = ("pages_show_list", "pages_read_engagement", "pages_read_user_content", "read_insights")
"""What its token must be allowed to."""
ACCOUNT = AccountNode(
    "id,followers_count",
    (
        OptionalField("identity", "name"),
        OptionalField("identity", "username"),
        OptionalField("identity", "verification_status"),
    ),
    shown=("published_posts", "created_time"),
)
MOST_POSTS = PLATFORMS["facebook"].depth
"""The edge shows about 600 ranked posts of a year: with as many, older ones may be missing."""
POST = "id,created_time"
VIEWS = "post_media_view"
VIEWERS = "post_total_media_view_unique"
MESSAGE, LINK = OptionalField("details", "message"), OptionalField("details", "permalink_url")
STATUS, SHARES = OptionalField("details", "status_type"), OptionalField("shares", "shares")
POST_PARTS = (
    MESSAGE,
    LINK,
    STATUS,
    SHARES,
    OptionalField("likes", "reactions.summary(total_count).limit(0)"),
    OptionalField("comments", "comments.filter(stream).summary(total_count).limit(0)"),
    OptionalField("views", VIEWS, is_metric=True),
    OptionalField("reach", VIEWERS, is_metric=True),
)

DAY_PARTS = (
    OptionalField("followers", "page_follows"),
    OptionalField("new_followers", "page_daily_follows_unique"),
    OptionalField("lost_followers", "page_daily_unfollows_unique"),
    OptionalField("views", "page_media_view"),
    OptionalField("reach", "page_total_media_view_unique"),
    OptionalField("visits", "page_views_total"),
    OptionalField("engagements", "page_post_engagements"),
    OptionalField("video_views", "page_video_views"),
)
"""What is asked of the Page's days (reference of Page insights, 2026-09-11)."""
DAYS_A_CALL = 89
"""The platform lets 90 days of 24 hours lie between the two ends; one day has 25."""

FORMS = {
    "added_photos": Form.IMAGE,
    "added_video": Form.VIDEO,
    "mobile_status_update": Form.TEXT,
    "wall_post": Form.TEXT,
    "shared_story": Form.LINK,
}
"""By `status_type`. An album is "added_photos" too: the platform does not tell them apart there."""


def prove(context: VisitContext) -> str:
    """Prove that the Page is ours: it is the token's own, or one that the token lists."""
    return prove_page(Graph(context), context.account.id or context.plan.platform_id)


def read_account(context: VisitContext, platform_id: str) -> Snapshot:
    """Read the Page itself, in its own name."""
    page = read_node(context, _as_page(context, platform_id), platform_id, ACCOUNT)
    return Snapshot(
        account=context.account.name,
        taken_at=context.now,
        platform_id=identifier(page.get("id")),
        followers=context.count("followers", page, "followers_count"),
        handle=as_text(page.get("username")),
        display_name=text(page.get("name")),
        verified=as_text(page.get("verification_status")),
    )


def read_posts(context: VisitContext, account: Snapshot) -> None:
    """Read the Page's published posts into the context."""
    path = f"{account.platform_id}/published_posts"
    read_edge(Graph(context), context, Edge(path, POST, POST_PARTS, _post, MOST_POSTS))


def read_days(context: VisitContext, platform_id: str, since: date) -> None:
    """Read what the Page's insights tell of its days from one on, into the context."""
    graph = _as_page(context, platform_id)
    path = f"{platform_id}/insights"
    read_each(context, lambda: read_series(context, graph, path, DAY_PARTS, (since, DAYS_A_CALL)))


def look(context: VisitContext) -> Inspection:
    """What `check` shows of the login."""
    return inspection(context, Reading(prove, read_account, read_posts, SCOPES))


def _as_page(context: VisitContext, page_id: str) -> Graph:
    """Speak as the Page: posts and insights open to its own token alone."""
    graph = Graph(context)
    if not context.plan.prove and context.plan.platform_id:
        # The proof is not due, but a system user still has to ask for the Page's token.
        prove_page(graph, page_id)
    return graph


def _post(context: VisitContext, row: Node, asked: Parts) -> PostSnapshot:
    url = link(row.get("permalink_url"))
    return PostSnapshot(
        id=identifier(row.get("id")),
        published_at=instant(row.get("created_time")),
        form=Form.REEL if url and "/reel/" in url else FORMS.get(str(row.get("status_type"))),
        text=text(row.get("message")),
        url=url,
        counts=_counts(context, row, asked),
    )


def _counts(context: VisitContext, row: Node, asked: Parts) -> Counts:
    insights = _insights(context, row)
    likes = counted(context, "likes", inside(row, "reactions", "summary", "total_count"))
    comments = counted(context, "comments", inside(row, "comments", "summary", "total_count"))
    return Counts(
        views=counted(context, "views", insights.get(VIEWS)),
        reach=counted(context, "reach", insights.get(VIEWERS)),
        likes=likes,
        comments=comments,
        shares=_shares(
            context,
            row,
            told_others=SHARES in asked and (likes is not None or comments is not None),
        ),
    )


def _insights(context: VisitContext, row: Node) -> dict[str, object]:
    try:
        return dict(insights(inside(row, "insights", "data") or []))
    except Malformed as error:
        for scope in ("views", "reach"):
            context.lose(scope, error.reason, error.detail)
        return {}


def _shares(context: VisitContext, row: Node, *, told_others: bool) -> int | None:
    """The shares of a post: asked for, with other counts told, their absence is a zero.

    The platform leaves them out of a post that nobody shared.
    """
    if "shares" not in row:
        return 0 if told_others else None
    return counted(context, "shares", inside(row, "shares", "count"))
