"""Insights of posts and media: lifetime values, one bad name fails them all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from metrics.model import Counts, Form
from sandbox import graph_errors
from sandbox.exchange import Json
from sandbox.graph_call import GraphCall
from sandbox.graph_fields import AskedField, names
from sandbox.posts import TruePost
from sandbox.world import PROFESSIONAL_SINCE

BY_TYPE = {"like": 0.78, "love": 0.17, "haha": 0.02, "wow": 0.01, "sorry": 0.01, "anger": 0.01}
POST_METRICS = (
    "post_media_view",
    "post_total_media_view_unique",
    "post_reactions_by_type_total",
    "post_clicks",
    "post_clicks_by_type",
    "post_video_views",
)
SHARED_METRICS = {
    "views",
    "reach",
    "likes",
    "comments",
    "saved",
    "shares",
    "total_interactions",
    "reposts",
    "total_likes",
    "total_comments",
    "total_views",
}
MEDIA_METRICS = {
    "FEED": SHARED_METRICS | {"follows", "profile_visits", "profile_activity"},
    "REELS": SHARED_METRICS
    | {"ig_reels_avg_watch_time", "ig_reels_video_view_total_time", "reels_skip_rate"},
}
TITLES = {
    "post_media_view": "Lifetime Post Media Views",
    "post_total_media_view_unique": "Lifetime Post Media Viewers",
    "views": "Views",
    "reach": "Accounts reached",
    "saved": "Saved",
    "shares": "Shares",
}


def product_of(post: TruePost) -> str:
    """The kind of media that decides which metrics there are."""
    return "REELS" if post.form is Form.REEL else "FEED"


def of_post(post: TruePost, field: AskedField, call: GraphCall) -> Json:
    """The `insights` field of a Page's post: its data and empty paging links."""
    return {"data": post_data(post, field.modifier("metric") or "", call)}


def of_media(post: TruePost, field: AskedField, call: GraphCall) -> Json:
    """The `insights` field of a media; left out where the media is too old for any."""
    if post.published_at < PROFESSIONAL_SINCE:
        return None
    return {"data": media_data(post, field.modifier("metric") or "", call)}


def post_data(post: TruePost, metrics: str, call: GraphCall) -> list[Json]:
    """The values of a Page's post.

    Raises:
        Refused: no `read_insights`, no metric, or one that does not exist.
    """
    call.need("read_insights")
    counts = post.counts_at(call.now)
    asked = _checked(metrics, POST_METRICS, call)
    return [_value(post, name, _post_value(name, counts)) for name in asked]


def media_data(post: TruePost, metrics: str, call: GraphCall) -> list[Json]:
    """The values of a media; the platform leaves a metric out instead of telling 0.

    Raises:
        Refused: no `instagram_manage_insights`, no metric, or one that this kind does not have.
    """
    call.need("instagram_manage_insights")
    if post.published_at < PROFESSIONAL_SINCE:
        raise graph_errors.media_too_old()
    values = _media_values(post.counts_at(call.now))
    asked = _checked(metrics, MEDIA_METRICS[product_of(post)], call)
    return [_value(post, name, values.get(name, 17)) for name in asked if values.get(name, 17)]


def _checked(metrics: str, known: Iterable[str], call: GraphCall) -> list[str]:
    asked = list(names(metrics))
    if not asked:
        raise graph_errors.no_metric()
    if not set(asked) <= set(known) - call.faults.retired:
        raise graph_errors.wrong_metric()
    return asked


def _post_value(name: str, counts: Counts) -> Json:
    likes, views = counts.likes or 0, counts.views or 0
    return {
        "post_media_view": views,
        "post_total_media_view_unique": counts.reach,
        "post_reactions_by_type_total": {
            kind: int(likes * share) for kind, share in BY_TYPE.items() if int(likes * share)
        },
        "post_clicks": views // 40,
        "post_clicks_by_type": {"other clicks": views // 50, "link clicks": views // 200},
        "post_video_views": views // 3,
    }[name]


def _media_values(counts: Counts) -> Mapping[str, int]:
    told = {
        "views": counts.views or 0,
        "reach": counts.reach or 0,
        "likes": counts.likes or 0,
        "comments": counts.comments or 0,
        "saved": counts.saves or 0,
        "shares": counts.shares or 0,
    }
    interactions = told["likes"] + told["comments"] + told["saved"] + told["shares"]
    totals = {f"total_{name}": told[name] for name in ("likes", "comments", "views")}
    return told | totals | {"total_interactions": interactions}


def _value(post: TruePost, name: str, value: Json) -> Json:
    return {
        "name": name,
        "period": "lifetime",
        "values": [{"value": value}],
        "title": TITLES.get(name, name.replace("_", " ").capitalize()),
        "description": "",
        "id": f"{post.id}/insights/{name}/lifetime",
    }
