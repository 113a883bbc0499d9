"""Other tools and platforms: Sprout Social, Metricool, Hootsuite; TikTok and YouTube recognised.

Days of Sprout, Metricool and Hootsuite are those of the zone that was set in the tool, which no
file tells: they are kept as days of UTC.
"""

from __future__ import annotations

from imports.exports.layout import (
    DAY,
    ID,
    NETWORK,
    OWNER_HANDLE,
    OWNER_NAME,
    PUBLISHED,
    TEXT,
    URL,
    ExportLayout,
)
from imports.exports.model import IMPRESSIONS, UTC_NAME, ExportKind

SPROUT_X = {
    DAY: ("date",),
    OWNER_HANDLE: ("twitter profile", "x profile"),
    "followers": ("followers",),
    "views": ("impressions",),
    "engagements": ("engagements",),
}
SPROUT_FACEBOOK = {
    DAY: ("date",),
    OWNER_NAME: ("facebook page",),
    "page_likes": ("fans",),
    IMPRESSIONS: ("impressions",),
}
METRICOOL = {
    DAY: ("date",),
    "followers": ("followers",),
    "new_followers": ("gained followers",),
    "lost_followers": ("lost followers",),
    IMPRESSIONS: ("impressions",),
    "reach": ("reach",),
    "engagements": ("interactions",),
}
HOOTSUITE = {
    ID: ("post id",),
    PUBLISHED: ("date (gmt)",),
    TEXT: ("post message",),
    URL: ("post permalink",),
    NETWORK: ("social network",),
    IMPRESSIONS: ("impressions",),
    "reach": ("reach",),
    "likes": ("likes",),
    "comments": ("comments",),
    "shares": ("shares",),
}
TIKTOK = (
    {
        DAY: ("date", "datum"),
        "a": ("video views", "videovisningar"),
        "b": ("profile views", "profilvisningar"),
    },
    {DAY: ("date",), "a": ("followers",), "b": ("difference in followers from previous day",)},
    {DAY: ("date",), "a": ("total viewers",), "b": ("new viewers",), "c": ("returning viewers",)},
    {DAY: ("date",), "a": ("hour",), "b": ("active followers",)},
    {"a": ("gender",), "b": ("distribution",)},
    {"a": ("top territories",), "b": ("distribution",)},
    {
        "a": ("video title", "videotitel"),
        "b": ("video link", "videolänk"),
        "c": ("post time", "publiceringstid"),
    },
)
YOUTUBE = (
    {"a": ("content", "contenu"), "b": ("video title", "titre de la vidéo")},
    {DAY: ("date",), "a": ("subscribers",)},
    {DAY: ("date",), "a": ("views",)},
)
TIKTOK_KIND, YOUTUBE_KIND = ExportKind("tiktok", None), ExportKind("youtube", None)
TOOL_LAYOUTS = (
    ExportLayout(
        ExportKind("sprout_days", "x"),
        SPROUT_X,
        (DAY, OWNER_HANDLE, "followers"),
    ),
    ExportLayout(
        ExportKind("sprout_days", "facebook"),
        SPROUT_FACEBOOK,
        (DAY, OWNER_NAME, "page_likes"),
    ),
    ExportLayout(
        ExportKind("metricool_days", None),
        METRICOOL,
        (DAY, "followers", "new_followers", "lost_followers"),
        points=True,
        losses=frozenset({"lost_followers"}),
    ),
    ExportLayout(
        ExportKind("hootsuite_posts", "facebook", UTC_NAME, needs_download_day=True),
        HOOTSUITE,
        tuple(HOOTSUITE),
        network="facebook",
    ),
    *(ExportLayout(TIKTOK_KIND, labels, tuple(labels), is_not_taken=True) for labels in TIKTOK),
    *(
        ExportLayout(YOUTUBE_KIND, labels, tuple(labels), is_not_taken=True, is_whole=DAY in labels)
        for labels in YOUTUBE
    ),
)
