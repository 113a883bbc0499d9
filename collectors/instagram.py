"""Instagram professional accounts, through Facebook Login: account, media, insights, stories.

Views and reach cost one call a post. Stories live for a day: one call brings those that do, with
what is told of each; their pictures, words and addresses, which end with them, are not asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from collectors._meta.days import pacific_today, read_each, read_series, read_totals
from collectors._meta.faults import NeverMeasured, ObjectMissing, smaller_may_help
from collectors._meta.graph import PERMITTED as PROOF_ENDPOINTS
from collectors._meta.graph import SDK_HOST, Graph, judge, rest_until
from collectors._meta.paging import OptionalField, Parts, Tiers, fields
from collectors._meta.posts import AccountNode, Edge, allowed, note_lost, read_edge, read_node
from collectors._meta.tokens import Reading, find_page, inspection
from collectors._meta.values import (
    Node,
    counted,
    identifier,
    inside,
    insights,
    instant,
    link,
    rows,
    text,
)
from collectors.base import Inspection
from collectors.context import VisitContext
from collectors.errors import CollectorError, Malformed
from collectors.session import Endpoint
from collectors.values import as_text
from metrics.model import Counts, Form, PostSnapshot, Reason, Snapshot
from metrics.periods import A_DAY
from metrics.platforms import PLATFORMS
from metrics.texts.phrases import Phrase, Plural

YOUNG = timedelta(days=30)
MOST_MEDIA = 40
SPARE_ONLY = 75
"""Percent of the platform's limits above which no insights are asked for."""

MEASURED = (OptionalField("views", "views"), OptionalField("reach", "reach"))
WHERE = {True: "reels", False: "media"}
"""Where an insight was refused, as it is remembered, by whether it was of reels."""
STORIES = "stories"
"""Where an insight of stories was refused, and what is lost where they cannot be read."""
MOST_STORIES = 100
"""More than an account may publish in a day."""
STORY = "id,timestamp"
STORY_PARTS = (
    *(OptionalField(part.scope, part.field, is_metric=True) for part in MEASURED),
    OptionalField("comments", "replies", is_metric=True),
    OptionalField("shares", "shares", is_metric=True),
)
STAND_INS = (OptionalField("saves", "saved"), OptionalField("shares", "shares"))
"""Insights that tell, of young media at least, what the edge refused to."""


def read_insights(graph: Graph, context: VisitContext, lost: Iterable[str]) -> None:
    """Add insights to the young posts of the context.

    Nothing is raised: what they would have told is noted as lost, and the posts stay as they are.

    Args:
        graph: The conversation.
        context: Whose posts are to be completed.
        lost: The counts that the edge refused.
    """
    lost = set(lost)
    parts = (*MEASURED, *(part for part in STAND_INS if part.scope in lost))
    # A metric may fit a reel and not an image, and one that does not fit fails the call.
    tiers = {
        is_reel: Tiers(graph, allowed(context, where, parts)) for is_reel, where in WHERE.items()
    }
    young = _young(context)
    try:
        for post in young[:MOST_MEDIA]:
            chosen = tiers[post.form is Form.REEL]
            context.posts[post.id] = _with_insights(graph, context, post, chosen)
    except CollectorError as error:
        for part in parts:
            context.lose(
                part.scope,
                error.reason,
                Phrase("No insights. {detail}", detail=error.detail),
                error.until,
            )
    for is_reel, chosen in tiers.items():
        note_lost(context, chosen, WHERE[is_reel])
    if left := young[MOST_MEDIA:]:
        detail = Phrase(
            "No insights of {media}: one visit asks for those of {most}.",
            media=Plural("{n} medium", "{n} media", len(left)),
            most=MOST_MEDIA,
        )
        for part in parts:
            context.lose(part.scope, Reason.LIMIT, detail)


def read_stories(graph: Graph, context: VisitContext, platform_id: str) -> list[PostSnapshot]:
    """Return the stories that are shown now, each with what is told of it.

    Nothing is raised: what cannot be read is noted as lost, and costs neither another story nor
    anything else of the visit. One that hardly anybody has seen is told without numbers.
    """
    parts = allowed(context, STORIES, STORY_PARTS)
    try:
        listed, are_counted = _shown_stories(graph, f"{platform_id}/stories", parts)
        stories = [story for row in listed if (story := _story(context, row))]
    except CollectorError as error:
        context.lose(STORIES, error.reason, error.detail, error.until)
        return []
    if are_counted:
        return stories
    tiers = Tiers(graph, parts)
    try:
        stories = [_with_insights(graph, context, story, tiers) for story in stories]
    except CollectorError as error:
        context.lose(STORIES, error.reason, f"Stories without numbers. {error.detail}", error.until)
    note_lost(context, tiers, STORIES)
    return stories


def _shown_stories(graph: Graph, path: str, parts: Parts) -> tuple[list[Node], bool]:
    """The stories, and whether their numbers came with them: one refused number refuses all."""

    def question(asked: Parts) -> Node:
        return graph.get(path, {"fields": fields(STORY, asked), "limit": str(MOST_STORIES)})

    try:
        with graph.trying(1):
            return rows(question(parts).get("data")), True
    except CollectorError as error:
        if not smaller_may_help(error):
            raise
    return rows(question(()).get("data")), False


def _story(context: VisitContext, row: Node) -> PostSnapshot | None:
    """One story; None for one that cannot be understood, which is noted."""
    try:
        values = dict(insights(inside(row, "insights", "data") or []))
        return PostSnapshot(
            id=identifier(row.get("id")),
            published_at=instant(row.get("timestamp")),
            form=Form.STORY,
            counts=Counts(
                **{
                    part.scope: counted(context, part.scope, values.get(part.field))
                    for part in STORY_PARTS
                }
            ),
        )
    except Malformed as error:
        context.lose(STORIES, error.reason, f"A story was left out. {error.detail}")
        return None


def _young(context: VisitContext) -> list[PostSnapshot]:
    """The media whose insights are wanted, newest first."""
    known = {post.id for post in context.plan.reread}
    since = context.plan.since.published_at if context.plan.since else None
    wanted = [
        post
        for post in context.posts.values()
        if context.now - post.published_at <= YOUNG
        and (post.id in known or since is None or post.published_at > since)
    ]
    return sorted(wanted, key=lambda post: post.published_at, reverse=True)


def _with_insights(
    graph: Graph, context: VisitContext, post: PostSnapshot, tiers: Tiers
) -> PostSnapshot:
    def question(parts: tuple[OptionalField, ...]) -> Node:
        if not parts:  # to name no metric is a mistake to the platform
            return {"data": []}
        metrics = ",".join(part.field for part in parts)
        return graph.get(f"{post.id}/insights", {"metric": metrics}, up_to=SPARE_ONLY)

    try:
        answer = tiers.ask_of_one(question, (NeverMeasured, ObjectMissing))
    except (NeverMeasured, ObjectMissing):
        return post
    values = dict(insights(answer.get("data")))
    counts = {
        part.scope: counted(context, part.scope, values.get(part.field)) for part in tiers.asked
    }
    return replace(post, counts=replace(post.counts, **counts))


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
    ("GET", "/:version/:id/media"),
    ("GET", "/:version/:id/insights"),
    ("GET", "/:version/:id/stories"),
)

SCOPES = (
    "pages_show_list",
    "pages_read_engagement",
    "instagram_basic",
    "instagram_manage_insights",
)
"""What its token must be allowed to."""
ACCOUNT = AccountNode(
    "id,followers_count",
    (
        OptionalField("identity", "username"),
        OptionalField("identity", "name"),
        OptionalField("following", "follows_count"),
        OptionalField("posts_total", "media_count"),
    ),
    shown=("media", "timestamp"),
)
DAYS_A_CALL = 29
"""`follower_count` goes back 30 days without the present one; a day's margin, for its day is the
Pacific one."""
DAY_SERIES = (
    OptionalField("new_followers", "follower_count"),
    OptionalField("reach", "reach"),
)
"""What is told by day in one call; `follower_count` are the new followers of each day."""
FOLLOWS_AND_UNFOLLOWS = (OptionalField("lost_followers", "follows_and_unfollows"),)
DAY_TOTALS = (
    OptionalField("views", "views"),
    OptionalField("visits", "profile_views"),
    OptionalField("engagements", "total_interactions"),
    OptionalField("engaged", "accounts_engaged"),
    OptionalField("link_clicks", "profile_links_taps"),
)
"""What is told as the total of a day, one day a call."""
SHOWN_MEDIA = PLATFORMS["instagram"].depth
"""How many of its newest media an account shows."""
MEDIA = "id,timestamp"
PRODUCT = OptionalField("details", "media_product_type")
MEDIA_PARTS = (
    PRODUCT,
    OptionalField("details", "media_type"),
    OptionalField("details", "caption"),
    OptionalField("details", "permalink"),
    OptionalField("likes", "like_count"),
    OptionalField("comments", "comments_count"),
    OptionalField("saves", "saved_count"),
    OptionalField("shares", "shares_count"),
)
FORMS = {"IMAGE": Form.IMAGE, "VIDEO": Form.VIDEO, "CAROUSEL_ALBUM": Form.ALBUM}
"""By `media_type`, unless `media_product_type` says that it is a reel."""
NOT_POSTS = frozenset({"STORY", "AD"})


def prove(context: VisitContext) -> str:
    """Prove that the account is ours: it is linked to a Page that the token proves."""
    wanted = context.account.id or context.plan.platform_id
    linked = find_page(
        Graph(context),
        wanted,
        lambda page: inside(page, "instagram_business_account", "id"),
        ",instagram_business_account{id}",
    )
    return linked.account_id


def read_account(context: VisitContext, platform_id: str) -> Snapshot:
    """Read the account itself."""
    user = read_node(context, Graph(context), platform_id, ACCOUNT)
    return Snapshot(
        account=context.account.name,
        taken_at=context.now,
        platform_id=identifier(user.get("id")),
        followers=context.count("followers", user, "followers_count"),
        following=counted(context, "following", user.get("follows_count")),
        posts_total=counted(context, "posts_total", user.get("media_count")),
        handle=as_text(user.get("username")),
        display_name=text(user.get("name")),
    )


def read_posts(context: VisitContext, account: Snapshot) -> None:
    """Read the account's media into the context, and the insights of the young ones.

    Stories come first, for nobody can ask for them later; they are no part of the walk along media.
    """
    graph = Graph(context)
    wants_stories = context.plan.stories
    stories = read_stories(graph, context, account.platform_id) if wants_stories else []
    try:
        edge = Edge(f"{account.platform_id}/media", MEDIA, MEDIA_PARTS, _post, SHOWN_MEDIA)
        lost = read_edge(graph, context, edge)
        read_insights(graph, context, {part.scope for part in lost})
    finally:
        context.posts |= {story.id: story for story in stories}


def read_days(context: VisitContext, platform_id: str, since: date) -> None:
    """Read what the account's insights tell of its days from one on, into the context."""
    graph, path = Graph(context), f"{platform_id}/insights"
    within = max(since, pacific_today(context.now) - DAYS_A_CALL * A_DAY)
    read_each(
        context,
        lambda: read_series(context, graph, path, DAY_SERIES, (within, DAYS_A_CALL)),
        lambda: read_totals(
            context, graph, path, FOLLOWS_AND_UNFOLLOWS, within, breakdown="follow_type"
        ),
        lambda: read_totals(context, graph, path, DAY_TOTALS, within),
    )


def look(context: VisitContext) -> Inspection:
    """What `check` shows of the login."""
    return inspection(context, Reading(prove, read_account, read_posts, SCOPES))


def _post(context: VisitContext, row: Node, asked: Parts) -> PostSnapshot | None:
    product = row.get("media_product_type")
    if product in NOT_POSTS:
        return None
    return PostSnapshot(
        id=identifier(row.get("id")),
        published_at=instant(row.get("timestamp")),
        form=_form(row, asked),
        text=text(row.get("caption")),
        url=link(row.get("permalink")),
        counts=Counts(
            likes=counted(context, "likes", row.get("like_count")),
            comments=counted(context, "comments", row.get("comments_count")),
            saves=counted(context, "saves", row.get("saved_count")),
            shares=counted(context, "shares", row.get("shares_count")),
        ),
    )


def _form(row: Node, asked: Parts) -> Form | None:
    """The form; a video may be a reel where the product was not asked for."""
    if row.get("media_product_type") == "REELS":
        return Form.REEL
    form = FORMS.get(str(row.get("media_type")))
    return None if form is Form.VIDEO and PRODUCT not in asked else form
