"""X: its analytics, by post and by day, as they were until 2023 and as they are now.

The old files come from analytics.twitter.com, the new ones from x.com/i/account_analytics. Days and
times are UTC's. `impressions` are what X calls views since 2022-12; `follows` of the old daily file
come from posts alone and are no new followers of the account. The number that X calls `Shares` in
the new files counts taps on the share button; its reposts are our shares.
"""

from __future__ import annotations

from imports.exports.layout import DAY, ID, PUBLISHED, TEXT, URL, ExportLayout
from imports.exports.model import ExportKind
from imports.platforms.ids import identity_on_x

BY_POST = {
    ID: ("tweet id",),
    URL: ("tweet permalink",),
    TEXT: ("tweet text",),
    PUBLISHED: ("time",),
    "views": ("impressions",),
    "likes": ("likes", "favorites"),
    "comments": ("replies",),
    "shares": ("retweets",),
}
BY_DAY = {
    DAY: ("date",),
    "posts": ("tweets published",),
    "views": ("impressions",),
    "engagements": ("engagements",),
}
CONTENT = {
    ID: ("post id",),
    URL: ("post link",),
    TEXT: ("post text",),
    PUBLISHED: ("date",),
    "views": ("impressions",),
    "likes": ("likes",),
    "comments": ("replies",),
    "shares": ("reposts",),
    "saves": ("bookmarks",),
}
OVERVIEW = {
    DAY: ("date",),
    "views": ("impressions",),
    "engagements": ("engagements",),
    "new_followers": ("new follows",),
    "lost_followers": ("unfollows",),
    "visits": ("profile visits",),
}
VIDEO = {DAY: ("date",), "watch": ("watch time (ms)",), "completion": ("completion rate",)}
X_LAYOUTS = (
    ExportLayout(
        ExportKind("x_posts_old", "x", needs_download_day=True),
        BY_POST,
        tuple(BY_POST),
        identity=identity_on_x,
        reply_mark="@",
    ),
    ExportLayout(ExportKind("x_days_old", "x"), BY_DAY, tuple(BY_DAY)),
    ExportLayout(
        ExportKind("x_content", "x", needs_download_day=True),
        CONTENT,
        tuple(CONTENT),
        identity=identity_on_x,
        reply_mark="@",
    ),
    ExportLayout(
        ExportKind("x_overview", "x"),
        OVERVIEW,
        (DAY, "views", "new_followers", "lost_followers"),
    ),
    ExportLayout(ExportKind("x_video", "x"), VIDEO, tuple(VIDEO), is_not_taken=True),
)
