"""Insights: of posts and media lifetime values, of accounts values by day.

One bad name fails them all. Of days there is more to refuse: windows that are too long, days too
far back, metrics of the wrong type. A value ends at midnight of the Pacific coast and is told some
hours after that; days that are older than what is kept are left out without a word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta

from metrics.model import Counts, Form
from metrics.periods import A_DAY, local_day, midnight
from sandbox import graph_errors
from sandbox.days import PACIFIC, day_followers, day_gain, day_loss, day_share
from sandbox.exchange import Json
from sandbox.graph_call import GraphCall
from sandbox.graph_fields import AskedField, names
from sandbox.posts import TruePost
from sandbox.world import PROFESSIONAL_SINCE, TrueAccount

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
    "STORY": {
        *("views", "reach", "replies", "shares", "total_interactions", "follows"),
        *("profile_visits", "profile_activity", "navigation", "link_clicks"),
    },
}
FEWEST_VIEWERS = 5
"""Of a story that fewer people have seen nothing is told."""
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
    return {Form.REEL: "REELS", Form.STORY: "STORY"}.get(post.form, "FEED")


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
    counts = post.counts_at(call.now)
    if post.form is Form.STORY and (counts.reach or 0) < FEWEST_VIEWERS:
        raise graph_errors.few_viewers()
    values = _media_values(counts)
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
    values = {
        "views": counts.views or 0,
        "reach": counts.reach or 0,
        "likes": counts.likes or 0,
        "comments": counts.comments or 0,
        "replies": counts.comments or 0,
        "saved": counts.saves or 0,
        "shares": counts.shares or 0,
    }
    interactions = values["likes"] + values["comments"] + values["saved"] + values["shares"]
    totals = {f"total_{name}": values[name] for name in ("likes", "comments", "views")}
    return values | totals | {"total_interactions": interactions}


def _value(post: TruePost, name: str, value: Json) -> Json:
    return {
        "name": name,
        "period": "lifetime",
        "values": [{"value": value}],
        "title": TITLES.get(name, name.replace("_", " ").capitalize()),
        "description": "",
        "id": f"{post.id}/insights/{name}/lifetime",
    }


ZONE = PACIFIC
TOLD_AFTER = timedelta(hours=6)
"""How long after a day's end its values are there."""
KEPT = timedelta(days=730)
FEWEST = 100
"""An account with fewer followers is told nothing."""
LONGEST = {"facebook": 90, "instagram": 30}
"""Days of 24 hours that may lie between `since` and `until`."""
FOLLOWER_COUNT_BACK = timedelta(days=30)

DayValue = Callable[[TrueAccount, date], int]


def _share(name: str, share: float) -> DayValue:
    """A count that is some share of the followers, with the mood of the day."""
    return lambda account, day: day_share(account, day, name, share)


PAGE_METRICS: Mapping[str, DayValue] = {
    "page_follows": day_followers,
    "page_daily_follows": day_gain,
    "page_daily_follows_unique": day_gain,
    "page_daily_unfollows_unique": day_loss,
    "page_media_view": _share("views", 0.31),
    "page_total_media_view_unique": _share("reach", 0.12),
    "page_views_total": _share("visits", 0.006),
    "page_post_engagements": _share("engagements", 0.021),
    "page_total_actions": _share("actions", 0.0004),
    "page_video_views": _share("video", 0.09),
}
SERIES: Mapping[str, DayValue] = {
    "follower_count": day_gain,
    "reach": _share("reach", 0.16),
}
"""Of Instagram: what may be told as a series of days."""
TOTALS: Mapping[str, DayValue] = {
    "views": _share("views", 0.42),
    "reach": _share("reach", 0.16),
    "profile_views": _share("visits", 0.004),
    "total_interactions": _share("engagements", 0.03),
    "accounts_engaged": _share("engaged", 0.011),
    "profile_links_taps": _share("taps", 0.0003),
    "likes": _share("likes", 0.024),
    "comments": _share("comments", 0.001),
    "saves": _share("saves", 0.001),
    "shares": _share("shares", 0.003),
}
FOLLOWS_AND_UNFOLLOWS = "follows_and_unfollows"
"""Told in two parts, by `breakdown=follow_type` alone."""


def account_data(account: TrueAccount, call: GraphCall) -> list[Json]:
    """The insights of an account.

    Raises:
        Refused: a permission, a metric, its type or the time asked for is not as it must be.
    """
    is_page = account.platform == "facebook"
    call.need("read_insights" if is_page else "instagram_manage_insights")
    asked = list(names(call.query.get("metric", "")))
    if not asked:
        raise graph_errors.no_metric()
    _require_known(asked, call, is_page=is_page)
    if call.query.get("period") != "day":
        raise graph_errors.refused(100, "(#100) The period is not one of this metric")
    since, until = _window(account, call)
    if account.followers_at(call.now) < FEWEST:
        return []
    if is_page:
        return [_series(account, name, PAGE_METRICS[name], (since, until), call) for name in asked]
    return _instagram(account, asked, (since, until), call)


def _require_known(asked: list[str], call: GraphCall, *, is_page: bool) -> None:
    known = set(PAGE_METRICS) if is_page else {*SERIES, *TOTALS, FOLLOWS_AND_UNFOLLOWS}
    if set(asked) <= known - call.faults.retired:
        return
    if is_page:
        raise graph_errors.wrong_metric()
    listed = ", ".join(sorted(known))
    message = f"(#100) metric[0] must be one of the following values: {listed}"
    raise graph_errors.refused(100, message)


def _window(account: TrueAccount, call: GraphCall) -> tuple[datetime, datetime]:
    ends = [call.query.get(name, "") for name in ("since", "until")]
    if not all(text.isdigit() for text in ends):
        raise graph_errors.refused(100, "(#100) since and until must be Unix times")
    since, until = (datetime.fromtimestamp(int(text), UTC) for text in ends)
    longest = timedelta(days=LONGEST[account.platform])
    if until - since > longest:
        raise graph_errors.refused(
            100,
            f"(#100) There cannot be more than {longest.days} days"
            f" ({int(longest.total_seconds())} s) between since and until",
        )
    return since, until


def _series(
    account: TrueAccount,
    name: str,
    value: DayValue,
    window: tuple[datetime, datetime],
    call: GraphCall,
) -> Json:
    values: list[Json] = [
        {"value": value(account, day), "end_time": _iso(midnight(day + A_DAY, ZONE))}
        for day in _days(window, call)
    ]
    return {**_about(account, name), "values": values}


def _instagram(
    account: TrueAccount, asked: list[str], window: tuple[datetime, datetime], call: GraphCall
) -> list[Json]:
    if call.query.get("metric_type") != "total_value":
        _require_series(asked, window, call)
        return [_series(account, name, SERIES[name], window, call) for name in asked]
    if "follower_count" in asked:
        message = "(#100) Incompatible metrics (follower_count) with metric type (total_value)"
        raise graph_errors.refused(100, message)
    days = list(_days((window[0], window[1] + timedelta(seconds=1)), call))
    return [_total(account, name, days, call) for name in asked] if days else []


def _require_series(asked: list[str], window: tuple[datetime, datetime], call: GraphCall) -> None:
    totals = [name for name in asked if name not in SERIES]
    if totals:
        message = f"(#100) The following metrics ({', '.join(totals)}) should be specified with"
        raise graph_errors.refused(100, f"{message} parameter metric_type=total_value")
    if "follower_count" in asked and window[0] < call.now - FOLLOWER_COUNT_BACK:
        message = "(#100) (follower_count) metric only supports querying data for the last 30 days"
        raise graph_errors.refused(100, f"{message} excluding the current day")


def _total(account: TrueAccount, name: str, days: list[date], call: GraphCall) -> Json:
    if name != FOLLOWS_AND_UNFOLLOWS:
        return {
            **_about(account, name),
            "total_value": {"value": sum(TOTALS[name](account, day) for day in days)},
        }
    if call.query.get("breakdown") != "follow_type":
        return {**_about(account, name), "total_value": {}}
    parts = {"FOLLOWER": day_gain, "NON_FOLLOWER": day_loss}
    results: list[Json] = [
        {"dimension_values": [kind], "value": sum(value(account, day) for day in days)}
        for kind, value in parts.items()
    ]
    breakdown: Json = {"dimension_keys": ["follow_type"], "results": results}
    return {**_about(account, name), "total_value": {"breakdowns": [breakdown]}}


def _days(window: tuple[datetime, datetime], call: GraphCall) -> Iterator[date]:
    """The days whose end lies in a window (its begin excluded), as far as they are told."""
    since, until = window
    day = local_day(since, ZONE)
    while (end := midnight(day + A_DAY, ZONE)) <= until:
        if end > since and call.now - KEPT <= end <= call.now - TOLD_AFTER:
            yield day
        day += A_DAY


def _about(account: TrueAccount, name: str) -> dict[str, Json]:
    return {
        "name": name,
        "period": "day",
        "title": name.replace("_", " ").capitalize(),
        "description": "",
        "id": f"{account.id}/insights/{name}/day",
    }


def _iso(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%S+0000")
