"""The query of own posts: which are meant, and what is told of them, as lists or added up.

`query` says which posts, `posts` lists them with their readings, `sums` adds up their latest
counts. A post's latest counts are each count as it was told last: the roll-up `post_now`.
"""

from storage.post_query.ages import (
    ByForm,
    DrawnAtAge,
    drawn_at_common_age,
    leading_at_common_age,
)
from storage.post_query.posts import (
    LatestCount,
    PostText,
    latest_counts,
    latest_posts,
    leading_posts,
    one_post,
    posts_across,
    posts_at_age,
    posts_with_readings,
    texts_of_posts,
)
from storage.post_query.query import PostQuery
from storage.post_query.sums import (
    PeriodCounts,
    RateSums,
    TopicCounts,
    counts_by_period,
    counts_by_topic,
    posts_with_topic,
    rates_by_period,
    totals_read_before,
    views_of,
)

__all__ = [
    "ByForm",
    "DrawnAtAge",
    "LatestCount",
    "PeriodCounts",
    "PostQuery",
    "PostText",
    "RateSums",
    "TopicCounts",
    "counts_by_period",
    "counts_by_topic",
    "drawn_at_common_age",
    "latest_counts",
    "latest_posts",
    "leading_at_common_age",
    "leading_posts",
    "one_post",
    "posts_across",
    "posts_at_age",
    "posts_with_readings",
    "posts_with_topic",
    "rates_by_period",
    "texts_of_posts",
    "totals_read_before",
    "views_of",
]
