"""Instagram professional accounts, through Facebook Login: the account and its media.

Stories vanish after a day and are left out; so are copies of posts that serve as advertisements.
Likes that the office hides are not told, and stay unknown.
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
from collectors._graph_tokens import find_page, inspection
from collectors._graph_values import Node, counted, identifier, inside, instant, link, text
from collectors._instagram_insights import read_insights
from metrics.snapshot import Counts, Form, PostSnapshot, Snapshot

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
