"""Insights of Instagram media: views and reach, one call for each media.

They cost a call each where the edge gives all other counts of a hundred media in one, they come up
to 48 hours late, and they hardly move after a month. So they are asked only for the media that the
plan wants read, and for new ones, while these are at most `YOUNG` old; at most `MOST_MEDIA` in a
visit, the newest first; and only while the platform's limits are far from used up. At half a post
a day, read again as its age grows by a third, that is some four calls a day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from collectors._errand import Errand
from collectors._graph import Graph
from collectors._graph_faults import NeverMeasured, ObjectMissing
from collectors._graph_paging import Part, Tiers
from collectors._graph_posts import note_lost
from collectors._graph_values import Node, counted, insights
from collectors.errors import CollectorError
from metrics.snapshot import Form, PostSnapshot, Reason

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
