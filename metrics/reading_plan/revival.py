"""Whether a post grows again long after its interest had faded.

Large cascades recur (Cheng et al., Do Cascades Recur?, WWW 2016), so a post whose count rises
far more than a post of its age does is read more often for as long as it lasts.
"""

from __future__ import annotations

from datetime import timedelta
from math import sqrt

from metrics.model import KnownPost
from metrics.reading_plan.curve import share

FADED = timedelta(days=1)
"""The age before which growth is no revival."""
LEAST_SHARE = 0.03
"""Of the count before: what a revival adds at least between two looks."""
TIMES_EXPECTED = 3.0
NOISE = 4.0
"""Standard deviations of chance (a count of independent reactions) that it must stand above."""


def is_growing_again(post: KnownPost, platform: str) -> bool:
    """Whether it drew far more between its last two looks than the mean curve lets expect.

    False where there are not two looks that tell.
    """
    if post.earlier_at is None or post.earlier_at >= post.read_at:
        return False
    if post.earlier_at - post.published_at < FADED or not post.count or not post.earlier_count:
        return False
    before = share(platform, post.earlier_at - post.published_at)
    after = share(platform, post.read_at - post.published_at)
    expected = post.earlier_count * (after - before) / before
    least = TIMES_EXPECTED * expected + NOISE * sqrt(expected + 1)
    grown = post.count - post.earlier_count
    return grown > max(least, LEAST_SHARE * post.earlier_count)
